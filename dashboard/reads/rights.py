"""Rights of those on record, for one region, department and quarter: what ought not to be, objections, repairs, wrongful listings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import itemgetter

import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, sent, shell
from dashboard.reads import judged as at_hand
from dashboard.reads import rights_rows as stored
from dashboard.reads.base import Row
from dashboard.reads.over_time import line, quarters_to
from dashboard.reads.rights_rows import SPANS, count
from metrics.shares import OBJECTED, REPAIRED, RESTORED

__all__ = ["count"]

# In the order of the page: from the procedure to the record to the measure.
DEFECTS = (
    "while_disputed", "wrongly_listed", "repaired_public", "repaired_measured", "repaired_early", "published_too_long",
    "exit_overdue", "outside_catalogue", "without_basis", "beyond_limit", "after_exit",
)  # fmt: skip
OF_MEASURES = (
    "outside_catalogue",
    "without_basis",
    "beyond_limit",
    "after_exit",
    "repaired_measured",
    "while_disputed",
)
# The feeds without which a defect cannot be looked for.
NEEDED = {
    **dict.fromkeys(("outside_catalogue", "without_basis", "beyond_limit"), ("measures",)),
    **dict.fromkeys(("published_too_long", "exit_overdue"), ("listings",)),
    **dict.fromkeys(("repaired_early", "repaired_public"), ("repairs",)),
    "after_exit": ("listings", "measures"), "repaired_measured": ("repairs", "measures"),
    "while_disputed": ("objections", "measures"), "wrongly_listed": ("listings",),
}  # fmt: skip
FEEDS = ("listings", "measures", "objections", "repairs", "decisions")
MECHANISMS = ("M29", "M31", "M32")
QUARTERS = 16  # of a picture over time
MOST_LINES = 6  # of defects in that picture
FEW = 30
# line of the trend -> (read, x, n, name of the stored interval)
OVER_TIME = (
    ("upheld", "objections", *OBJECTED["upheld"]), ("untouched", "objections", *OBJECTED["untouched"]),
    ("granted", "repairs", *REPAIRED["granted"]), ("faulty", "repairs", *REPAIRED["faulty"]),
    ("restored", "restored", *RESTORED["restored"]),
)  # fmt: skip


@base.kept
def defects(scope: Scope) -> dict[str, Row]:
    """By defect: the chosen quarter's row; what had nothing to befall has none."""
    return {r["defect"]: r for r in stored.office(scope, "defects") if r["n_of"] + r["n_left_out"] > 0}


@base.kept
def standing_before(scope: Scope) -> dict[str, int]:
    """By defect: how many stood at the end of the quarter before."""
    return {r["defect"]: r["n_standing"] for r in stored.office(scope, "defects", shell.previous(scope.quarter))}


@base.kept
def parts(scope: Scope) -> dict[str, list[Row]]:
    """By defect: its parts in which something was found."""
    found: dict[str, list[Row]] = {}
    for row in stored.office(scope, "parts"):
        found.setdefault(row["defect"], []).append(row)
    return found


@base.kept
def of_departments(scope: Scope) -> dict[str, dict[str, Row]]:
    """By department and defect, of the chosen region whatever the department chosen."""
    found: dict[str, dict[str, Row]] = {}
    for row in stored.departments(scope, "defects"):
        if row["n_of"] > 0:
            found.setdefault(row["department_code"], {})[row["defect"]] = row
    return found


@base.kept
def departments(scope: Scope) -> list[Row]:
    """Departments of the region with a defect, an objection or a repair, named; most defects standing first."""
    names, stood = shell.department_names(scope), of_departments(scope)
    reads = {name: stored.windows(scope, name) for name in SPANS}
    codes = {*stood, *(code for rows in reads.values() for code in rows)}
    rows = [
        {
            **names.get(code, {}), "department_code": code, "defects": stood.get(code, {}),
            **{key: found.get(code) for key, found in reads.items()},
            "n_standing": sum(r["n_standing"] for r in stood.get(code, {}).values()),
        }
        for code in codes
    ]  # fmt: skip
    return sorted(rows, key=lambda r: (-r["n_standing"], r["department_code"]))


