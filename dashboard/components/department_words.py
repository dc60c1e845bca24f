"""What every block of the page `departments` says the same way: units, groups, verdict codes, chances."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.components import evidence
from dashboard.reads import shell
from dashboard.reads.departments import DEPARTMENTS
from dashboard.words import t

Row = Mapping[str, Any]
LEAST = 0.001


def unit(view: Scope, region: str, department: str) -> str:
    """A department of the chosen region by its own name, a region below by its, an office by both."""
    place = words.named(shell.region_names(view).get(region, {})) or region
    if department == ALL:
        return place
    office = words.named(shell.department_names(view).get(department, {})) or department
    if region == view.region:
        return office
    # All are of one department where one is chosen: its name stands in the strip.
    return place if view.department == department else t("departments.office", place=place, office=office)


def of(view: Scope, row: Row) -> str:
    """The unit of a row."""
    return unit(view, row["region_code"], row["department_code"])


def linked(view: Scope, row: Row) -> str:
    """The unit as HTML: a region over all its departments leads to its own page."""
    named = of(view, row)
    is_place = row["department_code"] == ALL and row["region_code"] in shell.regions(view)
    return anchor(links.href("county", view, region=row["region_code"]), named) if is_place else escape(named)


def link(view: Scope, row: Row) -> str:
    """To the indicator of a row, seen from its unit."""
    department = row["department_code"]
    return links.href("indicator", view, indicator=row["indicator"], region=row["region_code"], department=department)


def anchor(to: str, text: str) -> str:
    """A link as HTML."""
    return f"<a class='xh-link xh-plain' href='{escape(to, quote=True)}'>{escape(text)}</a>"


def kind(code: str) -> str:
    """departments, or level:kind, in words."""
    if code == DEPARTMENTS:
        return t("departments.kind.departments")
    key = f"evidence.kind.{code.split(':')[-1]}"
    said = t(key) if words.has(key) else t("evidence.kind.other")
    return said[:1].upper() + said[1:]


def verdict_code(row: Row) -> str:
    """确定滞后，且差于同类（第5条）."""
    key = f"departments.code.{row['code']}_{row['rule_number']}"
    said = t(key) if words.has(key) else words.judgement(row["word"])
    return t("departments.by_rule", said=said, n=row["rule_number"]) if row["rule_number"] else said


def chance(p: float | None) -> str:
    """0.012, <0.001; what was not computed stays a dash."""
    if p is None:
        return words.NONE
    return f"<{LEAST}" if p < LEAST else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def counts(row: Row) -> str:
    """85.2%（1,204/1,466）, four quarters together where one is too few."""
    rate, n = evidence.judged(row), words.fraction(row["judged_x"], row["judged_n"])
    if not n:
        return words.value(row["value"], row.get("unit"))
    key = "departments.pooled" if evidence.is_pooled(row) else "departments.counts"
    return t(key, value=words.percent(rate), counts=n)
