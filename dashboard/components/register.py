"""The register of commitments: everything a plan promises, one line each, with clause, deadline, owner and literal quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import figures, filters, grounds, notes, task_list
from dashboard.reads import register, tasks
from dashboard.words import t

Row = Mapping[str, Any]
MOST_OWNERS = 6  # by name on a line; up to 21 stand in the open task
PAGE = 40  # lines that travel at once; the download has them all


def show(view: Scope, rows: Sequence[Row]) -> None:
    """Kinds to choose from, the lines of one screen, and the whole as a download."""
    if not rows:
        notes.section(t("tasks.register", n=0))
        st.html(f"<p class='xf-quiet'>{t('tasks.none_found')}</p>")
        return
    kinds = [k for k in register.KINDS if any(r["kind"] == k for r in rows)]
    wanted = st.pills(
        t("tasks.filter_entry"), kinds, selection_mode="multi", key="task_entries",
        format_func=lambda k: f"{kind(k)} {sum(r['kind'] == k for r in rows)}",
    )  # fmt: skip
    left = [r for r in rows if not wanted or r["kind"] in wanted]
    heading = t("tasks.register", n=len(left))
    caption = t(
        "tasks.register_caption", view=filters.described(view), reading=t(f"tasks.reading.{tasks.reading(view)}")
    )
    notes.section(heading, caption)
    shown = screen(left, "entries")
    st.html(table(view, shown))
    figures.beside(
        lambda: twin(left),
        key="register",
        title=heading,
        caption=caption,
        how=t("tasks.register_how"),
        view=view,
        is_table_above=True,
    )


def kind(code: str) -> str:
    """A kind of commitment in words."""
    return t(f"tasks.entry.{code}")


def counted(code: str) -> str:
    """How a clause is counted, in words."""
    return t(f"tasks.counted.{code}")


def screen(rows: Sequence[Row], name: str) -> Sequence[Row]:
    """The lines of the screen chosen; one screen needs no choice."""
    n = -(-len(rows) // PAGE)
    if n < 2:
        return rows
    now = st.segmented_control(
        t("tasks.screen"), range(n), key=f"task_screen_{name}_{n}", default=0, label_visibility="collapsed",
        format_func=lambda i: f"{i * PAGE + 1}–{min((i + 1) * PAGE, len(rows))}",
    )  # fmt: skip
    return rows[(now or 0) * PAGE : ((now or 0) + 1) * PAGE]


def table(view: Scope, rows: Sequence[Row]) -> str:
    """The lines as an HTML table; on a phone each becomes a card."""
    head = "".join(
        f"<th scope=col>{t(f'tasks.{c}')}</th>" for c in ("clause", "commitment", "deadline", "owner", "counting")
    )
    return (
        f"<div class='xh-scroll' tabindex=0><table class='xh-table xf-tasks xf-register'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(_line(view, row) for row in rows)}</tbody></table></div>"
    )


def _line(view: Scope, row: Row) -> str:
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if row["is_demo"] else ""
    quote = f"<q>{escape(row['quote'])}</q>" if row["quote"] else ""
    return (
        f"<tr><td>{_clause(view, row)}</td>"
        f"<td><small class=xf-kind>{kind(row['kind'])}</small> {escape(title(row))}{demo}{quote}</td>"
        f"<td data-h='{t('tasks.deadline')}'>{_deadline(row)}</td><td data-h='{t('tasks.owner')}'>{_owners(row)}</td>"
        f"<td>{_counted(row)}</td></tr>"
    )


def _clause(view: Scope, row: Row) -> str:
    said = escape(row["clause"] or "")
    if not row["task"]:
        return said
    return f"<a class=xh-link href='{escape(links.href('tasks', view, task=row['task']), quote=True)}'>{said}</a>"


def title(row: Row) -> str:
    """What is promised, in a line."""
    if row["kind"] == "limit":
        acts = words.listed(t(f"methods.act.{a}") for a in (row["acts"] or "").split(",") if a)
        unit = f"tasks.days_{row['day_kind']}"
        return t(
            "tasks.limit",
            acts=acts,
            days=t(unit, n=row["days"]),
            start=t(f"tasks.event.{row['from_event']}"),
            end=t(f"tasks.event.{row['to_event']}"),
        )
    if row["kind"] == "target":
        kind = row["target_kind"]
        said = (
            t(f"indicator.kind.{kind}")
            if row["value"] is None
            else grounds.target(row["value"], row["comparator"], row["unit"])
        )
        return t("tasks.target", name=words.pick(row, "title"), said=said)
    part = _part(row)
    return words.pick(row, "title") + (t("tasks.of_part", what=part) if part else "")


def _part(row: Row) -> str:
    """Of a grade its scheme, of a measure its kind, of a milestone its group. A pack may name a scheme we have no word for."""
    if row["kind"] == "measure":
        return t(f"tasks.measure_kind.{row['measure_kind']}")
    if row["kind"] == "grade":
        return t(f"tasks.scheme.{row['scheme']}") if words.has(f"tasks.scheme.{row['scheme']}") else str(row["scheme"])
    return words.pick(row, "part") if row["kind"] in register.MILESTONES else ""


def _deadline(row: Row) -> str:
    if row["deadline_kind"] is None:
        return ""
    if row["kind"] == "task":
        return task_list.deadline({**row, "is_overdue": False})
    if row["deadline_kind"] == "not_stated":
        return f"<span class='xf-quiet'>{t('common.not_stated')}</span>"
    own = f"<br><span class='xf-quiet'>{escape(row['deadline_wording'])}</span>" if row["deadline_wording"] else ""
    return f"<b>{words.day(row['due_on'])}</b>{own}"


def owners(row: Row, most: int | None = None) -> str:
    """Owners of the clause as the plan lists them, at most `most` by name, with what makes the list open."""
    named = [name for name in words.pick(row, "owners").split("|") if name]
    held = [words.listed(named, most), *(t(f"tasks.{k}") for f, k in OPEN.items() if row[f])]
    return ("；" if words.language() == "zh" else "; ").join(h for h in held if h)


OPEN = {
    "is_each_department": "each_department",
    "is_open_list": "open_list",
    "has_local_governments": "local_governments",
}


def _owners(row: Row) -> str:
    if not row["task"]:
        return ""
    said = owners(row, MOST_OWNERS)
    return f"<small>{escape(said)}</small>" if said else f"<span class='xf-quiet'>{t('common.not_stated')}</span>"


def _counted(row: Row) -> str:
    css = "xf-uncounted" if row["counted"] == "none" else "xf-quiet"
    return f"<span class='{css}'>{counted(row['counted'])}</span>"


def twin(rows: Sequence[Row]) -> pl.DataFrame:
    """The register for a download, nothing folded."""
    lines = [
        {
            t("tasks.clause"): r["clause"], t("tasks.entry_kind"): kind(r["kind"]), t("tasks.commitment"): title(r),
            t("tasks.kind"): _kind(r), t("tasks.wording"): r["deadline_wording"], t("tasks.strict"): r["deadline_strict"],
            t("tasks.lenient"): r["deadline_lenient"], t("tasks.owner"): owners(r) if r["task"] else "",
            t("tasks.mechanism"): r["mechanisms"], t("tasks.counting"): counted(r["counted"]), t("tasks.quote"): r["quote"],
            t("tasks.nature"): t("common.demo") if r["is_demo"] else "",
        }
        for r in rows
    ]  # fmt: skip
    kinds = {t("tasks.strict"): pl.Date, t("tasks.lenient"): pl.Date}
    return pl.DataFrame(lines, schema_overrides=kinds, infer_schema_length=None)


def _kind(row: Row) -> str:
    kind = row["deadline_kind"]
    if kind is None:
        return ""
    return t("tasks.by_date") if kind == "by_date" else t(f"figures.deadline.{kind}")
