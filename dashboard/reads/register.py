"""What the register of commitments reads: everything a plan promises, how each clause is counted, and the search over it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.access import ALL, Scope
from dashboard.reads import base, tasks
from dashboard.reads import judged as at_hand
from dashboard.reads.base import Row

KINDS = ("task", "target", "deliverable", "stage", "limit", "measure", "list", "grade")
MILESTONES = ("deliverable", "stage")
COUNTED = ("direct", "section", "none")
NOT_JUDGED: Row = {
    **dict.fromkeys(
        (
            "value",
            "word",
            "code",
            "is_nameable",
            "family",
            "peer_group",
            "change_mark",
            "assurance_mark",
            "target",
            "comparator",
        )
    ),
    "blank": "not_returned",
}
OWNERS = ("is_open_list", "has_local_governments", "is_each_department")
SOUGHT = (
    "clause", "title_zh", "title_en", "part_zh", "part_en", "text_zh", "quote", "owners_zh", "owners_en",
    "deadline_wording", "deadline_strict", "deadline_lenient", "mechanisms", "indicator", "chapters",
)  # fmt: skip


@base.kept_by("plan")
def entries(scope: Scope) -> list[Row]:
    """Everything the plan promises, clause by clause, each with `due_on` in the reading in force and `sought`, its text for search."""
    which, named = tasks.reading(scope), mechanisms(scope)
    chapters = {r["task"]: f"{r['chapter_zh']} {r['chapter_en']}" for r in base.rows(scope, "tasks_all")}
    return [
        {
            **row,
            "due_on": row[f"deadline_{which}"],
            "sought": _sought({**row, "chapters": chapters.get(row["task"])}, named),
        }
        for row in base.rows(scope, "tasks_register")
    ]


def _sought(row: Row, named: dict[str, Row]) -> str:
    called = [f"{m['name_zh']} {m['name_en']}" for c in (row["mechanisms"] or "").split(",") if (m := named.get(c))]
    return folded(" ".join(str(v) for v in [*(row[c] for c in SOUGHT), *called] if v))


def folded(text: str) -> str:
    """Text as it is compared: full-width as half-width, no difference of case."""
    return unicodedata.normalize("NFKC", text).casefold()


@base.kept_by()
def mechanisms(scope: Scope) -> dict[str, Row]:
    """Names of the mechanisms by code, in the catalogue's order."""
    return {row["mechanism"]: row for row in base.rows(scope, "tasks_mechanisms")}


@dataclass(frozen=True)
class Sought:
    """What is looked for; an empty part asks for nothing."""

    words: str = ""
    mechanism: str = ""
    deadlines: Sequence[str] = ()
    counted: Sequence[str] = ()
    owners: Sequence[str] = ()  # of OWNERS


def found(rows: Iterable[Row], sought: Sought) -> list[Row]:
    """The entries left: every word occurs, and the mechanism, kind of deadline, way of counting and breadth of owners fit."""
    words = folded(sought.words).split()
    return [
        row
        for row in rows
        if all(word in row["sought"] for word in words)
        and (not sought.mechanism or sought.mechanism in (row["mechanisms"] or "").split(","))
        and (not sought.deadlines or row["deadline_kind"] in sought.deadlines)
        and (not sought.counted or row["counted"] in sought.counted)
        and (not sought.owners or any(row[flag] for flag in sought.owners))
    ]


def left(
    held: Sequence[Row], every: Sequence[Row], own: Sequence[Row], sought: Sought, states: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """The tasks and the entries left. `every` entry of the plan, `own`: those of the department chosen.

    Tasks a department reported on unasked are its own too, so they are sought among every entry. A state is reported of
    tasks only: where one is asked for, nothing else is left.
    """
    codes = {e["task"] for e in found(every, sought) if e["kind"] == "task"}
    kept = [r for r in held if r["task"] in codes and (not states or r["state"] in states)]
    rows = found(own, sought)
    if states:
        codes = {r["task"] for r in kept}
        rows = [e for e in rows if e["kind"] == "task" and e["task"] in codes]
    return kept, rows


def of_department(rows: Iterable[Row], department: str) -> list[Row]:
    """What stands in the clauses of a department: named as owner, or the clause says `each department`."""
    if department == ALL:
        return list(rows)
    return [r for r in rows if r["is_each_department"] or department in (r["departments"] or "").split(",")]


def measures(scope: Scope) -> dict[str, list[Row]]:
    """Indicators that count a task's clause (or its section), by task, with the judgement of the chosen office."""
    held: dict[str, list[Row]] = {}
    judged = at_hand.here(scope)
    linked = [{**row, **judged.get(row["indicator"], NOT_JUDGED)} for row in base.rows(scope, "tasks_measures")]
    for row in sorted(linked, key=lambda r: (r["link"] == "section", r["value"] is None, r["indicator"])):
        held.setdefault(row["task"], []).append(row)
    return held


def kindred(scope: Scope, task: str) -> list[Row]:
    """Indicators of the task's mechanisms that do not count its clause."""
    return base.rows(scope, "tasks_kindred", task=task)
