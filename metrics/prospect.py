"""Where is each unit heading by the ends of the coming years, and what is the chance of any value somebody proposes?

The distributions are stored, not the chance of one target: a planner moves the proposal, and every chance follows from the
same forecast that judges the target in force (forecast.outlook gives the same number for the same target; a test holds it).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from metrics import among_peers
from metrics.forecast import LEAST_CHANCE, LEAST_LINE, SUREST, TINY, Learned, bar, five_places, led_by_peers
from metrics.history import MODELS, STALE, History, read_history
from metrics.series import NUMBER, Floats, Truths, codes_of
from metrics.widening import Widening

KEY = ("indicator", "region_code", "department_code", "family")
PEERS = ("peers", "teaches")  # of history.read_history
REASONS: dict[int, str | None] = {
    0: None, 1: "YEAR_TO_DATE", 2: "TOO_FEW_POINTS", 3: "NO_RECENT_VALUE", 4: "TOO_FAR", 5: "NO_PROBABILITY", 6: "CONSTANT",
}  # fmt: skip
FORESEEN = (0, 5, 6)  # reasons against a chance, not against looking ahead
YEAR = 4
KNOTS = range(1, 6)
BOUNDS = ("low95", "low80", "mean", "high80", "high95")


@dataclass(frozen=True)
class Past:
    """Series read once, for looking ahead and for looking back (track_record)."""

    numbered: pl.DataFrame
    history: History
    learned: Learned


def past(rows: pl.DataFrame) -> Past:
    """Read rows as look_ahead takes them; some of them have a value."""
    runs_on = pl.col("series").ne_missing("year_to_date")  # what counts anew each year has no forecast and teaches none
    known = rows.filter(pl.col("value").is_not_null())
    numbered = known.with_columns(period_index=index(pl.col("quarter")), teaches=runs_on)
    more = [c for c in PEERS if c in numbered.columns]
    history = read_history(numbered.select(*KEY, "period_index", "value", "denominator", "unit", *more), KEY)
    return Past(numbered, history, Learned.of(history))


def look_ahead(rows: pl.DataFrame, horizons: Sequence[str], known: Past | None = None) -> pl.DataFrame:
    """One row per series and horizon, in the columns of stat_outlook.

    rows: KEY, quarter (2026Q3), value, numerator?, denominator, unit, series (flow, stock, year_to_date), direction; one row a
    quarter, nulls are gaps; peers where there are any. horizons: quarters after the last one of the rows; others are passed
    over. Rates are 0-1, the bounds on the working scale of history.History. Source of the models and limits:
    metrics.forecast. Empty rows give none. known: the rows where they have been read already (past).
    """
    if rows["value"].null_count() == rows.height:
        return pl.DataFrame()
    known = past(rows) if known is None else known
    history = known.history
    origin = history.last
    now = history.grid.first + origin
    first = _first_of(history, known.numbered)
    ahead = [(q, _number(q) - now) for q in horizons]
    parts = [_at(history, first, known.learned, quarter, h) for quarter, h in ahead if h >= 1]
    if not parts:
        return pl.DataFrame()
    return pl.concat(parts).with_columns(seen_from=pl.lit(f"{now // 4}Q{now % 4 + 1}"))


def _at(history: History, first: pl.DataFrame, learned: Learned, quarter: str, h: int) -> pl.DataFrame:
    """The look from the last period to one horizon, h periods on."""
    origin, size = history.last, history.grid.shape[0]
    every = np.arange(size)
    n = history.n_points[:, origin]
    is_fresh = history.is_fresh(every, origin) & (history.last_known[:, origin] >= origin - STALE)
    begins_anew = first["series"].eq("year_to_date").fill_null(False).to_numpy()
    reason = np.select(
        [begins_anew, n < LEAST_LINE, ~is_fresh, 2 * h > n, n < LEAST_CHANCE, history.is_constant[:, origin]],
        list(range(1, 7)), 0,
    )  # fmt: skip
    seen = np.flatnonzero(np.isin(reason, FORESEEN))
    told = {f"{m}_{k}": np.full(size, np.nan) for m in MODELS for k in KNOTS} | {
        f"{m}_df": np.full(size, np.nan) for m in MODELS
    }
    values = {name: np.full(size, np.nan) for name in BOUNDS}
    steps = np.full(seen.size, h)
    look, led = history.look_from(seen, origin).ahead(steps), led_by_peers(learned.peers, seen, origin, steps)
    widenings = learned.lessons.at(origin)
    cases, spread = history.denominator(every, origin), np.full(size, np.nan)
    spread[seen] = np.where(led.stands_alone | np.isnan(cases[seen]), np.nan, led.spread)
    for model in MODELS:
        knots = five_places(model, history, seen, origin, steps, look, widenings, led)
        for k in KNOTS:
            told[f"{model}_{k}"][seen] = knots[:, k - 1]
        told[f"{model}_df"][seen] = look.df[model]
        if model == "both":
            for k, name in enumerate(BOUNDS):
                values[name][seen] = history.values(knots[:, k], seen)
    return first.drop("series").with_columns(
        pl.lit(quarter).alias("horizon_quarter"),
        pl.lit(h).cast(pl.Int32).alias("horizon"),
        pl.Series("n_points", n).cast(pl.Int32),
        pl.Series("cases", cases).fill_nan(None),
        pl.Series("spread", spread).fill_nan(None),
        pl.Series("is_rate", history.is_rate),
        pl.Series("is_constant", history.is_constant[:, origin]),
        *(pl.Series(name, numbers).fill_nan(None) for name, numbers in (values | told).items()),
        codes_of(REASONS, "reason", pl.Series(reason)),
    )


def _first_of(history: History, numbered: pl.DataFrame) -> pl.DataFrame:
    """The keys of the series in the order of the history, with the latest figure, the series' kind and the best year so far."""
    by = list(KEY)
    latest = numbered.sort("period_index").group_by(by, maintain_order=True).agg(
        pl.col("quarter").last().alias("last_quarter"), pl.col("numerator", "denominator", "value", "series").last()
    )  # fmt: skip
    names = history.grid.names.with_row_index(NUMBER)
    return (
        names.join(latest, on=by, how="left", nulls_equal=True)
        .join(best_year(numbered), on=by, how="left", nulls_equal=True)
        .sort(NUMBER)
        .drop(NUMBER)
    )


