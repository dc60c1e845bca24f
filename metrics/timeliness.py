"""Were acts published within their limit? The interval of each in-time rate, and which lateness is named."""

from __future__ import annotations

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
