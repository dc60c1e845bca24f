"""How sure is one rate? Intervals for a proportion and for a count, all units at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
Z998 = 3.090232306167813  # one-sided 0.001, not 3
EXACT_BELOW = 10  # events; from here on Byar's formula, as the UK health agency has it


def wilson(x: ArrayLike, n: ArrayLike, z: float = Z95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson score interval without continuity correction.

    x, n: counts of any one shape, 0 <= x <= n. Returns (low, high) of that shape as rates 0-1; NaN where n is 0 or missing.
    Raises ValueError where x is negative or above n: a rate over one is a fault of the data, not an interval.
    Source: Wilson 1927; Newcombe 1998 (Stat Med 17:857), method 3.
    """
    x = np.asarray(x, dtype=np.float64)
    n = np.asarray(n, dtype=np.float64)
    if np.any((x < 0) | (x > n)):
        raise ValueError("wilson: counts must satisfy 0 <= x <= n")
    n = np.where(n > 0, n, np.nan)
    p = x / n
    z2n = z * z / n
    middle = (p + z2n / 2) / (1 + z2n)
    half = z / (1 + z2n) * np.sqrt(p * (1 - p) / n + z2n / (4 * n))
    # At x = 0 and x = n the algebra gives exactly 0 and 1; rounding would give -3e-18 or 1.0000000000000002.
    low = np.where(x == 0, np.where(np.isnan(n), np.nan, 0.0), np.clip(middle - half, 0, 1))
    high = np.where(x == n, 1.0, np.clip(middle + half, 0, 1))
    return low, high


def byar(count: ArrayLike, z: float = Z95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Byar's approximation to the exact interval of a Poisson count.

    count: events, any shape. Returns (low, high) in events; low is NaN where the formula falls below 0 (one event at
    99.8 %). Raises ValueError where a count is negative. Source: Breslow & Day 1987, vol. II, p. 69.
    """
    x = _events(count)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    above = x + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return np.where(x == 0, 0.0, np.where(low < 0, np.nan, low)), high


def poisson_exact(count: ArrayLike, z: float = Z95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact (Garwood 1936) interval of a Poisson count; as `byar`, and never NaN but where the count is."""
    from scipy import special

    x, tail = _events(count), special.ndtr(-z)
    low = np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1), tail), 0.0)
    return np.where(np.isnan(x), np.nan, low), special.gammainccinv(x + 1, tail)


def poisson_rate(
    count: ArrayLike, exposure: ArrayLike, z: float = Z95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Interval of a rate of events: Byar from 10 events on, exact below.

    count: events; exposure: what they are counted on (entity-years, populations), any one shape.
    Returns (low, high) as events per unit of exposure; NaN where the exposure is 0 or either is missing.
    Raises ValueError where a count is negative. Source: UK Health Security Agency, PHEindicatormethods `phe_rate`.
    Events that repeat within one unit are not independent: such an interval is too narrow, and the page says so.
    """
    x, t = np.broadcast_arrays(_events(count), np.asarray(exposure, dtype=np.float64))
    t = np.where(t > 0, t, np.nan)
    few = x < EXACT_BELOW
    low, high = byar(x, z)
    # ten times as long: of the few only, and of each number once
    number, at = np.unique(x[few], return_inverse=True)
    low[few], high[few] = (ends[at] for ends in poisson_exact(number, z))
    return low / t, high / t


def _events(count: ArrayLike) -> NDArray[np.float64]:
    x = np.asarray(count, dtype=np.float64)
    if np.any(x < 0):
        raise ValueError("a count of events is 0 or more")
    return x