def best_year(numbered: pl.DataFrame) -> pl.DataFrame:
    """The best four quarters in a row of each series: KEY, best, best_until (their last quarter).

    numbered: KEY, quarter, period_index, value, numerator, denominator, unit, direction, without nulls of value. Rates by
    their cases added up where both counts are known, everything else by the mean of the four values. No gap within the
    four; null without direction. Ties: the latest.
    """
    by = list(KEY)
    has_counts = (pl.col("unit") == "percent") & pl.col("numerator").is_not_null() & (pl.col("denominator") > 0)
    kept = numbered.sort([*by, "period_index"]).with_columns(_x=pl.when(has_counts).then("numerator"))
    year = [pl.col(c).rolling_sum(YEAR).over(by) for c in ("_x", "denominator")]
    whole = pl.col("period_index") - pl.col("period_index").shift(YEAR - 1).over(by) == YEAR - 1
    figure = pl.coalesce(year[0] / year[1], pl.col("value").rolling_mean(YEAR).over(by))
    sign = pl.when(pl.col("direction") == "down").then(-1.0).when(pl.col("direction") == "up").then(1.0)
    scored = kept.with_columns(best=pl.when(whole).then(figure)).with_columns(_score=sign * pl.col("best"))
    best = scored.filter(pl.col("_score").is_not_null()).sort("_score", "period_index", descending=True)
    return best.unique(by, keep="first", maintain_order=True).select(*by, "best", best_until="quarter")


def chance(rows: pl.DataFrame, target: pl.Expr | float, *, is_least: bool = True) -> pl.DataFrame:
    """Add p_met and p_met_worse: the chance that each row's value at its horizon is on the good side of `target`.

    rows: of stat_outlook. target: rates 0-1, one number or an expression over the rows; a null target has no chance.
    is_least: the value has to reach the target, else not to exceed it. As in forecast.outlook a rate meets a target from half
    a case this side of the least number of cases that do. Null where the row has a reason; a constant series that meets
    the target now is given 1, one that does not 0, without claiming a probability (reason CONSTANT stays). p_met_worse is
    that of the least sure model and never above p_met.
    """
    rows = rows.with_columns(pl.col("reason").cast(pl.String))  # nobody has one: a column of nulls without a kind
    if rows.is_empty():
        return rows.with_columns(p_met=pl.lit(None, pl.Float64), p_met_worse=pl.lit(None, pl.Float64))
    aim = rows.select(pl.lit(target).cast(pl.Float64) if not isinstance(target, pl.Expr) else target.cast(pl.Float64))
    asked = np.broadcast_to(aim.to_series().fill_null(np.nan).to_numpy(), rows.height)
    kinds = (
        rows["is_rate"].fill_null(False).to_numpy(),
        rows["reason"].is_null().to_numpy(),
        rows["reason"].eq("CONSTANT").fill_null(False).to_numpy(),
    )
    told = _told(partial(_floats, rows), asked, *kinds, is_least=is_least)
    return rows.with_columns(pl.Series(name, p).fill_nan(None) for name, p in told.items())


