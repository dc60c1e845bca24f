"""The parts of the page `tasks`: title, timeline, table, one task in full, milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.charts import timeline as timeline_chart
from dashboard.components import figures, filters, notes, task_list, task_measures
from dashboard.components import register as registered
from dashboard.reads import register, tasks
from dashboard.words import t

Row = Mapping[str, Any]
MOST_DATES = 30  # rows of a timeline; a plan with more dates has them in the table below


def finding(found: Sequence[Row], view: Scope, entries: Sequence[Row], *, is_over: bool) -> str:
    """The page's title: how many stand where, what needs a decision first, how many nobody counts; of a plan that is over, how it ended."""
    if not found:
        return t("tasks.finding_none", n=len(entries)) if entries else t("tasks.finding_nothing")
    who = "" if view.department == ALL else t("tasks.of", who=filters.department_name(view))
    said = [t(f"tasks.count.{s}", n=n) for s in tasks.STATES if (n := _count(found, s))]
    counted = {e["task"]: e["counted"] for e in entries if e["kind"] == "task"}
    blank = sum(counted.get(r["task"]) == "none" for r in found)
    return t(
        "tasks.finding_over" if is_over else "tasks.finding",
        who=who,
        total=len(found),
        counts=t("tasks.comma").join(said),
        uncounted=t("tasks.uncounted", n=blank) if blank else "",
    ).strip()


def _count(found: Sequence[Row], state: str) -> int:
    return sum(r["state"] == state for r in found)


def switch(n_tasks: int, n_entries: int) -> str:
    """Progress of the tasks, or the register of everything promised; without tasks the register alone."""
    if not n_tasks and not n_entries:
        return "none"
    wanted = st.segmented_control(
        t("tasks.view"), ("progress", "register"), key="task_view", default="progress", label_visibility="collapsed",
        format_func=lambda v: t(f"tasks.views.{v}", n=n_tasks if v == "progress" else n_entries),
    )  # fmt: skip
    return wanted or "progress"


def lists(view: Scope, shown: Sequence[Row], left: Sequence[Row], end: date, *, wanted: str) -> None:
    """The view wanted: timeline and table of the tasks, or the register of all that is left by the filters."""
    if wanted == "register":
        registered.show(view, left)
        return
    timeline(view, shown, [e for e in left if e["kind"] in register.MILESTONES and e["due_on"]], end)
    table(view, shown)


def timeline(view: Scope, shown: Sequence[Row], marks: Sequence[Row], end: date) -> None:
    """Dated tasks and milestones; a plan without dates gets a sentence instead of an empty chart."""
    dated = [r for r in shown if r["due_on"]]
    caption = t(
        "tasks.timeline_caption", view=filters.described(view), reading=t(f"tasks.reading.{tasks.reading(view)}")
    )
    if not dated:
        st.html(f"<p class='xh-caption'>{t('tasks.no_dates', n=len(shown))}</p>")
        return
    few = marks if len(marks) + len(dated) <= MOST_DATES else []
    drawn = timeline_chart.draw(tasks.dated(dated[:MOST_DATES], few, _name), as_of=end)
    past = sum(r["is_past"] for r in dated)
    figures.show(
        drawn, lambda: task_list.twin(dated), key="timeline", heading=t("tasks.timeline", n=len(dated), past=past, total=len(shown)),
        caption=caption, how=t("figures.note.timeline"), view=view, shares=[t("tasks.percent")],
    )  # fmt: skip


def _name(row: Row) -> str:
    title = words.pick(row, "title")
    return f"◇ {title}" if row.get("kind") in register.MILESTONES else f"{row['task']} {title}"


def table(view: Scope, shown: Sequence[Row]) -> None:
    """All tasks left by the filters, each with the indicators that measure it."""
    caption = t("tasks.table_caption", view=filters.described(view), reading=t(f"tasks.reading.{tasks.reading(view)}"))
    notes.section(t("tasks.table", n=len(shown)), caption)
    if not shown:
        st.html(f"<p class='xf-quiet'>{t('tasks.none_left')}</p>")
        return
    measures = register.measures(view)
    st.html(task_list.table(view, registered.screen(shown, "tasks"), measures, is_own=view.department != ALL))
    figures.beside(
        lambda: task_list.twin(shown, measures), key="tasks", title=t("tasks.table", n=len(shown)), caption=caption, how=t("tasks.how"),
        view=view, is_table_above=True,
    )  # fmt: skip


def one(view: Scope, row: Row, entries: Sequence[Row]) -> None:
    """One task in full: its clause, what counts it, what each owner last reported, and what else its clause promises."""
    notes.section(f"{row['clause'] or row['task']} {words.pick(row, 'title')}", words.pick(row, "chapter"))
    left, right = st.columns([5, 6], gap="large")
    measures = register.measures(view).get(row["task"], [])
    with left:
        st.html(_clause(row, tasks.clause(view, row["task"])) + _close(view))
    with right:
        st.html(
            _heading(t("tasks.measured"))
            + task_measures.indicators(view, measures, register.kindred(view, row["task"]))
        )
        st.html(_within([e for e in entries if e["task"] == row["task"] and e["kind"] != "task"]))
        st.html(_heading(t("tasks.reports")) + _silent(row))
        if row["owners"]:
            figures.grid(task_list.reports(row), key="reports", shares=[t("tasks.percent")])


def _heading(said: str) -> str:
    return f"<h3 class=xf-part>{escape(said)}</h3>"


def _silent(row: Row) -> str:
    if row["owners"]:
        return ""
    return f"<p class='xf-quiet'>{t('tasks.no_report' if row['is_each_department'] else 'tasks.no_owner')}</p>"


def _close(view: Scope) -> str:
    return f"<p class=xf-close><a class=xh-link href='{escape(links.href('tasks', view, task=''), quote=True)}'>{t('tasks.close')}</a></p>"


def _within(rows: Sequence[Row]) -> str:
    """Targets, dates, limits, measures and lists that stand in the same clause."""
    if not rows:
        return ""
    items = "".join(
        f"<li><small class=xf-kind>{registered.kind(r['kind'])}</small> {escape(registered.title(r))}</li>"
        for r in rows
    )
    return f"{_heading(t('tasks.within', n=len(rows)))}<ul class=xf-within>{items}</ul>"


def _clause(row: Row, text: Row | None) -> str:
    body = escape((text and text["text_zh"]) or "").replace("\n", "<br>")
    both = ""
    if row["deadline_strict"] != row["deadline_lenient"]:
        both = t("tasks.both", strict=words.day(row["deadline_strict"]), lenient=words.day(row["deadline_lenient"]))
    owned = (
        f"<p class='xf-owners'><small>{t('tasks.owner')}</small> {task_list.owners(row)}</p>"
        if not row["owners"]
        else ""
    )
    return (
        f"<p>{task_list.chip(row['state'])} {task_list.deadline(row, other=False)}</p><p class='xf-quiet'>{escape(both)}</p>"
        f"<div class='xf-quote' lang=zh>{body}</div>{owned}"
    )
