"""Did listings comply more once measured than equally bad ones not yet measured? Matching day by day within strata.

Every listing is compared, on each day since its measure, with those of its own stratum that have stood on the list exactly
as long, have the same other measures against them, and are not (yet) measured. What it would have done without the measure
is the curve those days add up to (expected survival with the hazards of the controls). A stratum may be as small as it
likes: were the measure worth nothing, observed less expected would still be nought on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.rates import Z95
from metrics.segments import Floats, Ints, distinct, group_codes
from metrics.spells import Laid

# From the closest strata to the widest; the first that finds controls for most of the measured is taken. Office and ground
# are never let go: who decides, and about what, is what confounds.
LEVELS = (
    ("office", "ground", "list", "grade", "prior_band"),
    ("office", "ground", "list", "grade"),
    ("office", "ground", "list"),
    ("office", "ground"),
)
MOST_UNMATCHED = 0.2
HORIZONS = (180, 365)
EDGES = (0, 10, 20, 30, 45, 60, 90, 120, 150, 180, 225, 270, 315, 365)  # between them hazards are taken as constant
LEAST_TREATED = 20
LEAST_EVENTS = 10  # on either side
BALANCE: dict[str, type[pl.DataType]] = {"covariate": pl.String} | dict.fromkeys(
    ("treated", "control_before", "control_after", "difference_before", "difference_after"), pl.Float64
)


@dataclass(frozen=True)
class Difference:
    """Share by a day among the measured, what it would have been without, and the difference with its error."""

    treated: float
    control: float
    difference: float
    se: float

    @property
    def ends(self) -> tuple[float, float]:
        """95 % interval of the difference."""
        return max(-1.0, self.difference - Z95 * self.se), min(1.0, self.difference + Z95 * self.se)


@dataclass(frozen=True)
class Matched:
    """One measure: differences by day (absent where nobody was watched so long), who was matched on what, and the balance."""

    by_day: dict[int, Difference]
    on: Sequence[str]
    n_treated: int
    n_unmatched: int
    n_control: int
    events_treated: int
    events_control: int
    balance: pl.DataFrame


def compare(laid: Laid, code: str) -> Matched:
    """Compare the listings of one measure with those of their stratum not yet measured.

    laid: `spells.lay` of listings with office, ground, list, grade and prior. Balance: one row a covariate with treated,
    control_before (listings never measured), control_after (the matched, weighted), and both differences in standard
    deviations of the unmatched; null where there is nothing to compare.
    Source: risk-set matching, Li, Propert & Rosenbaum 2001 (JASA 96:870); expected survival, Ederer & Heise 1959;
    differences, Austin 2009 (Stat Med 28:3083).
    """
    for level in LEVELS:
        sides = _Sides.of(laid, code, level)
        if sides.is_matched.sum() >= (1 - MOST_UNMATCHED) * sides.is_matched.size:
            break
    stood = laid.spells["unit"].to_numpy()[sides.control[sides.has_stood_beside]]
    n_control = int(np.count_nonzero(np.bincount(stood)))  # listings, however many spells each has
    return Matched(
        sides.differences(), level, int(sides.is_matched.sum()), int((~sides.is_matched).sum()), n_control,
        *sides.n_events, _balance(laid, sides, level),
    )  # fmt: skip


@dataclass(frozen=True)
class _Sides:
    """Spells of the measured from the day it entered, and of those not measured; days as keys, stratum by stratum."""

    treated: Ints  # rows of spells
    control: Ints
    begin: Ints  # keys of the measured
    end: Ints
    happened: NDArray[np.bool_]
    start: Ints  # keys of the controls
    stop: Ints
    failed: NDArray[np.bool_]
    never: NDArray[np.bool_]  # units never measured

    @staticmethod
    def of(laid: Laid, code: str, level: Sequence[str]) -> _Sides:
        spells, bit = laid.spells, laid.bit(code)
        unit, mask, start, stop = (spells[c].to_numpy() for c in ("unit", "mask", "start", "stop"))
        has = (mask & bit) > 0
        enters = has & np.append(True, (unit[1:] != unit[:-1]) | ~has[:-1])[: unit.size]
        units = laid.units.with_columns(prior_band=pl.col("prior").fill_null(0).clip(upper_bound=2))
        stratum, n_strata = group_codes(units, level)
        own = stratum[unit] + n_strata * (mask & ~bit)
        span = int(stop.max(initial=0)) + EDGES[-1] + 4
        key, event = own * span + 2, spells["event"].to_numpy()
        measured = np.zeros(laid.units.height, dtype=bool)
        measured[unit[has]] = True
        begin, end = key + start, key + stop
        t, c = np.flatnonzero(enters), np.flatnonzero(~has)
        t = t[np.argsort(begin[t], kind="stable")]  # looked up in order, a million days are found ten times as fast
        return _Sides(t, c, begin[t], end[t], event[t], begin[c], end[c], event[c], ~measured)

    @cached_property
    def starts(self) -> Ints:
        return np.sort(self.start)

    @cached_property
    def stops(self) -> Ints:
        return np.sort(self.stop)

    @cached_property
    def events(self) -> tuple[Ints, Ints, Ints]:
        """Days on which controls complied: keys, how many, how many were at risk."""
        at, n = np.unique(self.stop[self.failed], return_counts=True)
        return at, n, self._watched_on(at)

    def _watched_on(self, key: Ints) -> Ints:
        return np.searchsorted(self.starts, key, side="left") - np.searchsorted(self.stops, key, side="left")

    @cached_property
    def is_matched(self) -> NDArray[np.bool_]:
        """Whether a control stood beside it on the day the measure entered."""
        after = np.searchsorted(self.starts, self.begin, side="right") - np.searchsorted(self.stops, self.begin, side="right")  # fmt: skip
        return np.asarray(after > 0)

    @cached_property
    def cover(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Days on which there was a control: points where that changes, days before each, and whether there is one after."""
        points = distinct(np.concatenate([self.starts, self.stops]))
        at_risk = np.searchsorted(self.starts, points, side="right") - np.searchsorted(self.stops, points, side="right")
        length = np.where(at_risk > 0, np.diff(points, append=points[-1:]), 0)
        return points, np.cumsum(length) - length, at_risk > 0

    def _covered(self, key: Ints) -> Ints:
        points, before, is_there = self.cover
        nth = np.searchsorted(points, key, side="right") - 1
        inside = nth >= 0
        return np.where(inside, before[nth] + np.where(is_there[nth], key - points[nth], 0), 0)

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """Of the measured: complied, on a day on which a control was at risk too."""
        return np.asarray(self.happened & (self._watched_on(self.end) > 0) & self.is_matched)

    @property
    def n_events(self) -> tuple[int, int]:
        """Events within the longest horizon: of the measured, and of controls while a measured one stood beside them."""
        if not self.treated.size or not self.control.size:
            return 0, 0
        at, n, _ = self.events
        until = np.minimum(self.end, self.begin + EDGES[-1])
        come, go = (np.searchsorted(at, k[self.is_matched], side="right") for k in (self.begin, until))
        beside = _beside(come, go, at.size)
        return int((self.seen & (self.end - self.begin <= EDGES[-1])).sum()), int(n[beside > 0].sum())

    @property
    def has_stood_beside(self) -> NDArray[np.bool_]:
        """Of the controls: whether one of the measured entered beside it."""
        begun = np.sort(self.begin)
        beside = np.searchsorted(begun, self.stop, side="left") - np.searchsorted(begun, self.start, side="left")
        return np.asarray(beside > 0)

    def differences(self) -> dict[int, Difference]:
        """Shares by each horizon, measured and expected, and their difference."""
        if not self.is_matched.any():
            return {}
        at, n, at_risk = self.events
        hazard = np.concatenate([[0.0], np.cumsum(n / at_risk)])
        done = np.zeros(3)  # summed hazard of the measured, of the controls, variance of the first
        weight, found = np.zeros(at.size), {}
        still = self.is_matched & (self.end > self.begin)
        begin, end, seen = self.begin[still], self.end[still], self.seen[still]
        before, come = self._covered(begin), np.searchsorted(at, begin, side="right")
        for low, high in pairwise(EDGES):
            until = np.minimum(begin + high, end)
            covered, go = self._covered(until), np.searchsorted(at, until, side="right")
            days = float((covered - before).sum())
            if days <= 0:
                break
            events = int((seen & (end <= begin + high)).sum())
            per_day = (high - low) / days
            done += per_day * events, per_day * (hazard[go] - hazard[come]).sum(), per_day**2 * events
            weight += per_day * _beside(come, go, at.size)
            if high in HORIZONS:
                open_, expected = np.exp(-done[:2])
                noise = float((weight**2 * n / at_risk**2).sum())
                se = np.sqrt(open_**2 * done[2] + expected**2 * noise)
                found[high] = Difference(1 - open_, 1 - expected, expected - open_, float(se))
            on = end > begin + high  # where one stretch ends, the next begins
            begin, end, before, come, seen = begin[on], end[on], covered[on], go[on], seen[on]
        return found


