"""Possible ranks: one line a region from its best to its worst, those with equal rates side by side at one height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import FAINT, GREY, axis, layout
from dashboard.charts.map import HERE
from dashboard.charts.map_classes import TIERS

MARKED = 9  # pixels
SYMBOLS = {"upper": "triangle-up", "lower": "triangle-down", "middle": "diamond"}


def draw(ranked: pl.DataFrame, *, names: Sequence[str], height: int = 250) -> dict[str, Any]:
    """The lines as a plotly dict. ranked: region_code, rank, rank_low, rank_high, tier, said, in the order drawn."""
    n = ranked.height
    thirds = [_third(n / 3 + 0.5), _third(n * 2 / 3 + 0.5)] if n >= 3 else []
    return {
        "data": [_lines(ranked), _marks(ranked, names)],
        "layout": layout(
            height=height,
            margin={"l": 64, "r": 8, "t": 24, "b": 8},
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


def _lines(ranked: pl.DataFrame) -> dict[str, Any]:
    """From best to worst. Bars from a base: half the bytes of a line."""
    low, high = ranked["rank_low"], ranked["rank_high"]
    return {
        "type": "bar", "hoverinfo": "skip", "x0": 1, "dx": 1, "base": low.to_list(), "y": (high - low).to_list(), "width": 0.35,
        "marker": {"color": GREY, "opacity": 0.5},
    }  # fmt: skip


def _marks(ranked: pl.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    tiers = ranked["tier"].fill_null("unclear")
    kinds = tiers.unique().to_list()
    is_one = len(kinds) == 1  # most often nobody can be told apart: then one colour for all
    return {
        "type": "scatter", "mode": "markers", "x0": 1, "dx": 1, "y": ranked["rank"].to_list(),
        "customdata": [[name, *said] for name, said in zip(names, ranked["said"].to_list(), strict=True)],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{words.t('regions.ranks.hover')}<extra></extra>",
        "marker": {
            "size": MARKED if ranked.height <= 120 else 5, "line": {"color": "#4A5565", "width": 1},
            "color": TIERS[kinds[0]][0] if is_one else [TIERS[one][0] for one in tiers],
            "symbol": SYMBOLS.get(kinds[0], "circle") if is_one else [SYMBOLS.get(one, "circle") for one in tiers],
        },
    }  # fmt: skip


def mark(figure: dict[str, Any], place: int, name: str) -> dict[str, Any]:
    """The same picture with one region named above its line: the `place`-th from the left, 1 first."""
    n = len(figure["data"][0]["y"])
    anchor = "left" if place < n * 0.1 else "right" if place > n * 0.9 else "center"
    text = f"{name} ▼" if anchor == "right" else f"▼ {name}"
    here = {
        "x": place, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": anchor, "showarrow": False, "text": text,
        "font": {"size": 12, "color": HERE},
    }  # fmt: skip
    return {**figure, "layout": {**figure["layout"], "annotations": [here]}}


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
