"""Will the target be met by its deadline, and how sure is that?

Two models look ahead: the straight line through the last twelve periods, and Holt's smoothing with a damped trend. A
line alone promises 90 % to a series that has been stuck at 79 for a year; the worse of the two decides the signal. Rates
are worked on the arcsine scale and capped at 0 and 1. A rate that has peers follows their course and keeps of its own
distance what such distances proved to be worth (among_peers); anything else stands alone: widths are those of the
formulas, with noise taken to be autocorrelated (history.RHO), times what held-back periods asked for (widening). Both
learn from nothing that was still to come at the period looked from.
Source: statistics.md 3.5 and 5.1; statsmodels Holt and R predict.lm agree with the models (tests).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics import among_peers
from metrics.among_peers import Peers, led_of, peers_of
from metrics.history import STALE, Ahead, History
from metrics.series import NUMBER, Floats, Matrix, Truths, Wholes, codes_of
from metrics.widening import Lessons, Widenings

LEAST_LINE = 8  # periods for looking ahead at all
LEAST_CHANCE = 12  # for stating a probability
LIKELY, UNLIKELY = 0.8, 0.2
SUREST = 0.999  # no model knows more than that
TINY = 1e-9
HALF_STEP = 0.0005  # a rate without a denominator is taken to be told to the tenth of a per cent

REASONS: dict[int, str | None] = {
    0: None, 1: "NO_TARGET", 2: "TARGET_AFTER_PLAN", 3: "DEADLINE_PASSED", 4: "TOO_FEW_POINTS", 5: "NO_RECENT_VALUE",
    6: "TOO_FAR", 7: "NO_PROBABILITY", 8: "CONSTANT",
}  # fmt: skip
SEEN = (0, 1, 2, 7, 8)  # reasons against a chance, not against looking ahead
INTERVALS = ("mean", "low80", "high80", "low95", "high95")
CHANCES = {"p_line": "line", "p_holt": "holt", "p_met": "both"}
QUANTILES = np.array([-1.959964, -1.281552, 0.0, 1.281552, 1.959964])  # of the normal: 95 and 80 %, lowest first
Told = dict[str, Floats]


@dataclass(frozen=True)
class Learned:
    """What a history teaches: how far forecasts of those that stand alone miss, and where peers go together."""

    lessons: Lessons
    peers: Peers | None

    @staticmethod
    def of(history: History, asked: Wholes | None = None) -> Learned:
        """asked: the groups of peers of which it will be asked; all where not told."""
        return Learned(Lessons.of(history, led_of(history)), peers_of(history, asked))


def outlook(
    history: History, aims: pl.DataFrame, widenings: Widenings | None = None, learned: Learned | None = None
) -> pl.DataFrame:
    """The chance that each aim is met at its deadline, as seen from a period.

    history: of `read_history`. aims: its keys, as_of_index, target, comparator ('>=', '<=', or '=', which goes by
    direction), direction, deadline_index, plan_end_index? One series may have many aims, one a quarter, say.
    Adds n_points, horizon (periods from the as-of to the deadline), is_met_now, mean, low80, high80, low95, high95 of the
    value at the deadline, p_line, p_holt, p_met (both together), p_worse (the least of the three), signal F1 (p_worse
    >= .8), F3 (< .2) or F2, and forecast_reason where no chance can be stated. A constant series is compared with its
    target: F1 or F3 without a chance. stands_alone: its widths rest on what all series that stand alone had taught.
    widenings: for series without peers, unless given those that this history had taught
    by each as-of period. learned: of this history, where it has been learned already.
    Source of the least 12 periods and the horizon of half the history: statistics.md 3.5. Raises ValueError for an unknown
    comparator or direction.
    """
    is_asked_again = learned is not None
    found = _place(history, aims)
    reason = _reasons(history, found)
    told = {name: np.full(aims.height, np.nan) for name in (*INTERVALS, *CHANCES, "now")}
    seen = np.isin(reason, SEEN) & (found.h >= 1)
    if learned is None:
        asked = history.group[found.series[seen]]
        learned = (
            Learned.of(history, asked) if widenings is None else Learned(Lessons({}, {}), peers_of(history, asked))
        )
    alone = np.zeros(aims.height, dtype=bool)
    every = _led(learned.peers, found, seen, is_last=not is_asked_again)
    for origin in np.unique(found.origin[seen]).tolist():
        at = np.flatnonzero(seen & (found.origin == origin))
        series, h = found.series[at], found.h[at]
        by = learned.lessons.at(origin) if widenings is None else widenings
        ahead, led = history.look_from(series, origin).ahead(h), every.part(at)
        alone[at] = led.stands_alone | np.isnan(history.denominator(series, origin))
        _tell(told, at, _intervals(history, series, origin, h, ahead, by, led))
        _tell(told, at, _chances(history, found.part(at), origin, ahead, by, led))
    _tell(told, np.arange(aims.height), {"now": _value_now(history, found)})
    return _written(aims, history, found, told, reason).with_columns(stands_alone=pl.Series(alone))


def fan(
    history: History, horizon: int = 8, as_of_index: int | None = None, widenings: Widenings | None = None
) -> pl.DataFrame:
    """The coming periods of every series that can be looked ahead from: one row a series and period.

    Seen from as_of_index (default: the last period of the history), no further than `horizon` nor half of what is known.
    Returns the keys, as_of_index, period_index, mean, low80, high80, low95, high95.
    """
    last = max(history.last, 0)
    origin = last if as_of_index is None else min(max(as_of_index - history.grid.first, 0), last)
    learned = Learned.of(history) if widenings is None else Learned(Lessons({}, {}), peers_of(history))
    widenings = learned.lessons.at(origin) if widenings is None else widenings
    every, peers = np.arange(history.grid.shape[0]), learned.peers
    if every.size:
        every = every[(history.n_points[:, origin] >= LEAST_LINE) & history.is_fresh(every, origin)]
    now = history.grid.first + origin
    parts = []
    for h in range(1, horizon + 1):
        own = every[2 * h <= history.n_points[every, origin]] if every.size else every
        told = {name: np.zeros(0) for name in INTERVALS}
        if own.size:
            steps = np.full(own.size, h)
            ahead, led = history.look_from(own, origin).ahead(steps), led_by_peers(peers, own, origin, steps)
            told = _intervals(history, own, origin, steps, ahead, widenings, led)
        parts.append(
            history.grid.names[own].with_columns(
                pl.lit(now, dtype=pl.Int64).alias("as_of_index"),
                pl.lit(now + h, dtype=pl.Int64).alias("period_index"),
                *(pl.Series(name, numbers) for name, numbers in told.items()),
            )
        )
    return pl.concat(parts).sort([*history.keys, "period_index"])


@dataclass(frozen=True)
class Found:
    """Where the aims stand in the history, one entry an aim. series: -1 where the history has none of that name."""

    series: Wholes
    as_of: Wholes  # column; may lie outside the history
    origin: Wholes  # column looked ahead from
    h: Wholes
    target: Floats
    is_least: Truths  # the target is a least, not a most
    is_after_plan: Truths

    def part(self, at: Wholes) -> Found:
        return Found(*(getattr(self, name)[at] for name in self.__dataclass_fields__))


def _place(history: History, aims: pl.DataFrame) -> Found:
    for name, allowed in (("comparator", (">=", "<=", "=")), ("direction", ("up", "down", "none"))):
        wrong = aims[name].drop_nulls().filter(~aims[name].drop_nulls().is_in(allowed))
        if len(wrong):
            raise ValueError(f"{name}: {wrong[0]!r} is none of {', '.join(allowed)}")
    first = history.grid.first
    names = history.grid.names.with_row_index(NUMBER)
    by_direction = pl.col("comparator").ne_missing(">=") & pl.col("direction").eq_missing("down")
    after = pl.col("deadline_index") > pl.col("plan_end_index") if "plan_end_index" in aims.columns else pl.lit(False)
    asked = aims.join(names, on=list(history.keys), how="left", nulls_equal=True, maintain_order="left").select(
        series=pl.col(NUMBER).cast(pl.Int64).fill_null(-1),
        as_of=pl.col("as_of_index").cast(pl.Int64).fill_null(first - 1) - first,
        deadline=pl.col("deadline_index").cast(pl.Int64).fill_null(first - 1) - first,
        target=pl.when(pl.col("deadline_index").is_not_null()).then(pl.col("target").cast(pl.Float64)),
        is_least=~(pl.col("comparator").eq_missing("<=") | by_direction),
        after=after.fill_null(False),
    )
    as_of = asked["as_of"].to_numpy()
    origin = np.clip(as_of, 0, max(history.last, 0))
    return Found(
        series=asked["series"].to_numpy(),
        as_of=as_of,
        origin=origin,
        h=asked["deadline"].to_numpy() - origin,
        target=asked["target"].fill_null(np.nan).to_numpy(),
        is_least=asked["is_least"].to_numpy(),
        is_after_plan=asked["after"].to_numpy(),
    )


def _reasons(history: History, found: Found) -> NDArray[np.int8]:
    """Why no chance can be stated, the first that holds; 0 where it can."""
    series, origin = np.maximum(found.series, 0), found.origin
    if not history.grid.shape[0]:
        return np.where(np.isnan(found.target), 1, 4).astype(np.int8)
    is_known = (found.series >= 0) & (found.as_of >= 0)
    n = np.where(is_known, history.n_points[series, origin], 0)
    fresh = np.zeros(len(series), dtype=bool)
    for column in np.unique(origin).tolist():
        at = np.flatnonzero(origin == column)
        fresh[at] = history.is_fresh(series[at], column)
    fresh &= history.last_known[series, origin] >= found.as_of - STALE
    cases = [
        np.isnan(found.target),
        found.is_after_plan,
        found.h + origin <= found.as_of,
        n < LEAST_LINE,
        ~fresh,
        2 * found.h > n,
        n < LEAST_CHANCE,
        history.is_constant[series, origin],
    ]
    return np.select(cases, list(range(1, 9)), 0).astype(np.int8)


@dataclass(frozen=True)
class Led:
    """Series that follow their peers' course: middle by model and spread, one entry a series, NaN where one stands alone."""

    theta: dict[str, Floats]
    spread: Floats

    @property
    def stands_alone(self) -> Truths:
        return np.isnan(self.theta["both"]) | np.isnan(self.spread)

    def part(self, at: Wholes) -> Led:
        return Led({model: middle[at] for model, middle in self.theta.items()}, self.spread[at])


