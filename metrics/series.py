"""Many series as one matrix: rows come in, series x periods go to work, rows go out again.

Statistics of one unit through time look back over periods. A dense matrix with NaN for a gap lets every series be
worked at once, and keeps a missing period in its place: it is neither nought nor closed up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Matrix = NDArray[np.float64]  # series x periods, NaN where nothing is known
Marks = NDArray[np.int8]
Truths = NDArray[np.bool_]
Wholes = NDArray[np.int64]

NUMBER = "_number_of_series"  # no key of ours is called so
CELLS_A_BLOCK = 30_000
MOST_PERIODS = 2_000  # a date passed as a number would ask for a matrix of years by the day


@dataclass(frozen=True)
class Grid:
    """Where each row of a frame stands in the matrix. `names` holds the keys of the series, one row each, in order."""

    names: pl.DataFrame
    first: int
    n_periods: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        return self.names.height, self.n_periods

    def spread(self, values: pl.Series) -> Matrix:
        """A column of the frame as a matrix: NaN where there was no row, no value, or an infinite one."""
        given = values.cast(pl.Float64).to_numpy()
        matrix = np.full(self.shape, np.nan)
        matrix[self.row, self.column] = np.where(np.isfinite(given), given, np.nan)
        return matrix

    def gather(self, name: str, matrix: NDArray[np.generic]) -> pl.Series:
        """A matrix as a column of the frame, in the order of its rows; NaN comes out as null."""
        column = pl.Series(name, matrix[self.row, self.column])
        return column.fill_nan(None) if column.dtype.is_float() else column

    def blocks(self) -> list[slice]:
        """The series in blocks whose matrices stay in the processor's cache; one empty block where there are none."""
        size = max(1, CELLS_A_BLOCK // max(1, self.n_periods))
        return [slice(at, at + size) for at in range(0, max(1, self.shape[0]), size)]


def grid_of(rows: pl.DataFrame, keys: Sequence[str], period: str = "period_index") -> Grid:
    """The matrix a frame fits into: one line per combination of `keys`, one column per period from first to last.

    rows: `keys` and a whole-number `period` (consecutive quarters or months). Keys may be null, periods not.
    Raises ValueError where one series has a period twice, where a period is null, or where the periods span more than
    MOST_PERIODS (a day number taken for a period).
    """
    if rows.is_empty():
        nothing = np.zeros(0, dtype=np.int64)
        return Grid(rows.select(keys), 0, 1, nothing, nothing)
    if rows[period].null_count():
        raise ValueError(f"{period}: {rows[period].null_count()} rows without a period")
    names = rows.select(keys).unique(maintain_order=True)
    numbered = rows.select(keys).join(
        names.with_row_index(NUMBER), on=list(keys), how="left", nulls_equal=True, maintain_order="left"
    )
    index = rows[period].cast(pl.Int64).to_numpy()
    first, last = int(index.min()), int(index.max())
    if last - first >= MOST_PERIODS:
        raise ValueError(f"{period}: {last - first + 1} periods from {first} to {last}; number them consecutively")
    grid = Grid(names, first, last - first + 1, numbered[NUMBER].cast(pl.Int64).to_numpy(), index - first)
    _check_once(grid, rows, keys, period)
    return grid


def _check_once(grid: Grid, rows: pl.DataFrame, keys: Sequence[str], period: str) -> None:
    cell = grid.row * grid.n_periods + grid.column
    seen = np.bincount(cell, minlength=grid.shape[0] * grid.n_periods)
    if seen.max(initial=0) > 1:
        twice = rows.select(*keys, period).row(int(np.flatnonzero(seen[cell] > 1)[0]))
        raise ValueError(f"one period twice in a series: {twice}")


def codes_of(codes: Mapping[int, str | None], name: str, numbers: pl.Series) -> pl.Series:
    """Small whole numbers as codes; one listed as None becomes null."""
    least = min(codes)
    texts = pl.Series(name, [codes.get(number) for number in range(least, max(codes) + 1)], dtype=pl.String)
    return texts.gather((numbers - least).cast(pl.UInt32))
