"""Reporting periods in our own form: 2020-07, 2020Q3, 2020."""

from __future__ import annotations

import polars as pl


def period_ends(period: pl.Expr) -> pl.Expr:
    """The last day of a period written in our form."""
    year = period.str.slice(0, 4).cast(pl.Int32, strict=False)
    quarter = period.str.extract(r"Q([1-4])$").cast(pl.Int32, strict=False) * 3
    month = pl.coalesce(quarter, period.str.extract(r"-([0-9]{2})$").cast(pl.Int32, strict=False), pl.lit(12))
    return pl.date(year, month, 1).dt.month_end()
