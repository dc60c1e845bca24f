"""How unlikely is this count among units that truly differ a little? Tails of the beta-binomial, all units at once.

X of n cases in time, the unit's own rate drawn from a beta distribution with the given mean and intra-class correlation
rho: the variance of X / n is mean (1 - mean) (1 + (n - 1) rho) / n. rho = 0 is the binomial.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LONGEST_WALK = 30.0  # standard deviations in cases up to which the tail is added up case by case
LAST_CASES = 8 * LONGEST_WALK  # and so are the lowest ones, wherever the walk begins
ENOUGH = 1e-13  # a further case that adds less than this share of the sum ends the walk
NODES = 64
FEW = 2000  # units up to which steps are taken STEPS at a time: an array of few costs as much to begin as to work on
STEPS = 32


class Tails(NamedTuple):
    """Mid-p of either side: probability of less (more) than x plus half that of exactly x. low + high = 1."""

    low: Floats
    high: Floats


def tails(x: ArrayLike, n: ArrayLike, mean: ArrayLike, rho: ArrayLike) -> Tails:
    """Mid-p tails of x of n under the beta-binomial, exact to about 1e-9 of their own size.

    x, n: whole counts 0 <= x <= n; mean, rho: 0-1; all of one shape or broadcast to it. NaN in, NaN out; n = 0 gives NaN.
    Raises ValueError where x is below 0 or above n, or mean or rho lie outside 0-1.
    Up to a standard deviation of 30 cases the shorter tail is added up case by case by the ratio of neighbouring terms;
    beyond, the same terms are integrated (Euler-Maclaurin: half the last term and a twelfth of its slope), 64 nodes. Where
    terms rise again towards zero (mean (1 / rho - 1) up to 1) they are integrated down to 240 cases and added up from there.
    Source: Skellam 1948 (JRSS B 10:257); mid-p: Lancaster 1961 (JASA 56:223).
    """
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (x, n, mean, rho)))
    shape = arrays[0].shape
    x, n, mean, rho = (np.ravel(v) for v in arrays)
    if np.any((x < 0) | (x > n) | (mean < 0) | (mean > 1) | (rho < 0) | (rho > 1)):
        raise ValueError("tails: counts must satisfy 0 <= x <= n, mean and rho lie between 0 and 1")
    low, high = np.full(x.size, np.nan), np.full(x.size, np.nan)
    there = (n > 0) & ~(np.isnan(x) | np.isnan(mean) | np.isnan(rho))
    # Only the shorter tail is computed: the other would lose its digits to a difference from one.
    is_upper = x > n * mean
    y, p = np.where(is_upper, n - x, x), np.where(is_upper, 1 - mean, mean)
    for chosen, compute in (
        (there & (p * (1 - p) == 0), _certain),
        (there & (p * (1 - p) > 0) & (rho * n < 1e-9), _binomial),
        (there & (p * (1 - p) > 0) & (rho * n >= 1e-9), _beta_binomial),
    ):
        rows = np.flatnonzero(chosen)
        short = np.clip(compute(y[rows], n[rows], p[rows], np.minimum(rho[rows], 1 - 1e-9)), 0.0, 1.0)
        low[rows] = np.where(is_upper[rows], 1 - short, short)
        high[rows] = np.where(is_upper[rows], short, 1 - short)
    return Tails(low.reshape(shape), high.reshape(shape))


def _certain(y: Floats, n: Floats, p: Floats, rho: Floats) -> Floats:
    """All or nothing: the one possible count is worth a half; y is never above n p, so nothing lies below it."""
    return np.where(y == n * p, 0.5, 0.0)


def _binomial(y: Floats, n: Floats, p: Floats, rho: Floats) -> Floats:
    from scipy.special import bdtr

    whole = n.astype(np.int64)
    return 0.5 * (bdtr(y, whole, p) + np.where(y > 0, bdtr(np.maximum(y - 1, 0), whole, p), 0.0))


def _beta_binomial(y: Floats, n: Floats, p: Floats, rho: Floats) -> Floats:
    size = 1 / rho - 1
    a, b = p * size, (1 - p) * size
    spread = np.sqrt(n * p * (1 - p) * (1 + (n - 1) * rho))
    at = np.exp(log_term(y, n, a, b))
    short = np.empty(y.size)
    at_the_edge = n - y <= np.maximum(LAST_CASES, y / 8)  # where terms may rise steeply upwards too
    near = (spread <= LONGEST_WALK) | (y <= LAST_CASES) | ((a <= 1) & at_the_edge)
    for chosen, compute in (
        (near, _walk_down),
        (~near & (a > 1), _integrate_down),
        (~near & (a <= 1), _integrate_then_walk),
    ):
        rows = np.flatnonzero(chosen)
        short[rows] = compute(at[rows], y[rows], n[rows], a[rows], b[rows])
    return short


def log_term(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """Log of the probability of exactly k of n; k may lie between whole numbers."""
    from scipy.special import gammaln

    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    mixed = gammaln(k + a) + gammaln(n - k + b) - gammaln(n + a + b)
    return np.asarray(ways + mixed + gammaln(a + b) - gammaln(a) - gammaln(b), dtype=np.float64)


def _walk_down(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """Half of P(y) plus every P(k) below it, one step for all units at a time; who has arrived leaves the walk."""
    if y.size <= FEW:
        return _walk_few(at, y, n, a, b)
    total = 0.5 * at
    who = np.arange(y.size)
    term, k = at.copy(), y.copy()
    # Where a < 1 the terms rise again towards zero: such a walk goes to the end.
    to_the_end = a < 1
    while True:
        going = (k > 0) & ((term > ENOUGH * total[who]) | to_the_end)
        if not going.all():
            who, to_the_end = who[going], to_the_end[going]
            term, k, n, a, b = (v[going] for v in (term, k, n, a, b))
        if not who.size:
            return total
        term = term * (k * (n - k + b)) / ((n - k + 1) * (k - 1 + a))
        k = k - 1
        total[who] += term


def _walk_few(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """The same steps for few units, many at a time: who has arrived is found afterwards. Not a digit differs."""
    total, term, k, to_the_end = 0.5 * at, at, y, a < 1
    who, going = np.arange(y.size), np.ones(y.size, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # beyond the end of a walk, and not taken
        while going.any():
            here = k - np.arange(STEPS)[:, None]
            up, down = here * (n - here + b), (n - here + 1) * (here - 1 + a)
            terms = np.empty((STEPS + 1, y.size))
            terms[0] = term
            for step in range(STEPS):
                np.multiply(terms[step], up[step], out=terms[step + 1])
                terms[step + 1] /= down[step]
            totals = np.add.accumulate(np.concatenate([total[None], terms[1:]]), axis=0)
            on = going & (here > 0) & ((terms[:-1] > ENOUGH * totals[:-1]) | to_the_end)
            taken = np.logical_and.accumulate(on, axis=0).sum(axis=0)
            total = totals[taken, who]
            going = taken == STEPS
            term, k = terms[-1], k - STEPS
    return np.asarray(total)


def _integrate_down(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """The same sum where it has hundreds of terms: they lie on a smooth curve, and the curve is integrated."""
    if not y.size:
        return np.zeros(0)
    length = _length_that_counts(at, y, n, a, b)
    nodes, weights = _nodes()
    k = y[:, None] - length[:, None] * (nodes + 1) / 2
    heights = np.exp(log_term(k, n[:, None], a[:, None], b[:, None]))
    return np.asarray((heights @ weights) * length / 2 + _slope(at, y, n, a, b) / 12, dtype=np.float64)


def _integrate_then_walk(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """The same where no part of the tail is nothing. Towards zero terms go as a power of k: they are smooth in its logarithm."""
    if not y.size:
        return np.zeros(0)
    lowest = np.full(y.size, LAST_CASES)
    at_lowest = np.exp(log_term(lowest, n, a, b))
    nodes, weights = _nodes()
    length = np.log(y / LAST_CASES)
    k = LAST_CASES * np.exp(length[:, None] * (nodes + 1) / 2)
    heights = k * np.exp(log_term(k, n[:, None], a[:, None], b[:, None]))
    slopes = _slope(at, y, n, a, b) - _slope(at_lowest, lowest, n, a, b)
    return (heights @ weights) * length / 2 + slopes / 12 + _walk_down(at_lowest, lowest, n, a, b)


def _slope(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """How much a term more the next one above is: the mean of the steps to either side."""
    ratio = (y * (n - y + b)) / ((n - y + 1) * (y - 1 + a))  # next term below, over this one
    return np.asarray(0.5 * at * (1 / ratio - ratio), dtype=np.float64)


@cache
def _nodes() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _length_that_counts(at: Floats, y: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    """How far down from y terms still matter, within a factor of two: halved as long as the far half is nothing."""
    length, who = y.copy(), np.arange(y.size)
    while who.size:
        half = length[who] / 2
        log_there = log_term(y[who] - half, n[who], a[who], b[who])
        is_nothing = (log_there < np.log(np.maximum(at[who], 1e-300)) + np.log(ENOUGH)) & (half > 1)
        length[who] = np.where(is_nothing, half, length[who])
        who = who[is_nothing]
    return length
