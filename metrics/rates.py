"""How sure is one rate? Interval for a proportion, all units at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
Z998 = 3.090232306167813  # one-sided 0.001, not 3


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
