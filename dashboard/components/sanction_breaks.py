"""Where the chain breaks: by department, by region, and over the quarters. A name changes the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.charts import shares
from dashboard.components import download, figures, notes, sanction_chain, sanction_finding, tables
from dashboard.components import sanction_words as say
from dashboard.components.tables import Column
from dashboard.reads import sanction_steps as steps
from dashboard.reads import sanctions
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 7  # departments on the page; the download has all
LEAST = 10  # of a base, before a share is called worse than the whole


def departments(view: Scope, rows: Sequence[Row], whole: Row) -> download.Offer:
    """One line a department, most lost first."""
    own = sorted((r for r in rows if r["measure_code"] == ALL), key=lambda r: (-steps.lost(r), -(r["n_owed"] or 0)))
    heading = _heading(own, whole, "departments") if len(own) > 1 else t("sanctions.departments.heading")
    notes.section(heading, t("sanctions.departments.caption"))
    columns = [
        tables.name(
            say.head("department"), link=lambda r: links.href("sanctions", view, department=r["department_code"])
        ),
        Column(say.head("owed"), lambda r: r["n_owed"], "count"),
        *(Column(say.head(s), lambda r, s=s: _cell(r, s, whole), "right_html") for s in steps.STEPS[:3]),
        Column(say.head("breaks"), _lost, "html"),
    ]
    if own:
        notes.block(_tight(tables.html(own, columns, caption=t("sanctions.departments.heading"), most=MOST)))
    else:
        notes.block(notes.quiet(t("sanctions.departments.none")))
    how = t("sanctions.departments.how")
    return download.Offer("sanction_departments", t("sanctions.departments.heading"), lambda: _twin(view, rows), how)


def _heading(rows: Sequence[Row], whole: Row, kind: str) -> str:
    """Those surely below the whole by name; where nobody has a base to be compared, that is said instead."""
    worse = [words.named(r) or r.get("department_code", "") for r in rows if _is_worse(r, whole)]
    if worse:
        return t(f"sanctions.{kind}.worse", names=words.listed(worse, 4), n=words.number(len(worse)))
    is_compared = any((r[f"{s}_n"] or 0) >= LEAST for r in rows for s in steps.STEPS[:3])
    return t(f"sanctions.{kind}.{'alike' if is_compared else 'few'}")


def _tight(table: str) -> str:
    """Share and counts on one line: the table stands on the first screen."""
    return f"<div class=xs-tight>{table}</div>"


def _is_worse(row: Row, whole: Row) -> bool:
    """Whether the whole interval of a step lies below the share of all."""
    return any(
        (row[f"{s}_n"] or 0) >= LEAST and whole[f"{s}_rate"] is not None and row[f"{s}_high"] < whole[f"{s}_rate"]
        for s in steps.STEPS[:3]
    )


def _cell(row: Row, step: str, whole: Row) -> str:
    if not row.get(f"{step}_n"):
        return f"<span class=xh-quiet>{words.NONE}</span>"
    high, all_of = row[f"{step}_high"], whole.get(f"{step}_rate")
    mark = "<i class=xs-below>▼</i>" if row[f"{step}_n"] >= LEAST and all_of is not None and high < all_of else ""
    said = f"{mark}{words.percent(row[f'{step}_rate'])} <small>{words.fraction(row[f'{step}_x'], row[f'{step}_n'])}</small>"
    return said + say.whisker(row[f"{step}_low"], high)


def _lost(row: Row) -> str:
    state = steps.breaks(row)
    return (
        t(f"sanctions.lost.{state}", n=words.number(row[state]))
        if state
        else f"<span class=xh-quiet>{words.NONE}</span>"
    )


def _twin(view: Scope, rows: Sequence[Row]) -> pl.DataFrame:
    """Every department by measure."""
    return say.twin(
        [
            {
                say.head("department"): words.named(r) or r["department_code"],
                say.head("measure"): say.measure(view, r["measure_code"]),
                **sanction_chain.exported(r),
            }
            for r in rows
        ]
    )


def places(view: Scope, codes: Sequence[str], whole: Row) -> download.Offer | None:
    """By region and over the quarters, in a fold: sent once it is opened."""
    rows = sanctions.regions(view, codes)
    heading = _heading([r for r in rows if r["has_figure"]], whole, "regions")
    fold = tables.opened(t("sanctions.places", said=heading), "sanction_places_fold")
    ordered = sorted(rows, key=lambda r: (not r["has_figure"], r.get("applied_rate") or 0))
    if fold:
        name = sanction_finding.which(view, codes)
        with fold:
            left, right = st.columns([7, 5], gap="large")
        with left:
            _regions(view, ordered, whole, name, heading)
        with right:
            over_time(view, sanctions.over_time(view, codes), name)
    if not any(r["has_figure"] for r in rows):
        return None
    how = t("sanctions.departments.how")
    return download.Offer("sanction_regions", t("sanctions.regions.heading"), lambda: _regions_twin(ordered), how)


def _regions(view: Scope, rows: Sequence[Row], whole: Row, name: str, heading: str) -> None:
    """One line a region, lowest share applied first; those without any measure last, and said so."""
    notes.section(heading, t("sanctions.regions.caption", view=say.described(view), name=name))
    if not any(r["has_figure"] for r in rows):
        notes.block(notes.quiet(t("sanctions.regions.none")))
        return
    columns = [
        tables.name(say.head("region"), link=lambda r: links.href("sanctions", view, region=r["region_code"])),
        Column(say.head("owed"), lambda r: r["n_owed"] if r["has_figure"] else None, "count"),
        *(Column(say.head(s), lambda r, s=s: _region_cell(r, s, whole), "right_html") for s in steps.STEPS),
        Column(say.head("breaks"), lambda r: _lost(r) if r["has_figure"] else "", "html"),
    ]
    notes.block(_tight(tables.html(rows, columns, is_tall=True, caption=t("sanctions.regions.heading"))))


def _region_cell(row: Row, step: str, whole: Row) -> str:
    if not row["has_figure"]:
        return f"<span class=xh-quiet>{t('sanctions.nothing.here')}</span>" if step == "checked" else ""
    return _cell(row, step, whole)


def _regions_twin(rows: Sequence[Row]) -> pl.DataFrame:
    return say.twin([{say.head("region"): words.named(r), **sanction_chain.exported(r)} for r in rows])


def over_time(view: Scope, rows: Sequence[Row], name: str) -> None:
    """Each step over the quarters, four quarters of listing together."""
    caption = t("sanctions.time.caption", name=name)
    if len(rows) < 2:
        notes.section(t("sanctions.time.heading"), caption)
        notes.block(notes.quiet(t("sanctions.time.none")))
        return
    series = {say.head(s): _series(rows, s) for s in steps.STEPS}
    figures.show(
        shares.draw(series, chosen=view.quarter),
        lambda: say.twin(
            [{t("common.quarter"): words.quarter(r["quarter"]), **sanction_chain.exported(r)} for r in rows]
        ),
        key="sanction_quarters",
        heading=_moved(view, series),
        caption=caption,
        how=t("sanctions.time.how"),
        view=view,
        shares=[say.head(f"{s}_{k}") for s in steps.STEPS for k in ("rate", "low", "high")],
    )


def _series(rows: Sequence[Row], step: str) -> list[Row]:
    return [{"quarter": r["quarter"], **{k: r[f"{step}_{k}"] for k in ("x", "n", "rate", "low", "high")}} for r in rows]


def _moved(view: Scope, series: Mapping[str, Sequence[Row]]) -> str:
    """Which steps moved beyond both intervals within a year."""
    moved = [name for name, (_, is_beyond) in shares.changes(series, view.quarter).items() if is_beyond]
    return t("sanctions.time.moved", names=words.listed(moved)) if moved else t("sanctions.time.unmoved")
