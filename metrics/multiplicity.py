"""Many tests at once: which flags remain when some would come by chance alone.

The family of tests is stated by whoever calls (the columns of `by`): ours is every unit and indicator of one quarter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray


def with_q(
    rows: pl.DataFrame, by: Sequence[str], *, p: str = "p", name: str = "q", n_tests: str | None = None,
    beside: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Add Benjamini-Hochberg adjusted p-values within each family, rows in the same order.

    rows: `p` (0-1; null or NaN where nothing was tested: stays null, counts in no family) and the columns of `by`.
    n_tests: a column that says how many tests the family had, where rows hold only the smallest of its p-values; never
    taken for less than the p-values present. beside: tests of the same families told elsewhere, in the same columns: they
    count and get no row. q_(i) = min over j >= i of p_(j) m / j, at most 1.
    Raises ValueError where a p lies outside 0-1. Source: Benjamini & Hochberg 1995 (JRSS B 57:289).
    """
    own = rows.select(*by, *([n_tests] if n_tests else []), _p=pl.col(p).cast(pl.Float64).fill_nan(None))
    if beside is not None:
        own = pl.concat([own, beside.select(*by, _p=pl.col(p).cast(pl.Float64).fill_nan(None))], how="diagonal")
    own = own.with_row_index("_row")
    if own.filter((pl.col("_p") < 0) | (pl.col("_p") > 1)).height:
        raise ValueError(f"with_q: {p} holds values outside 0-1")
    family: list[str | pl.Expr] = [*by] or [pl.lit(0)]
    tested = own.filter(pl.col("_p").is_not_null()).sort("_p", "_row")
    m = pl.len() if n_tests is None else pl.max_horizontal(pl.len(), pl.col(n_tests).max())
    raw = pl.col("_p") * m / pl.int_range(1, pl.len() + 1)
    tested = tested.with_columns(raw.over(family).alias("_raw"))
    q = tested.select(pl.col("_raw").cum_min(reverse=True).over(family).clip(upper_bound=1.0)).to_series()
    whole = np.full(own.height, np.nan)  # laid in place: a join would move every column of the rows
    whole[tested["_row"].to_numpy()] = q.to_numpy()
    return rows.drop(name, strict=False).with_columns(pl.Series(name, whole[: rows.height]).fill_nan(None))


def adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same q of one family alone, as arrays: p without a NaN, q in the same order."""
    order = np.argsort(p, kind="stable")
    raw = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty(p.size)
    q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q


def tally(
    rows: pl.DataFrame, by: Sequence[str], *, p: str = "p", q: str = "q", level: float = 0.05, most: float = 0.05
) -> pl.DataFrame:
    """One row a family: n_tested, n_expected (flags by chance alone were nothing wrong anywhere, level x tests), n_found
    (p at or under `level`), n_after (those of them with q at or under `most`). Families without a test are listed with 0."""
    flagged = pl.col(p) <= level
    counts = {
        "n_tested": pl.col(p).is_not_null().sum(),
        "n_expected": level * pl.col(p).is_not_null().sum(),
        "n_found": flagged.sum(),
        "n_after": (flagged & (pl.col(q) <= most)).sum(),
    }
    return rows.group_by(by, maintain_order=True).agg(**counts) if by else rows.select(**counts)
