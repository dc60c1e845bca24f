"""Acts and commitments against their limits, as the chosen plan sets them: by act, quarter, region, department and delay."""

from __future__ import annotations

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from metrics.timeliness import NAMED_ABOVE, NAMED_LEAST
from metrics.vocabulary import ACTS, quarter_end, quarter_start

LEGS = ("publication", "commitment", "report", "collate")
DUE = ("n_in_time", "n_late_done", "n_late_open")


def rows(scope: Scope) -> list[Row]:
    """One row per leg and act begun in the quarter: publication first, licences and penalties before the others."""
    found = [{**row, **_split(row)} for row in base.rows(scope, "timeliness_now")]
    return sorted(found, key=lambda row: _in_order(row["leg"], row["act"]))


def chosen(scope: Scope, found: list[Row]) -> tuple[str, str]:
    """(leg, act) the page is about: the one in the address, else the first with acts due, else the first."""
    if scope.clock:
        leg, _, act = scope.clock.rpartition("-")
        return leg or ("commitment" if act == "commitment" else "publication"), act
    first = next((row for row in found if row["n_due"]), found[0] if found else None)
    return (first["leg"], first["act"]) if first else ("publication", ACTS[0])


def clock(leg: str, act: str) -> str:
    """How a leg and act are written in the address."""
    return act if leg in ("publication", "commitment") else f"{leg}-{act}"


def n_ever(scope: Scope) -> int:
    """Legs and acts ever begun in the plan's jurisdiction: nought means that nobody sends them."""
    return len(base.rows(scope, "timeliness_clocks"))


def series(scope: Scope, leg: str, act: str) -> pl.DataFrame:
    """Quarters up to the chosen one in the columns of charts.series: value is the in-time rate."""
    read = pl.DataFrame(pl.from_arrow(base.table(scope, "timeliness_series", leg=leg, act=act)))
    shown = read.filter(pl.col("quarter") <= scope.quarter)
    return shown.select(
        period="quarter",
        period_end="quarter_end",
        value=pl.when(pl.col("n_due") > 0).then(pl.col("n_in_time") / pl.col("n_due")),
        low="low", high="high", numerator="n_in_time", denominator="n_due",
        expected=pl.lit(None, pl.Float64), word=pl.lit(None, pl.String),
        n_late_done="n_late_done", n_late_open="n_late_open", n_begun="n_begun", n_done="n_done",
    )  # fmt: skip


def regions(scope: Scope, leg: str, act: str) -> list[Row]:
    """The regions next below the chosen one (beside it, where none is below), those without a figure too (has_figure)."""
    every = shell.regions(scope)
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    beside = every.get(scope.region, {}).get("parent_code")
    wanted = below or [c for c, r in every.items() if r["parent_code"] == beside and c != beside]
    found = {r["region_code"]: r for r in base.rows(scope, "timeliness_by_region", leg=leg, act=act)}
    return [{"code": c, **every[c], **_split(found[c])} if c in found else {"code": c, **every[c]} for c in wanted]


def departments(scope: Scope, leg: str, act: str) -> list[Row]:
    """The departments that began the act in the chosen region."""
    names = shell.department_names(scope)
    found = base.rows(scope, "timeliness_by_department", leg=leg, act=act)
    return [{**names.get(r["department_code"], {}), "code": r["department_code"], **_split(r)} for r in found]


def delays(scope: Scope, leg: str, act: str) -> pl.DataFrame:
    """state, delay_days (null: still open), n_acts: the acts whose limit has ended, and those without one that are done."""
    return pl.DataFrame(pl.from_arrow(base.table(scope, "timeliness_delays", leg=leg, act=act)))


def late_counties(scope: Scope) -> tuple[list[Row], int]:
    """Counties of which more than half the acts of a kind were late, and how many more are too small to be named."""
    found = base.rows(scope, "timeliness_late_counties", share=NAMED_ABOVE)
    named = [row for row in found if row["n_due"] >= NAMED_LEAST]
    return named, len({row["region_code"] for row in found} - {row["region_code"] for row in named})


def last_day(scope: Scope, act: str) -> list[Row]:
    """Departments whose publications crowd on the last working day allowed, over the whole jurisdiction."""
    every = shell.regions(scope)
    return [r for r in base.rows(scope, "timeliness_last_day", act=act) if r["region_code"] in every]


def limits(scope: Scope) -> list[Row]:
    """Limits that held in the quarter somewhere in the chosen region, with rule, source, clause and quote."""
    span = {"begins_on": quarter_start(scope.quarter), "ends_on": quarter_end(scope.quarter)}
    found = base.rows(scope, "timeliness_limits", **span)
    return sorted(found, key=lambda row: _in_order(row["leg"], row["act"]))


def feeds(scope: Scope) -> dict[str, Row]:
    """Files, rows and last day of receipt, by feed."""
    return {row["feed"]: row for row in base.rows(scope, "timeliness_feeds")}


def indicators(scope: Scope) -> list[Row]:
    """The indicators counted from the same clocks."""
    return base.rows(scope, "timeliness_indicators")


def statements(scope: Scope) -> list[Row]:
    """SQL of the build behind the page: name, sql."""
    return base.rows(scope, "timeliness_sql")


def offices(scope: Scope) -> list[Row]:
    """Every leg, act, region and department of the chosen region."""
    return [_split(row) for row in base.table(scope, "timeliness_offices").to_pylist()]


def _split(row: Row) -> Row:
    """A row with what is reckoned from its counts: rates are null where nothing was due."""
    due = row["n_due"]
    done = row["n_in_time"] + row["n_late_done"]
    return {
        **row,
        "rate": row["n_in_time"] / due if due else None,
        "late_rate": (due - row["n_in_time"]) / due if due else None,
        "n_due_done": done,
        "coverage": done / due if due else None,
        "has_figure": True,
    }


def _in_order(leg: str, act: str) -> tuple[int, int]:
    return LEGS.index(leg), ACTS.index(act) if act in ACTS else len(ACTS)
