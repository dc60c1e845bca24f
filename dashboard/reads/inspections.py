"""Visits against registers, bands, caps and draws, for one region, department and quarter. A year's figures are cumulative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, sent, shell
from dashboard.reads.base import Row
from dashboard.reads.slices import looked_up

TIERS = ("A", "B", "C", "D", "none")
WAYS = ("random", "targeted", "complaint", "follow_up", "*")
SURE = 0.05  # of a test corrected for how many were made
QUARTERS = 8  # of how visits were made
FEEDS = ("inspections", "entities", "grades", "inspection_plans", "draws")
_office = looked_up("inspections_by_office", "quarter", "region_code", "department_code")
_offices = looked_up("inspections_by_office", "quarter", "region_code")
_cap = looked_up("inspections_cap", "quarter", "region_code", "department_code")
_repeat = looked_up("inspections_repeat", "quarter", "region_code")
_pairs = looked_up("inspections_pairs", "quarter", "region_code")
_manner = looked_up("inspections_manner", "region_code", "department_code")


def n_ever(scope: Scope) -> int:
    """Visits ever sent from the plan's jurisdiction: nought means that nobody sends them."""
    return int((base.first(scope, "inspections_ever") or {"n_visits": 0})["n_visits"])


def ratio(scope: Scope) -> dict[tuple[str, str], Row]:
    """By (tier, way of selection): entities visited since 1 January against the tier's register, and against the band."""
    return {(r["tier"], r["selection"]): r for r in base.rows(scope, "inspections_ratio")}


def gradient(scope: Scope) -> dict[str, Row]:
    """By question (ratio, hits): does it rise with risk?"""
    return {r["asked"]: r for r in base.rows(scope, "inspections_gradient")}


def hits(scope: Scope) -> dict[tuple[str, str], Row]:
    """By (tier, way of selection): visits and those that found something."""
    return {(r["tier"], r["selection"]): r for r in base.rows(scope, "inspections_hits")}


@dataclass(frozen=True)
class Tested:
    """The offices (department x region) inside a region whose random visits were enough to be tested."""

    n: int
    n_unnamed: int  # fall with risk, but not beyond what so many tests bring by chance
    inverted: list[Row]  # surely fall with risk, most certain first; the region's own departments last


@base.kept
def tested(scope: Scope) -> Tested:
    """Where a city's department is inverted its counties are counted (n_within) and not named beside it."""
    parents = _inside(scope)
    # Cut here, not in the query: every region and department of the quarter is then read from the cache.
    every = [
        row
        for row in base.rows(scope, "inspections_tested")
        if row["region_code"] in parents and scope.department in (ALL, row["department_code"])
    ]
    fallen = [row for row in every if row["state"] == "inverted"]
    named = [
        {**row, "parent": parents[row["region_code"]]}
        for row in fallen
        if row["q_trend"] is not None and row["q_trend"] <= SURE
    ]
    below = [row for row in named if row["region_code"] != scope.region]
    within = Counter((row["parent"], row["department_code"]) for row in below)
    cities = {_office_of(row) for row in below}
    nested = {_office_of(row) for row in below if (row["parent"], row["department_code"]) in cities}
    shown = [
        {**row, "n_within": None if row["region_code"] == scope.region else within.get(_office_of(row))}
        for row in named
        if _office_of(row) not in nested
    ]
    ordered = sorted(shown, key=lambda row: (row["region_code"] == scope.region, row["z"], *_office_of(row)))
    return Tested(len(every), len(fallen) - len(named), ordered)


def _office_of(row: Row) -> tuple[str, str]:
    return row["region_code"], row["department_code"]


def _is_inside(scope: Scope, regions: Iterable[str]) -> pl.Expr:
    """Offices of the chosen department (or any) in these regions."""
    own = pl.lit(True) if scope.department == ALL else pl.col("department_code") == scope.department
    return pl.col("region_code").is_in(list(regions)) & own


