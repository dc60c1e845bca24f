"""Units beside their peers: who lags and may be named, how many tests were made, and the funnel of each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, shell
from dashboard.reads import patterns as at_hand
from dashboard.reads.base import Row
from dashboard.reads.slices import sliced
from metrics import funnel as limits
from metrics.dispersion import TOO_WIDE

DEPARTMENTS = "departments"
GRID = 30  # points of a curve
_flags = sliced("departments_flags", "quarter")
_tests = sliced("departments_tests", "quarter")
_groups = sliced("departments_groups", "quarter", "peer_group")
LEVELS = {"province": 0, "city": 1}  # the rest behind them


def flags(scope: Scope) -> list[Row]:
    """Units that lag, those that may be named first, with name, unit and direction of their cards.

    Departments of the chosen region (the chosen one, or any), and the same department in the regions inside it.
    """
    cards, within = shell.indicators(scope), shell.inside(scope)
    found = [
        row
        for row in _lagging(scope)
        if (
            row["department_code"] != ALL and scope.department in (ALL, row["department_code"])
            if row["region_code"] == scope.region
            else row["department_code"] == scope.department and row["region_code"] in within
        )
    ]
    found.sort(key=lambda row: _worst_first(row, scope.region))
    return [{**cards.get(row["indicator"], {}), **row} for row in found]


@base.kept_by("plan", "quarter")
def _lagging(scope: Scope) -> list[Row]:
    return _flags(scope, scope.quarter).to_dicts()


def _worst_first(row: Row, region: str) -> tuple[Any, ...]:
    """Whoever may be named; the region's own; longest behind, surest, furthest behind. What is unknown comes last."""
    named, times = row["is_nameable"], row["n_lagging_of_three"]
    ahead = (named is None, not named, row["region_code"] != region, times is None, -(times or 0))
    behind = ((row[name] is None, row[name] or 0) for name in ("q_named", "gap", "gap_units"))
    return (*ahead, *behind, row["region_code"], row["department_code"], row["indicator"])


def is_root(scope: Scope) -> bool:
    """Is the chosen region the plan's own?"""
    return bool(scope.region == shell.plan(scope).get("region_code"))


def families(scope: Scope) -> tuple[str, ...]:
    """The families of tests behind the flags of a view."""
    own = "department" if is_root(scope) else "office"
    return (own, "region") if scope.department == ALL else tuple(dict.fromkeys((own, "office")))


def tests(scope: Scope) -> list[Row]:
    """Tests made over the whole jurisdiction in the families of the view, one row per family and signal."""
    wanted = families(scope)
    return [row for row in _tests(scope, scope.quarter).to_dicts() if row["family"] in wanted]


def summed(rows: list[Row], signal: str) -> Row:
    """The tests of one signal over its families."""
    found = [row for row in rows if row["signal"] == signal]
    return {k: sum(row[k] or 0 for row in found) for k in ("n_tests", "n_expected", "n_flags", "n_after_bh")}


@base.kept_by("plan", "region")
def kinds(scope: Scope) -> dict[str, int]:
    """Kinds of regions inside the chosen one (level:kind) and how many there are, cities first."""
    within, top = shell.inside(scope), shell.plan(scope).get("region_code")
    found: dict[tuple[int, str], int] = {}
    for code, row in shell.regions(scope).items():
        if code in within and code != top:
            key = LEVELS.get(row["level"], len(LEVELS)), f"{row['level']}:{row['kind']}"
            found[key] = found.get(key, 0) + 1
    return {kind: n for (_, kind), n in sorted(found.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))}


def units(scope: Scope) -> str:
    """Who is compared: as asked for, else departments of the whole jurisdiction or the regions inside."""
    found = kinds(scope)
    if scope.units == DEPARTMENTS or scope.units in found:
        return scope.units
    return DEPARTMENTS if is_root(scope) or not found else next(iter(found))


