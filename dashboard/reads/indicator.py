"""What the indicator page reads: one card, its figures in one office, and where they come from."""

from __future__ import annotations

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
    # Cut here, not in the query: another quarter of the same office is then read from the cache.
    return base.frame(scope, "indicator_series").filter(pl.col("period") <= scope.quarter)


def now(scope: Scope) -> Row | None:
    """The judgement of the chosen quarter, None where nothing was stored."""
    return next(base.frame(scope, "indicator_series").filter(period=scope.quarter).iter_rows(named=True), None)


@base.kept
def every_quarter(scope: Scope) -> list[Row]:
    """The judgement of every quarter stored, earliest first."""
    return base.frame(scope, "indicator_series").to_dicts()


def months(scope: Scope, until: date) -> pl.DataFrame:
    """Months up to a day: what lies behind the quarters."""
    return base.frame(scope, "indicator_months").filter(pl.col("period_end") <= until)


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


SHOWN = ("region_code", "value", "low", "high", "numerator", "denominator", "target", "gap_units", "word", "blank")


def regions(scope: Scope) -> pl.DataFrame:
    """The regions next below the chosen one (beside it, where none is below) with this quarter's figures, blanks included."""
    every = shell.regions(scope)
    own = every.get(scope.region, {})
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    wanted = below or [c for c, r in every.items() if r["parent_code"] == own.get("parent_code") and c in every]
    places = _named({code: every[code] for code in wanted}, "region_code")
    read = figures.by_region(scope).select(*SHOWN)
    found = places.join(read, on="region_code", how="left", maintain_order="left")
    return found.with_columns(
        blank=pl.when(pl.col("value").is_null()).then(pl.col("blank").fill_null("not_returned")),
        is_own=pl.col("region_code") == scope.region,
    )


def departments(scope: Scope) -> pl.DataFrame:
    """The departments with a figure in the region in this quarter."""
    found = base.frame(scope, "indicator_by_department")
    names = shell.department_names(scope)
    known = _named({c: names[c] for c in sorted(found["department_code"]) if c in names}, "department_code")
    return known.join(found, on="department_code", how="inner", maintain_order="left").with_columns(
        is_own=pl.col("department_code") == scope.department
    )


def _named(rows: dict[str, Row], key: str) -> pl.DataFrame:
    kept = [{key: code, "name_zh": row["name_zh"], "name_en": row["name_en"]} for code, row in rows.items()]
    return pl.DataFrame(kept, schema={key: pl.String, "name_zh": pl.String, "name_en": pl.String})


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