def chance_of_one(
    row: Mapping[str, Any], targets: Sequence[float], *, is_least: bool = True
) -> list[tuple[float | None, float | None]]:
    """The same of one unit for several targets at once: (p_met, p_met_worse) of each.

    row: of stat_outlook. A page asks this of the whole some ten times a view, and a frame of one row costs more than the answer.
    """
    asked = np.array(targets, dtype=np.float64)

    def column(name: str) -> Floats:
        return np.full(asked.size, np.nan if row[name] is None else row[name], dtype=np.float64)

    flags = (bool(row["is_rate"]), row["reason"] is None, row["reason"] == "CONSTANT")
    told = _told(column, asked, *(np.full(asked.size, flag) for flag in flags), is_least=is_least)
    pairs = zip(told["p_met"].tolist(), told["p_met_worse"].tolist(), strict=True)
    return [(None if math.isnan(p) else p, None if math.isnan(worse) else worse) for p, worse in pairs]


def _told(
    column: Callable[[str], Floats], asked: Floats, is_rate: Truths, stated: Truths, constant: Truths, *, is_least: bool
) -> dict[str, Floats]:
    """p_met and p_met_worse; NaN for none. `stated`: rows without a reason against a chance."""
    passed = bar(asked, is_rate, column("cases"), np.full(asked.size, is_least))
    worked = np.where(is_rate, np.arcsin(np.sqrt(np.clip(passed, 0, 1))), passed)
    by_model = {m: np.clip(_good_side(column, m, asked, worked, is_least), 1 - SUREST, SUREST) for m in MODELS}
    value = column("value")
    with np.errstate(invalid="ignore"):
        holds = np.where(is_least, value >= asked - TINY, value <= asked + TINY).astype(float)
    told = {"p_met": by_model["both"], "p_met_worse": np.minimum.reduce([by_model[m] for m in MODELS])}
    return {
        name: np.where(np.isnan(asked), np.nan, np.where(stated, p, np.where(constant, holds, np.nan)))
        for name, p in told.items()
    }


def _good_side(column: Callable[[str], Floats], model: str, asked: Floats, worked: Floats, is_least: bool) -> Floats:
    """Chance of the good side of a target (`worked`: its bar, on the working scale): led by peers where there is a spread.

    Otherwise read between the five stored bounds, as they were made.
    """
    knots = np.stack([column(f"{model}_{k}") for k in KNOTS], axis=1)
    df, spread, cases = column(f"{model}_df"), column("spread"), column("cases")
    known = np.isfinite(knots).all(axis=1) & np.isfinite(worked)
    alone, led = known & np.isnan(spread) & np.isfinite(df), known & np.isfinite(spread)
    told = np.full(asked.size, np.nan)
    if alone.any():
        above = Widening.above(knots[alone], worked[alone], df[alone])
        told[alone] = above if is_least else 1 - above
    if led.any():
        good = np.full(int(led.sum()), is_least)
        told[led] = among_peers.chance(knots[led, 2], spread[led], cases[led], asked[led], good)
    return told


def _floats(rows: pl.DataFrame, column: str) -> Floats:
    """Null as NaN. By way of numpy: cast and fill_null of a column cost a hundred times as much, and a page asks fifty."""
    return np.asarray(rows[column].to_numpy(), dtype=np.float64)


def index(quarter: pl.Expr) -> pl.Expr:
    """Quarters (2026Q3) numbered consecutively."""
    return quarter.str.slice(0, 4).cast(pl.Int64) * 4 + quarter.str.slice(5, 1).cast(pl.Int64) - 1


def _number(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def label(number: pl.Expr) -> pl.Expr:
    """The quarter of an index: the other way round."""
    return pl.concat_str((number // 4).cast(pl.String), pl.lit("Q"), (number % 4 + 1).cast(pl.String))
