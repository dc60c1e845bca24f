"""Shares quarter by quarter, every line of a picture laid out at once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from metrics.vocabulary import quarter_before


def counts(rows: pl.DataFrame, line: str, x: pl.Expr, n: pl.Expr, low: str, high: str) -> pl.DataFrame:
    """What `laid` takes, of one line."""
    return rows.select(pl.lit(line).alias("line"), "quarter", x=x, n=n, low=pl.col(low), high=pl.col(high))


def laid(found: pl.DataFrame, lines: Sequence[str], quarters: Sequence[str]) -> dict[str, pl.DataFrame]:
    """line -> quarter, x, n, low, high, rate on the grid of quarters, from the first that has a base; none without any.

    `found`: line, quarter, x, n, low, high. A quarter without a base has no rate.
    """
    grid = pl.DataFrame({"line": lines}, schema={"line": pl.String}).join(
        pl.DataFrame({"quarter": quarters}), how="cross"
    )
    every = grid.join(found, on=["line", "quarter"], how="left", maintain_order="left")
    every = every.with_columns(pl.col("x", "n").fill_null(0))
    known = every.with_columns(rate=(pl.col("x") / pl.col("n")).fill_nan(None)).filter(
        pl.col("n").cum_sum().over("line") > 0
    )
    parts = known.partition_by("line", as_dict=True, maintain_order=True, include_key=False)
    return {str(line): rows for (line,), rows in parts.items()}


def quarters_to(quarter: str, n: int) -> list[str]:
    """The n quarters that end with this one."""
    return [quarter_before(quarter, steps) for steps in range(n - 1, -1, -1)]
