"""Figures of every region side by side: read once a quarter (or once an indicator of it), shared by the pages that compare."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row


def by_region(scope: Scope, indicator: str | None = None) -> pl.DataFrame:
    """One row a region with a judgement of one indicator (the chosen one) in the quarter, of the chosen department or all."""
    return base.frame(scope, "figures_by_region", indicator=indicator or scope.indicator)


@base.kept_by("plan", "quarter", "department", "indicator")
def _by_code(scope: Scope) -> dict[str, Row]:
    found = by_region(scope)
    columns = found.columns
    return {row[0]: dict(zip(columns, row, strict=True)) for row in found.rows()}


def by_code(scope: Scope, indicator: str | None = None) -> dict[str, Row]:
    """The same by region."""
    return _by_code(replace(scope, indicator=indicator or scope.indicator))
