"""Exact small-sample tests, vectorised: ratio of two rates, a share against a requirement, a trend over tiers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Tail = Callable[[Array], Array]
TAIL = 0.025  # a 95 % interval leaves so much on either side
AS_LIKELY = 1e-7  # R counts an outcome as no more likely up to this relative difference
CELLS_AT_ONCE = 100_000  # chances held in memory: 800 kB, near the processor


@dataclass(frozen=True)
class Ratio:
    """Value, 95 % interval and two-sided p; NaN where nothing was counted on either side, infinite against nothing."""

    value: Array
    low: Array
    high: Array
    p: Array


def rate_ratio(x1: ArrayLike, t1: ArrayLike, x2: ArrayLike, t2: ArrayLike) -> Ratio:
    """Ratio of two Poisson rates with the exact conditional interval: given x1 + x2, x1 is binomial.

    x: events, t: what they are counted on (registers, visits, years), any one shape. For shares near one the events are
    less variable than Poisson, and the interval is wider than need be. R's poisson.test with two samples.
    Raises ValueError where a count is negative. Source: Przyborowski & Wilenski 1940 (Biometrika 31:313).
    """
    from scipy import special

    a, m, b, n = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x1, t1, x2, t2))
    if np.any((a < 0) | (b < 0)):
        raise ValueError("rate_ratio: counts are 0 or more")
    known = (a + b > 0) & (m > 0) & (n > 0)
    a, b, m, n = (np.where(known, v, 1.0) for v in (a, b, m, n))
    low = np.where(a > 0, special.betaincinv(np.where(a > 0, a, 1), b + 1, TAIL), 0.0)
    high = np.where(b > 0, special.betaincinv(a + 1, np.where(b > 0, b, 1), 1 - TAIL), 1.0)
    p = binomial_two_sided(a, a + b, m / (m + n))
    with np.errstate(divide="ignore"):
        told = (a / m) / (b / n), low / (1 - low) * n / m, high / (1 - high) * n / m, p
    return Ratio(*(np.where(known, v, np.nan) for v in told))


def count_ratio(x: ArrayLike, required: ArrayLike) -> Ratio:
    """Events against a fixed number required, exact Poisson interval (R's poisson.test with one sample)."""
    from metrics.rates import poisson_exact

    k, r = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x, required))
    low, high = poisson_exact(k)
    return Ratio(k / r, low / r, high / r, poisson_two_sided(k, r))


def share_below(x: ArrayLike, n: ArrayLike, required: ArrayLike) -> tuple[Array, Array]:
    """Is a share below what is required? One-sided exact binomial p, and the upper end of the one-sided 95 % interval.

    x of n: counts, 0 <= x <= n; required: 0-1. Source: Clopper & Pearson 1934; R's binom.test(alternative = "less").
    """
    from scipy import special

    k, m, r = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x, n, required))
    if np.any((k < 0) | (k > m)):
        raise ValueError("share_below: counts must satisfy 0 <= x <= n")
    high = np.where(k < m, special.betaincinv(k + 1, np.where(k < m, m - k, 1), 1 - 2 * TAIL), 1.0)
    return _at_most(k, m, r), high


def binomial_two_sided(x: Array, n: Array, share: Array) -> Array:
    """P of all outcomes no likelier than x of n (R's binom.test)."""
    from scipy import special

    def log_chance(k: Array) -> Array:
        ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        return ways + special.xlogy(k, share) + special.xlog1py(n - k, -share)

    def up_to(k: Array) -> Array:
        return _at_most(k, n, share)

    return _two_sided(x, n * share, n, log_chance, up_to, lambda k: _at_most(n - k - 1, n, 1 - share))


def _at_most(k: Array, n: Array, share: Array) -> Array:
    """P of k or fewer of n: through the beta distribution, exact for any n."""
    from scipy import special

    inside = (k >= 0) & (k < n)
    at = np.where(inside, k, 0)
    return np.where(inside, special.betainc(np.maximum(n - at, 0.5), at + 1, 1 - share), np.where(k < 0, 0.0, 1.0))


