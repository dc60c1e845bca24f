"""What the overview shows: judgements, flags, overdue tasks, and the snapshot before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, shell
from dashboard.reads import judged as at_hand
from dashboard.reads.base import Row
from dashboard.reads.slices import looked_up
from data.errors import SnapshotUnusable
from metrics.vocabulary import quarter_before

SPARK_QUARTERS = 12
TILES = 44
JUDGED = (
    "numerator", "denominator", "value", "low", "high", "target", "target_on", "comparator", "expected", "gap", "gap_units",
    "previous_value", "previous_word", "word", "code", "reasons", "change_mark", "assurance_mark", "is_nameable",
    "family", "peer_group",
)  # fmt: skip
NOT_JUDGED: Row = dict.fromkeys(JUDGED) | {"blank": "not_returned"}
_departments = looked_up("overview_departments", "quarter", "region_code")
_overdue = looked_up("overview_overdue", "quarter")
_tasks = looked_up("overview_tasks", "quarter")


@base.kept
def indicators(scope: Scope) -> list[Row]:
    """Every card with its judgement in the scope and its last quarters, the plan's own first.

    Three plain reads joined here: as one statement with its joins it took DuckDB three times as long to plan and run.
    """
    judged = at_hand.here(scope)
    recent: dict[str, list[float | None]] = {}
    for row in base.rows(scope, "overview_recent", spark_from=quarters_back(scope.quarter, SPARK_QUARTERS)):
        recent.setdefault(row["indicator"], []).append(row["value"])
    return [
        {**judged.get(code, NOT_JUDGED), **card, "is_judged": code in judged, "recent_values": recent.get(code)}
        for code, card in shell.indicators(scope).items()
    ]


def quarters_back(quarter: str, n: int) -> str:
    """The quarter n before."""
    return quarter_before(quarter, n) if quarter else ""


def word_counts(rows: list[Row], key: str = "word") -> Counter[str]:
    """How many rows carry each word; no word counts as no_target."""
    return Counter(row[key] or "no_target" for row in rows)


def previous_counts(rows: list[Row]) -> Counter[str] | None:
    """The same a quarter ago; None where no quarter came before."""
    return word_counts(rows, "previous_word") if any(row["previous_word"] for row in rows) else None


@base.kept
def flags(scope: Scope) -> list[Row]:
    """Department x indicator pairs that lag in the chosen region, the surest and worst first, with the card's name and unit."""
    cards = shell.indicators(scope)
    return [{**cards[row["indicator"]], **row} for row in base.rows(scope, "overview_flags")]


def departments(scope: Scope) -> list[Row]:
    """Departments judged in the chosen region, with counts of words."""
    return [
        r for r in _departments(scope, scope.quarter, scope.region) if scope.department in (ALL, r["department_code"])
    ]


def overdue(scope: Scope) -> list[Row]:
    """Tasks late by the quarter's end, those due first in front: n_late departments, and which."""
    found: dict[str, Row] = {}
    for row in _overdue(scope, scope.quarter):
        if scope.department in (ALL, row["department_code"]):
            found.setdefault(row["task"], row | {"departments": []})["departments"].append(row["department_code"])
    return [row | {"n_late": len(row["departments"])} for row in found.values()]


def tasks(scope: Scope) -> Row:
    """n_tasks, n_owners, n_done, n_late."""
    own = [r for r in _tasks(scope, scope.quarter) if scope.department in (ALL, r["department_code"])]
    whole = base.first(scope, "overview_n_tasks") or {"n_tasks": 0}
    return whole | {n: sum(r[n] for r in own) for n in ("n_owners", "n_done", "n_late")}


def target_dates(scope: Scope) -> list[Row]:
    """For a plan that is over: one row per indicator and promised date."""
    return base.rows(scope, "overview_target_dates")


@dataclass(frozen=True)
class Compared:
    """This snapshot beside the one before it, for the same view."""

    snapshot: str
    as_of: date | None
    new_files: int
    has_quarter: bool
    changed: list[tuple[str, str | None, str | None]]  # indicator, word then, word now
    revised: int  # values of earlier quarters that are known differently now


def since_last(scope: Scope) -> Compared | None:
    """What changed since the snapshot before the one shown; None where none is kept or it can't be read."""
    kept = base.reader().snapshots()
    older = kept[kept.index(scope.snapshot) + 1 :] if scope.snapshot in kept else []
    if not older:
        return None
    try:
        return _compared(scope, replace(scope, snapshot=older[0]))
    except SnapshotUnusable:
        return None


def _compared(scope: Scope, before: Scope) -> Compared:
    """Joined as columns: as dicts these some thousand rows would cost half of the page."""
    now, then = (base.frame(view, "overview_words") for view in (scope, before))
    both = now.join(then, on=["indicator", "quarter"], suffix="_then").sort("indicator", "quarter")
    changed = both.filter((pl.col("quarter") == scope.quarter) & pl.col("word").ne_missing(pl.col("word_then")))
    moved = (pl.col("value") - pl.col("value_then")).abs() > 1e-12
    revised = both.filter(
        (pl.col("quarter") < scope.quarter)
        & (moved.fill_null(False) | (pl.col("value").is_null() != pl.col("value_then").is_null()))
    ).height
    files = [(base.first(view, "overview_receipts") or {"n_files": 0})["n_files"] for view in (before, scope)]
    has_quarter = scope.quarter in then["quarter"]
    words = list(changed.select("indicator", "word_then", "word").iter_rows())
    return Compared(before.snapshot, shell.build(before)["as_of"], files[1] - files[0], has_quarter, words, revised)
