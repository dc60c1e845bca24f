"""What came in, what was refused, what is missing: read once for all departments and quarters, cut here to the chosen ones."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.overview import quarters_back
from dashboard.reads.slices import sliced
from metrics.vocabulary import quarter_before

COUNTS = ("n_rows", "n_kept", "n_refused", "n_masked", "n_duplicates", "n_dropped")
UNITS = {"region": "n_regions", "department": "n_departments", "office": "n_offices"}
UNRETURNED: Row = dict.fromkeys(("returned_coverage", "returned_fault_rate"))
WHY = ("n_not_returned", "n_refused", "n_suppressed", "n_not_applicable")
_scored = sliced("quality_scorecard", "quarter")
_owed = sliced("quality_missing", "quarter")


@base.kept_by("department")
def totals(scope: Scope) -> Row:
    """Files and rows of the chosen department, or all."""
    files = submissions(scope)
    told = files.select(
        pl.len().alias("n_files"), pl.col("error_rule").count().alias("n_files_refused"), pl.col(COUNTS).sum(),
        pl.col("department_code").drop_nulls().n_unique().alias("n_departments"),
        pl.col("received_on").max().alias("last_received_on"),
    )  # fmt: skip
    return told.row(0, named=True)


def matrix(scope: Scope) -> list[Row]:
    """One row per department and feed."""
    return _rows(scope, "quality_matrix")


@base.kept_by("department")
def quarters(scope: Scope) -> list[Row]:
    """One row per quarter of receipt, latest first."""
    counts = pl.col("n_files", "n_files_refused", *COUNTS).sum()
    found = _frame(scope, "quality_quarters").group_by("quarter").agg(counts)
    return found.sort("quarter", descending=True).to_dicts()


@base.kept_by("department")
def submissions(scope: Scope) -> pl.DataFrame:
    """One row per file, latest first."""
    return _frame(scope, "quality_submissions")


def troubled(scope: Scope, most: int) -> tuple[list[Row], int]:
    """The latest files with refused rows or refused whole, at most so many, and how many there are."""
    found = _troubled(scope)
    return found.head(most).to_dicts(), found.height


@base.kept_by("department")
def _troubled(scope: Scope) -> pl.DataFrame:
    is_whole = pl.col("error_rule").is_not_null()
    found = submissions(scope).filter(is_whole | (pl.col("n_refused") > 0))
    # whole files first, latest first within
    return pl.concat([found.filter(is_whole), found.filter(~is_whole)])


@base.kept
def problems(scope: Scope) -> dict[str, list[Row]]:
    """Refusals by rule and column, by file."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in base.rows(scope, "quality_problems"):
        found[row["submission_id"]].append(row)
    return dict(found)


def findings(scope: Scope) -> list[Row]:
    """Contradictions between feeds."""
    return _rows(scope, "quality_findings")


@base.kept_by("department")
def revisions(scope: Scope) -> list[Row]:
    """Later files that replaced or contradicted earlier ones, of the department's or by it."""
    senders = ("department_code", "new_department_code")
    found = base.rows(scope, "quality_revisions")
    return [row for row in found if scope.department in (ALL, *(row[sender] for sender in senders))]


def revised(scope: Scope) -> list[Row]:
    """How many rows were replaced or contradicted, by department and feed."""
    return _rows(scope, "quality_revised")


@base.kept_by("plan", "department", "quarter")
def missing(scope: Scope) -> list[Row]:
    """Indicators with figures owed and not given for the chosen quarter."""
    owed = _of(scope, _owed(scope, scope.quarter))
    of, family = {"": "n_units", "_blank": "n_blank"}, pl.col("family")
    units = [
        pl.col(column).filter(family == one).sum().alias(f"{many}{end}")
        for one, many in UNITS.items()
        for end, column in of.items()
    ]
    counted = owed.group_by("indicator").agg(*units, pl.col(WHY).sum(), pl.col("n_blank").sum())
    named = counted.filter(pl.col("n_blank") > 0).join(base.frame(scope, "quality_cards"), on="indicator")
    worst_first = named.sort(
        "n_not_returned", "position", "indicator", descending=[True, False, False], nulls_last=True
    )
    return worst_first.drop("n_blank", "position").to_dicts()


def window(scope: Scope) -> str | None:
    """The quarter of receipt whose scorecard goes with the chosen quarter; None before anything came in.

    Figures of a quarter come in during the next one; where that is not yet there, the latest.
    """
    every = _windows(scope)
    return min((quarter for quarter in every if quarter > scope.quarter), default=max(every, default=None))


@base.kept_by()
def _windows(scope: Scope) -> list[str]:
    return base.frame(scope, "quality_scorecard")["quarter"].unique().to_list()


