"""Lots: how many of a part are drawn when every entity of the whole stands the same chance? Sums over several draws, exact.

Of one draw the number is hypergeometric. Over several draws the numbers add, and the chance of every sum is found
through the discrete Fourier transform: exact to rounding, for all rows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ALPHA = 0.05
ODDS = (2.0, 0.5)  # what a test must be able to see: chances twice, or half, as large as the others'
# Up to such a variance of the sum, so many places hold all of its chance, also under twice the odds; beyond the last it is normal.
PLACES = ((5.0, 64), (60.0, 256))
AT_ONCE = 8_192  # draws worked on together
AS_LIKELY = 1e-7  # chances that differ by less than rounding are one
FLOOR = 1e-12  # below it the transform's own rounding speaks


@dataclass(frozen=True)
class Lots:
    """Draws in rows: `row` (0, 1, ... in order) says which sum each belongs to; n_here of n_all stand in the part, drawn of n_all."""

    row: NDArray[np.int64]
    n_all: Array
    n_here: Array
    drawn: Array

    def mean(self) -> Array:
        """Expected of the part, each draw."""
        return self.drawn * self.n_here / self.n_all

    def variance(self) -> Array:
        """Variance of each draw."""
        share = self.n_here / self.n_all
        return self.drawn * share * (1 - share) * (self.n_all - self.drawn) / np.maximum(self.n_all - 1, 1)

    def some(self, keep: NDArray[np.bool_]) -> Lots:
        """A part of the draws, rows as they were."""
        return Lots(self.row[keep], self.n_all[keep], self.n_here[keep], self.drawn[keep])


Chances = Callable[[float], Array]  # by how many times the odds of the others
Sums = Callable[[Lots, int, int], tuple[Array, Chances]]


def compare(x: Array, lots: Lots) -> tuple[Array, Array]:
    """Two-sided p of x drawn in the part, and the power of that test against twice or half the odds, the lesser.

    x: one per row; every row of `lots` has a draw. p adds every number no likelier than x (Fisher's rule). NaN where
    nothing could have come out otherwise: the part is the whole, or nobody or everybody was drawn.
    Up to a variance of 60 exact, beyond it normal with continuity correction.
    """
    mean, variance = _by_row(lots, lots.mean(), len(x)), _by_row(lots, lots.variance(), len(x))
    p, power = _normal(x, lots, mean, variance)
    least, is_alone = 1e-9, np.bincount(lots.row, minlength=len(x)) == 1
    for most, places in PLACES:
        # a number far outside the places is left to the normal curve, which says 0 of it too
        rows = (variance > least) & (variance <= most) & (np.abs(x - mean) < places / 2 - 1)
        for sums, alike in ((_of_one, is_alone), (_of_several, ~is_alone)):
            for part, inside in _parts(lots, rows & alike):
                p[part], power[part] = _exact(x[part], inside, places, sums)
        least = most
    p[variance <= 1e-9] = power[variance <= 1e-9] = np.nan
    return p, power


def _by_row(lots: Lots, values: Array, rows: int) -> Array:
    return np.bincount(lots.row, weights=values, minlength=rows).astype(np.float64)


def _parts(lots: Lots, rows: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], Lots]]:
    """The chosen rows in handfuls of some thousand draws, numbered anew."""
    own = lots.some(rows[lots.row])
    chosen, first, number = np.unique(own.row, return_index=True, return_inverse=True)
    handful = first // AT_ONCE
    for h in np.unique(handful):
        part, keep = np.flatnonzero(handful == h), handful[number] == h
        yield chosen[part], replace(own.some(keep), row=number[keep] - part[0])


def _exact(x: Array, lots: Lots, places: int, sums: Sums) -> tuple[Array, Array]:
    told, chances = sums(lots, len(x), places)
    even = chances(1.0)
    own = (even * (x[:, None] == told)).sum(axis=1, keepdims=True)
    p = np.clip((even * (even <= own * (1 + AS_LIKELY))).sum(axis=1), FLOOR, 1.0)
    # what the test rejects: the unlikeliest numbers, as long as together they stay within 5 %
    ranked = np.sort(even, axis=1)
    n_rejected = (np.cumsum(ranked, axis=1) <= ALPHA * (1 + AS_LIKELY)).sum(axis=1, keepdims=True)
    rejected = even < np.take_along_axis(ranked, n_rejected, axis=1) * (1 - AS_LIKELY)
    power = np.minimum(*((chances(odds) * rejected).sum(axis=1) for odds in ODDS))
    return p, np.clip(power, 0.0, 1.0)


def _of_one(lots: Lots, rows: int, places: int) -> tuple[Array, Chances]:
    """Of one draw a row: the numbers told, [rows, places], and their chances."""
    middle = np.floor(lots.mean())
    return middle[:, None] + _steps(places), _tilted(lots.n_all, lots.n_here, lots.drawn, middle, places)


def _of_several(lots: Lots, rows: int, places: int) -> tuple[Array, Chances]:
    """Of several: their sums, and the chances of these through the transform; draws that are alike are told once."""
    kinds, kind = np.unique(np.column_stack([lots.n_all, lots.n_here, lots.drawn]), axis=0, return_inverse=True)
    whole, here, drawn = kinds.T
    middle = np.floor(drawn * here / whole)
    one = _tilted(whole, here, drawn, middle, places)
    starts = np.searchsorted(lots.row, np.arange(rows))
    away = _by_row(lots, lots.mean() - middle[kind], rows)
    shift = np.rint(away)[:, None] + _steps(places)  # the sums told, less their middles
    at = np.mod(shift, places).astype(np.int64)

    def chances(odds: float) -> Array:
        waves = np.fft.rfft(np.roll(one(odds), -(places // 2), axis=1), axis=1)[kind]
        found = np.fft.irfft(np.multiply.reduceat(waves, starts, axis=0), places, axis=1)
        return np.take_along_axis(np.maximum(found, 0.0), at, axis=1)

    return _by_row(lots, middle[kind], rows)[:, None] + shift, chances


def _steps(places: int) -> Array:
    return np.arange(places, dtype=np.float64) - places // 2


def _tilted(whole: Array, here: Array, drawn: Array, middle: Array, places: int) -> Chances:
    """Chances of the numbers round the middle, [draws, places], where the part's odds are so many times the others'."""
    log_chance = _log_chance(whole, here, drawn, middle, places)
    even = np.exp(log_chance - log_chance.max(axis=1, keepdims=True))

    def chances(odds: float) -> Array:
        tilted = even * odds ** _steps(places)
        return np.asarray(tilted / tilted.sum(axis=1, keepdims=True))

    return chances


def _log_chance(whole: Array, here: Array, drawn: Array, middle: Array, places: int) -> Array:
    """Log of the hypergeometric chances round the middle, [draws, places]; minus infinity where impossible."""
    from scipy import special

    k = middle[:, None] + _steps(places)
    n, m, d = whole[:, None], here[:, None], drawn[:, None]
    rest = n - m - d + k
    possible = (k >= 0) & (k <= m) & (k <= d) & (rest >= 0)
    k, rest = np.where(possible, k, 0.0), np.where(possible, rest, 0.0)
    most = int(whole.max(initial=0))
    table = special.gammaln(np.arange(1.0, most + 2)) if most < k.size else None  # counts are whole: each is told once

    def log_factorial(count: Array) -> Array:
        return np.asarray(special.gammaln(count + 1) if table is None else table[count.astype(np.int64)])

    ways = log_factorial(k) + log_factorial(np.maximum(m - k, 0)) + log_factorial(np.maximum(d - k, 0))
    return np.where(possible, -ways - log_factorial(rest), -np.inf)


def _normal(x: Array, lots: Lots, mean: Array, variance: Array) -> tuple[Array, Array]:
    from scipy import special

    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(variance)
        p = 2 * special.ndtr(-np.maximum(np.abs(x - mean) - 0.5, 0) / sd)
        reach = -special.ndtri(ALPHA / 2) * sd
        powers = []
        for odds in ODDS:
            one, noise = _under_odds(lots, odds)
            there, spread = _by_row(lots, one, len(x)), np.sqrt(_by_row(lots, noise, len(x)))
            powers.append(special.ndtr((np.abs(there - mean) - reach) / spread))
    return np.clip(p, FLOOR, 1.0), np.minimum(*powers)


def _under_odds(lots: Lots, odds: float) -> tuple[Array, Array]:
    """Mean and variance of each draw where the part's odds are so many times the others' (Cornfield 1956)."""
    n, m, d = lots.n_all, lots.n_here, lots.drawn
    b = n - m - d + odds * (m + d)
    root = np.sqrt(np.maximum(b * b + 4 * (1 - odds) * odds * m * d, 0.0))
    mean = 2 * odds * m * d / (b + root)
    with np.errstate(divide="ignore"):
        variance = 1 / (1 / mean + 1 / (m - mean) + 1 / (d - mean) + 1 / (n - m - d + mean))
    return mean, np.where(np.isfinite(variance), variance, 0.0)
