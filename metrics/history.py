"""Series made ready to be looked ahead from: the working scale, the models fitted at each period, the two combined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.holt import LOST, Smoothed, smooth
from metrics.line import WINDOW, Line, fit_line
from metrics.series import NUMBER, Floats, Grid, Matrix, Truths, Wholes, grid_of

RHO = 0.3  # autocorrelation of neighbouring periods taken for granted (rulings, Proof)
STALE = 2  # periods without a value after which nothing is foreseen
MODELS = ("line", "holt", "both")
UNCHANGED = 1e-12  # what rounding may leave between equal values, relative
LEAST_VARIANCE = 1e-12


@dataclass(frozen=True)
class History:
    """y: series x periods on the working scale, NaN for a gap (rates: arcsine of the root, others as they are).

    n: denominators of rates, NaN without. n_points, is_constant: what is known up to each period. last_known: column of
    the latest value up to each period, -1 before the first. never_below_nought: every unit of ours, if one is stated.
    group: the peers of each series, numbered, -1 without. teaches: whether widths are learned from its errors.
    """

    grid: Grid
    keys: tuple[str, ...]
    y: Matrix
    n: Matrix
    is_rate: Truths
    never_below_nought: Truths
    n_points: Wholes
    last_known: Wholes
    is_constant: Truths
    smoothed: Smoothed
    group: Wholes
    teaches: Truths

    @property
    def last(self) -> int:
        return self.grid.n_periods - 1

    def values(self, worked: Floats, series: Wholes) -> Floats:
        """From the working scale back to rates, counts or days, cut to what can be."""
        rate = np.sin(np.clip(worked, 0, np.pi / 2)) ** 2
        other = np.where(self.never_below_nought[series], np.maximum(worked, 0), worked)
        return np.where(self.is_rate[series], rate, other)

    def worked(self, values: Floats, series: Wholes) -> Floats:
        """Rates, counts or days on the working scale."""
        return np.where(self.is_rate[series], np.arcsin(np.sqrt(np.clip(values, 0, 1))), values)

    def is_fresh(self, series: Wholes, origin: int) -> Truths:
        """News within the last STALE periods, and at least six values in the line's window."""
        before = self.n_points[series, origin - WINDOW] if origin >= WINDOW else 0
        known = self.n_points[series, origin] - before
        return (self.last_known[series, origin] >= origin - STALE) & (known >= WINDOW // 2)

    def denominator(self, series: Wholes, origin: int) -> Floats:
        """Mean denominator of the last four periods; NaN where none is known."""
        recent = self.n[series, max(0, origin - 3) : origin + 1]
        count = (~np.isnan(recent)).sum(axis=1)
        return np.where(count > 0, np.nansum(recent, axis=1) / np.maximum(count, 1), np.nan)

    def look_from(self, series: Wholes, origin: int) -> Look:
        """The models of some series with what was known at one origin (a column)."""
        window = np.full((len(series), WINDOW), np.nan)
        begin = max(0, origin - WINDOW + 1)
        window[:, WINDOW - (origin - begin + 1) :] = self.y[series, begin : origin + 1]
        n = self.denominator(series, origin)
        # Chance alone moves a rate by this much on the arcsine scale, however still it has lately stood.
        floor = np.where(np.isnan(n), LEAST_VARIANCE, 0.25 / np.where(np.isnan(n), 1.0, n))
        return Look(self, origin, series, fit_line(window, RHO, floor), floor)


@dataclass(frozen=True)
class Ahead:
    """Forecasts on the working scale by model: mean, standard deviation, degrees of freedom; one entry a series."""

    mean: dict[str, Floats]
    sd: dict[str, Floats]
    df: dict[str, Floats]


@dataclass(frozen=True)
class Look:
    """The models at an origin, ready for any horizon."""

    history: History
    origin: int
    series: Wholes
    line: Line
    floor: Floats

    def ahead(self, h: Wholes) -> Ahead:
        """h periods (>= 1, one per series) after the origin; NaN where a model has too few points.

        Combined by precision (Bates and Granger 1969); the distance between the models is added to the variance.
        """
        line, line_variance = self.line.ahead(h.astype(float))
        holt, factor, squares = self.history.smoothed.ahead(self.origin, self.series, h)
        holt_variance = np.maximum(squares, self.floor) * factor
        line_df = np.maximum(self.line.n_points - 2, 1)
        holt_df = np.maximum(self.history.n_points[self.series, self.origin] - LOST, 1).astype(float)
        with np.errstate(invalid="ignore"):
            trust = holt_variance / (line_variance + holt_variance)
            mean = trust * line + (1 - trust) * holt
            variance = 2 * trust * line_variance + trust * (1 - trust) * (line - holt) ** 2
            return Ahead(
                mean={"line": line, "holt": holt, "both": mean},
                sd={"line": np.sqrt(line_variance), "holt": np.sqrt(holt_variance), "both": np.sqrt(variance)},
                df={"line": line_df, "holt": holt_df, "both": np.minimum(line_df, holt_df)},
            )


def read_history(rows: pl.DataFrame, keys: Sequence[str]) -> History:
    """Take in the series.

    rows: `keys`, period_index (consecutive whole numbers), value; optional denominator, unit ('percent': rates 0-1, else a
    quantity that is never below nought), peers (the name of the group a series belongs to, null for none), teaches
    (all do unless told otherwise). A row that is absent or has no value is a gap.
    Raises ValueError where a series has a period twice.
    """
    grid = grid_of(rows, keys)
    value = grid.spread(rows["value"])
    is_rate, has_unit = np.zeros(grid.shape[0], dtype=bool), np.zeros(grid.shape[0], dtype=bool)
    if "unit" in rows.columns:
        is_rate[grid.row] = rows["unit"].cast(pl.String).eq("percent").fill_null(False).to_numpy()
        has_unit[grid.row] = rows["unit"].is_not_null().to_numpy()
    n = grid.spread(rows["denominator"]) if "denominator" in rows.columns else np.full(grid.shape, np.nan)
    group, teaches = np.full(grid.shape[0], -1), np.ones(grid.shape[0], dtype=bool)
    if "peers" in rows.columns:
        named = rows["peers"].is_not_null().to_numpy()  # of some quarters alone is enough
        group[grid.row[named]] = rows["peers"].drop_nulls().rank("dense").cast(pl.Int64).to_numpy() - 1
    if "teaches" in rows.columns:
        teaches[grid.row] = rows["teaches"].fill_null(False).to_numpy()
    return _made(grid, tuple(keys), value, n, is_rate, has_unit, group, teaches)


def history_of(worked: Matrix, n: Matrix) -> History:
    """A history of rates given on the working scale, series x periods, with their denominators; keys it has none."""
    nothing = np.zeros(0, dtype=np.int64)
    grid = Grid(pl.DataFrame({NUMBER: np.arange(len(worked))}), 0, worked.shape[1], nothing, nothing)
    every = np.ones(len(worked), dtype=bool)
    return _made(grid, (NUMBER,), np.sin(worked) ** 2, n, every, every, np.full(len(worked), -1), every)


def _made(
    grid: Grid, keys: tuple[str, ...], value: Matrix, n: Matrix, is_rate: Truths, has_unit: Truths, group: Wholes, teaches: Truths
) -> History:  # fmt: skip
    y = np.where(is_rate[:, None], np.arcsin(np.sqrt(np.clip(value, 0, 1))), value)
    known, columns = ~np.isnan(y), np.arange(grid.n_periods)
    low, high = np.fmin.accumulate(value, axis=1), np.fmax.accumulate(value, axis=1)
    with np.errstate(invalid="ignore"):
        is_constant = high - low <= UNCHANGED * np.maximum(np.abs(low), np.abs(high))
    return History(
        grid=grid,
        keys=keys,
        y=y,
        n=np.where((n > 0) & known & is_rate[:, None], n, np.nan),
        is_rate=is_rate,
        never_below_nought=has_unit,
        n_points=np.cumsum(known, axis=1),
        last_known=np.maximum.accumulate(np.where(known, columns, -1), axis=1),
        is_constant=is_constant,
        smoothed=Smoothed.join([smooth(y[block], columns.tolist()) for block in grid.blocks()]),
        group=group,
        teaches=teaches,
    )
