"""Were acts published within their limit? The interval of each in-time rate, of a difference, and which lateness is named."""

from __future__ import annotations

import math

import polars as pl

from metrics.rates import wilson

# A county late in more than half its acts is named, always with its count (form of the official bulletins) ...
NAMED_ABOVE = 0.5
NAMED_LEAST = 10  # ... and from so many acts due on: one late act of one says nothing about a county


def with_interval(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts with `low` and `high`, the Wilson 95 % interval of n_in_time / n_due, null where nothing was due.

    counts: one row per unit with n_in_time and n_due, whole numbers, 0 <= n_in_time <= n_due. The interval says how sure the
    rate of the process is; that so many acts were late is a count, not an estimate.
    Raises ValueError where more acts are in time than were due.
    Source: Wilson 1927; Newcombe 1998 (Stat Med 17:857), method 3, as in metrics.rates.
    """
    low, high = wilson(counts["n_in_time"].to_numpy(), counts["n_due"].to_numpy())
    return counts.with_columns(low=pl.Series(low).fill_nan(None), high=pl.Series(high).fill_nan(None))


def difference(x: int, n: int, other_x: int, other_n: int) -> tuple[float, float]:
    """95 % interval of the difference x/n - other_x/other_n of two independent shares, from their Wilson limits.

    Counts with 0 <= x <= n and n > 0; the limits lie in [-1, 1]. One rate is called higher than the other only where the
    interval leaves out zero. Raises ValueError for counts that are none.
    Example: 56/70 against 48/80 gives (0.0524, 0.3339).
    Source: Newcombe 1998 (Stat Med 17:873), method 10 and its first example.
    """
    if n <= 0 or other_n <= 0:
        raise ValueError("difference: both shares need a base")
    low, high = wilson([x, other_x], [n, other_n])
    p, q = x / n, other_x / other_n
    below = math.hypot(p - float(low[0]), float(high[1]) - q)
    above = math.hypot(float(high[0]) - p, q - float(low[1]))
    return max(p - q - below, -1.0), min(p - q + above, 1.0)
