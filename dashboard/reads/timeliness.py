"""Acts and commitments against their limits, as the chosen plan sets them: by act, quarter, region, department and delay.

What a pick of region or act would ask anew is read once a quarter and cut here: a run of the page then asks the snapshot
for a handful of things only.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, sent, shell
from dashboard.reads.base import Row
from metrics.timeliness import NAMED_ABOVE, NAMED_LEAST, difference
from metrics.vocabulary import ACTS, quarter_end, quarter_start

LEGS = ("publication", "commitment", "report", "collate")
FEEDS = ("decisions", "commitments")


def rows(scope: Scope) -> list[Row]:
    """One row per leg and act begun in the quarter: publication first, licences and penalties before the others."""
    found = _quarter(scope).filter(region_code=scope.region, department_code=scope.department).to_dicts()
    return sorted(map(_reckoned, found), key=_in_order)


def chosen(scope: Scope, found: list[Row]) -> tuple[str, str]:
    """(leg, act) the page is about: the one in the address, else the first with acts due, else the first."""
    if scope.clock:
        leg, _, act = scope.clock.rpartition("-")
        return leg or ("commitment" if act == "commitment" else "publication"), act
    first = next((row for row in found if row["n_due"]), found[0] if found else None)
    return (first["leg"], first["act"]) if first else ("publication", ACTS[0])


def is_later(one: Row, other: Row) -> bool:
    """Whether one act is late more often than the other by more than chance."""
    return (
        difference(one["n_due"] - one["n_in_time"], one["n_due"], other["n_due"] - other["n_in_time"], other["n_due"])[
            0
        ]
        > 0
    )


def clock(leg: str, act: str) -> str:
    """How a leg and act are written in the address."""
    return act if leg in ("publication", "commitment") else f"{leg}-{act}"


def n_ever(scope: Scope) -> int:
    """Legs and acts ever begun in the plan's jurisdiction: nought means that nobody sends them."""
    return len(base.rows(scope, "timeliness_clocks"))


