"""How long did a step take? Medians of windows of quarters, each told as of its end, from counts of days."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

WINDOWS = (1, 4, 12)  # quarters
LONGEST = 500  # working days; whatever takes longer counts as this long, which moves no median below it
LEAST = 5  # steps; the middle of fewer says nothing, so there is no row
CELLS_AT_ONCE = 256


def medians(steps: pl.DataFrame) -> pl.DataFrame:
    """For each cell, quarter and window the median and 90th percentile of the days a step took.

    steps: `cell` (whole number), `listed_q`, `done_q` (quarter numbers, year x 4 + 0..3, done_q >= listed_q), `days` (working days >= 0),
    `n` (how many), `last_q` (the same in every row: up to which quarter to tell). A step counts at the end of a quarter
    where the listing lies in the window and it was done by then. Returns, for LEAST steps and more, `cell`, `quarter`, `n_quarters`, `n`,
    `days_median` (mean of the two middle ones), `days_p90` (smallest day that nine in ten did not exceed).
    Raises ValueError where a step is done before it begins.
    """
    if steps.is_empty():
        return _frame(steps["cell"].to_numpy(), np.zeros((0, 3), int), *(np.zeros(0),) * 3)
    if (steps["done_q"] < steps["listed_q"]).any() or (steps["days"] < 0).any():
        raise ValueError("medians: a step cannot be done before it begins")
    rows = steps.sort("cell")
    cells = rows["cell"].unique(maintain_order=True).to_numpy()
    rows = rows.with_columns(cell=np.searchsorted(cells, rows["cell"].to_numpy()))
    found = [_of_window(rows, len(cells), window) for window in WINDOWS]
    keys, n, middle, high = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return _frame(cells, keys, n, middle, high)


def _of_window(rows: pl.DataFrame, n_cells: int, window: int) -> tuple[NDArray[np.int64], ...]:
    cell, listed, done, days, n = (
        rows[c].to_numpy().astype(np.int64) for c in ("cell", "listed_q", "done_q", "days", "n")
    )
    first, last = int(listed.min()), int(rows["last_q"].item(0))
    seen = (done < listed + window) & (done <= last)
    days = np.minimum(days, LONGEST)
    wide, deep = last - first + 2, int(days.max()) + 1
    cell, listed, done, days, n = (values[seen] for values in (cell, listed, done, days, n))
    parts = []
    for low in range(0, n_cells, CELLS_AT_ONCE):
        size = min(CELLS_AT_ONCE, n_cells - low)
        own = slice(*np.searchsorted(cell, (low, low + size)))  # rows stand in the order of their cells
        at = (cell[own] - low) * wide
        enters = (at + done[own] - first) * deep + days[own]
        leaves = (at + np.minimum(listed[own] + window, last + 1) - first) * deep + days[own]
        flow = np.bincount(enters, n[own], size * wide * deep) - np.bincount(leaves, n[own], size * wide * deep)
        standing = flow.reshape(size, wide, deep).cumsum(axis=1)[:, :-1].cumsum(axis=2)
        parts.append(_quantiles(standing, low, first, window))
    return tuple(np.concatenate(p) for p in zip(*parts, strict=True))


def _quantiles(standing: NDArray[np.float64], low: int, first: int, window: int) -> tuple[NDArray[np.int64], ...]:
    """Keys (cell, quarter, window), counts and quantiles of cumulative counts (cell x quarter x day)."""
    total = standing[:, :, -1]
    cell, quarter = np.nonzero(total >= LEAST)
    of, n = standing[cell, quarter], total[cell, quarter]
    lower, upper, high = ((of <= at[:, None]).sum(axis=1) for at in ((n - 1) // 2, n // 2, np.ceil(0.9 * n) - 1))
    keys = np.stack([cell + low, quarter + first, np.full(len(cell), window)], axis=1)
    return keys, n.astype(np.int64), (lower + upper) / 2, high


def _frame(cells: NDArray[np.int64], keys: NDArray[np.int64], *found: NDArray[np.float64]) -> pl.DataFrame:
    first = int(keys[:, 1].min(initial=2**31))
    labels = pl.Series(
        [f"{q // 4}Q{q % 4 + 1}" for q in range(first, int(keys[:, 1].max(initial=0)) + 1)], dtype=pl.String
    )
    return pl.DataFrame({"cell": cells[keys[:, 0]]}).with_columns(
        quarter=labels[keys[:, 1] - first],
        n_quarters=pl.Series(keys[:, 2]), n=pl.Series(found[0]).cast(pl.Int64),
        days_median=pl.Series(found[1]).cast(pl.Float64), days_p90=pl.Series(found[2]).cast(pl.Float64),
    )  # fmt: skip