def _led(peers: Peers | None, found: Found, seen: Truths, *, is_last: bool) -> Led:
    """What the peers of all aims say, horizon by horizon: where nobody asks again only what each has taught is kept of it."""
    theta = {model: np.full(len(seen), np.nan) for model in CHANCES.values()}
    every = Led(theta, np.full(len(seen), np.nan))
    for steps in np.unique(found.h[seen]).tolist() if peers is not None else ():
        at = np.flatnonzero(seen & (found.h == steps))
        led = led_by_peers(peers, found.series[at], found.origin[at], found.h[at])
        every.spread[at] = led.spread
        for model, middle in led.theta.items():
            theta[model][at] = middle
        if is_last and peers is not None:
            peers.forget(steps)
    return every


def led_by_peers(peers: Peers | None, series: Wholes, origin: Wholes | int, h: Wholes) -> Led:
    """What the peers of some series say h periods (>= 1, one a series) after an origin, or one each."""
    theta = {model: np.full(len(series), np.nan) for model in CHANCES.values()}
    spread = np.full(len(series), np.nan)
    if peers is not None:
        member = peers.place(series)
        for steps in np.unique(h[member >= 0]).tolist():
            at = np.flatnonzero((member >= 0) & (h == steps))
            seen, now = peers.foreseen(steps), np.broadcast_to(origin, len(series))[at]
            spread[at] = seen.spread[now, peers.of[member[at]]]
            for model, middle in theta.items():
                middle[at] = seen.theta[model][now, member[at]]
    return Led(theta, spread)