@base.kept
def regions(scope: Scope) -> dict[str, list[Row]]:
    """By defect the regions next below (beside, where none is below) that it could befall, named."""
    every = shell.regions(scope)
    below = [code for code, row in every.items() if row["parent_code"] == scope.region and code != scope.region]
    own = every.get(scope.region, {}).get("parent_code")
    found: dict[str, list[Row]] = {}
    for code in below or [code for code, row in every.items() if own and row["parent_code"] == own]:
        named = {"name_zh": every[code]["name_zh"], "name_en": every[code]["name_en"], "is_own": code == scope.region}
        for row in stored.beside(scope, "defects", code):
            if row["n_of"] > 0:
                found.setdefault(row["defect"], []).append(row | named)
    return found


@base.kept
def objections(scope: Scope) -> Row | None:
    """Objections raised in the last four quarters; None where none ever was."""
    return stored.window(scope, "objections")


@base.kept
def repairs(scope: Scope) -> Row | None:
    """Repairs applied for in the last four quarters."""
    return stored.window(scope, "repairs")


@base.kept
def restored(scope: Scope) -> Row | None:
    """Listings found wrong in the last four quarters."""
    return stored.window(scope, "restored")


@base.kept
def trend(scope: Scope) -> dict[str, list[Row]]:
    """line -> quarter, x, n, rate, low, high over the last QUARTERS: shares of four quarters each, defects of one each.

    Of the defects those found most often in the chosen quarter: sixteen lines are a wall.
    """
    quarters = quarters_to(scope.quarter, QUARTERS)
    pooled = {name: _over(quarters, lambda q, name=name: stored.pooled(scope, name, q)) for name in SPANS}
    lines = {
        key: line(pooled[name], quarters, *(partial(stored.count, name=c) for c in (x, n)), f"{key}_low", f"{key}_high")
        for key, name, x, n in OVER_TIME
    }
    now = defects(scope)
    stood = {q: {r["defect"]: r for r in stored.office(scope, "defects", q)} for q in quarters}
    for defect in sorted(now, key=lambda d: -now[d]["n"])[:MOST_LINES]:
        rows = _over(quarters, lambda q, defect=defect: stood[q].get(defect))
        lines[defect] = line(rows, quarters, itemgetter("n"), itemgetter("n_of"), "low", "high")
    return {key: rows for key, rows in lines.items() if rows}


def _over(quarters: list[str], row: Callable[[str], Row | None]) -> dict[str, Row]:
    return {quarter: found for quarter in quarters if (found := row(quarter)) is not None}


def measures(scope: Scope) -> dict[str, Row]:
    """Names of the measures any plan names."""
    return {r["measure"]: r for r in base.rows(scope, "rights_measures")}


def catalogue(scope: Scope) -> list[Row]:
    """Measure codes the catalogue is known to allow."""
    return base.rows(scope, "rights_catalogue")


def periods(scope: Scope) -> list[Row]:
    """Dated rules of publication."""
    return base.rows(scope, "rights_periods")


def rules(scope: Scope) -> dict[str, Row]:
    """Dated rules of this page, by name."""
    return {r["rule"]: r for r in base.rows(scope, "rights_rules")}


def judged(scope: Scope) -> dict[str, Row]:
    """Indicators of these mechanisms, with figure and judgement where there is one."""
    return at_hand.of_mechanisms(scope, MECHANISMS)


def clauses(scope: Scope) -> list[Row]:
    """Clauses of the plan these indicators serve."""
    return base.rows(scope, "clauses_served", mechanisms=",".join(MECHANISMS))


def refused(scope: Scope) -> list[Row]:
    """Rules that refused rows of objections and repairs."""
    return sent.refused(scope, ("objections", "repairs"))


def feeds(scope: Scope) -> dict[str, Row]:
    """What was sent of each feed."""
    return sent.feeds(scope, (*FEEDS, "returns"))


def statements(scope: Scope) -> list[Row]:
    """SQL behind the page: name, sql."""
    return base.rows(scope, "rights_sql")


def offices(scope: Scope) -> pa.Table:
    """Every office of the region with a defect in the quarter."""
    return base.table(scope, "rights_offices")
