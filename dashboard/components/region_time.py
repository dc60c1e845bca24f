"""Through time: a slider over every quarter, and the last eight side by side in the same classes."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import map as chart
from dashboard.charts import map_classes, map_small
from dashboard.charts.drawn import Drawn
from dashboard.components import download, notes, region_choice, region_map, tables
from dashboard.components import region_words as say
from dashboard.reads import boundary, regions, shell
from dashboard.words import t

SLIDE = "slide_quarter"


def show(view: Scope, level: str, places: pl.DataFrame) -> download.Offer | None:
    """Slider and fold."""
    if places.is_empty():
        return None
    notes.section(t("regions.time.heading"), t("regions.time.caption"))
    _slider(view)
    fold = tables.opened(t("regions.time.small"), "regions_small")
    if fold:
        with fold:
            _small(view, level, places)
    title = t("regions.time.title", name=say.indicator(view))
    return download.Offer("regions_series", title, lambda: _frame(view, level))


def _slider(view: Scope) -> None:
    quarters = sorted(shell.quarters(view))
    if len(quarters) < 2:
        return
    st.session_state[SLIDE] = view.quarter
    st.select_slider(
        t("common.quarter"), quarters, format_func=words.quarter, key=SLIDE, label_visibility="collapsed",
        on_change=lambda: st.query_params.update(quarter=st.session_state[SLIDE]),
    )  # fmt: skip


def _small(view: Scope, level: str, places: pl.DataFrame) -> None:
    spots, found = boundary.places(view, level), boundary.maps(view).get(level)
    series = regions.series(view, level)
    if not spots or not found or series.is_empty():
        notes.caption(t("regions.time.none"))
        return
    by = "verdict" if region_choice.colour(view) == "verdict" else "value"
    quarters = series["quarter"].unique().sort().to_list()
    every = places.select("region_code").join(pl.DataFrame({"quarter": quarters}), how="cross")
    laid = every.join(series, on=["region_code", "quarter"], how="left", maintain_order="left")
    shades, shaded = map_classes.shade(laid, by, say.unit(view))
    marked = laid.select("quarter").hstack(shaded).filter(pl.col("region_code").is_in(list(spots)))
    parts = {str(q[0]): dict(part.select("region_code", "shade").iter_rows()) for q, part in marked.group_by("quarter")}
    frame = chart.around([vars(spot) for spot in spots.values()])
    figure = map_small.draw(
        [(words.quarter(q), parts[q]) for q in quarters], shades, version=str(found["version"]), frame=frame
    )
    alt = t("regions.time.title", name=say.indicator(view))
    st.plotly_chart(
        Drawn(figure), key="regions_small_maps", config=chart.CONFIG | {"staticPlot": True}, alt=alt, width="stretch"
    )
    notes.block(region_map.legend(view, by, shades, is_counted=False))


def _frame(view: Scope, level: str) -> pl.DataFrame:
    series = regions.series(view, level)
    names = {code: say.full(view, code) for code in series["region_code"].unique()}
    return series.select(
        pl.col("quarter").alias(t("common.quarter")),
        pl.col("region_code").alias(t("regions.head.code")),
        pl.col("region_code").replace_strict(names, return_dtype=pl.String).alias(t("regions.head.region")),
        pl.col("value").alias(t("regions.head.value")),
        pl.col("numerator").alias(t("regions.head.x")),
        pl.col("denominator").alias(t("regions.head.n")),
    )
