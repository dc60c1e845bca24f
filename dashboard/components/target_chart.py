"""The picture of the whole: how it moved, where it is heading, and where the proposal lies in that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import outlook
from dashboard.charts import series as series_chart
from dashboard.components import figures, filters, indicator_figures
from dashboard.components import target_words as say
from dashboard.reads import base, indicator, targets
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, card: Row, ahead: list[Row], row: Row, aim: float, now: Row | None) -> None:
    """History, fan, dated targets, ceiling, the best four quarters and the value proposed."""
    best = (
        [(t("targets.chart.best", value=say.value(row["best"], card)), row["best"])] if row["best"] is not None else []
    )
    on = targets.ends_on(dict(row))
    drawn = outlook.draw(_ground(view), aim=aim, aim_on=on, aim_said=say.value(aim, card), levels=best)
    figures.show(
        drawn, lambda: _twin(ahead), key="target_outlook", heading=_heading(card, row), caption=_caption(view, row),
        how=t("targets.how.chart"), view=view, definitions=indicator_figures.definitions(card), shares=_shares(card),
    )  # fmt: skip


@base.kept_by("plan", "region", "indicator", "year", "lang")
def _ground(view: Scope) -> outlook.Ground:
    """The picture below the proposal, drawn once: a slider that moves, another quarter or department change nothing in it."""
    ahead, card = targets.whole(view), indicator.card(view) or {}
    row = targets.at(ahead, targets.year(view)) or ahead[-1]
    return outlook.ground(
        targets.series(view, row["seen_from"]), unit=str(card["unit"]), ceiling=indicator_figures.ceiling(card),
        targets=series_chart.numbered(indicator.targets(view)), fan=targets.fan([dict(r) for r in ahead], dict(row)),
    )  # fmt: skip


def _heading(card: Row, row: Row) -> str:
    year = row["horizon_quarter"][:4]
    if row["mean"] is None:
        return t("targets.chart.not_foreseen", year=year)
    low, high = say.value(row["low80"], card), say.value(row["high80"], card)
    interval = f"{low.removesuffix('%')}–{high}"
    return t("targets.chart.foreseen", year=year, value=say.value(row["mean"], card), interval=interval)


def _caption(view: Scope, row: Row) -> str:
    scope = replace(view, quarter=row["seen_from"])
    return t("targets.chart.caption", view=filters.described(scope), n=words.number(row["n_points"]))


BOUNDS = ("mean", "low80", "high80", "low95", "high95")


def _shares(card: Row) -> list[str]:
    return [t(f"targets.head.{b}") for b in BOUNDS] if card["unit"] == "percent" else []


def _twin(ahead: list[Row]) -> pl.DataFrame:
    """One line a year's end; empty cells where nothing is foreseen, and then no column may lose its kind."""
    return pl.DataFrame(
        [
            pl.Series(t("targets.head.until"), [words.quarter(r["horizon_quarter"]) for r in ahead], dtype=pl.String),
            *(pl.Series(t(f"targets.head.{b}"), [r[b] for r in ahead], dtype=pl.Float64) for b in BOUNDS),
        ]
    )
