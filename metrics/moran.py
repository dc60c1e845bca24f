"""Moran's I of a map and of each of its areas: the statistics, their moments, and what permutations say of them.

Matrices have one line an area. Weights are rows of a matrix, whatever their style; rows that sum to 1 ("W") are ours.
Sources: Moran 1950 (Biometrika 37:17); Cliff & Ord 1981, Spatial Processes; Anselin 1995 (Geogr Anal 27:93); conditional
moments Sokal, Oden & Thomson 1998 (Geogr Anal 30:331).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.segments import Floats

SAME = 1e-9  # sums of the same values in another order
FEW_MAPS = 4
MOST_AT_ONCE = 500_000  # cells of one block of permuted sums: 4 MB, near the processor


class Whole(NamedTuple):
    """Of one map: I, its expectation, variances and two-sided p under randomisation and under normality."""

    moran: float
    expected: float
    variance: float
    variance_normal: float
    z: float
    p: float
    p_normal: float


class Local(NamedTuple):
    """One value an area. `local` is esda's (squares over n - 1); spdep's is n / (n - 1) times it, and so are the moments."""

    local: Floats
    quadrant: NDArray[np.str_]
    expected: Floats
    variance: Floats
    z: Floats
    p: Floats


def row_standardised(touching: NDArray[np.bool_]) -> Floats:
    """Weights that sum to 1 for each area; an area without neighbours has none."""
    degree = touching.sum(axis=1, keepdims=True)
    return np.divide(touching, degree, out=np.zeros(touching.shape), where=degree > 0)


def whole_moran(y: Floats, weights: Floats) -> Whole:
    """Global Moran's I of the values y of n areas, four at least; NaN where they do not vary. Every area has a neighbour."""
    from scipy.special import ndtr

    n, d = y.size, y - y.mean()
    squares, s0 = float(d @ d), float(weights.sum())
    s1 = float(((weights + weights.T) ** 2).sum()) / 2
    s2 = float(((weights.sum(axis=0) + weights.sum(axis=1)) ** 2).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        moran = float(np.float64(n / s0 * (d @ weights @ d)) / squares)
        kurtosis = float(np.float64(n * (d**4).sum()) / squares**2)
    expected = -1 / (n - 1)
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected**2
    a = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    b = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    variance = (a - b) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    z, z_normal = ((moran - expected) / np.sqrt(v) for v in (variance, normal))
    return Whole(moran, expected, variance, normal, float(z), float(2 * ndtr(-abs(z))), float(2 * ndtr(-abs(z_normal))))


def local_moran(y: Floats, weights: Floats) -> Local:
    """Local Moran's I of each area with its conditional moments (the area's own value held, the rest permuted).

    quadrant: H or L of the area itself, then of its neighbours' mean; on the mean itself counts as L, as in esda.
    """
    from scipy.special import ndtr

    n, d = y.size, y - y.mean()
    lag, mean_square = weights @ d, (d @ d) / n
    sums, squared = weights.sum(axis=1), (weights**2).sum(axis=1)
    expected = -(d**2) * sums / ((n - 1) * mean_square)
    variance = (d / mean_square) ** 2 * (n / (n - 2)) * (squared - sums**2 / (n - 1)) * (mean_square - d**2 / (n - 1))
    local = d * lag / mean_square
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (local - expected) / np.sqrt(variance)
    quadrant = np.char.add(np.where(d > 0, "H", "L"), np.where(lag > 0, "H", "L"))
    shrunk = (n - 1) / n
    return Local(local * shrunk, quadrant, expected * shrunk, variance * shrunk**2, z, 2 * ndtr(-np.abs(z)))


@lru_cache(maxsize=4)
def _longest_orders(n: int, n_permutations: int, seed: int) -> NDArray[np.int16]:
    lines = np.tile(np.arange(n, dtype=np.int16), (n_permutations, 1))
    found = np.random.default_rng([seed, n]).permuted(lines, axis=1)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=4)
