"""What was due and how it came: on time, late or not at all, and how long after the period's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, receipts, tables
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 30


def show(
    view: Scope, rows: Sequence[Row], overdue: Sequence[Row], *, has_calendar: bool
) -> list[download.Offer | None]:
    """One line a department and feed that is behind; all of them, and the periods themselves, when opened."""
    section = notes.section_html(t("data_quality.due"), t("data_quality.due_caption"))
    if not rows:
        st.html(
            section
            + f"<p class=xh-quiet>{t('data_quality.due_nothing' if has_calendar else 'data_quality.due_none')}</p>"
        )
        return []
    columns = [*_who(view), *(column(receipts.head(c), c, "count") for c in ("n_due", "n_on_time", "n_late", "n_missing")),
               column(receipts.head("days_after"), "days_after", "count"),
               column(receipts.head("most_late_days"), "most_late_days", "count"),
               Column(receipts.head("last_missing"), lambda r: words.period(r["last_missing"]) if r["last_missing"] else "")]  # fmt: skip
    behind = [r for r in rows if r["n_late"] or r["n_missing"]]
    said = t("data_quality.due_found", n=words.number(len(rows)), behind=words.number(len(behind)))
    st.html(
        section
        + f"<p class=xh-text>{said}</p>"
        + (tables.html(behind, columns, is_tall=True, caption=t("data_quality.due"), most=MOST) if behind else "")
        + notes.how_to_read_html(t("data_quality.due_how"))
    )
    every = tables.opened(t("data_quality.due_all", n=words.number(len(rows))), "due_all")
    if every is not None:
        every.html(tables.html(rows, columns, is_tall=True, caption=t("data_quality.due")))
    named = [*_who(view), Column(receipts.head("period"), lambda r: words.period(r["period"])),
             column(receipts.head("due_on"), "due_on", "day"), column(receipts.head("received_on"), "received_on", "day"),
             Column(receipts.head("state"), lambda r: t(f"data_quality.due_state.{r['state']}")),
             column(receipts.head("days_late"), "days_late", "count")]  # fmt: skip
    box = tables.opened(t("data_quality.overdue", n=words.number(len(overdue))), "overdue") if overdue else None
    if box is not None:
        box.html(
            tables.html(overdue, named, is_tall=True, caption=t("data_quality.overdue", n=len(overdue)), most=MOST)
        )
    return [
        download.Offer("due", t("data_quality.due"), lambda: tables.frame(rows, columns), t("data_quality.due_how")),
        download.Offer("overdue", t("data_quality.overdue", n=len(overdue)), lambda: tables.frame(overdue, named)),
    ]


def _who(view: Scope) -> list[Column]:
    return [
        Column(receipts.head("department"), lambda r: receipts.department(view, r["department_code"])),
        Column(receipts.head("feed"), lambda r: receipts.feed_name(r["feed"])),
    ]