def _intervals(
    history: History, series: Wholes, origin: int, h: Wholes, ahead: Ahead, widenings: Widenings, led: Led
) -> Told:  # fmt: skip
    """Intervals of the combined forecast, as rates, counts or days."""
    knots = five_places("both", history, series, origin, h, ahead, widenings, led)
    names = ("low95", "low80", "mean", "high80", "high95")
    return {name: history.values(knots[:, k], series) for k, name in enumerate(names)}


def five_places(
    model: str, history: History, series: Wholes, origin: int, h: Wholes, ahead: Ahead, widenings: Widenings, led: Led
) -> Matrix:  # fmt: skip
    """The 95 and 80 % bound below, the middle, the 80 and 95 % bound above, on the working scale."""
    n = history.n_points[series, origin]
    alone = widenings.bounds(model, history.is_rate[series], ahead.sd[model], ahead.df[model], h, n)
    cases = history.denominator(series, origin)
    together = among_peers.bounds(led.theta[model], led.spread, cases, QUANTILES)
    return np.where((led.stands_alone | np.isnan(cases))[:, None], alone + ahead.mean[model][:, None], together)


def _chances(history: History, found: Found, origin: int, ahead: Ahead, widenings: Widenings, led: Led) -> Told:
    """Chance of each model, and of both together, that the value at the deadline is on the good side of the target."""
    is_rate, cases = history.is_rate[found.series], history.denominator(found.series, origin)
    worked = history.worked(bar(found.target, is_rate, cases, found.is_least), found.series)
    n, told = history.n_points[found.series, origin], {}
    alone = led.stands_alone | np.isnan(cases)
    for name, model in CHANCES.items():
        z = (worked - ahead.mean[model]) / ahead.sd[model]
        z = np.where(found.is_least, z, -z)
        chance = widenings.chance_above(model, is_rate, z, ahead.df[model], found.h, n)
        chance[~alone] = among_peers.chance(
            led.theta[model][~alone], led.spread[~alone], cases[~alone], found.target[~alone], found.is_least[~alone]
        )
        told[name] = np.clip(chance, 1 - SUREST, SUREST)
    return told


