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
from dashboard.words import t

Row = Mapping[str, Any]
LEFT = ("n_unchecked", "n_unapplied", "n_not_fed_back", "n_feedback_open", "n_ended_not_fed_back")
COMMAND = "xinheng feedback --department {department} --period {period} --out {department}-{period}.xlsx"


def show(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a department that has anything left to do, most first."""
    own = sorted((r for r in rows if _left(r)), key=lambda r: -_left(r))
    heading = t("sanctions.feedback.heading", n=words.number(sum(_left(r) for r in own)), m=words.number(len(own)))
    notes.section(
        heading if own else t("sanctions.feedback.done"), t("sanctions.feedback.caption", view=filters.described(view))
    )
    if not own:
        return None
    columns = [
        tables.name(say.head("department")),
        Column(say.head("due_not_applied"), lambda r: (r["n_unchecked"] or 0) + (r["n_unapplied"] or 0), "count"),
        column(say.head("n_not_fed_back"), "n_not_fed_back", "count"),
        column(say.head("n_feedback_open"), "n_feedback_open", "count"),
        Column(say.head("n_ended_not_fed_back"), lambda r: r.get("n_ended_not_fed_back"), "count"),
        Column(say.head("code"), lambda r: f"<code>{r['department_code']}</code>", "html"),
    ]
    tables.show(own, columns, caption=t("sanctions.feedback.label"))
    notes.block(
        f"<pre class=xh-command>{command(view, own[0])}</pre>" + notes.how_to_read_html(t("sanctions.feedback.how"))
    )
    return download.Offer(
        "sanction_feedback", t("sanctions.feedback.label"), lambda: _twin(view, own), t("sanctions.feedback.how")
    )


def _left(row: Row) -> int:
    """Rows on the department's list: an ended one without feedback is one of those applied, and counted once."""
    return sum(row.get(c) or 0 for c in LEFT[:4])


def command(view: Scope, row: Row) -> str:
    """The command line that writes the list of one department."""
    return COMMAND.format(department=row["department_code"], period=view.quarter)


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
