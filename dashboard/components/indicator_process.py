"""The process chart of the indicator page: the office against its own past, or how many periods it still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import process as process_chart
from dashboard.components import evidence, figures, filters, indicator_figures, notes
from dashboard.reads import process
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, card: Row, now: Row | None) -> None:
    """Chart and finding; where there is no chart, in a line why."""
    points = process.chart(view) if now is not None and now["blank"] != "suppressed" else pl.DataFrame()
    row = {**card, **(now or {})}
    heading = t("indicator.process", said=_said(row))
    is_net = card["series"] == "stock"
    grain = t(f"indicator.grain.{'month' if process.is_monthly(points) else 'quarter'}")
    what = t(f"indicator.process_{'net' if is_net else 'value'}")
    caption = t("indicator.process_caption", grain=grain, what=what, n=points.height, view=filters.described(view))
    if points.is_empty() or points["value"].null_count() == points.height:
        notes.section(heading, t("indicator.process_none"))
        return
    drawn = process_chart.draw(points, unit=card["unit"], is_net=is_net, bar=_asked(row))
    figures.show(
        drawn, lambda: _twin(points), key="process", heading=heading, caption=caption, how=t("figures.note.process"), view=view,
        definitions=indicator_figures.definitions(card), shares=_shares(card),
    )  # fmt: skip
    if now is not None and now["code"]:
        st.html(f"<p class='xf-quiet'>{evidence.assurance(row)}</p>")


def _said(row: Row) -> str:
    """Change and assurance in words, or how many periods are missing."""
    if not evidence.signal(row, "V"):
        return evidence.no_series(row)
    states = [evidence.signal(row, letter) for letter in ("V", "A")]
    return t("evidence.comma").join(t(f"verdict.state.{state}") for state in states if state)


def _asked(row: Row) -> float | None:
    """The level the process is held to: where the line stands, or the target once it is due."""
    if evidence.is_past(row):
        return row.get("target") if row.get("target") is not None else row.get("floor")
    return row.get("expected")


def _shares(card: Row) -> list[str]:
    return [t(f"indicator.{k}") for k in ("value", "centre", "lower", "upper")] if card["unit"] == "percent" else []


def _twin(points: pl.DataFrame) -> pl.DataFrame:
    rules = {r: t(f"figures.rule.{r}") for r in process.RULES}
    said = pl.col("rules").str.split(",").list.eval(pl.element().replace_strict(rules, default=""))
    judged = {"V1": t("figures.better"), "V2": t("figures.common"), "V3": t("figures.worse")}
    return points.reverse().select(
        pl.col("period").alias(t("indicator.period")),
        *(pl.col(k).alias(t(f"indicator.{k}")) for k in ("value", "centre", "lower", "upper")),
        pl.col("variation").replace_strict(judged, default=words.NONE).alias(t("indicator.variation")),
        said.list.join("; ").alias(t("indicator.rules_broken")),
    )
