"""Has the unit changed? Process charts: XmR, and Laney's p' where denominators are small or unsteady.

Two readings of the same rows. `as_seen` judges every period with what was known then: verdicts are made of it. `chart`
holds all points of a phase against its final limits: that is what is drawn.
Source: NHS England, Making Data Count (rules, icons, 13 points); Shewhart, Wheeler (mean +/- 2.66 mean moving range);
Laney 2002, Quality Engineering 14:531 (p'). Conventions: statistics.md 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.process_limits import limits_so_far, phase_ends, phase_starts, screened
from metrics.series import Grid, Marks, Matrix, codes_of, grid_of
from metrics.signals import (
    LEAST_POINTS,
    LEAST_RUN,
    OF_CHANGES,
    OURS,
    PACKAGE,
    RULES,
    Convention,
    Given,
    charts_of,
    rules_at_the_end,
    rules_over_the_whole,
    said,
    state_of,
)

__all__ = [
    "LEAST_POINTS",
    "LEAST_RUN",
    "OF_CHANGES",
    "OURS",
    "PACKAGE",
    "Charted",
    "Convention",
    "as_seen",
    "chart",
    "chart_one",
]

CHARTS: dict[int, str | None] = {0: "none", 1: "run", 2: "xmr", 3: "p_prime", 4: "constant"}
REASONS = {
    0: None, 1: "NO_VALUE", 2: "TOO_FEW_POINTS", 3: "RUN_CHART_ONLY", 4: "BROKEN_SERIES", 5: "CONSTANT", 6: "NO_DIRECTION",
    7: "HARDLY_MOVES",
}  # fmt: skip
VARIATIONS = {0: None, 1: "V1", 2: "V2", 3: "V3"}
ASSURANCES = {0: None, 1: "A1", 2: "A2", 3: "A3"}
CODES = {"chart": CHARTS, "variation": VARIATIONS, "assurance": ASSURANCES, "series_reason": REASONS}


def as_seen(
    rows: pl.DataFrame, keys: Sequence[str], convention: Convention = OURS, *, is_drawn: bool = True
) -> pl.DataFrame:
    """Every row judged with the rows of its series up to and including its own period.

    rows: `keys`, period_index (consecutive whole numbers), value; optional denominator, unit ('percent': 0-1), direction
    ('up', 'down', 'none'; default up), target (in force at that period), phase (whole number, changed from the period of a
    documented change of process on), one_case (the least by which the value can move, for a convention that asks).
    A row that is absent or has no value is a gap: no step leads over it, no run. is_drawn: False leaves out the drawn limits.
    Adds chart, n_points, centre, lower, upper, drawn_lower, drawn_upper, rule_outside, rule_trend, rule_two_of_three,
    rule_shift (1 high or rising, -1 low or falling, 0 not hit), variation V1 improvement, V2 common cause, V3 concern;
    assurance A1 pass, A2 hit and miss, A3 fail of the target; series_reason. Null with a reason, never NaN.
    Raises ValueError for a period twice, an unknown direction, or a convention that screens (it looks at the whole).
    """
    if convention.screen or convention.fix_after is not None:
        raise ValueError("as_seen: screening and fixed limits belong to drawn charts; use chart()")

    def judge(given: Given) -> dict[str, NDArray[np.generic]]:
        limits = limits_so_far(given.y, given.n, given.start, given.is_rate)
        state = state_of(given, limits, convention)
        return said(given, state, rules_at_the_end(given, state, convention), convention)

    return _add(rows, keys, judge, is_drawn=is_drawn)


def chart(rows: pl.DataFrame, keys: Sequence[str], convention: Convention = OURS) -> pl.DataFrame:
    """Every point held against the final limits of its phase, runs marked from their first point on.

    Takes and adds the columns of `as_seen`. For drawing: a mark may appear on a past point once later ones are known.
    Raises ValueError as `as_seen`.
    """

    return _add(rows, keys, lambda given: _drawn_at_the_end(given, convention))


def _drawn_at_the_end(given: Given, convention: Convention) -> dict[str, NDArray[np.generic]]:
    end, y = phase_ends(given.start), given.y
    if convention.fix_after is not None:
        y = np.where(np.arange(y.shape[1]) - given.start < convention.fix_after, y, np.nan)
    limits = limits_so_far(y, given.n, given.start, given.is_rate & (not convention.screen)).at(end)
    if convention.screen:
        limits = screened(limits, y, given.start, end)
    state = state_of(given, limits, convention, end=end)
    return said(given, state, rules_over_the_whole(given, state, convention), convention)


@dataclass(frozen=True)
class Charted:
    """One series as drawn, an entry a row: None where nothing can be said. rules: those the point breaks, of RULES."""

    chart: list[str | None]
    variation: list[str | None]
    centre: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    rules: list[frozenset[str]]


def chart_one(
    index: Sequence[int], value: Sequence[float | None], denominator: Sequence[float | None], *, unit: str | None, direction: str,
    one_case: Sequence[float | None] | None = None, convention: Convention = OURS,
) -> Charted:  # fmt: skip
    """What `chart` says of one series without target or phases; a frame's columns cost more than all the reckoning of one.

    index: consecutive whole numbers of the periods, each once. lower and upper as drawn, cut to what the unit can be.
    """
    column = np.asarray(index, dtype=np.int64) - min(index)
    shape = (1, int(column.max()) + 1)

    def laid(known: Sequence[float | None]) -> Matrix:
        matrix, given = np.full(shape, np.nan), np.array([np.nan if v is None else v for v in known], dtype=float)
        matrix[0, column] = np.where(np.isfinite(given), given, np.nan)
        return matrix

    start, good = (
        np.zeros(shape, dtype=np.int64),
        np.array([{"up": 1, "down": -1, "none": 0}[direction]], dtype=np.int8),
    )
    is_rate = np.array([unit == "percent"])
    one = None if one_case is None else laid(one_case)
    given = Given(laid(value), laid(denominator), np.full(shape, np.nan), start, is_rate, good, one)
    told = {name: matrix[0, column] for name, matrix in _drawn_at_the_end(given, convention).items()}
    hit = {rule: (told[f"rule_{rule}"] != 0) & ~np.isnan(given.y[0, column]) for rule in RULES}
    ends = (0.0 if unit is not None else -np.inf, 1.0 if unit == "percent" else np.inf)
    return Charted(
        [CHARTS[int(code)] for code in told["chart"]],
        [VARIATIONS[int(code)] for code in told["variation"]],
        _known(told["centre"]),
        _known(np.clip(told["lower"].astype(float), *ends)),
        _known(np.clip(told["upper"].astype(float), *ends)),
        [frozenset(rule for rule in RULES if hit[rule][i]) for i in range(len(column))],
    )


def _known(numbers: NDArray[np.generic]) -> list[float | None]:
    return [None if np.isnan(x) else float(x) for x in numbers.astype(float)]


def _read(rows: pl.DataFrame, grid: Grid) -> Given:
    def matrix(name: str) -> Matrix:
        return grid.spread(rows[name]) if name in rows.columns else np.full(grid.shape, np.nan)

    def per_series(values: pl.Series) -> Marks:
        out = np.zeros(grid.shape[0], dtype=np.int8)
        out[grid.row] = values.cast(pl.Int8).to_numpy()
        return out

    direction = rows["direction"] if "direction" in rows.columns else pl.repeat("up", rows.height, eager=True)
    good = direction.replace_strict({"up": 1, "down": -1, "none": 0}, default=None, return_dtype=pl.Int8)
    if good.null_count():
        raise ValueError(f"direction: {direction.filter(good.is_null())[0]!r} is none of up, down, none")
    unit = rows["unit"] if "unit" in rows.columns else pl.repeat("count", rows.height, eager=True)
    phase = np.zeros(grid.shape, dtype=np.int64)
    if "phase" in rows.columns:
        known = grid.spread(rows["phase"])  # a gap belongs to the phase before it
        column = np.maximum.accumulate(np.where(np.isnan(known), 0, np.arange(grid.n_periods)), axis=1)
        phase = np.nan_to_num(np.take_along_axis(known, column, axis=1), nan=-1).astype(np.int64)
    y, n = matrix("value"), matrix("denominator")
    return Given(
        y,
        n,
        matrix("target"),
        phase_starts(phase),
        per_series((unit.cast(pl.String) == "percent").fill_null(False)) == 1,
        per_series(good),
        matrix("one_case") if "one_case" in rows.columns else None,
    )


def _add(
    rows: pl.DataFrame, keys: Sequence[str], judge: Callable[[Given], dict[str, NDArray[np.generic]]], *, is_drawn: bool = True
) -> pl.DataFrame:  # fmt: skip
    """Judge a block of series at a time (what fits the processor's cache is several times faster) and write into the rows."""
    grid = grid_of(rows, keys)
    given = _read(rows, grid)
    blocks = [judge(given.part(block)) for block in grid.blocks()]
    told = {name: grid.gather(name, np.concatenate([b[name] for b in blocks])) for name in blocks[0]}
    is_ruled = rows["value"].cast(pl.Float64).is_finite().fill_null(False)
    for rule in RULES:
        hit = told[f"rule_{rule}"]
        told[f"rule_{rule}"] = hit.set(~(is_ruled & told["chart"].is_in(charts_of(rule))), None)
    for name, codes in CODES.items():
        told[name] = codes_of(codes, name, told[name])
    added = rows.with_columns(*told.values())
    return added.with_columns(_drawn(added)) if is_drawn else added


def _drawn(rows: pl.DataFrame) -> list[pl.Expr]:
    """Limits cut to what the unit can be, for drawing only: the rules and the target use them uncut.

    A change of a stock has no unit and is not cut.
    """
    if "unit" not in rows.columns:
        return [pl.col("lower").alias("drawn_lower"), pl.col("upper").alias("drawn_upper")]
    lowest = pl.when(pl.col("unit").is_not_null()).then(0.0)
    highest = pl.when(pl.col("unit").cast(pl.String) == "percent").then(1.0)
    return [pl.col(name).clip(lowest, highest).alias(f"drawn_{name}") for name in ("lower", "upper")]