def poisson_two_sided(x: Array, mean: Array) -> Array:
    """P of all counts no likelier than x (R's poisson.test)."""
    from scipy import special

    top = np.ceil(mean + 40 * np.sqrt(mean) + x + 100)

    def log_chance(k: Array) -> Array:
        return special.xlogy(k, mean) - mean - special.gammaln(k + 1)

    return _two_sided(x, mean, top, log_chance, lambda k: special.pdtr(k, mean), lambda k: special.pdtrc(k, mean))


def _two_sided(x: Array, mean: Array, top: Array, log_chance: Tail, up_to: Tail, above: Tail) -> Array:
    """The near tail with x, and the far one from its first outcome no likelier than x: found by halving."""
    is_left = x < mean
    bound = log_chance(x) + AS_LIKELY
    # searched is the first far outcome no likelier than x, counted away from the mean
    near = np.where(is_left, np.ceil(mean), np.floor(mean))
    step, reach = np.zeros_like(x), np.where(is_left, top - near, near) + 1
    sign = np.where(is_left, 1.0, -1.0)
    while np.any(step < reach):
        middle = np.floor((step + reach) / 2)
        at = np.clip(near + sign * middle, 0, top)
        unlikely = (log_chance(at) <= bound) | (middle > np.where(is_left, top - near, near))
        step, reach = np.where(unlikely | (step >= reach), step, middle + 1), np.where(unlikely, middle, reach)
    far = near + sign * step
    left = np.where(is_left, x, far)
    right = np.where(is_left, far, x)
    lower = np.where(left >= 0, up_to(np.maximum(left, 0)), 0.0)
    upper = np.where(right > top, 0.0, np.where(right > 0, above(np.maximum(right - 1, 0)), 1.0))
    return np.where(x == mean, 1.0, np.minimum(1.0, lower + upper))


def trend_tail(x: Array, n: Array, scores: Array) -> Array:
    """Chance of a trend at least as steep as that seen, in its own direction, all margins given (one-sided, exact).

    x, n: counts [rows, tiers]. Every arrangement of the total over the tiers is weighed (multivariate hypergeometric),
    so the smaller of found and not found should be a few dozen at most. Source: Agresti 2002, 3.5.7.
    """
    swap = 2 * x.sum(axis=1) > n.sum(axis=1)  # those not found are fewer, and fall where the others rise
    few = np.where(swap[:, None], n - x, x)
    tail = np.full(len(x), np.nan)
    for m in np.unique(few.sum(axis=1)).astype(int):
        ways = _arrangements(m, x.shape[1])
        rows = np.flatnonzero(few.sum(axis=1) == m)
        for part in np.array_split(rows, max(1, len(rows) * len(ways) // CELLS_AT_ONCE)):
            tail[part] = _tail(few[part], n[part], scores, ways)
    return tail


def _arrangements(m: int, tiers: int) -> Array:
    """Every way to spread m over the tiers, [ways, tiers]."""
    rest = np.indices((m + 1,) * (tiers - 1)).reshape(tiers - 1, -1).T
    rest = rest[rest.sum(axis=1) <= m]
    return np.column_stack([m - rest.sum(axis=1), rest]).astype(np.float64)


def _tail(x: Array, n: Array, scores: Array, ways: Array) -> Array:
    """As trend_tail, of rows that have the same total. Ways stand in lines and rows in columns: whole lines are looked up."""
    from scipy import special

    some, which = np.arange(ways.max(initial=0) + 1)[:, None], ways.astype(np.int64)
    whole = np.log(np.maximum(n.sum(axis=1), 1))
    chance = np.ones((len(ways), len(x)))
    for of_tier, own in zip(n.T, which.T, strict=True):
        # so many of one tier: there are few such numbers, and many ways
        left = np.maximum(of_tier - some, 0)
        each = special.gammaln(of_tier + 1) - special.gammaln(some + 1) - special.gammaln(left + 1)
        # over the whole to the same power, which cancels: so no number of ways is too large to be told
        chance *= np.where(some <= of_tier, np.exp(each - some * whole), 0.0)[own]
    score, seen = (ways @ scores)[:, None], x @ scores
    middle = x.sum(axis=1) * (n @ scores) / n.sum(axis=1)
    beyond = np.where(seen >= middle, score >= seen - 1e-9, score <= seen + 1e-9)
    return np.asarray((chance * beyond).sum(axis=0) / chance.sum(axis=0))
