"""Figures of a quarter whose shape asks for a second look. Read once for all of them."""

from __future__ import annotations

from dashboard.access import ALL, Scope
from dashboard.reads import shell
from dashboard.reads.base import Row
from dashboard.reads.slices import sliced

_found = sliced("patterns_by_quarter", "quarter")


def inside(scope: Scope) -> list[Row]:
    """Those of the chosen region and those below it, of the chosen department or all, with the names of card and region."""
    within, cards, regions = shell.inside(scope), shell.indicators(scope), shell.region_names(scope)
    return [
        {**row, **_named(cards.get(row["indicator"])), **_called(regions.get(row["region_code"]))}
        for row in _found(scope, scope.quarter).iter_rows(named=True)
        if row["region_code"] in within and scope.department in (ALL, row["department_code"])
    ]


def _named(card: Row | None) -> Row:
    return {"name_zh": card["name_zh"], "name_en": card["name_en"]} if card else {"name_zh": None, "name_en": None}


def _called(region: Row | None) -> Row:
    name = region or {"name_zh": None, "name_en": None}
    return {"region_zh": name["name_zh"], "region_en": name["name_en"]}
