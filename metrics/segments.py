"""Groups as whole numbers: every method that compares units within a group works on all groups at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_CELLS = 4_000_000  # cells of one block of squares: 32 MB a matrix


def group_codes(rows: pl.DataFrame, by: Sequence[str]) -> tuple[Ints, int]:
    """Number of its group for each row (0, 1, ... in order of appearance), and how many groups there are.

    Rows that are null in a column of `by` are a group of their own. Without `by` all rows are one group.
    """
    if not by:
        return np.zeros(rows.height, dtype=np.int64), min(rows.height, 1)
    keys = rows.select(by).unique(maintain_order=True).with_columns(_group=pl.int_range(pl.len(), dtype=pl.Int64))
    found = rows.select(by).join(keys, on=list(by), how="left", nulls_equal=True, maintain_order="left")
    return found["_group"].to_numpy(), keys.height


def total(values: ArrayLike, group: Ints, n_groups: int) -> Floats:
    """Sum of the values of each group."""
    weights = np.asarray(values, dtype=np.float64)
    return np.bincount(group, weights=weights, minlength=n_groups).astype(np.float64, copy=False)


def distinct(values: Ints) -> Ints:
    """Distinct whole numbers in order; np.unique, where it must hash millions first, takes ten times as long."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])[: ordered.size]]


def by_size(group: Ints, n: Floats, x: Floats) -> Ints:
    """Places in the order of group, n and x. Whole counts that fit one number are sorted by it, in a third of the time."""
    most = int(np.nanmax(n, initial=0)) + 2
    if most * most * (int(group.max(initial=0)) + 1) >= 2**62 or (x > n).any() or (x < 0).any():
        return np.lexsort((x, n, group))
    whole = np.rint(n).astype(np.int64), np.rint(x).astype(np.int64)
    is_whole = all((part == given).all() for part, given in zip(whole, (n, x), strict=True))
    key = (group * most + whole[0]) * most + whole[1]
    return np.argsort(key, kind="stable") if is_whole else np.lexsort((x, n, group))


def floats(rows: pl.DataFrame, column: str) -> Floats:
    """A column as numbers, missing as NaN."""
    return rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def squares(group: Ints, n_groups: int, most_cells: int = MOST_CELLS) -> list[tuple[Ints, NDArray[np.bool_]]]:
    """Groups laid out for comparing every unit with every other: blocks of (row numbers, which of them are there).

    Both arrays of a block have one line a group and as many columns as its largest group has units; places beyond the
    end of a smaller group hold row 0 and False. Groups of like size share a block, so little is padded, and a block
    squared stays under `most_cells`.
    """
    sizes = np.bincount(group, minlength=n_groups)
    order = np.argsort(group, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if n_groups else np.zeros(0, dtype=np.int64)
    by_size = np.argsort(sizes, kind="stable")
    blocks: list[tuple[Ints, NDArray[np.bool_]]] = []
    done = 0
    while done < n_groups:
        # one of each block's lines is the widest: take as many groups as fit below it
        widths = sizes[by_size[done:]].astype(np.float64)
        fitting = np.maximum.accumulate(widths) ** 2 * np.arange(1, len(widths) + 1) <= most_cells
        taken = by_size[done : done + max(1, int(fitting.cumprod().sum()))]
        places = np.arange(max(1, int(sizes[taken].max())))
        there = places < sizes[taken][:, None]
        blocks.append((np.where(there, order[np.where(there, starts[taken][:, None] + places, 0)], 0), there))
        done += len(taken)
    return blocks
