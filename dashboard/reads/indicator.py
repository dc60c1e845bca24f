"""What the indicator page reads: one card, its figures in one office, and where they come from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

import polars as pl
import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, figures, shell
from dashboard.reads.base import Row


def card(scope: Scope) -> Row | None:
    """The card of the chosen indicator with its name in the plan (name_in_plan, aliases, section, from_pack)."""
    return _cards(scope).get(scope.indicator)


@base.kept_by("plan")
def _cards(scope: Scope) -> dict[str, Row]:
    return {code: rows[0] for code, rows in _by_indicator(base.rows(scope, "indicator_cards")).items()}


def choices(scope: Scope, *, whole_catalogue: bool) -> dict[str, Row]:
    """Cards to choose from: the plan's own, those with figures and the chosen one; or the whole catalogue.

    Ordered by mechanism as the catalogue is. A short list keeps a rerun small; the whole catalogue is one toggle away.
    """
    known = {row["indicator"] for row in base.rows(scope, "indicator_known")}
    offered = {
        code: row
        for code, row in shell.indicators(scope).items()
        if whole_catalogue or row["is_in_plan"] or code in known or code == scope.indicator
    }
    return dict(sorted(offered.items(), key=lambda item: _in_order(item[0])))


def _in_order(code: str) -> tuple[int, int, str]:
    """M02-1 before M10-6: by number, not by letter."""
    mechanism, _, number = code.lstrip("M").partition("-")
    return (int(mechanism) if mechanism.isdigit() else 999, int(number) if number.isdigit() else 999, code)


def series(scope: Scope) -> pl.DataFrame:
    """Quarters up to the chosen one, with judgement. Columns as in indicator_series.sql."""
    # Cut here, not in the query: another quarter of the same office is then read from the cache. Earliest first.
    found = base.frame(scope, "indicator_series")
    return found.head(bisect_right(found["period"].to_list(), scope.quarter))


def now(scope: Scope) -> Row | None:
    """The judgement of the chosen quarter, None where nothing was stored."""
    return _by_quarter(scope).get(scope.quarter)


@base.kept_by("plan", "indicator", "region", "department")
def _by_quarter(scope: Scope) -> dict[str, Row]:
    return {row["period"]: row for row in base.frame(scope, "indicator_series").iter_rows(named=True)}


def months(scope: Scope, until: date) -> pl.DataFrame:
    """Months up to a day: what lies behind the quarters."""
    found = base.frame(scope, "indicator_months")
    return found.head(bisect_right(found["period_end"].to_list(), until))


def targets(scope: Scope) -> list[Row]:
    """Every dated target that holds for this office: its own, its region's, its department's or the whole plan's."""
    office = (None, scope.region), (None, scope.department)
    found = _targets(scope).get(scope.indicator, [])
    return [r for r in found if r["region_code"] in office[0] and r["department_code"] in office[1]]


@base.kept_by("plan")
def _targets(scope: Scope) -> dict[str, list[Row]]:
    return _by_indicator(base.rows(scope, "indicator_targets"))


def _by_indicator(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Read for every indicator at once and kept: the next one a reader chooses asks nothing of the snapshot."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["indicator"], []).append(row)
    return found


SHOWN = ("value", "low", "high", "numerator", "denominator", "target", "gap_units", "word", "blank")
NOT_RETURNED: Row = dict.fromkeys(SHOWN) | {"blank": "not_returned"}


def regions(scope: Scope) -> list[Row]:
    """The regions next below the chosen one (beside it, where none is below) with this quarter's figures, blanks included."""
    every, found = shell.regions(scope), figures.by_region(scope).select("region_code", *SHOWN)
    known = {code: dict(zip(SHOWN, row, strict=True)) for code, *row in found.iter_rows()}
    below = [code for code, row in every.items() if row["parent_code"] == scope.region]
    beside = every.get(scope.region, {}).get("parent_code")
    wanted = below or [code for code, row in every.items() if row["parent_code"] == beside]
    return [
        {
            "region_code": code,
            **_named(every[code]),
            **_with_blank(known.get(code, NOT_RETURNED)),
            "is_own": code == scope.region,
        }
        for code in wanted
    ]


def _with_blank(row: Row) -> Row:
    """A figure has no blank; what has none says why."""
    return {**row, "blank": (row["blank"] or "not_returned") if row["value"] is None else None}


def departments(scope: Scope) -> list[Row]:
    """The departments with a figure in the region in this quarter."""
    names = shell.department_names(scope)
    found = sorted(base.rows(scope, "indicator_by_department"), key=lambda row: row["department_code"])
    return [
        {**row, **_named(names[code]), "is_own": code == scope.department}
        for row in found
        if (code := row["department_code"]) in names
    ]


def _named(row: Row) -> Row:
    return {"name_zh": row["name_zh"], "name_en": row["name_en"]}


def clauses(scope: Scope) -> list[Row]:
    """Plans and clauses the indicator serves, the chosen plan first; link: target, clause, section, absent (plan not in the snapshot)."""
    return sorted(_clauses(scope).get(scope.indicator, []), key=lambda row: row["plan"] != scope.plan)


@base.kept_by()
def _clauses(scope: Scope) -> dict[str, list[Row]]:
    return _by_indicator(base.rows(scope, "indicator_clauses"))


def rules(scope: Scope, until: date) -> list[Row]:
    """Editions of the card's rule that hold in this region; is_in_force as of the day given."""
    named = str((card(scope) or {}).get("rule") or "").split(",")
    here = (None, *shell.lineage(scope).get(scope.region, ()))
    return [
        {**row, "is_in_force": _holds(row, until)}
        for row in base.rows(scope, "indicator_rules")
        if row["rule"] in named and row["region_code"] in here
    ]


def _holds(rule: Row, day: date) -> bool:
    since, until = rule["valid_from"], rule["valid_to"]
    return (since is None or since <= day) and (until is None or day <= until)


def files(scope: Scope) -> pa.Table:
    """Files the figures draw on, latest first."""
    return base.table(scope, "indicator_files")


def statements(scope: Scope) -> list[Row]:
    """SQL text of the mart and of the staging behind it: name, sql."""
    return base.rows(scope, "indicator_sql")


def quarter_end(quarter: str) -> date:
    """Last day of 2026Q3."""
    year, n = int(quarter[:4]), int(quarter[5])
    return date.fromordinal(date(year + (n == 4), n * 3 % 12 + 1, 1).toordinal() - 1)
