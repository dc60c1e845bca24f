"""The parts of the page `tasks`: filters, timeline, table, one task in full, milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.charts import timeline as timeline_chart
from dashboard.components import figures, filters, notes, task_list
from dashboard.reads import tasks
from dashboard.words import t

Row = Mapping[str, Any]
MOST_DATES = 30  # rows of a timeline; a plan with more dates has them in the table below


def finding(found: Sequence[Row], view: Scope, *, is_over: bool) -> str:
    """The page's title: how many stand where, what needs a decision first; for a plan that is over, how it ended."""
    if not found:
        return t("tasks.finding_none")
    who = "" if view.department == ALL else t("tasks.of", who=filters.department_name(view))
    said = [t(f"tasks.count.{s}", n=n) for s in tasks.STATES if (n := _count(found, s))]
    return t(
        "tasks.finding_over" if is_over else "tasks.finding",
        who=who,
        total=len(found),
        counts=t("tasks.comma").join(said),
    ).strip()


def _count(found: Sequence[Row], state: str) -> int:
    return sum(r["state"] == state for r in found)


def chosen(found: Sequence[Row]) -> list[Row]:
    """The tasks left by the page's own filters: state and kind of deadline."""
    kinds = sorted({r["deadline_kind"] for r in found})
    left, right = st.columns(2, gap="large")
    with left:
        states = st.pills(
            t("tasks.filter_state"), tasks.STATES, selection_mode="multi", key="task_states",
            format_func=lambda s: f"{task_list.MARKS[s]} {t(f'figures.state.{s}')} {_count(found, s)}",
        )  # fmt: skip
    with right:
        kept = st.pills(
            t("tasks.filter_kind"),
            kinds,
            selection_mode="multi",
            key="task_kinds",
            format_func=lambda k: t(f"figures.deadline.{k}"),
        )
    return [r for r in found if (not states or r["state"] in states) and (not kept or r["deadline_kind"] in kept)]


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
    return f"{row['task']} {title}" if "task" in row else f"◇ {title}"


def table(view: Scope, shown: Sequence[Row]) -> None:
    """All tasks left by the filters."""
    caption = t("tasks.table_caption", view=filters.described(view), reading=t(f"tasks.reading.{tasks.reading(view)}"))
    notes.section(t("tasks.table", n=len(shown)), caption)
    if not shown:
        st.html(f"<p class='xf-quiet'>{t('tasks.none_left')}</p>")
        return
    st.html(task_list.table(shown, is_own=view.department != ALL))
    figures.beside(
        lambda: task_list.twin(shown), key="tasks", title=t("tasks.table", n=len(shown)), caption=caption, how=t("tasks.how"), view=view,
        is_table_above=True,
    )  # fmt: skip


@st.fragment
def one(view: Scope, shown: Sequence[Row]) -> None:
    """One task in full: the clause as the plan has it, and what each owner last reported."""
    if not shown:
        return
    words.use(view.lang)  # a fragment runs without the shell that set the language
    notes.section(t("tasks.one"), t("tasks.one_caption"))
    by_code = {r["task"]: r for r in shown}
    code = st.selectbox(
        t("tasks.choose"), list(by_code), format_func=lambda c: f"{c} {words.pick(by_code[c], 'title')}" if c in by_code else c,
        key="task_chosen", placeholder=t("common.choose"), label_visibility="collapsed", index=None,
    )  # fmt: skip
    if code is None or code not in by_code:
        return
    row, text = by_code[code], tasks.clause(view, code)
    left, right = st.columns([5, 6], gap="large")
    left.html(_clause(row, text))
    with right:
        held = task_list.reports(row) if row["owners"] else None
        if held is None:
            st.html(f"<p class='xf-quiet'>{t('tasks.no_owner')}</p>")
        else:
            figures.grid(held, key="reports", shares=[t("tasks.percent")])


def _clause(row: Row, text: Row | None) -> str:
    body = escape((text and text["text_zh"]) or "").replace("\n", "<br>")
    both = ""
    if row["deadline_strict"] and row["deadline_lenient"]:
        both = t("tasks.both", strict=words.day(row["deadline_strict"]), lenient=words.day(row["deadline_lenient"]))
    return (
        f"<p class='xh-caption'>{escape(words.pick(row, 'chapter'))} · {escape(row['clause'] or '')}</p>"
        f"<div class='xf-quote'>{body}</div><p>{task_list.deadline(row)}</p><p class='xf-quiet'>{escape(both)}</p>"
    )


def milestones(view: Scope, marks: Sequence[Row], end: date) -> None:
    """Deliverables and stages in a table of their own."""
    if not marks:
        return
    passed = sum(bool(m["due_on"] and m["due_on"] <= end) for m in marks)
    heading, caption = t("tasks.milestones", n=len(marks), passed=passed), t("tasks.milestones_caption")
    notes.section(heading, caption)
    st.html(task_list.milestones(marks))
    figures.beside(
        lambda: task_list.milestone_twin(marks),
        key="milestones",
        title=heading,
        caption=caption,
        how=t("tasks.milestones_how"),
        view=view,
        is_table_above=True,
    )
