"""Tasks as a table: what, by when, in what state, and whose. Owners are grouped by what they have reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import task_measures
from dashboard.reads.tasks import STATES
from dashboard.words import t

Row = Mapping[str, Any]
Measures = Mapping[str, Sequence[Row]]  # by task
MARKS = {"late": "▼", "done": "✓", "started": "◐", "not_started": "○", "not_reported": "–"}
ROLES = ("lead", "joint", "responsible")


def table(view: Scope, found: Sequence[Row], measures: Measures, *, is_own: bool = False) -> str:
    """The tasks as an HTML table: on a phone each becomes a card. `is_own`: the state is that of the department chosen."""
    names = ("clause", "title", "deadline", "own_state" if is_own else "state", "owners", "measured")
    head = "".join(f"<th scope=col>{t(f'tasks.{name}')}</th>" for name in names)
    return (
        f"<div class='xh-scroll' tabindex=0><table class='xh-table xf-tasks'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(_line(view, row, measures.get(row['task'], [])) for row in found)}</tbody></table></div>"
    )


def _line(view: Scope, row: Row, measures: Sequence[Row]) -> str:
    opened = escape(links.href("tasks", view, task=row["task"]), quote=True)
    return (
        f"<tr><td>{escape(row['clause'] or row['task'])}</td>"
        f"<td><a class=xh-link href='{opened}'>{escape(words.pick(row, 'title'))}</a></td>"
        f"<td data-h='{t('tasks.deadline')}'>{deadline(row)}</td><td>{chip(row['state'])}</td><td class='xf-owners'>{owners(row)}</td>"
        f"<td>{task_measures.cell(measures)}</td></tr>"
    )


def chip(state: str) -> str:
    """A state: mark, word and colour."""
    return f"<span class='xf-state xf-{state}'>{state_label(state)}</span>"


def state_label(state: str) -> str:
    """Mark and word of a state."""
    return f"{MARKS[state]} {t(f'figures.state.{state}')}"


def deadline(row: Row, *, other: bool = True) -> str:
    """Kind and date of the reading in force, `other`: and of the other one, with the plan's wording; 未载明 where it says nothing."""
    kind = row["deadline_kind"]
    if kind == "not_stated":
        return f"<span class='xf-quiet'>{t('common.not_stated')}</span>"
    due = f"<b>{words.day(row['due_on'])}</b> " if row["due_on"] else ""
    past = f" <span class='xf-quiet'>{t('tasks.past')}</span>" if row["is_overdue"] else ""
    said, own = t(f"figures.deadline.{kind}"), row["deadline_wording"]
    wording = f"<br><span class='xf-quiet'>{escape(own)}</span>" if own and own != said else ""
    return f"{due}{said}{past}{_other_reading(row) if other else ''}{wording}"


def _other_reading(row: Row) -> str:
    """The date of the reading not in force, where the two differ."""
    for name in ("strict", "lenient"):
        other = row[f"deadline_{name}"]
        if other and row["due_on"] and other != row["due_on"]:
            return f"<br><span class='xf-quiet'>{t(f'tasks.{name}_date', day=words.day(other))}</span>"
    return ""


def owners(row: Row) -> str:
    """Owners by state, what needs a decision first; leads in bold, open lists and local governments said to be so."""
    lines = "".join(_group(s, [o for o in row["owners"] if o["state"] == s], is_open=row["is_open"]) for s in STATES)
    beyond = [
        t("tasks.each_department") if row["is_each_department"] else "",
        t("tasks.open_list") if row["is_open_list"] else "",
        t("tasks.local_governments") if row["has_local_governments"] else "",
    ]
    extra = "；".join(b for b in beyond if b) if words.language() == "zh" else "; ".join(b for b in beyond if b)
    if not lines and not extra:
        return f"<span class='xf-quiet'>{t('tasks.no_owner')}</span>"
    return lines + (f"<span><small>{escape(extra)}</small></span>" if extra else "")


def _group(state: str, rows: Sequence[Row], *, is_open: bool) -> str:
    if not rows:
        return ""
    names = words.listed(_owner(r, is_open=is_open) for r in rows)
    return f"<span><em>{MARKS[state]} {t(f'figures.state.{state}')} {len(rows)}</em> {names}</span>"


def _owner(row: Row, *, is_open: bool) -> str:
    """The name as the plan writes it (in English the department's); who leads and who reported unasked is marked."""
    name = escape(owner_name(row))
    if row["role"] in ("lead", "joint"):
        return f"<b>{name}</b><small>{t('tasks.role.' + row['role'] + '_mark')}</small>"
    return name if row["role"] or is_open else f"{name}<small>{t('tasks.role.other_mark')}</small>"


def owner_name(row: Row) -> str:
    """市营商局 as the text has it; the department's own name in English or where the text has none."""
    if words.language() == "zh" and row["name_in_plan"]:
        return str(row["name_in_plan"])
    return words.named(row) or str(row["department_code"])


def reports(row: Row) -> pl.DataFrame:
    """One line per owner of a task: role, state, progress, when reported, evidence; headings in the reader's language."""
    lines = [
        {
            t("common.department"): owner_name(o),
            t("tasks.role.heading"): t(f"tasks.role.{o['role'] or 'other'}"),
            t("tasks.state"): t(f"figures.state.{o['state']}"),
            t("tasks.percent"): o["percent"],
            t("tasks.reported_on"): o["reported_on"],
            t("tasks.evidence"): o["evidence"],
        }
        for o in row["owners"]
    ]
    return pl.DataFrame(
        lines,
        schema_overrides={
            t("tasks.percent"): pl.Float64,
            t("tasks.reported_on"): pl.Date,
            t("tasks.evidence"): pl.String,
        },
    )


def twin(found: Sequence[Row], measures: Measures | None = None) -> pl.DataFrame:
    """The table for download: one line per task and owner, nothing folded."""
    lines = [
        {
            t("tasks.task"): row["task"], t("tasks.clause"): row["clause"], t("tasks.title"): words.pick(row, "title"),
            t("tasks.kind"): t(f"figures.deadline.{row['deadline_kind']}"),
            t("tasks.wording"): row["deadline_wording"] or t("common.not_stated"),
            t("tasks.strict"): row["deadline_strict"], t("tasks.lenient"): row["deadline_lenient"],
            t("tasks.state"): t(f"figures.state.{row['state']}"), t("common.department"): owner_name(o) if o else t("common.not_stated"),
            t("tasks.role.heading"): t(f"tasks.role.{o['role'] or 'other'}") if o else "",
            t("tasks.owner_state"): t(f"figures.state.{o['state']}") if o else "", t("tasks.percent"): o["percent"] if o else None,
            t("tasks.reported_on"): o["reported_on"] if o else None, t("tasks.evidence"): o["evidence"] if o else None,
            **({} if measures is None else {t("tasks.measured"): task_measures.said(measures.get(row["task"], []))}),
        }
        for row in found
        for o in (row["owners"] or [None])
    ]  # fmt: skip
    kinds = {
        t("tasks.strict"): pl.Date,
        t("tasks.lenient"): pl.Date,
        t("tasks.reported_on"): pl.Date,
        t("tasks.percent"): pl.Float64,
        t("tasks.evidence"): pl.String,
    }
    return pl.DataFrame(lines, schema_overrides=kinds, infer_schema_length=None)
