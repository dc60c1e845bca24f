"""What came in, what was refused, what is missing."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.overview import quarters_back


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


def revised(scope: Scope) -> list[Row]:
    """How many rows were replaced or contradicted, by department and feed."""
    return base.rows(scope, "quality_revised")


def missing(scope: Scope) -> list[Row]:
    """Indicators with figures owed and not given for the chosen quarter."""
    return base.rows(scope, "quality_missing")


def window(scope: Scope) -> str | None:
    """The quarter of receipt whose scorecard goes with the chosen quarter; None before anything came in."""
    found = base.first(scope, "quality_window")
    return found["quarter"] if found else None


def scorecard(scope: Scope, window: str) -> list[Row]:
    """One row per department and dimension."""
    return base.rows(scope, "quality_scorecard", window=window)


def due(scope: Scope, window: str) -> list[Row]:
    """What was due and how it came, by department and feed."""
    return base.rows(scope, "quality_due", window=window)


def overdue(scope: Scope) -> list[Row]:
    """Periods that came late or not at all."""
    return base.rows(scope, "quality_overdue")


def has_calendar(scope: Scope) -> bool:
    """Has the source set a due calendar at all?"""
    return base.first(scope, "quality_has_calendar") is not None


def codes(scope: Scope, window: str) -> list[Row]:
    """What stood in the code column, by department."""
    return base.rows(scope, "quality_codes", window=window)


def patterns(scope: Scope) -> list[Row]:
    """Figures whose shape asks for a second look."""
    return base.rows(scope, "quality_patterns")


def receipt_rows(scope: Scope, submission: str) -> list[Row]:
    """Refused rows of one file, as far as its receipt lists them."""
    return base.rows(scope, "quality_receipt_rows", submission=submission)


def differences(scope: Scope) -> tuple[Row, list[Row]]:
    """{n, n_apart} of the returned figures held against counted ones in the year to the quarter, and those that stand apart."""
    since = quarters_back(scope.quarter, 4)
    held = base.first(scope, "quality_differences_held", since=since) or {}
    return held, base.rows(scope, "quality_differences", since=since) if held.get("n_apart") else []
