"""What the reader of `tasks` looks for: words, mechanism, state, kind of deadline, how a clause is counted, breadth of owners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters, task_list
from dashboard.reads import register, tasks
from dashboard.reads.register import Sought
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, found: Sequence[Row], entries: Sequence[Row]) -> tuple[Sought, Sequence[str]]:
    """Draw the filters; returns what is looked for and the states of tasks wanted."""
    left, middle, right = st.columns([5, 4, 5], gap="small")
    with left:
        said = filters.find(t("tasks.find"), t("tasks.find_hint"))
    with middle:
        mechanism = _mechanism(view, entries)
    with right:
        _task(found)
    own = [e for e in entries if e["kind"] == "task"]
    left, right = st.columns(2, gap="large")
    with left:
        states = _pills("state", tasks.STATES, lambda s: _with_count(task_list.state_label(s), found, "state", s))
        counted = _pills(
            "counted",
            [c for c in register.COUNTED if any(e["counted"] == c for e in own)],
            lambda c: _with_count(t(f"tasks.counted.{c}"), own, "counted", c),
        )
    with right:
        deadlines = _pills("kind", _kinds(entries), deadline_label)
        flags = [flag for flag in register.OWNERS if any(e[flag] for e in entries)]
        owners = _pills("owners", flags, lambda f: _with_count(t(f"tasks.{FLAGS[f]}"), own, f, True)) if flags else []
    return Sought(said, mechanism, deadlines, counted, owners), states


FLAGS = {
    "is_open_list": "open_list_short",
    "has_local_governments": "local_governments",
    "is_each_department": "each_department",
}


def deadline_label(kind: str) -> str:
    """A kind of deadline in words; `by_date`: a target or milestone with its own day."""
    return t("tasks.by_date") if kind == "by_date" else t(f"figures.deadline.{kind}")


def _mechanism(view: Scope, entries: Sequence[Row]) -> str:
    """A mechanism of those the plan's clauses carry, or none."""
    named = register.mechanisms(view)
    held = {code for e in entries for code in (e["mechanisms"] or "").split(",") if code}
    options = ["", *(code for code in named if code in held)]
    return (
        st.selectbox(
            t("tasks.mechanism"), options, key="task_mechanism", placeholder=t("common.choose"),
            format_func=lambda c: f"{c} {words.named(named[c])}" if c in named else t("tasks.every_mechanism"),
        )
        or ""
    )  # fmt: skip


def _task(found: Sequence[Row]) -> None:
    """Open one task; the address keeps which."""
    named = {r["task"]: f"{r['clause'] or r['task']} {words.pick(r, 'title')}" for r in found}
    filters.choose("task", {"": t("tasks.no_task"), **named}, label=t("tasks.choose"))


def _kinds(entries: Sequence[Row]) -> list[str]:
    held = {e["deadline_kind"] for e in entries}
    order = ("finish_by", "start_by", "start_then_ongoing", "window", "ongoing", "by_date", "not_stated")
    return [kind for kind in order if kind in held]


def _with_count(label: str, rows: Sequence[Row], column: str, wanted: object) -> str:
    return f"{label} {sum(r[column] == wanted for r in rows)}"


def _pills(name: str, options: Sequence[str], label: Any) -> Sequence[str]:
    said = {option: label(option) for option in options}  # asked for several times while a run draws them
    return (
        st.pills(t(f"tasks.filter_{name}"), options, selection_mode="multi", key=f"task_{name}s", format_func=said.get)
        or []
    )
