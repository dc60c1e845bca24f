"""Is the draw random? Who was drawn against who stood in the frame, with the power of the answer beside it.

Compared are only those who should have stood the same chance: the regions under one published band of one tier, or those
of one city in one tier where no band is published. Tiers are never compared with one another: to draw by tier is lawful.
A part of such a group is tested against the rest; a row that holds several parts (a city with its counties) is tested
for differences between them.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.lots import ALPHA, FLOOR, Lots, compare
from metrics.multiplicity import with_q
from metrics.rates import wilson

KEYS = ["quarter", "region_code", "department_code", "tier"]
COUNTS = ["n_draws", "n_frame", "n_drawn", "n_all", "x_all"]
SAME = ["region_code", "department_code", "tier", "year", *COUNTS]
ENOUGH = 0.8  # power from which silence is an answer
Array = NDArray[np.float64]
TOLD = ["n_draws", "n_frame", "n_drawn", "share_low", "share_high", "expected", "compared", "p", "q", "power", "state"]


def judge(groups: pl.DataFrame) -> pl.DataFrame:
    """The rows of stat_draw.

    groups: one row per KEYS and group of those who should have stood the same chance (compared_with; null: none):
    n_draws, n_frame, n_drawn of the row; of the group inside the row n_parts, n_here (frame), x_here (drawn), and over its
    parts the sums n_squared (n * n), n_inverse (1 / n), x_squared (x * x / n); n_all, x_all of the whole group.
    A row says not_random only after correction for all rows of the quarter, as_random only where twice or half the odds
    would have shown four times in five; else cannot_say.
    Source: Fisher's exact test by group; between parts Pearson's chi-square with its exact moments (Haldane 1940).
    """
    rows = groups.group_by(KEYS, maintain_order=True).agg(pl.col(COUNTS[:3]).first(), pl.col(COUNTS[3:]).sum())
    rows = rows.with_columns(year=pl.col("quarter").str.head(4))
    # counts only grow within a year: where none has grown since the quarter before, nothing is tested again
    tested = rows.unique(SAME, keep="first", maintain_order=True).with_row_index("row")
    inside = groups.filter(pl.col("compared_with").is_not_null()).join(tested.select("row", *KEYS), on=KEYS).sort("row")
    expected, compared, p, power = _tested(inside, tested.height)
    told = tested.select(
        *SAME,
        expected=_known(expected),
        compared=pl.Series(compared.tolist(), dtype=pl.String),
        p=_known(p),
        power=_known(power),
    )
    rows = rows.join(told, on=SAME, how="left", nulls_equal=True, maintain_order="left")
    low, high = wilson(rows["n_drawn"].fill_null(0).to_numpy(), rows["n_frame"].fill_null(0).to_numpy())
    told = with_q(rows.with_columns(share_low=_known(low), share_high=_known(high)), ["quarter"])
    state = (
        pl.when(pl.col("n_draws") == 0).then(pl.lit("no_draws"))
        .when(pl.col("q") < ALPHA).then(pl.lit("not_random"))
        .when((pl.col("p") >= ALPHA) & (pl.col("power") >= ENOUGH)).then(pl.lit("as_random"))
        .otherwise(pl.lit("cannot_say"))
    )  # fmt: skip
    return told.with_columns(state=state).select(*KEYS, *TOLD)


def _tested(inside: pl.DataFrame, n: int) -> tuple[Array, NDArray[np.object_], Array, Array]:
    """Expected number, what was compared, p and power of every row."""
    row = inside["row"].to_numpy().astype(np.int64)
    have = {
        name: inside[name].cast(pl.Float64).to_numpy() for name in ("n_parts", "n_here", "x_here", "n_all", "x_all")
    }
    lots = Lots(row, have["n_all"], have["n_here"], have["x_all"])
    expected = np.full(n, np.nan)
    seen = np.unique(row)
    expected[seen] = np.bincount(row, weights=lots.mean(), minlength=n)[seen]
    drawn = np.bincount(row, weights=have["x_here"], minlength=n).astype(np.float64)
    p, power = np.full(n, np.nan), np.full(n, np.nan)
    in_parts = np.isin(np.arange(n), row[have["n_parts"] > 1])
    against_rest = np.isin(np.arange(n), seen) & ~in_parts
    number = np.cumsum(against_rest) - 1
    keep = against_rest[row]
    if keep.any():
        own = Lots(number[row[keep]], lots.n_all[keep], lots.n_here[keep], lots.drawn[keep])
        p[against_rest], power[against_rest] = compare(drawn[against_rest], own)
    if in_parts.any():
        p[in_parts], power[in_parts] = (v[in_parts] for v in between(inside, n))
    compared = np.where(in_parts, "parts", "rest").astype(object)
    compared[np.isnan(p)] = None
    return expected, compared, p, power


def between(inside: pl.DataFrame, n: int) -> tuple[Array, Array]:
    """Do the parts of each row differ? p and power by a chi-square that has the exact mean and variance of the sum.

    inside: the columns of `judge` with `row` (0 .. n - 1); given what was drawn of each group, its parts are multivariate
    hypergeometric, and Pearson's statistic has moments in closed form however small its cells are.
    The power is that against half of every group with twice the odds of the other half.
    """
    from scipy import special

    k, size, x, squared, inverse, parts = (
        inside[c].cast(pl.Float64).to_numpy()
        for c in ("n_parts", "n_here", "x_here", "n_squared", "n_inverse", "x_squared")
    )
    row = inside["row"].to_numpy().astype(np.int64)
    told = (k > 1) & (x > 0) & (x < size)
    scale = np.where(told, size * size / np.where(told, x * (size - x), 1), 0.0)
    mean, variance = _moments(k, size, x, squared, inverse)
    statistic = scale * (parts - x * x / size)
    share = np.where(told, x / size, 0.5)
    noncentral = np.where(told, size * _half_apart(share) ** 2 / (share * (1 - share)), 0.0)
    total, centre, spread, apart = (
        np.bincount(row, weights=np.where(told, v, 0.0), minlength=n)
        for v in (statistic, scale * (mean - x * x / size), scale**2 * variance, noncentral)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom, unit = 2 * centre**2 / spread, spread / (2 * centre)
        p = special.chdtrc(freedom, np.maximum(total, 0) / unit)
        limit = special.chdtri(freedom, ALPHA)
        power = 1 - special.chndtr(limit, freedom, apart / unit)
    known = (spread > 1e-9) & (centre > 1e-9)
    return np.where(known, np.clip(p, FLOOR, 1.0), np.nan), np.where(known, power, np.nan)


def _moments(k: Array, size: Array, x: Array, squared: Array, inverse: Array) -> tuple[Array, Array]:
    """Mean and variance of the sum over k parts of x_j^2 / n_j, where sum n_j = size and sum x_j = x are given."""
    ratio = [np.ones_like(size)]
    for a in range(4):  # falling factorials: x (x - 1) .. over size (size - 1) ..
        ratio.append(ratio[-1] * np.maximum(x - a, 0) / np.maximum(size - a, 1))
    _, r1, r2, r3, r4 = ratio
    less = size - k  # sum of n_j - 1
    mean = r2 * less + r1 * k
    alone = (
        r4 * (squared - 6 * size + 11 * k - 6 * inverse)
        + 6 * r3 * (size - 3 * k + 2 * inverse)
        + 7 * r2 * (k - inverse)
        + r1 * inverse
    )
    pairs = r4 * (less**2 - (squared - 2 * size + k)) + 2 * r3 * (k - 1) * less + r2 * k * (k - 1)
    return mean, np.maximum(alone + pairs - mean**2, 0.0)


def _half_apart(share: Array) -> Array:
    """Half the difference of two shares whose mean is `share`, one with twice the odds of the other."""
    # o / (1 + o) and 2 o / (1 + 2 o), solved for o
    a, b = 4 * (1 - share), 3 - 6 * share
    odds = (np.sqrt(b * b + 8 * a * share) - b) / (2 * a)
    return (2 * odds / (1 + 2 * odds) - odds / (1 + odds)) / 2


def _known(values: Array) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64, nan_to_null=True)
