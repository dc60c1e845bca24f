"""What the indicator page reads: one card, its figures in one office, and where they come from."""

from __future__ import annotations

from datetime import date

import polars as pl
import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row


def card(scope: Scope) -> Row | None:
    """The card of the chosen indicator with its name in the plan (name_in_plan, aliases, section, from_pack)."""
    return base.first(scope, "indicator_card")


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
    return _frame(base.table(scope, "indicator_series"))


def now(scope: Scope) -> Row | None:
    """The judgement of the chosen quarter, None where nothing was stored."""
    found = base.rows(scope, "indicator_series")
    return found[-1] if found and found[-1]["period"] == scope.quarter else None


def months(scope: Scope, until: date) -> pl.DataFrame:
    """Months up to a day: what lies behind the quarters."""
    return _frame(base.table(scope, "indicator_months", until=until))


def targets(scope: Scope) -> pl.DataFrame:
    """Every dated target that holds here, numbered or not."""
    return _frame(base.table(scope, "indicator_targets"))


def regions(scope: Scope) -> pl.DataFrame:
    """The regions next below (or beside) in this quarter."""
    return _frame(base.table(scope, "indicator_regions"))


def departments(scope: Scope) -> pl.DataFrame:
    """The departments of the region in this quarter."""
    return _frame(base.table(scope, "indicator_departments"))


def clauses(scope: Scope) -> list[Row]:
    """Plans and clauses the card serves, the chosen plan first."""
    return base.rows(scope, "indicator_clauses")


def rules(scope: Scope, until: date) -> list[Row]:
    """Editions of the card's rule that hold in this region; is_in_force as of the day given."""
    return base.rows(scope, "indicator_rules", until=until)


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


def _frame(table: pa.Table) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(table))