def _beside(come: Ints, go: Ints, size: int) -> Ints:
    """How many of the measured are watched on each day of events, from place `come` to before place `go`."""
    return np.cumsum(np.bincount(come, minlength=size + 1) - np.bincount(go, minlength=size + 1))[:-1]


def _balance(laid: Laid, sides: _Sides, on: Sequence[str]) -> pl.DataFrame:
    """Were the two groups alike? Means of the measured, of those never measured, and of the matched."""
    units, spells, matched = laid.units, laid.spells, sides.is_matched
    unit = spells["unit"].to_numpy()
    come, go = np.argsort(sides.start, kind="stable"), np.argsort(sides.stop, kind="stable")
    first = np.searchsorted(sides.starts, sides.begin[matched], side="right")
    last = np.searchsorted(sides.stops, sides.begin[matched], side="right")
    rows = []
    for name, values in covariates(units).items():
        own, never, after = values[unit[sides.treated]][matched], values[sides.never], None
        if _held_by(name) not in on:  # what was matched on is alike by design
            beside = values[unit[sides.control]]
            after = (_running(beside[come])[first] - _running(beside[go])[last]) / (first - last)
        rows.append((name, *_compared(own, never, own if after is None else after)))
    return pl.DataFrame(rows, schema=BALANCE, orient="row")


