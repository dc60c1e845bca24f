"""The first table of the page `timeliness`: every act and leg of the quarter, each by itself, and what is counted apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, figures, filters, notes, tables, timely_table
from dashboard.components import timely_words as say
from dashboard.components.tables import Column, column
from dashboard.reads import timeliness
from dashboard.words import t

Row = Mapping[str, Any]
TWO = ("licence", "penalty")
COUNTED = (
    "n_begun", "n_done", "n_due", "n_in_time", "n_late_done", "n_late_open", "n_inside", "n_open_inside", "n_without_limit",
    "n_without_calendar", "n_unstated", "n_last_day", "n_negative", "n_own_limit", "n_provisional",
)  # fmt: skip
RATES = ("rate", "low", "high", "late_rate", "coverage")
ODD = ("n_negative", "n_provisional", "n_own_limit", "n_without_calendar", "n_unstated")


def show(view: Scope, rows: Sequence[Row], chosen: tuple[str, str]) -> None:
    """Acts with a limit, grouped; a click makes one of them the subject of the figures beside and below."""
    limited = [row for row in rows if row["n_begun"] > row["n_without_limit"]]
    body = notes.section_html(_heading(limited), t("timeliness.acts_caption", view=filters.described(view)))
    if limited:
        body += timely_table.html(
            _grouped(limited),
            first=t("timeliness.head.act"),
            name=lambda row: say.act(row["leg"], row["act"]),
            caption=t("timeliness.acts"),
            link=lambda row: links.href("timeliness", view, clock=timeliness.clock(row["leg"], row["act"])),
            is_own=lambda row: (row["leg"], row["act"]) == chosen,
            with_limit=True,
        )
    notes.block(body)
    figures.beside(
        lambda: twin(rows, [Column(t("timeliness.head.act"), lambda row: say.act(row["leg"], row["act"]))]),
        key="acts", title=t("timeliness.acts"), caption=t("timeliness.acts_caption", view=filters.described(view)),
        how=t("timeliness.acts_how"), view=view, definitions=definitions(), is_table_above=True,
    )  # fmt: skip


def _heading(rows: Sequence[Row]) -> str:
    due = [row for row in rows if row["n_due"]]
    late = [row for row in due if row["n_in_time"] < row["n_due"]]
    if not due:
        return t("timeliness.acts_none")
    return t("timeliness.acts_heading" if late else "timeliness.acts_clean", n=len(due), late=len(late))


def _grouped(rows: Sequence[Row]) -> list[tuple[str, Sequence[Row]]]:
    """Licences and penalties, the other acts, commitments, reports, collation: none of them added to another."""
    of = {
        "two": [r for r in rows if r["leg"] == "publication" and r["act"] in TWO],
        "others": [r for r in rows if r["leg"] == "publication" and r["act"] not in TWO],
        **{leg: [r for r in rows if r["leg"] == leg] for leg in ("commitment", "report", "collate")},
    }
    return [(t(f"timeliness.group.{name}"), found) for name, found in of.items() if found]


def apart(view: Scope, rows: Sequence[Row]) -> None:
    """Acts no limit holds for in this plan, and what must be said beside the rates."""
    html = notes.section_html(t("timeliness.apart"), t("timeliness.apart_caption"))
    free = [row for row in rows if row["n_without_limit"]]
    said = [
        t(f"timeliness.odd.{key}", n=words.number(n), act=say.act(row["leg"], row["act"]))
        for key in ODD
        for row in rows
        if (n := row[key])
    ]
    listed = "".join(f"<li>{line}</li>" for line in said)
    html += f"<ul class=xt-odd>{listed}</ul>" if said else notes.quiet(t("timeliness.odd_none"))
    if not free:
        notes.block(html + notes.quiet(t("timeliness.free_none")))
        return
    columns = [
        Column(t("timeliness.head.act"), lambda row: say.act(row["leg"], row["act"])),
        column(t("timeliness.head.n_without_limit"), "n_without_limit", "count"),
        column(t("timeliness.head.n_begun"), "n_begun", "count"),
        column(t("timeliness.head.n_done"), "n_done", "count"),
        Column(t("timeliness.head.coverage_all"), lambda row: row["n_done"] / row["n_begun"], "rate"),
    ]
    notes.block(
        f"{html}<p class=xh-text>{t('timeliness.free', n=len(free))}</p>"
        + tables.html(free, columns, caption=t("timeliness.apart"))
    )


def twin(rows: Sequence[Row], names: Sequence[Column]) -> pl.DataFrame:
    """Every count and rate as a frame for screen and download."""
    columns = [
        *names,
        Column(t("timeliness.head.limit"), say.limit),
        Column(t("timeliness.head.force"), say.force),
        *(column(t(f"timeliness.head.{key}"), key) for key in (*COUNTED[:4], *RATES, *COUNTED[4:])),
    ]
    return tables.frame(rows, columns)


def definitions() -> dict[str, str]:
    """What a download says about its columns."""
    return {t(f"timeliness.define.{k}"): t(f"timeliness.define.{k}_is") for k in ("due", "late", "inside", "coverage")}


def offer(view: Scope) -> download.Offer:
    """Every act, region and department within the chosen ones."""
    return download.Offer("timeliness_offices", t("timeliness.offer"), lambda: _offices(view), t("timeliness.acts_how"))


def _offices(view: Scope) -> pl.DataFrame:
    names = [
        Column(t("timeliness.head.act"), lambda row: say.act(row["leg"], row["act"])),
        Column(t("common.region"), lambda row: say.region(view, row["region_code"])),
        Column(
            t("common.department"),
            lambda row: (
                t("common.all_departments")
                if row["department_code"] == "*"
                else say.department(view, row["department_code"])
            ),
        ),
    ]
    return twin(timeliness.offices(view), names)
