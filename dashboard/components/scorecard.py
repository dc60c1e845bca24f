"""The scorecard of sending: departments by dimension, each point with the counts it comes from. No sum, so no weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import download, notes, receipts, tables
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
DIMENSIONS = ("completeness", "timeliness", "readable", "validity", "codes", "agreement")
FULL = 100.0
MOST_NAMED = 4
LEAST_SHOWN = 4  # lines, lowest marks first: full marks are counted in the sentence above


def show(view: Scope, rows: Sequence[Row], window: str | None) -> download.Offer | None:
    """One line a department, the lowest points first; below, how each point came about."""
    if not rows or window is None:
        return None
    section = notes.section_html(
        t("data_quality.scorecard"), t("data_quality.scorecard_caption", until=words.quarter(window))
    )
    lines: dict[str, dict[str, Row]] = {}
    for row in rows:
        lines.setdefault(row["department_code"], {})[row["dimension"]] = row
    shown = sorted(({"code": code, "marks": marks} for code, marks in lines.items()), key=_lowest)
    columns = [
        Column(receipts.head("department"), lambda line: _linked(view, line["code"]), "html"),
        *(Column(dimension(d), lambda line, d=d: _mark(line["marks"].get(d)), "right_html") for d in DIMENSIONS),
        Column(receipts.head("full_marks"), _full, "right"),
    ]
    found = "" if view.department != ALL else f"<p class=xh-text>{escape(_found(view, shown))}</p>"
    lost = sum(min(_scored(line), default=FULL) < FULL for line in shown)
    tables.beginning(
        shown,
        columns,
        min(max(lost, LEAST_SHOWN), receipts.MOST_SENDERS),
        caption=t("data_quality.scorecard"),
        above=section + found,
        below=notes.how_to_read_html(t("data_quality.scorecard_how")),
        every=t("data_quality.scorecard_all", n=len(shown)),
        key="scorecard_all",
    )
    _explained(view, rows)
    return download.Offer(
        "scorecard",
        t("data_quality.scorecard"),
        lambda: tables.frame(rows, _exported(view)),
        t("data_quality.scorecard_how"),
    )


def dimension(code: str) -> str:
    """A dimension in words."""
    return t(f"data_quality.dimension.{code}")


def points(value: float | None) -> str:
    """Points with one decimal; what is not quite full never reads 100."""
    return words.number(value if value is None or value >= 100 else min(value, 99.9), 1 if (value or 0) < 100 else 0)


def explanation(row: Row) -> str:
    """How the points of one dimension came about, and what cost the rest."""
    if row["blank"]:
        return t("data_quality.score_none", why=t(f"data_quality.score_blank.{row['blank']}"))
    said = {
        "ok": words.number(row["n_ok"]), "required": words.number(row["n_required"]), "rate": words.percent(row["rate"], 2),
        "points": points(row["points"]),
    }  # fmt: skip
    if row["points"] >= FULL:
        return t("data_quality.score_full", **said)
    lost = t(f"data_quality.score_lost.{row['dimension']}", n=words.number(row["n_required"] - row["n_ok"]))
    return t("data_quality.score_part", lost=lost, **said)


def _explained(view: Scope, rows: Sequence[Row]) -> None:
    """In full for one department; for all of them only when opened."""
    if view.department != ALL:
        said = "".join(f"<li><b>{dimension(r['dimension'])}</b> {escape(explanation(r))}</li>" for r in rows)
        st.html(f"<ul class=xh-grounds>{said}</ul>")
        return
    box = tables.opened(t("data_quality.scorecard_explained"), "scorecard_explained")
    if box is not None:
        partly = [r for r in rows if r["points"] is not None and r["points"] < FULL]
        whole = f"<p class=xh-caption>{t('data_quality.scorecard_rest', n=words.number(len(rows) - len(partly)))}</p>"
        box.html((tables.html(partly, _told(view), is_tall=True) if partly else "") + whole)


def _told(view: Scope) -> list[Column]:
    return [
        Column(receipts.head("department"), lambda r: receipts.department(view, r["department_code"])),
        Column(receipts.head("dimension"), lambda r: dimension(r["dimension"])),
        Column(receipts.head("explanation"), explanation),
    ]


def _exported(view: Scope) -> list[Column]:
    department, named, told = _told(view)
    return [
        department,
        named,
        column(receipts.head("n_ok"), "n_ok", "count"),
        column(receipts.head("n_required"), "n_required", "count"),
        column(receipts.head("rate"), "rate", "rate"),
        column(receipts.head("points"), "points", "right"),
        told,
    ]


def _linked(view: Scope, code: str) -> str:
    """The department's name on one line: on a phone the table scrolls, a name in four lines is not read."""
    to = f"data_quality?department={escape(code)}"
    said = escape(receipts.department(view, code))
    return f"<span class=xh-more style=white-space:nowrap><a class=xh-link href={to}>{said}</a></span>"


def _mark(row: Row | None) -> str:
    if row is None:
        return ""
    if row["blank"]:
        return f"<small class=xh-quiet>{t('data_quality.score_blank.' + row['blank'])}</small>"
    css = "" if row["points"] >= FULL else " class=xh-bad"
    return f"<b{css}>{points(row['points'])}</b> <small class=xh-quiet>{words.fraction(row['n_ok'], row['n_required'])}</small>"


def _found(view: Scope, lines: Sequence[Row]) -> str:
    """How many have full marks throughout, and who stands lowest."""
    short = [line for line in lines if min(_scored(line), default=FULL) < FULL]
    said = t("data_quality.scorecard_found", n=words.number(len(lines)), full=words.number(len(lines) - len(short)))
    if not short:
        return said
    named = words.listed([receipts.department(view, line["code"]) for line in short], MOST_NAMED)
    return said + t("data_quality.scorecard_short", departments=named)


def _scored(line: Row) -> list[float]:
    return [row["points"] for row in line["marks"].values() if row["points"] is not None]


def _lowest(line: Row) -> tuple[float, int, str]:
    """The lowest mark first, then the more marks that are not full."""
    marks = _scored(line)
    return min(marks, default=101.0), -sum(mark < FULL for mark in marks), line["code"]


def _full(line: Row) -> str:
    marks = _scored(line)
    return t("data_quality.full_of", full=sum(mark >= FULL for mark in marks), n=len(marks))
