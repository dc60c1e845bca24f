"""Which promises an indicator serves: every clause of every plan with its words, and the tasks it measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import figures, notes, register, task_list
from dashboard.components.tables import MOST_ROWS
from dashboard.reads import indicator, tasks
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, card: Row) -> None:
    """The clauses as a table: the chosen plan first, each leading to its task."""
    found = indicator.clauses(view)
    heading = t("indicator.served", n=len(found), plans=len({r["plan"] for r in found}))
    if not found:
        notes.section(t("indicator.served_none"), t("indicator.served_caption"))
        return
    states = tasks.states(view, {row["task"] for row in found if row["plan"] == view.plan and row["task"]})
    notes.block(notes.section_html(heading, t("indicator.served_caption")) + _table(view, found, states))
    figures.beside(
        lambda: _twin(view, found, states), key="served", title=heading, caption=words.named(card),
        how=t("indicator.served_how"), view=view, is_table_above=True,
    )  # fmt: skip


def _table(view: Scope, found: Sequence[Row], states: Mapping[str, str]) -> str:
    head = "".join(
        f"<th scope=col>{t(f'indicator.served_head.{c}')}</th>" for c in ("plan", "clause", "quote", "link", "state")
    )
    single = [r for r in found if r["link"] != "section"][:MOST_ROWS]
    whole = {
        r["plan"]: [s for s in found if s["plan"] == r["plan"] and s["link"] == "section"]
        for r in found
        if r["link"] == "section"
    }
    body = "".join(_line(view, r, states) for r in single) + "".join(_section(view, rows) for rows in whole.values())
    table = f"<table class='xh-table xf-tasks xf-served'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='xh-scroll' tabindex=0>{table}</div>"


def _line(view: Scope, row: Row, states: Mapping[str, str]) -> str:
    found = _state(view, row, states)
    state = task_list.chip(found) if found else ""
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if row["is_demo"] else ""
    title = f"{escape(words.pick(row, 'title'))}{demo}" if row["kind"] else ""
    quote = (
        f"<q lang=zh>{escape(row['quote'])}</q>"
        if row["quote"]
        else f"<span class='xf-quiet'>{t('indicator.served_absent')}</span>"
    )
    return (
        f"<tr><td>{escape(_plan(row))}</td><td>{_clause(view, row, row['clause'] or '')}</td><td>{title}{quote}</td>"
        f"<td class='xf-quiet'>{_link(row)}</td><td>{state}</td></tr>"
    )


def _state(view: Scope, row: Row, states: Mapping[str, str]) -> str | None:
    """The state of the task a clause stands for; of the chosen plan only, the others' are not read."""
    return states.get(row["task"]) if row["plan"] == view.plan else None


def _section(view: Scope, rows: Sequence[Row]) -> str:
    """What is named for whole sections: one line a plan, its clauses side by side."""
    named = "；".join(_clause(view, r, f"{r['clause']}") for r in rows)
    return (
        f"<tr><td>{escape(_plan(rows[0]))}</td><td>{t('indicator.served_sections', n=len(rows))}</td><td><small>{named}</small></td>"
        f"<td class='xf-quiet'>{_link(rows[0])}</td><td></td></tr>"
    )


def _plan(row: Row) -> str:
    return words.pick(row, "short") or str(row["plan"])


def _link(row: Row) -> str:
    return t(f"tasks.link.{row['link']}")


def _clause(view: Scope, row: Row, said: str) -> str:
    """The clause, leading to its task; in another plan the view begins anew, for it has other quarters and regions."""
    if not row["task"]:
        return escape(said)
    anew = {} if row["plan"] == view.plan else {"quarter": "", "region": "", "department": ""}
    to = links.href("tasks", view, plan=row["plan"], task=row["task"], **anew)
    return f"<a class=xh-link href='{escape(to, quote=True)}'>{escape(said)}</a>"


def _twin(view: Scope, found: Sequence[Row], states: Mapping[str, str]) -> pl.DataFrame:
    lines = [
        {
            t("indicator.served_head.plan"): _plan(r), t("indicator.served_head.clause"): r["clause"],
            t("indicator.served_head.entry"): register.kind(r["kind"]) if r["kind"] else "",
            t("indicator.served_head.title"): words.pick(r, "title"), t("indicator.served_head.quote"): r["quote"],
            t("indicator.served_head.link"): _link(r),
            t("indicator.served_head.state"): t(f"figures.state.{state}") if (state := _state(view, r, states)) else "",
        }
        for r in found
    ]  # fmt: skip
    return pl.DataFrame(lines, infer_schema_length=None)
