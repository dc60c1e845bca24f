"""What a naive before-and-after shows, and how much of it comes by itself.

Whoever is measured is measured after a bad time, and a bad time is followed by a better one whether or not anybody does
anything: regression to the mean. So the same change is taken of entities just as bad, listed as long, and not measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from metrics.claim import framed
from metrics.matched import LEAST_TREATED, LEVELS
from metrics.rates import Z95
from metrics.segments import Floats, Ints, distinct, group_codes
from metrics.spells import Laid, drawn, lay

MONTH = 30  # days
MONTHS = 12  # on either side
MOST_PAIRS = 50_000  # of one measure: a larger register is drawn from, the mean of so many is known to a thousandth
SEED = 2026  # which of several controls is taken is drawn; the same build draws the same
COURSE = {"measure_code": pl.String, "group_code": pl.String, "month": pl.Int32, "n": pl.Int64, "rate": pl.Float64}


class Course(NamedTuple):
    """Rows of stat_effect (design before_after, not yet concluded) and of agg_effect_course."""

    effect: pl.DataFrame
    course: pl.DataFrame


@dataclass(frozen=True)
class _Watched:
    """Entities round a day each: months watched before and after it, and the months in which there was a bad record."""

    n_before: Ints
    n_after: Ints
    nth: Ints  # of the entity, one line a month with a record
    month: Ints

    def rates(self) -> list[tuple[int, int, float]]:
        """Month, how many were watched in it, share of them with a bad record."""
        n = {k: int((self.n_before >= -k).sum() if k < 0 else (self.n_after > k).sum()) for k in range(-MONTHS, MONTHS)}
        bad = np.bincount(self.month + MONTHS, minlength=2 * MONTHS)
        return [(k, n[k], float(bad[k + MONTHS] / n[k])) for k in n if n[k]]

    def share(self, is_after: bool) -> Floats:
        """Share of its watched months with a bad record, one an entity."""
        n = self.n_after if is_after else self.n_before
        bad = np.bincount(self.nth[(self.month >= 0) == is_after], minlength=n.size)
        return np.asarray(bad / np.maximum(n, 1), dtype=np.float64)


@dataclass(frozen=True)
class _Bad:
    """Days of bad records, entity by entity, each day once: what an entity did is a stretch of the line."""

    day: Ints
    begin: Ints  # of each unit: where its entity's days begin, and how many there are
    n: Ints
    first: int  # day of the first record of all; far ahead where there is none

    @staticmethod
    def of(listed: pl.Series, of_units: pl.Series, records: pl.DataFrame) -> _Bad:
        known = pl.DataFrame({"entity_id": listed.unique(maintain_order=True)}).with_row_index("entity")
        number = pl.col("entity").cast(pl.Int64)
        unit = of_units.to_frame("entity_id").join(known, on="entity_id", how="left", maintain_order="left")
        own = records.drop_nulls().join(known, on="entity_id")
        own = own.select(number, day=pl.col("on").cast(pl.Date).to_physical().cast(pl.Int64))
        day = own["day"].to_numpy()
        first, span = int(day.min(initial=NEVER)), int(day.max(initial=0) - day.min(initial=0)) + 1
        key = distinct(own["entity"].to_numpy() * span + day - first)
        n = np.bincount(key // span, minlength=known.height)
        entity = unit.select(number).to_series().to_numpy()
        return _Bad(key % span + first, (np.cumsum(n) - n)[entity], n[entity], first)

    def months(self, unit: Ints, on: Ints) -> tuple[Ints, Ints]:
        """Which of the units had a bad record in which month of 30 days from its day, each month once."""
        begin, n = self.begin[unit], self.n[unit]
        nth = np.repeat(np.arange(unit.size), n)
        at = np.arange(nth.size) + np.repeat(begin - (np.cumsum(n) - n), n)
        month = (self.day[at] - on[nth]) // MONTH
        is_near = (month >= -MONTHS) & (month < MONTHS)
        seen = np.zeros((unit.size, 2 * MONTHS), dtype=bool)
        seen[nth[is_near], month[is_near] + MONTHS] = True
        found, month = np.nonzero(seen)
        return found, month - MONTHS


def weigh(listings: pl.DataFrame, measures: pl.DataFrame, records: pl.DataFrame) -> Course:
    """The twelve months round each measure and, beside them, round the same day of a control's listing.

    listings, measures: as `effect.weigh` takes them, with entity_id. records: entity_id, on; every bad record of an entity.
    A month is 30 days; its rate is the share of entities with a bad record in it. The control of a measured listing is one
    of its office, ground, list, grade and prior listings that had stood as long and was not yet measured; once it is
    measured it is watched no longer. estimate: change of the mean monthly share (naive); in detail what the controls
    changed by (expected_regression) and the rest (beyond_regression, low, high). No entities enough: no estimate.
    Source: regression to the mean, Barnett, van der Pols & Dobson 2005 (Int J Epidemiol 34:215); controls, Linden 2013.
    """
    listings = drawn(listings).sort("listing_id")
    laid = lay(listings, measures)
    units = laid.units.with_columns(prior_band=pl.col("prior").fill_null(0).clip(upper_bound=2))
    stratum, _ = group_codes(units, LEVELS[0])
    bad = _Bad.of(listings["entity_id"], laid.units["entity_id"], records)
    rows: list[dict[str, Any]] = []
    courses: list[tuple[object, ...]] = []
    for code in laid.codes:
        applied = _applied(laid, code)
        treated, control = _pairs(laid, applied, stratum)
        sides = {"treated": _watch(laid, applied, treated, bad), "control": _watch(laid, applied, control, bad)}
        rows.append(_change(code, *sides.values()))
        courses += [(code, group, *month) for group, side in sides.items() for month in side.rates()]
    return Course(framed(rows), pl.DataFrame(courses, schema=COURSE, orient="row"))


Points = tuple[Ints, Ints]  # unit, and the day of its clock


def _pairs(laid: Laid, applied: Ints, stratum: Ints) -> tuple[Points, Points]:
    """Each measured listing on the day of its measure, and a control on the same day of its own clock."""
    end = laid.units["stop"].to_numpy()
    span = int(end.max(initial=0)) + 4
    key = stratum * span + span - np.minimum(applied, end)  # who stays unmeasured longest comes first in its stratum
    order = np.argsort(key, kind="stable")
    measured = np.flatnonzero(applied < end)
    low = np.searchsorted(key[order], stratum[measured] * span)
    high = np.searchsorted(key[order], stratum[measured] * span + span - applied[measured])
    rng = np.random.default_rng(SEED)
    nth = low + np.floor(rng.random(measured.size) * (high - low)).astype(np.int64)
    found = np.flatnonzero(high > low)
    if found.size > MOST_PAIRS:
        found = np.sort(rng.choice(found, MOST_PAIRS, replace=False))
    own, day = order[nth[found]], applied[measured][found]
    return (measured[found], day), (own, day)


NEVER = 1 << 40


def _applied(laid: Laid, code: str) -> Ints:
    """Day of the clock on which the measure entered, of every unit; far ahead where it did not."""
    unit, start, mask = (laid.spells[c].to_numpy() for c in ("unit", "start", "mask"))
    measured = np.flatnonzero(mask & laid.bit(code) > 0)
    own = unit[measured]
    first = measured[np.append(True, own[1:] != own[:-1])[: own.size]]  # spells stand by unit and day
    applied = np.full(laid.units.height, NEVER)
    applied[unit[first]] = start[first]
    return applied


def _watch(laid: Laid, applied: Ints, points: Points, bad: _Bad) -> _Watched:
    """Count the months round the day. No month is watched before the first record there is, or after the last day of all."""
    unit, on = points
    begun, watched = (laid.units[c].to_numpy() for c in ("_begun", "watched"))
    last = int((begun + watched).max(initial=0)) + 1
    day, entered = begun[unit] + on, applied[unit]
    until = np.where(entered > on, np.minimum(day - on + entered, last), last)  # a control leaves once it is measured
    n_before = np.clip((day - bad.first) // MONTH, 0, MONTHS)
    n_after = np.clip((until - day) // MONTH, 0, MONTHS)
    nth, month = bad.months(unit, day)
    is_watched = np.where(month < 0, n_before[nth] >= -month, n_after[nth] > month)
    return _Watched(n_before, n_after, nth[is_watched], month[is_watched])


def _change(code: str, treated: _Watched, control: _Watched) -> dict[str, Any]:
    both = (treated.n_before > 0) & (treated.n_after > 0) & (control.n_before > 0) & (control.n_after > 0)
    n = int(both.sum())
    row = {
        "measure_code": code, "design": "before_after", "outcome": "reoffend", "n_treated": n, "n_control": n,
        "n_events": int(treated.month.size), "detail": "{}", "reason": "few_events",
    }  # fmt: skip
    if n < LEAST_TREATED:
        return row
    before, after = treated.share(False)[both], treated.share(True)[both]
    control_before, control_after = control.share(False)[both], control.share(True)[both]
    change, beside = after - before, control_after - control_before
    low, high = _interval(change)
    beyond_low, beyond_high = _interval(change - beside)
    detail = {
        "before": before.mean(), "after": after.mean(), "control_before": control_before.mean(),
        "control_after": control_after.mean(), "expected_regression": beside.mean(),
        "beyond_regression": (change - beside).mean(), "low": beyond_low, "high": beyond_high,
    }  # fmt: skip
    return row | {
        "estimate": float(change.mean()), "low": low, "high": high, "reason": "regression_to_mean",
        "detail": json.dumps({k: float(v) for k, v in detail.items()}),
    }  # fmt: skip


def _interval(values: Floats) -> tuple[float, float]:
    reach = Z95 * values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - reach), float(values.mean() + reach)
