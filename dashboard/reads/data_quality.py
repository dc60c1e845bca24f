"""What came in, what was refused, what is missing."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row


def totals(scope: Scope) -> Row:
    """Files and rows of the chosen department, or all."""
    return base.first(scope, "quality_totals") or {}


def matrix(scope: Scope) -> list[Row]:
    """One row per department and feed."""
    return base.rows(scope, "quality_matrix")


def quarters(scope: Scope) -> list[Row]:
    """One row per quarter of receipt, latest first."""
    return base.rows(scope, "quality_quarters")


def submissions(scope: Scope) -> pa.Table:
    """One row per file, latest first."""
    return base.table(scope, "quality_submissions")


def troubled(scope: Scope, most: int) -> tuple[list[Row], int]:
    """The latest files with refused rows or refused whole, at most so many, and how many there are."""
    found = [row for row in base.rows(scope, "quality_submissions") if row["error_rule"] or row["n_refused"]]
    found.sort(key=lambda row: row["error_rule"] is None)  # stable: whole files first, latest first within
    return found[:most], len(found)


def problems(scope: Scope) -> dict[str, list[Row]]:
    """Refusals by rule and column, by file."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in base.rows(scope, "quality_problems"):
        found[row["submission_id"]].append(row)
    return dict(found)


def findings(scope: Scope) -> list[Row]:
    """Contradictions between feeds."""
    return base.rows(scope, "quality_findings")


def revisions(scope: Scope) -> list[Row]:
    """Later files that replaced or contradicted earlier ones."""
    return base.rows(scope, "quality_revisions")


def missing(scope: Scope) -> list[Row]:
    """Indicators with figures owed and not given for the chosen quarter."""
    return base.rows(scope, "quality_missing")
