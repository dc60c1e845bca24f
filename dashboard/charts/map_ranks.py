"""Possible ranks: one line a region from its best to its worst, those with equal rates side by side at one height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import FAINT, GREY, axis, layout
from dashboard.charts.map_classes import TIERS

MARKED = 9  # pixels


def draw(ranked: pl.DataFrame, *, names: Sequence[str], chosen: str = "", height: int = 250) -> dict[str, Any]:
    """The lines as a plotly dict. ranked: region_code, rank, rank_low, rank_high, tier, said, in the order drawn."""
    n = ranked.height
    place = list(range(1, n + 1))
    traces = [_lines(ranked, place), _marks(ranked, place, names)]
    if chosen in ranked["region_code"]:
        at = ranked["region_code"].to_list().index(chosen)
        traces.append(_here(at + 1, ranked["rank_high"][at], names[at]))
    thirds = [_third(n / 3 + 0.5), _third(n * 2 / 3 + 0.5)] if n >= 3 else []
    return {
        "data": traces,
        "layout": layout(
            height=height,
            margin={"l": 8, "r": 8, "t": 18, "b": 8},
            shapes=thirds,
            xaxis=axis(showticklabels=False, showgrid=False, range=[0, n + 1]),
            yaxis=axis(
                range=[n + 1.5, -0.5 - n * 0.03],
                title={"text": words.t("regions.ranks.axis"), "font": {"size": 12}},
                tickformat=",d",
                nticks=6,
            ),
        ),
    }


def _lines(ranked: pl.DataFrame, place: list[int]) -> dict[str, Any]:
    """All intervals as one broken line."""
    x = [v for p in place for v in (p, p, None)]
    y = [v for low, high in ranked.select("rank_low", "rank_high").iter_rows() for v in (low, high, None)]
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": x,
        "y": y,
        "line": {"color": GREY, "width": 3},
        "opacity": 0.55,
    }


def _marks(ranked: pl.DataFrame, place: list[int], names: Sequence[str]) -> dict[str, Any]:
    tiers = ranked["tier"].fill_null("unclear").to_list()
    return {
        "type": "scatter", "mode": "markers", "x": place, "y": ranked["rank"].to_list(), "hoverinfo": "text",
        "hovertext": [f"<b>{name}</b><br>{said}" for name, said in zip(names, ranked["said"].to_list(), strict=True)],
        "marker": {
            "size": MARKED if len(place) <= 120 else 5, "color": [TIERS[one][0] for one in tiers], "line": {"color": "#4A5565", "width": 1},
            "symbol": [{"upper": "triangle-up", "lower": "triangle-down", "middle": "diamond"}.get(one, "circle") for one in tiers],
        },
    }  # fmt: skip


def _here(x: int, y: float, name: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "text", "hoverinfo": "skip", "x": [x], "y": [y], "text": [f"▲<br>{name}"],
        "textposition": "bottom center",
        "textfont": {"size": 12, "color": "#C2185B"}, "cliponaxis": False,
    }  # fmt: skip


def _third(at: float) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "line": {"color": FAINT, "width": 1.5, "dash": "dash"},
    }
