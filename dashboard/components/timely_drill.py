"""One act further down and back in time: regions below, departments, quarters; a click changes the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.charts import series as chart
from dashboard.components import figures, filters, notes, timely_acts, timely_table
from dashboard.components import timely_words as say
from dashboard.components.tables import Column
from dashboard.words import t

Row = Mapping[str, Any]


def regions(view: Scope, rows: Sequence[Row], *, leg: str, act: str) -> None:
    """The regions next below (beside, where none is below) the chosen one, worst first."""
    if len(rows) > 1 and any(row.get("has_figure") for row in rows):
        _table(view, rows, "regions", lambda row: links.href("timeliness", view, region=row["code"]), leg, act)


def departments(view: Scope, rows: Sequence[Row], *, leg: str, act: str) -> None:
    """The departments of the chosen region, worst first."""
    if rows:
        _table(view, rows, "departments", lambda row: links.href("timeliness", view, department=row["code"]), leg, act)


def _table(view: Scope, rows: Sequence[Row], key: str, link: Callable[[Row], str], leg: str, act: str) -> None:
    name = say.act(leg, act)
    caption = t(f"timeliness.{key}_caption", act=name, view=filters.described(view))
    ordered = sorted(rows, key=_worst_first)
    own = view.region if key == "regions" else view.department
    body = timely_table.html(
        [("", ordered)],
        first=t(f"common.{key.removesuffix('s')}"),
        name=words.named,
        caption=t(f"timeliness.{key}"),
        link=link,
        is_own=lambda row: row["code"] == own,
    )
    notes.block(notes.section_html(_heading(rows, key, name), caption) + body)
    known = [row for row in ordered if row.get("has_figure")]
    figures.beside(
        lambda: timely_acts.twin(known, [Column(t(f"common.{key.removesuffix('s')}"), words.named)]),
        key=key, title=t(f"timeliness.{key}"), caption=caption, how=t("timeliness.drill_how"), view=view,
        definitions=timely_acts.definitions(), is_table_above=True,
    )  # fmt: skip


def _worst_first(row: Row) -> tuple[bool, float, int]:
    """By late rate; what has no rate last; of equal rates the one with more acts."""
    late = row.get("late_rate")
    return late is None, -(late or 0.0), -(row.get("n_due") or 0)


def _heading(rows: Sequence[Row], key: str, name: str) -> str:
    """How many have no late act, and the one latest of those with acts enough to say so."""
    due = [row for row in rows if row.get("n_due")]
    if not due:
        return t(f"timeliness.{key}_none", act=name)
    clean = sum(row["n_in_time"] == row["n_due"] for row in due)
    if clean == len(due):
        return t(f"timeliness.{key}_clean", n=len(due), act=name)
    counted = t(f"timeliness.{key}_late", n=len(due), late=len(due) - clean)
    worst = min((row for row in due if row["n_due"] >= say.FEW), key=_worst_first, default=None)
    if worst is None or worst["n_in_time"] == worst["n_due"]:
        return counted
    late = words.fraction(worst["n_due"] - worst["n_in_time"], worst["n_due"])
    return counted + t("timeliness.worst", name=words.named(worst), counts=late)


def latest(view: Scope, series: pl.DataFrame) -> None:
    """Where the quarter is empty: the last one before it that is not."""
    if series.is_empty():
        return
    quarter = series["period"].max()
    href = escape(links.href("timeliness", view, quarter=quarter), quote=True)
    said = t("timeliness.latest", quarter=words.quarter(quarter))
    notes.block(f"<p class=xh-text><a class=xh-link href='{href}'>{escape(said)}</a></p>")


def quarters(view: Scope, series: pl.DataFrame, *, leg: str, act: str) -> None:
    """The in-time rate by quarter with its interval."""
    name = say.act(leg, act)
    caption = t("timeliness.series_caption", act=name, view=filters.described(view))
    known = series.filter(pl.col("value").is_not_null())
    if known.is_empty():
        notes.section(t("timeliness.series_none", act=name), caption)
        return
    figures.show(
        chart.draw(series, unit="percent", ceiling=1.0, chosen=view.quarter, height=300),
        lambda: _twin(series),
        key="series",
        heading=_moved(known, name),
        caption=caption,
        how=t("timeliness.series_how"),
        view=view,
        shares=[t(f"timeliness.head.{k}") for k in ("rate", "low", "high")],
    )


def _moved(known: pl.DataFrame, name: str) -> str:
    """This quarter beside the same quarter a year before: seasons differ more than years."""
    last = known.row(-1, named=True)
    year = f"{int(last['period'][:4]) - 1}{last['period'][4:]}"
    before = known.filter(pl.col("period") == year)
    said = {"act": name, "quarter": words.quarter(last["period"]), "rate": words.percent(last["value"])}
    if before.is_empty():
        return t("timeliness.series_heading", **said)
    return t("timeliness.series_year", **said, change=words.points(last["value"] - before["value"][0]))


def _twin(series: pl.DataFrame) -> pl.DataFrame:
    heads = {"period": "quarter", "value": "rate", "low": "low", "high": "high", "numerator": "n_in_time", "denominator": "n_due",
             "n_late_done": "n_late_done", "n_late_open": "n_late_open", "n_begun": "n_begun", "n_done": "n_done"}  # fmt: skip
    return series.reverse().select(
        pl.col(column).alias(t("common.quarter") if key == "quarter" else t(f"timeliness.head.{key}"))
        for column, key in heads.items()
    )