@base.kept_by("department")
def scorecard(scope: Scope, window: str) -> list[Row]:
    """One row per department and dimension."""
    return _of(scope, _scored(scope, window)).to_dicts()


@base.kept_by("department")
def due(scope: Scope, window: str) -> list[Row]:
    """What was due and how it came, by department and feed, in the year up to one quarter of receipt."""
    state = pl.col("state")
    found = _frame(scope, "quality_due").filter(_in_year_to(window, "due_quarter"))
    counted = found.group_by("department_code", "feed").agg(
        pl.len().alias("n_due"), *((state == s).sum().alias(f"n_{s}") for s in ("on_time", "late", "missing")),
        pl.col("days_after").median(), pl.col("days_late").filter(state == "late").max().alias("most_late_days"),
        pl.col("period").filter(state == "missing").max().alias("last_missing"),
    )  # fmt: skip
    by = ("n_missing", "n_late", "department_code", "feed")
    return counted.sort(by, descending=[True, True, False, False], nulls_last=True).to_dicts()


def overdue(scope: Scope) -> list[Row]:
    """Periods that came late or not at all."""
    return [row for row in _rows(scope, "quality_due") if row["state"] in ("late", "missing")]


def has_calendar(scope: Scope) -> bool:
    """Has the source set a due calendar at all?"""
    return bool(base.rows(scope, "quality_due"))


def codes(scope: Scope, window: str) -> list[Row]:
    """What stood in the code column in the year up to one quarter of receipt, by department, and what it returned itself.

    register: of the register of entities alone.
    """
    found, own = _codes(scope, window), _codes_returned(scope)
    return [{**row, **own.get(row["department_code"], UNRETURNED)} for row in found]


@base.kept_by("plan", "quarter")
def _codes_returned(scope: Scope) -> dict[str, Row]:
    found = base.frame(scope, "quality_codes_returned").filter(pl.col("quarter") == scope.quarter)
    own = found.select("department_code", returned_coverage="covered", returned_fault_rate="faulty")
    return {row.pop("department_code"): row for row in own.to_dicts()}


@base.kept_by("department")
def _codes(scope: Scope, window: str) -> list[Row]:
    counts = ("n_records", "n_coded", "n_without", "n_wrong", "n_double")
    register = pl.col("feed") == "entities"
    of_register = {"n_register": "n_records", "n_register_coded": "n_coded"}
    summed = _frame(scope, "quality_codes").filter(_in_year_to(window, "quarter")).group_by("department_code").agg(
        pl.col(counts).sum(),
        *(pl.when(register.any()).then(pl.col(c).filter(register).sum()).alias(name) for name, c in of_register.items()),
    )  # fmt: skip
    wrong = pl.col("n_wrong") + pl.col("n_double")
    told = summed.with_columns(
        coverage=_share(pl.col("n_register_coded"), pl.col("n_register")),
        fault_rate=_share(wrong, pl.col("n_coded") + wrong),
    )
    return told.sort("fault_rate", "department_code", descending=[True, False], nulls_last=True).to_dicts()


def patterns(scope: Scope) -> list[Row]:
    """Figures whose shape asks for a second look."""
    return _rows(scope, "quality_patterns")


def receipt_rows(scope: Scope, submission: str) -> list[Row]:
    """Refused rows of one file, as far as its receipt lists them."""
    return base.rows(scope, "quality_receipt_rows", submission=submission)


@base.kept_by("department", "quarter")
def differences(scope: Scope) -> tuple[Row, list[Row]]:
    """{n, n_apart} of the returned figures held against counted ones in the year to the quarter, and those that stand apart."""
    since = quarters_back(scope.quarter, 4)
    within = (pl.col("quarter") > since) & (pl.col("quarter") <= scope.quarter)
    held = _frame(scope, "quality_differences_held").filter(within).select(pl.col("n", "n_apart").sum())
    told = held.row(0, named=True)
    return told, _frame(scope, "quality_differences").filter(within).to_dicts() if told["n_apart"] else []


def _rows(scope: Scope, name: str) -> list[Row]:
    return [row for row in base.rows(scope, name) if scope.department in (ALL, row["department_code"])]


def _frame(scope: Scope, name: str) -> pl.DataFrame:
    return _of(scope, base.frame(scope, name))


def _of(scope: Scope, found: pl.DataFrame) -> pl.DataFrame:
    return found if scope.department == ALL else found.filter(pl.col("department_code") == scope.department)


def _in_year_to(window: str, column: str) -> pl.Expr:
    """The four quarters up to one; labels of quarters sort as the quarters do."""
    return pl.col(column).is_between(pl.lit(quarter_before(window, 3)), pl.lit(window))


def _share(x: pl.Expr, n: pl.Expr) -> pl.Expr:
    return pl.when(n != 0).then(x / n)
