"""The second view: height for the number of cases, colour for the class. Shown only where the browser can draw it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import map_relief as chart
from dashboard.charts.map import Frame, Region
from dashboard.charts.map_classes import Shade
from dashboard.components import notes
from dashboard.components import region_words as say
from dashboard.reads import boundary, indicator
from dashboard.words import t

KEY = "regions_relief"


def show(
    view: Scope, level: str, places: pl.DataFrame, drawn: Sequence[Region], shades: Sequence[Shade], *, frame: Frame
) -> None:
    """The view, and beside it the sentence for a browser that cannot: the style sheet shows one of the two."""
    from dashboard.components.region_map import HEIGHT

    cases = dict(places.select("region_code", pl.coalesce("denominator", "value")).iter_rows())
    heights = [float(cases.get(r.code) or 0) for r in drawn]
    version = str(boundary.maps(view)[level]["version"])
    alt = t("regions.relief.alt", name=say.indicator(view), quarter=words.quarter(view.quarter))
    notes.block(f"<p class='xh-empty xg-nowebgl' role=status>{t('regions.relief.cannot')}</p>")
    with st.container(key="regions_raised"):
        deck = chart.draw(drawn, heights, shades, version=version, frame=frame, chosen=view.region, height=HEIGHT)
        st.pydeck_chart(deck, key=KEY, height=HEIGHT, on_select=_picked, selection_mode="single-object", alt=alt)
        notes.caption(t("regions.relief.how", most=words.number(max(heights, default=0)), unit=_counted(view)))


def _counted(view: Scope) -> str:
    """What the height counts, in the card's own words."""
    return words.pick(indicator.card(view) or {}, "denominator") or t("regions.relief.cases")


def _picked() -> None:
    """As a click on the flat map."""
    from dashboard.components import region_map

    objects = st.session_state[KEY]["selection"]["objects"].get("columns") or []
    if objects:
        region_map.go(str(objects[0]["c"]))
