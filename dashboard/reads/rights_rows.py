"""The stored rows of defects, objections, repairs and wrongful listings: tables read whole, cut to one office or one region."""

from __future__ import annotations

import polars as pl

from dashboard.access import Scope
from dashboard.reads.base import Row
from dashboard.reads.slices import sliced

WINDOW = 4  # quarters: few objections a quarter say nothing
NAMES = ("defects", "parts", "objections", "repairs", "restored")
_OFFICE = {name: sliced(f"rights_{name}", "region_code", "department_code") for name in NAMES}
_REGION = {name: sliced(f"rights_{name}", "region_code") for name in NAMES}
# Counts the intervals were computed from that are not stored beside them, for they are sums of two that are.
SUMS = {
    "n_stated": ("n_upheld", "n_not_upheld"),
    "n_settled": ("n_granted", "n_refused"),
    "n_faulty": ("n_wrong", "n_missed"),
}


def office(scope: Scope, name: str) -> pl.DataFrame:
    """Every quarter of the chosen region and department (or all)."""
    return _OFFICE[name](scope, scope.region, scope.department)


def departments(scope: Scope, name: str) -> pl.DataFrame:
    """The chosen quarter of every department of the chosen region."""
    single = (pl.col("quarter") == scope.quarter) & (pl.col("department_code") != "*")
    return _REGION[name](scope, scope.region).filter(single)


def beside(scope: Scope, name: str, regions: list[str]) -> pl.DataFrame:
    """The chosen quarter of the chosen department (or all) in each of the regions."""
    found = [_OFFICE[name](scope, region, scope.department) for region in regions]
    return pl.concat(found or [office(scope, name).clear()]).filter(pl.col("quarter") == scope.quarter)


def window(scope: Scope, name: str) -> Row | None:
    """The last four quarters together; noughts where there was nothing in them, None where there never was."""
    rows = office(scope, name)
    if rows.is_empty():
        return None
    own = rows.filter((pl.col("quarter") == scope.quarter) & (pl.col("n_quarters") == WINDOW)).to_dicts()
    blank = {c: 0 if c.startswith("n_") else None for c in rows.columns}
    return own[0] if own else blank


def windows(scope: Scope, name: str) -> dict[str, Row]:
    """The same of every department of the region that had anything."""
    found = departments(scope, name).filter(pl.col("n_quarters") == WINDOW)
    return {row["department_code"]: row for row in found.to_dicts()}


def count(row: Row, name: str) -> int:
    """A count of a row, stored or the sum of two that are."""
    return sum(row[c] or 0 for c in SUMS.get(name, (name,)))


def counted(name: str) -> pl.Expr:
    """The same of a column."""
    return pl.sum_horizontal(SUMS.get(name, (name,)))
