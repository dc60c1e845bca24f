"""The stored rows of defects, objections, repairs and wrongful listings: tables read whole, cut to a quarter and an office."""

from __future__ import annotations

from dashboard.access import ALL, Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.slices import known, looked_up

WINDOW = 4  # quarters: few objections a quarter say nothing
SPANS = ("objections", "repairs", "restored")
NAMES = ("defects", "parts", *SPANS)
_OFFICE = {name: looked_up(f"rights_{name}", "region_code", "quarter", "department_code") for name in NAMES}
_REGION = {name: looked_up(f"rights_{name}", "region_code", "quarter") for name in NAMES}
_EVER = {name: known(f"rights_{name}", "region_code", "department_code") for name in SPANS}
# Counts the intervals were computed from that are not stored beside them, for they are sums of two that are.
SUMS = {
    "n_stated": ("n_upheld", "n_not_upheld"),
    "n_settled": ("n_granted", "n_refused"),
    "n_faulty": ("n_wrong", "n_missed"),
}


def office(scope: Scope, name: str, quarter: str = "") -> list[Row]:
    """A quarter (the chosen one) of the chosen region and department (or all)."""
    return _OFFICE[name](scope, scope.region, quarter or scope.quarter, scope.department)


def departments(scope: Scope, name: str) -> list[Row]:
    """The chosen quarter of every department of the chosen region."""
    return [r for r in _REGION[name](scope, scope.region, scope.quarter) if r["department_code"] != ALL]


def beside(scope: Scope, name: str, region: str) -> list[Row]:
    """The chosen quarter of the chosen department (or all) in another region."""
    return _OFFICE[name](scope, region, scope.quarter, scope.department)


def window(scope: Scope, name: str) -> Row | None:
    """The last four quarters together; noughts where there was nothing in them, None where there never was."""
    if (scope.region, scope.department) not in _EVER[name](scope):
        return None
    columns = base.frame(scope, f"rights_{name}").columns
    return pooled(scope, name, scope.quarter) or {c: 0 if c.startswith("n_") else None for c in columns}


def pooled(scope: Scope, name: str, quarter: str) -> Row | None:
    """The four quarters that end with this one, as far as there was anything in them."""
    return next((r for r in office(scope, name, quarter) if r["n_quarters"] == WINDOW), None)


def windows(scope: Scope, name: str) -> dict[str, Row]:
    """The same of every department of the region that had anything."""
    return {r["department_code"]: r for r in departments(scope, name) if r["n_quarters"] == WINDOW}


def count(row: Row, name: str) -> int:
    """A count of a row, stored or the sum of two that are."""
    return sum(row[c] or 0 for c in SUMS.get(name, (name,)))
