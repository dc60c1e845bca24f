"""What each department has still to send back, and the command that writes its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components import sanction_words as say
from dashboard.components.tables import Column, column
from dashboard.reads import sanctions
from dashboard.words import t

Row = Mapping[str, Any]
LEFT = ("n_unchecked", "n_unapplied", "n_not_fed_back", "n_ended_not_fed_back")  # the counts `xinheng feedback` prints
COMMAND = "xinheng feedback --department {department} --period {period}{region} --out {out}"


def show(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a department that has anything left to do, most first."""
    own = sorted((r for r in rows if any(r.get(c) for c in LEFT)), key=lambda r: -sum(r.get(c) or 0 for c in LEFT[:3]))
    caption = t("sanctions.feedback.caption", view=filters.described(view))
    if not own:
        notes.section(t("sanctions.feedback.done"), caption)
        return None
    notes.section(_heading(own), caption)
    columns = [
        tables.name(say.head("department")),
        Column(say.head("due_not_applied"), _due, "count"),
        column(say.head("n_not_fed_back"), "n_not_fed_back", "count"),
        Column(say.head("n_ended_not_fed_back"), lambda r: r.get("n_ended_not_fed_back"), "count"),
        Column(say.head("department_code"), lambda r: f"<code>{r['department_code']}</code>", "html"),
    ]
    tables.show(own, columns, caption=t("sanctions.feedback.label"))
    how = t("sanctions.feedback.how")
    notes.block(f"<pre class=xh-command>{command(view, own[0])}</pre>" + notes.how_to_read_html(how))
    return download.Offer("sanction_feedback", t("sanctions.feedback.label"), lambda: _twin(view, own), how)


def _heading(rows: Sequence[Row]) -> str:
    summed = {c: sum(r.get(c) or 0 for r in rows) for c in LEFT}
    due = words.number(summed["n_unchecked"] + summed["n_unapplied"])
    late, ended = (words.number(summed[c]) for c in LEFT[2:])
    return t("sanctions.feedback.heading", m=words.number(len(rows)), due=due, late=late, ended=ended)


def _due(row: Row) -> int:
    return (row["n_unchecked"] or 0) + (row["n_unapplied"] or 0)


def command(view: Scope, row: Row) -> str:
    """The command line that writes the list of one department."""
    code = row["department_code"]
    region = "" if view.region == sanctions.root(view) else f" --region {view.region}"
    return COMMAND.format(department=code, period=view.quarter, region=region, out=f"{view.quarter}-{code}.xlsx")


def _twin(view: Scope, rows: Sequence[Row]) -> pl.DataFrame:
    return say.twin(
        [
            {
                say.head("department"): words.named(r) or r["department_code"],
                **say.headed(r, *LEFT),
                say.head("command"): command(view, r),
            }
            for r in rows
        ]
    )
