"""Shares quarter by quarter, every line of a picture laid out on the same quarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.reads.base import Row
from metrics.vocabulary import quarter_before

Count = Callable[[Row], int | None]


def line(rows: Mapping[str, Row], quarters: Sequence[str], x: Count, n: Count, low: str, high: str) -> list[Row]:
    """quarter, x, n, low, high, rate of each of the quarters, from the first that has a base; nothing without any.

    `rows`: by quarter. A quarter without a base has no rate.
    """
    laid: list[Row] = []
    for quarter in quarters:
        row = rows.get(quarter)
        base = (n(row) or 0) if row else 0
        if not base and not laid:
            continue
        counted = (x(row) or 0) if row else 0
        ends = {"low": row[low], "high": row[high]} if row else {"low": None, "high": None}
        laid.append({"quarter": quarter, "x": counted, "n": base, **ends, "rate": counted / base if base else None})
    return laid


def quarters_to(quarter: str, n: int) -> list[str]:
    """The n quarters that end with this one."""
    return [quarter_before(quarter, steps) for steps in range(n - 1, -1, -1)]
