"""Many tests at once: which flags remain when some would come by chance alone.

The family of tests is stated by whoever calls (the columns of `by`): ours is every unit and indicator of one quarter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.segments import Floats, Ints, floats, group_codes


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
    own = rows.select(*by, *([n_tests] if n_tests else []), _p=pl.col(p).cast(pl.Float64))
    if beside is not None:
        own = pl.concat([own, beside.select(*by, _p=pl.col(p).cast(pl.Float64))], how="diagonal")
    family, n_families = group_codes(own, by)
    told = floats(own, "_p")
    if ((told < 0) | (told > 1)).any():
        raise ValueError(f"with_q: {p} holds values outside 0-1")
    is_tested = np.isfinite(told)
    wanted = np.bincount(family[: rows.height][is_tested[: rows.height]], minlength=n_families) > 0
    tested = np.flatnonzero(is_tested & wanted[family])
    # in the order of p, then of the family: numbers that fit two bytes are sorted in a tenth of the time
    tested = tested[np.argsort(told[tested])]
    of = family[tested].astype(np.int16 if n_families < 2**15 else np.int64)
    tested = tested[np.argsort(of, kind="stable")]
    q = np.full(own.height, np.nan)
    q[tested] = _adjusted(told[tested], family[tested], None if n_tests is None else floats(own, n_tests)[tested])
    return rows.drop(name, strict=False).with_columns(pl.Series(name, q[: rows.height]).fill_nan(None))


def _adjusted(p: Floats, family: Ints, said: Floats | None) -> Floats:
    """q of p in the order of families and p. said: how many tests the family of each had, NaN where nothing was said."""
    begins = np.flatnonzero(np.append(True, family[1:] != family[:-1])[: family.size])
    sizes = np.diff(begins, append=family.size)
    m = sizes.astype(np.float64)
    if said is not None and said.size:
        m = np.fmax(m, np.fmax.reduceat(said, begins))
    rank = np.arange(1, p.size + 1) - np.repeat(begins, sizes)
    raw = pl.DataFrame({"family": family, "q": p * np.repeat(m, sizes) / rank})
    return raw.select(pl.col("q").cum_min(reverse=True).over("family").clip(upper_bound=1.0)).to_series().to_numpy()


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