def group(scope: Scope, asked: str) -> str:
    """The group of peers whose funnel is drawn, as the tables name it."""
    if asked == DEPARTMENTS and is_root(scope):
        return DEPARTMENTS
    own = shell.regions(scope).get(scope.region, {})
    kind = f"{own.get('level')}:{own.get('kind')}" if asked == DEPARTMENTS else asked
    return kind if scope.department == ALL else f"{scope.department}:{kind}"


def groups(scope: Scope, group: str) -> dict[str, Row]:
    """By indicator the funnel of one group of peers: tested first, those with most outside in front."""
    return {row["indicator"]: row for row in _groups(scope, scope.quarter, group).to_dicts()}


def peers(scope: Scope, group: str, indicator: str) -> list[Row]:
    """The units of one funnel, fewest cases first."""
    return base.rows(scope, "departments_peers", group=group, indicator=indicator)


def is_too_wide(funnel: Row) -> bool:
    """Do units differ so much that they should be told apart first?"""
    return funnel["phi"] is not None and funnel["phi"] > TOO_WIDE


def curves(funnel: Row, least: float, most: float) -> pl.DataFrame:
    """n, low95, high95, low998, high998 over the cases of the units: the limits each is held to, dispersion and all."""
    return limits.curves(funnel["centre"], funnel["tau2"] or 0.0, least, most, GRID)


@dataclass(frozen=True)
class Heat:
    """Units by indicators: the worst of both in front."""

    indicators: list[str]
    units: list[tuple[str, str]]  # region, department
    cells: pl.DataFrame  # indicator, region_code, department_code, word, code, is_nameable, value
    counts: dict[tuple[str, str], dict[str, int]]  # of words, by unit


def heat(scope: Scope, asked: str) -> Heat:
    """Verdicts of the units compared. No sum over indicators is made: cells are counted, never weighed."""
    found = base.frame(scope, "departments_of_region") if asked == DEPARTMENTS else _of_kind(scope, asked)
    cells = found.with_columns(pl.col("word").fill_null("no_target"))
    red, amber, grey = (pl.col("word").is_in(w).sum() for w in (["lagging", "not_met"], ["watch"], ["insufficient"]))
    counted = {
        "lagging": red,
        "watch": amber,
        "insufficient": grey,
        "named": pl.col("is_nameable").fill_null(False).sum(),
    }
    worst, down = ["named", "lagging", "watch"], [True, True, True, False, False]
    by_unit = cells.group_by("region_code", "department_code").agg(**counted)
    by_unit = by_unit.sort(*worst, "region_code", "department_code", descending=down)
    by_indicator = cells.group_by("indicator").agg(**counted).sort(*worst, "indicator", descending=down[:4])
    return Heat(
        by_indicator["indicator"].to_list(),
        list(by_unit.select("region_code", "department_code").iter_rows()),
        cells,
        {(r["region_code"], r["department_code"]): r for r in by_unit.iter_rows(named=True)},
    )


def _of_kind(scope: Scope, kind: str) -> pl.DataFrame:
    """The regions of one kind inside the chosen one."""
    within = shell.inside(scope)
    wanted = [c for c, r in shell.regions(scope).items() if c in within and f"{r['level']}:{r['kind']}" == kind]
    return base.frame(scope, "departments_of_quarter").filter(pl.col("region_code").is_in(wanted))


def cells(heat: Heat, indicators: list[str], units: list[tuple[str, str]]) -> dict[tuple[str, str, str], Row]:
    """The verdicts of some units and indicators, by indicator, region and department."""
    wanted = pl.DataFrame(units, schema={"region_code": pl.String, "department_code": pl.String}, orient="row")
    found = heat.cells.filter(pl.col("indicator").is_in(indicators)).join(wanted, on=["region_code", "department_code"])
    return {(r["indicator"], r["region_code"], r["department_code"]): r for r in found.iter_rows(named=True)}


def patterns(scope: Scope) -> list[Row]:
    """Figures of these units in this quarter whose shape asks for a second look."""
    return at_hand.inside(scope)


def statements(scope: Scope, indicator: str) -> list[Row]:
    """The SQL the chosen indicator is counted by."""
    return base.rows(scope, "indicator_sql", indicator=indicator)