def orders(n: int, n_permutations: int, seed: int) -> NDArray[np.int16]:
    """Random orders of n areas, one a line; the same for every map of n areas.

    Drawn once for the next power of two: whoever is left of a random order when others go is in random order too.
    """
    longest = _longest_orders(1 << max(n - 1, 1).bit_length(), n_permutations, seed)
    return longest[longest < n].reshape(n_permutations, n)


def whole_p(maps: Floats, weights: Floats, n_permutations: int, seed: int) -> Floats:
    """Two-sided p of the global I of maps (n areas x maps, each with mean 0) under one matrix of weights."""
    moved = orders(maps.shape[0], n_permutations, seed)
    sums = _one_by_one(maps, weights, moved) if maps.shape[1] < FEW_MAPS else _all_at_once(maps, weights, moved)
    return two_sided(*_tails(sums.T, np.einsum("im,im->m", weights @ maps, maps)), n_permutations)


def _one_by_one(maps: Floats, weights: Floats, moved: NDArray[np.int16]) -> Floats:
    values = (d[moved] for d in maps.T)
    return np.column_stack([np.einsum("pi,pi->p", v @ weights.T, v) for v in values])


def _all_at_once(maps: Floats, weights: Floats, moved: NDArray[np.int16]) -> Floats:
    """Under an order of the areas the sum over borders picks other products of two values: orders x products, a sparse
    matrix, times products x maps."""
    from scipy.sparse import csr_array

    n, both = maps.shape[0], weights + weights.T
    a, b = np.nonzero(np.triu(both, k=1))
    places = moved.astype(np.int32)
    cells = (
        np.tile(both[a, b], moved.shape[0]),
        (places[:, a] * n + places[:, b]).ravel(),
        np.arange(len(moved) + 1) * a.size,
    )
    picked = csr_array(cells, shape=(len(moved), n * n))
    return np.asarray(picked @ (maps[:, None, :] * maps[None, :, :]).reshape(n * n, -1))


def local_p(maps: list[Floats], touching: list[NDArray[np.bool_]], n_permutations: int, seed: int) -> list[Floats]:
    """Two-sided p of each area of several maps of n areas each: its own value held, neighbours drawn from all the others.

    maps: values with mean 0; touching: which areas are neighbours, one matrix a map. An area with k neighbours takes the
    first k of each order of the others; all areas of all maps go through the same orders side by side.
    """
    n = maps[0].size
    drawn = orders(n - 1, n_permutations, seed).T.astype(np.intp)
    others = np.arange(n - 1) + (np.arange(n - 1) >= np.arange(n)[:, None])  # every area but the one of the line
    degree = np.concatenate([t.sum(axis=1) for t in touching])
    rest = np.concatenate([d[others] for d in maps])
    observed = np.concatenate([t @ d for t, d in zip(touching, maps, strict=True)])
    p = np.full(degree.size, np.nan)
    by_degree, width = np.argsort(-degree, kind="stable"), max(1, MOST_AT_ONCE // n_permutations)
    for part in np.split(by_degree, range(width, degree.size, width)):
        values, most = rest[part], degree[part]
        sums = np.zeros((part.size, n_permutations))
        for k in range(int(most[0])):
            left = int((most > k).sum())  # the first ones: they have the most neighbours
            sums[:left] += values[:left].take(drawn[k], axis=1)
        p[part] = np.where(most > 0, two_sided(*_tails(sums, observed[part]), n_permutations), np.nan)
    return np.split(p, len(maps))


def _tails(sums: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """How many permuted sums (one column each) are at least, and at most, what was observed."""
    below = np.count_nonzero(sums < observed[:, None] - SAME, axis=1)
    at_most = np.count_nonzero(sums <= observed[:, None] + SAME, axis=1)
    return (sums.shape[1] - below).astype(np.float64), at_most.astype(np.float64)


def two_sided(at_least: Floats, at_most: Floats, n_permutations: int) -> Floats:
    """Twice the smaller tail, the observed order counted as one more (North, Curtis & Sham 2002); at most 1.

    Orders that tie with what was observed count in both tails; esda counts them in one, and is bolder where values repeat.
    """
    return np.minimum(2 * (np.minimum(at_least, at_most) + 1) / (n_permutations + 1), 1.0)
