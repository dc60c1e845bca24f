"""Returned figures beside the same figures counted from records: the counted one stands, the difference is shown."""

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
MOST = 10


def show(view: Scope, held: Row, rows: Sequence[Row]) -> download.Offer | None:
    """One line a figure that stands apart, the widest first."""
    section = notes.section_html(t("data_quality.differences"), t("data_quality.differences_caption"))
    if not rows:
        key = "data_quality.differences_agree" if held.get("n") else "data_quality.differences_none"
        st.html(section + f"<p class=xh-quiet>{t(key, n=words.number(held.get('n', 0)))}</p>")
        return None
    columns = [
        Column(receipts.head("quarter"), lambda r: words.quarter(r["quarter"])),
        Column(receipts.head("department"), lambda r: receipts.department(view, r["department_code"])),
        Column(receipts.head("region"), lambda r: words.pick(r, "region") or r["region_code"]),
        tables.name(receipts.head("indicator"), link=lambda r: f"indicator?indicator={r['indicator']}"),
        *_figure("returned"),
        *_figure("counted"),
        Column(receipts.head("difference"), apart, "right"),
    ]
    said = t("data_quality.differences_found", n=words.number(len(rows)), of=words.number(held["n"]))
    st.html(
        section
        + f"<p class=xh-text>{said}</p>"
        + f"<div class=xh-more>{tables.html(rows, columns, is_tall=True, caption=t('data_quality.differences'), most=MOST)}</div>"
        + notes.how_to_read_html(t("data_quality.differences_how"))
    )
    exported = [*columns[:-1], column(receipts.head("difference"), "difference")]
    return download.Offer(
        "differences",
        t("data_quality.differences"),
        lambda: tables.frame(rows, exported),
        t("data_quality.differences_how"),
    )


def _figure(kind: str) -> list[Column]:
    return [
        column(receipts.head(f"{kind}_value"), f"{kind}_value", "value"),
        Column(
            receipts.head(f"{kind}_fraction"),
            lambda r: words.fraction(r[f"{kind}_numerator"], r[f"{kind}_denominator"]),
            "right",
        ),
    ]


def apart(row: Row) -> str:
    """The difference with its sign, rates in points."""
    return words.change(row["difference"], row["unit"])