def _held_by(covariate: str) -> str:
    """What a stratum must share for all in it to have the same value; an office lies in one region and has one pace."""
    kind = covariate.split("_")[0]
    return {"office": "office", "level": "office"}.get(kind, kind)


def _running(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _compared(own: Floats, never: Floats, after: Floats) -> tuple[float | None, ...]:
    if not own.size:
        return (None,) * 5
    treated, matched = float(own.mean()), float(after.mean())
    if not never.size:  # everybody was measured sooner or later: nobody to compare with before matching
        spread = float(own.std())
        return treated, None, matched, None, _in_deviations(treated - matched, spread)
    before, spread = float(never.mean()), float(np.sqrt((own.var() + never.var()) / 2))
    return treated, before, matched, _in_deviations(treated - before, spread), _in_deviations(treated - matched, spread)


def _in_deviations(off: float, spread: float) -> float | None:
    """Null where two groups differ and neither has any spread: no number of deviations says how much."""
    if abs(off) < 1e-9:
        return 0.0
    return off / spread if spread > 1e-9 else None


def covariates(units: pl.DataFrame) -> dict[str, Floats]:
    """What may differ between measured and not measured: each a number per unit."""
    shares = {f"grade_{g}": pl.col("grade") == g for g in _values(units, "grade")}
    shares |= {f"list_{v}": pl.col("list") == v for v in _values(units, "list")}
    shares |= {f"level_{v}": pl.col("region_level") == v for v in _values(units, "region_level")}
    exprs = {name: expr.fill_null(False).cast(pl.Float64) for name, expr in shares.items()}
    exprs |= {"prior": pl.col("prior").fill_null(0).cast(pl.Float64)}
    # How quickly the listings of an office comply that were never measured: its own pace, whatever it measures.
    free = pl.col("mask_ever") == 0
    exprs |= {
        "office_pace": 100 * ((pl.col("event") & free).sum() / (pl.col("stop") + 1).filter(free).sum()).over("office")
    }
    found = units.select(**exprs).fill_null(strategy="zero").fill_nan(0.0)
    return {name: found[name].to_numpy() for name in found.columns}


def _values(units: pl.DataFrame, column: str) -> list[str]:
    """Values of a column beyond the commonest: with two values one of them says it all."""
    counted = units[column].drop_nulls().value_counts(sort=True) if column in units.columns else None
    return [] if counted is None else sorted(counted[column][1:])
