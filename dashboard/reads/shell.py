"""What the strip above every page offers to choose from, and the names behind the codes."""

from __future__ import annotations

from datetime import date

from dashboard.access import ALL, Scope
from dashboard.reads import base
from dashboard.reads.base import Row


@base.kept_by()
def build(scope: Scope) -> Row:
    """The one row of meta_build."""
    return base.first(scope, "shell_build") or {"snapshot_id": scope.snapshot, "as_of": None, "is_demo": False}


@base.kept_by()
def plans(scope: Scope) -> dict[str, Row]:
    """Plans by slug, overlays left out."""
    return {row["plan"]: row for row in base.rows(scope, "shell_plans")}


@base.kept_by("plan")
def plan(scope: Scope) -> Row:
    """The chosen plan's row, with is_over; empty where there is none."""
    found = plans(scope).get(scope.plan, {})
    as_of, to = build(scope)["as_of"], found.get("period_to")
    return {**found, "is_over": bool(as_of and to and to < as_of)} if found else {}


@base.kept_by("plan")
def quarters(scope: Scope) -> list[str]:
    """Quarters of the chosen plan that hold a judgement, latest first; the quarter of the as-of date where none does."""
    found = [row["quarter"] for row in base.rows(scope, "shell_quarters")]
    return found or [quarter_of(build(scope)["as_of"])]


def quarter_of(day: date | None) -> str:
    """2026Q3 of a day."""
    return f"{day.year}Q{(day.month + 2) // 3}" if day else ""


def previous(quarter: str) -> str:
    """The quarter before."""
    year, n = int(quarter[:4]), int(quarter[5])
    return f"{year - 1}Q4" if n == 1 else f"{year}Q{n - 1}"


@base.kept_by("plan")
def regions(scope: Scope) -> dict[str, Row]:
    """The plan's jurisdiction by code: itself first, then each city followed by its counties."""
    return {row["region_code"]: row for row in base.rows(scope, "shell_regions")}


@base.kept_by("plan")
def departments(scope: Scope) -> dict[str, Row]:
    """Departments that own a task of the plan or have a figure in it, by code."""
    return {row["department_code"]: row for row in base.rows(scope, "shell_departments")}


@base.kept_by("plan")
def indicators(scope: Scope) -> dict[str, Row]:
    """Every card of the catalogue by code, the plan's own first (is_in_plan)."""
    return {row["indicator"]: row for row in base.rows(scope, "shell_indicators")}


@base.kept_by("plan", "quarter", "region")
def first_indicator(scope: Scope) -> str | None:
    """What to open where the address names no indicator; None where nothing has a figure."""
    found = base.first(scope, "shell_first_indicator")
    return found["indicator"] if found else None


@base.kept_by("region")
def inside(scope: Scope) -> frozenset[str]:
    """Codes of the chosen region and all below it, withdrawn ones too."""
    return frozenset(code for code, above in lineage(scope).items() if scope.region in above)


@base.kept_by()
def lineage(scope: Scope) -> dict[str, frozenset[str]]:
    """Every present region and those it lies in, itself included."""
    found: dict[str, set[str]] = {}
    for row in base.rows(scope, "shell_lineage"):
        found.setdefault(row["region_code"], set()).add(row["ancestor_code"])
    return {code: frozenset(above) for code, above in found.items()}


@base.kept_by()
def region_names(scope: Scope) -> dict[str, Row]:
    """Every region of the snapshot by code (use words.named on the row)."""
    return {row["region_code"]: row for row in base.rows(scope, "shell_region_names")}


@base.kept_by()
def department_names(scope: Scope) -> dict[str, Row]:
    """Every department type of the snapshot by code (use words.named on the row)."""
    return {row["department_code"]: row for row in base.rows(scope, "shell_department_names")}


@base.kept
def is_whole(scope: Scope) -> bool:
    """Whether the scope is the whole jurisdiction, all departments."""
    return scope.department == ALL and scope.region == plan(scope).get("region_code")
