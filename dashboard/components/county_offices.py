"""The region's departments: on how many indicators each was judged and how, or that its cases are too few."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import theme, words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import download, filters, notes, tables
from dashboard.components.tables import Column, column
from dashboard.reads import county, shell
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 12  # on screen, those that lag first; the download has them all
COUNTED = ("met", "on_course", "watch", "lagging", "not_met", "insufficient", "no_target")


def show(view: Scope) -> download.Offer | None:
    """One line a department, those that lag first."""
    rows = county.offices(view)
    few = sum(row["n_insufficient"] + row["n_no_target"] == row["n_indicators"] for row in rows)
    section = notes.section_html(
        t("county.offices.heading", n=len(rows), few=few) if rows else t("county.offices.heading_none"),
        t("county.offices.caption", view=filters.described(view)),
    )
    if not rows:
        notes.block(f"{section}<p class=xh-quiet>{t('county.offices.none')}</p>")
        return None
    present = [w for w in COUNTED if any(row[f"n_{w}"] for row in rows)]
    shown = [
        Column(t("county.head.department"), lambda r: _name(view, r), "html"),
        Column(t("county.head.stand"), lambda r: _stands(r, present), "html"),
        Column(t("county.head.worst"), lambda r: _worst(view, r), "html"),
    ]
    table = tables.html(rows, shown, caption=t("county.offices.title"), most=MOST)
    notes.block(f"{section}<div class='xh-more xc-offices'>{table}</div>")
    counts = [column(words.judgement(None if w == "no_target" else w), f"n_{w}", "count") for w in present]
    exported = [Column(t("county.head.department"), lambda r: _said(view, r)), *counts,
                Column(t("county.head.worst"), lambda r: _worst_name(view, r))]  # fmt: skip
    return download.Offer("county_offices", t("county.offices.title"), lambda: tables.frame(rows, exported))


def _said(view: Scope, row: Row) -> str:
    code = row["department_code"]
    return words.named(shell.department_names(view).get(code, {})) or code


def _name(view: Scope, row: Row) -> str:
    return say.link("departments", _said(view, row), department=row["department_code"])


def _stands(row: Row, present: list[str]) -> str:
    """✓3 !1, or that every one of its figures rests on too few cases."""
    if row["n_insufficient"] == row["n_indicators"]:
        return f"<span class=xh-quiet>{t('county.offices.few', n=row['n_indicators'])}</span>"
    marks = (f"<b class=b-{w}>{theme.mark(w).sign}</b>{row[f'n_{w}']}" for w in present if row[f"n_{w}"])
    return f"<span class=xc-marks>{' '.join(marks)}</span>"


def _worst_name(view: Scope, row: Row) -> str:
    return words.named(shell.indicators(view).get(row["worst"] or "", {})) if row["worst"] else ""


def _worst(view: Scope, row: Row) -> str:
    """The indicator it lags most on, as the office's own page shows it."""
    if not row["worst"]:
        return ""
    said = _worst_name(view, row) or row["worst"]
    named = "" if row["n_nameable"] else f" <span class=xh-quiet>{escape(t('county.offices.unnamed'))}</span>"
    return say.link("indicator", said, indicator=row["worst"], department=row["department_code"]) + named
