"""What the tasks page reads: tasks of the plan, who owns them, what was last reported."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row

LATE, DONE, STARTED, NOT_STARTED, NOT_REPORTED = "late", "done", "started", "not_started", "not_reported"
STATES = (LATE, NOT_REPORTED, NOT_STARTED, STARTED, DONE)  # what needs a decision first
SILENT: Row = {
    "state": None, "percent": None, "reported_on": None, "evidence": None, "is_done": False, "is_late": False,
}  # fmt: skip
NOT_NAMED: Row = {"role": None, "name_in_plan": None, "position": None}
NAMELESS: Row = {"name_zh": None, "name_en": None}


def reading(scope: Scope) -> str:
    """Which reading of `before month M` is in force: lenient (last day of it) unless the settings say strict."""
    try:
        settings = json.loads(shell.build(scope).get("settings") or "{}")
    except ValueError:
        settings = {}
    return "strict" if settings.get("deadline_reading") == "strict" else "lenient"


def owners(scope: Scope, of: Collection[str] | None = None) -> dict[str, list[Row]]:
    """Owners (and others who reported) by task, each with its last state by the end of the chosen quarter; `of` some tasks only."""
    plain = _named(scope)
    last = {_key(row): row for row in _reported(scope) if of is None or row["task"] in of}
    unasked = [_silent(scope, *key, NOT_NAMED) for key in last.keys() - {_key(row) for row in plain}]
    every = [row for row in plain if of is None or row["task"] in of]
    found: dict[str, list[Row]] = {}
    for row in sorted([*every, *unasked], key=_in_order) if unasked else every:
        said = last.get(_key(row))
        whole = {**row, **{k: said[k] for k in SILENT}} if said else row
        found.setdefault(row["task"], []).append({**whole, "state": state_of(whole)} if said else row)
    return found


@base.kept_by("plan")
def _named(scope: Scope) -> list[Row]:
    """Owners the plan names, in its order, as they are before anybody reports."""
    rows = sorted(base.rows(scope, "tasks_owners"), key=_in_order)
    return [_silent(scope, *_key(row), row) for row in rows]


def _silent(scope: Scope, task: str, code: str, named: Row) -> Row:
    name = shell.department_names(scope).get(code, NAMELESS)
    whole = {"task": task, "department_code": code, **named, **{k: name[k] for k in NAMELESS}, **SILENT}
    return {**whole, "state": state_of(whole)}


def _key(row: Row) -> tuple[str, str]:
    return row["task"], row["department_code"]


def _in_order(row: Row) -> tuple[Any, ...]:
    """As the plan names them; those who report unasked behind them."""
    return row["task"], row["position"] is None, row["position"] or 0, row["department_code"]


@base.kept_by("plan", "quarter")
def _reported(scope: Scope) -> list[Row]:
    """What each department last reported on each task by the end of the quarter. Read whole: another quarter asks nothing anew."""
    found = base.frame(scope, "tasks_reported").filter(pl.col("quarter") <= scope.quarter)
    return found.unique(["task", "department_code"], keep="last", maintain_order=True).to_dicts()


def state_of(row: Row) -> str:
    """The state of one owner; late beats what was reported, and silence is a state of its own."""
    if row["is_done"]:
        return DONE
    if row["is_late"]:
        return LATE
    return str(row["state"]) if row["state"] in (STARTED, NOT_STARTED, DONE) else NOT_REPORTED


def tasks(scope: Scope) -> list[Row]:
    """Every task of the plan with `owners`, `state`, counts by state and `due_on` in the reading in force.

    Where a department is chosen: its own tasks only, and the state is its own. Tasks that name `each department` belong
    to whoever is chosen. Treat as read-only: whatever region or indicator is chosen, the same list is handed out.
    """
    return _tasks(replace(scope, region="", indicator="", lang=""))


@base.kept
def _tasks(scope: Scope) -> list[Row]:
    return _weighed_all(scope, base.rows(scope, "tasks_all"), owners(scope))


def states(scope: Scope, of: Collection[str]) -> dict[str, str]:
    """The state of some tasks, all departments together: a page that names a handful need not weigh them all."""
    whole = replace(scope, department=ALL)
    named = [row for row in base.rows(whole, "tasks_all") if row["task"] in of]
    return {row["task"]: row["state"] for row in _weighed_all(whole, named, owners(whole, of))}


def _weighed_all(scope: Scope, rows: list[Row], held: dict[str, list[Row]]) -> list[Row]:
    which, until = reading(scope), quarter_end(scope.quarter)
    return [
        found
        for row in rows
        if (found := _weighed(row, held.get(row["task"], []), scope.department, which, until)) is not None
    ]


def _weighed(row: Row, owned: list[Row], department: str, which: str, until: date) -> Row | None:
    due = row[f"deadline_{which}"]
    mine = [o for o in owned if department in (ALL, o["department_code"])]
    if department != ALL and not mine and not row["is_each_department"]:
        return None
    # 各部门 and 等单位 make owners of all who report, not only of those named.
    is_open = row["is_each_department"] or row["is_open_list"]
    counted = mine if is_open else [o for o in mine if o["role"]] or mine
    counts = {s: sum(o["state"] == s for o in counted) for s in STATES}
    state, is_past = _together(counts), bool(due and due <= until)
    return {
        **row,
        "owners": owned,
        "is_open": is_open,
        "state": state,
        "due_on": due,
        "is_past": is_past,
        "is_overdue": is_past and not _kept(row, state),
    }


def _kept(row: Row, state: str) -> bool:
    """Whether the promise of the deadline is kept: a start by being under way, anything else by being done."""
    return state == DONE or (state == STARTED and row["deadline_kind"] in ("start_by", "start_then_ongoing"))


def _together(counts: dict[str, int]) -> str:
    """The state of the whole task: late if anyone is, done only if everyone is; nobody silent counts as done."""
    total = sum(counts.values())
    if counts[LATE]:
        return LATE
    if total and counts[DONE] == total:
        return DONE
    if counts[STARTED] or counts[DONE]:
        return STARTED
    return NOT_STARTED if counts[NOT_STARTED] else NOT_REPORTED


def clause(scope: Scope, task: str) -> Row | None:
    """The clause of one task as the plan has it: text_zh, quote, mechanisms."""
    return base.first(scope, "tasks_text", task=task)


def dated(found: list[Row], marks: list[Row], named: Any) -> pl.DataFrame:
    """Tasks and milestones (entries of the register) with a date, in the columns of the timeline chart; `named(row)` gives the label."""
    rows = [
        {
            "name": named(r), "kind": r["deadline_kind"], "state": r["state"], "strict": r["deadline_strict"],
            "lenient": r["deadline_lenient"], "due_on": r["due_on"], "wording": r["deadline_wording"],
        }
        for r in found
    ] + [
        {
            "name": named(m), "kind": m["kind"], "state": "undated", "strict": None, "lenient": None,
            "due_on": m["due_on"], "wording": m["deadline_wording"],
        }
        for m in marks
    ]  # fmt: skip
    schema = {"name": pl.String, "kind": pl.String, "state": pl.String, "strict": pl.Date, "lenient": pl.Date,
              "due_on": pl.Date, "wording": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def quarter_end(quarter: str) -> date:
    """Last day of 2026Q3."""
    year, n = int(quarter[:4]), int(quarter[5])
    return date.fromordinal(date(year + (n == 4), n * 3 % 12 + 1, 1).toordinal() - 1)