def _inside(scope: Scope) -> dict[str, str | None]:
    """The regions of the chosen one's subtree and the parent of each."""
    every = shell.regions(scope)
    found, level = {scope.region: None}, {scope.region}
    while level:
        level = {code for code, row in every.items() if row["parent_code"] in level and code not in found}
        found |= {code: every[code]["parent_code"] for code in level}
    return found


def regions(scope: Scope) -> list[Row]:
    """The regions next below the chosen one (beside it, where none is below), those without a figure too (has_figure)."""
    every = shell.regions(scope)
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    beside = every.get(scope.region, {}).get("parent_code")
    wanted = below or [c for c, r in every.items() if r["parent_code"] == beside and c != beside]
    found = {code: _office(scope, scope.quarter, code, scope.department) for code in wanted}
    return [
        {"code": code, **every[code], **(rows[0] if rows else {}), "has_figure": bool(rows)}
        for code, rows in found.items()
    ]


def departments(scope: Scope) -> list[Row]:
    """The departments that inspected in the chosen region this year."""
    names = shell.department_names(scope)
    found = [{"code": r["department_code"], **r} for r in _offices(scope, scope.quarter, scope.region)]
    return [{**names.get(r["code"], {}), **r, "has_figure": True} for r in found if r["code"] != ALL]


def cap(scope: Scope) -> Row | None:
    """Entities visited, and those visited more often than the published yearly cap."""
    return next(iter(_cap(scope, scope.quarter, scope.region, scope.department)), None)


def repeat(scope: Scope) -> Row | None:
    """Entities that several departments visited within 30 days of one another."""
    return next(iter(_repeat(scope, scope.quarter, scope.region)), None)


def pairs(scope: Scope) -> list[Row]:
    """Pairs of departments that could have gone together, most entities first."""
    found = _pairs(scope, scope.quarter, scope.region)
    return [r for r in found if scope.department in (ALL, r["department_a"], r["department_b"])]


def manner(scope: Scope) -> list[Row]:
    """The last quarters up to the chosen one, latest first: how visits were made, and odd ones."""
    found = [r for r in _manner(scope, scope.region, scope.department) if r["quarter"] <= scope.quarter]
    return [{k: v for k, v in r.items() if k not in ("region_code", "department_code")} for r in found[:QUARTERS]]


def this_year(scope: Scope, manner: list[Row]) -> Row:
    """The counts of `manner` since 1 January."""
    rows = [r for r in manner if r["quarter"][:4] == scope.quarter[:4]]
    return {k: sum(r[k] or 0 for r in rows) for k in (manner[0] if manner else {}) if k != "quarter"}


def draw(scope: Scope) -> dict[str, Row]:
    """By tier ('*': all): was the draw random?"""
    return {r["tier"]: r for r in base.rows(scope, "inspections_draw")}


def uneven(scope: Scope) -> list[Row]:
    """Offices inside the region drawn more or less often than those beside them, most certain first."""
    found = _frame(scope, "inspections_uneven")
    return [] if found.is_empty() else found.filter(_is_inside(scope, _inside(scope))).to_dicts()


def feeds(scope: Scope) -> dict[str, Row]:
    """What was sent of the feeds this page draws on, by feed."""
    return sent.feeds(scope, FEEDS)


def refused_bands(scope: Scope) -> list[Row]:
    """Rows of published bands refused, by rule."""
    return base.rows(scope, "inspections_refused_bands")


def offices(scope: Scope) -> pl.DataFrame:
    """Every office inside the region by tier and way of selection."""
    return _frame(scope, "inspections_offices")


def bands(scope: Scope) -> pl.DataFrame:
    """The published bands of the offices inside the region, most entities short first."""
    return _frame(scope, "inspections_bands")


def indicators(scope: Scope) -> list[Row]:
    """Indicators of the catalogue counted from visits, bands or draws."""
    return base.rows(scope, "inspections_indicators")


def statements(scope: Scope) -> list[Row]:
    """SQL text behind this page: name, sql."""
    return base.rows(scope, "inspections_sql")


def _frame(scope: Scope, name: str) -> pl.DataFrame:
    return base.frame(scope, name)