def bar(target: Floats, is_rate: Truths, cases: Floats, is_least: Truths) -> Floats:
    """What a value must pass to meet its target: a rate half a case, or half a step without cases, this side of it."""
    n = np.maximum(np.round(cases), 1)
    by_step = np.where(is_least, target - HALF_STEP, target + HALF_STEP)
    by_cases = among_peers.half_a_case_off(target, n, is_least)
    return np.where(is_rate, np.where(np.isnan(cases), by_step, by_cases), target)


def _value_now(history: History, found: Found) -> Floats:
    """The latest value known at the as-of period; NaN where there is none."""
    if not history.grid.shape[0]:
        return np.full(len(found.series), np.nan)
    series = np.maximum(found.series, 0)
    column = history.last_known[series, found.origin]
    known = (found.series >= 0) & (found.as_of >= 0) & (column >= 0)
    return np.where(known, history.values(history.y[series, np.maximum(column, 0)], series), np.nan)


def _tell(told: Told, at: Wholes, found: Told) -> None:
    for name, numbers in found.items():
        told[name][at] = numbers


def _written(aims: pl.DataFrame, history: History, found: Found, told: Told, reason: NDArray[np.int8]) -> pl.DataFrame:
    now, target = told.pop("now"), found.target
    with np.errstate(invalid="ignore"):
        met = np.where(found.is_least, now >= target - TINY, now <= target + TINY)
    worse = np.minimum(np.minimum(told["p_line"], told["p_holt"]), told["p_met"])
    signal = np.select([worse >= LIKELY, worse < UNLIKELY], [1, 3], 2)
    signal = np.where(reason == 8, np.where(met, 1, 3), np.where(reason == 0, signal, 0))
    for name in CHANCES:
        told[name] = np.where(reason == 0, told[name], np.nan)
    n = np.zeros(aims.height, dtype=np.int64)
    if history.grid.shape[0]:
        n = np.where((found.series < 0) | (found.as_of < 0), 0, history.n_points[found.series, found.origin])
    told["p_worse"] = np.where(reason == 0, worse, np.nan)
    return aims.with_columns(
        pl.Series("n_points", n),
        (pl.col("deadline_index") - pl.col("as_of_index")).alias("horizon"),
        pl.Series("is_met_now", met).set(pl.Series(np.isnan(now) | np.isnan(target)), None),
        *(pl.Series(name, numbers).fill_nan(None) for name, numbers in told.items()),
        codes_of({0: None, 1: "F1", 2: "F2", 3: "F3"}, "signal", pl.Series(signal)),
        codes_of(REASONS, "forecast_reason", pl.Series(reason)),
    )