def series(scope: Scope, leg: str, act: str) -> pl.DataFrame:
    """Quarters up to the chosen one in the columns of charts.series: value is the in-time rate."""
    found = _frame(scope, "timeliness_series", leg=leg, act=act)
    return found.head(bisect_right(found["quarter"].to_list(), scope.quarter)).select(
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
    rows = _quarter(scope).filter(leg=leg, act=act, department_code=scope.department).to_dicts()
    found = {r["region_code"]: _reckoned(r) for r in rows}
    return [{"code": code, **every[code], **found.get(code, {})} for code in wanted]


def departments(scope: Scope, leg: str, act: str) -> list[Row]:
    """The departments that began the act in the chosen region."""
    names = shell.department_names(scope)
    here = _quarter(scope).filter(pl.col("department_code") != ALL, region_code=scope.region, leg=leg, act=act)
    return [
        {**names.get(r["department_code"], {}), "code": r["department_code"], **_reckoned(r)} for r in here.to_dicts()
    ]


def delays(scope: Scope, leg: str, act: str) -> list[Row]:
    """state, delay_days (null: still open), n_acts: the acts whose limit has ended, and those without one that are done."""
    found = _frame(scope, "timeliness_delays", leg=leg, act=act).filter(pl.col("region_code").is_in(_within(scope)))
    if scope.department != ALL:
        found = found.filter(department_code=scope.department)
    return found.group_by("state", "delay_days").agg(pl.col("n_acts").sum()).sort("delay_days", "state").to_dicts()


def late_counties(scope: Scope) -> tuple[list[Row], int]:
    """Counties of which more than half the acts of a kind were late, and how many more are too small to be named."""
    counties = [code for code, row in shell.regions(scope).items() if row["level"] == "county"]
    here = set(counties) & set(_within(scope))
    late = (pl.col("n_due") - pl.col("n_in_time")).alias("n_late")
    own = _quarter(scope).filter(pl.col("region_code").is_in(sorted(here)), department_code=scope.department)
    over = own.select("leg", "act", "region_code", "n_due", late).filter(
        pl.col("n_late") > NAMED_ABOVE * pl.col("n_due")
    )
    named = sorted(over.filter(pl.col("n_due") >= NAMED_LEAST).to_dicts(), key=lambda r: (_in_order(r), -r["n_late"]))
    return named, len({*over["region_code"]} - {row["region_code"] for row in named})


def last_day(scope: Scope, act: str) -> list[Row]:
    """Departments whose publications crowd on the last working day allowed, over the whole jurisdiction."""
    every = shell.regions(scope)
    return [r for r in base.rows(scope, "timeliness_last_day", act=act) if r["region_code"] in every]


@base.kept_by("plan", "quarter", "region")
def limits(scope: Scope) -> list[Row]:
    """Limits that held in the quarter somewhere in the chosen region, with name, source, clause and quote of the rule."""
    begins, ends = quarter_start(scope.quarter), quarter_end(scope.quarter)
    here = _frame(scope, "timeliness_limits").filter(pl.col("region_code").is_in(_within(scope)))
    found = here.group_by("leg", "act", "rule", "days", "day_kind", "force").agg(
        pl.col("from_on").min(),
        pl.col("until_on").max(),
        is_held=((pl.col("from_on") <= ends) & (pl.col("until_on") > begins)).any(),
    )
    rules = {row["rule"]: row for row in base.rows(scope, "timeliness_rules")}
    held = [_quoted(scope, row, rules.get(row["rule"], {})) for row in found.filter("is_held").to_dicts()]
    return sorted(held, key=lambda row: (_in_order(row), row["from_on"], row["rule"]))


def _quoted(scope: Scope, limit: Row, rule: Row) -> Row:
    """The plan's own words, where the limit is one of its own; a national rule has its source and no quote."""
    own = [
        row
        for row in base.rows(scope, "timeliness_quotes")
        if row["leg"] == limit["leg"] and limit["act"] in row["acts"].split(",") and row["days"] == limit["days"]
        and (rule.get("plan") == scope.plan or row["rule"] == limit["rule"])
    ]  # fmt: skip
    words = own[0] if own else {}
    blank = {"name_zh": None, "name_en": None, "source": None, "is_source_verified": True}
    return {**blank, **limit, **rule, "clause": rule.get("clause") or words.get("clause"), "quote": words.get("quote")}


def feeds(scope: Scope) -> dict[str, Row]:
    """Files, rows and last day of receipt, by feed."""
    return sent.feeds(scope, FEEDS)


def indicators(scope: Scope) -> list[Row]:
    """The indicators counted from the same clocks."""
    return base.rows(scope, "timeliness_indicators")


def statements(scope: Scope) -> list[Row]:
    """SQL of the build behind the page: name, sql."""
    return base.rows(scope, "timeliness_sql")


def offices(scope: Scope) -> list[Row]:
    """Every leg, act, region and department of the chosen region."""
    return [_reckoned(row) for row in base.table(scope, "timeliness_offices").to_pylist()]


def _quarter(scope: Scope) -> pl.DataFrame:
    return _frame(scope, "timeliness_quarter")


def _frame(scope: Scope, name: str, **more: Any) -> pl.DataFrame:
    return base.frame(scope, name, **more)


def _within(scope: Scope) -> list[str]:
    """The chosen region and all regions in it."""
    every = shell.regions(scope)
    found = {scope.region}
    for code, row in every.items():  # a city stands before its counties
        if row["parent_code"] in found:
            found.add(code)
    return sorted(found)


def _reckoned(row: Row) -> Row:
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


def _in_order(row: Row) -> tuple[int, int]:
    return LEGS.index(row["leg"]), ACTS.index(row["act"]) if row["act"] in ACTS else len(ACTS)
