"""A funnel: units by number of cases and rate, the peers' centre, and the limits chance leaves open at each size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE, GREY, axis, colour, ends, layout, room, rounded, shape, value_axis

WIDE = 40  # times the smallest unit: beyond this the sizes stand on a logarithmic axis
MOST_LABELS = 8
LIMITS = (("low998", "high998", "limit998", "solid"), ("low95", "high95", "limit95", "dot"))


@dataclass(frozen=True)
class Point:
    """One unit of the funnel."""

    name: str
    n: float
    rate: float
    word: str | None
    said: str  # on hover, below the name
    is_named: bool  # written beside its mark
    is_above: bool  # the centre: its name is written below its mark, away from the edge
    is_here: bool  # of the region or department chosen; others are drawn faint


def draw(
    points: Sequence[Point], curves: pl.DataFrame, centre: float, *, target: str = "", height: int = 330
) -> dict[str, Any]:
    """The funnel as a plotly dict. `curves`: n, low95, high95, low998, high998. `target` is what the axis of cases is called."""
    sizes = [point.n for point in points]
    is_wide = max(sizes) > WIDE * max(min(sizes), 1)
    middle = curves.filter(pl.col("n") >= sorted(sizes)[len(sizes) // 4]).head(1)
    shown = [*(p.rate for p in points), centre, *middle["low998"], *middle["high998"]]
    x_axis = axis(title={"text": target, "font": {"size": 12}}, tickformat=",d", showgrid=False)
    if is_wide:
        x_axis |= {"type": "log", "dtick": "D2" if max(sizes) < 1000 * min(sizes) else 1}
    return {
        "data": [*_limits(curves), _centre(curves, centre), *_points(points)],
        "layout": layout(
            height=height,
            margin=room(right=16, is_titled=True),
            showlegend=True,
            xaxis=x_axis,
            yaxis=value_axis("percent", ends(shown, unit="percent", ceiling=1.0)),
        ),
    }


def _limits(curves: pl.DataFrame) -> list[dict[str, Any]]:
    """Each pair as one broken line, so that it stands in the legend once."""
    n = rounded(curves["n"].to_list(), 1)
    return [
        {
            "type": "scatter", "mode": "lines", "name": words.t(f"departments.funnel.{name}"), "hoverinfo": "skip",
            "x": [*n, None, *n], "y": [*rounded(curves[low].to_list(), 4), None, *rounded(curves[high].to_list(), 4)],
            "line": {"color": GREY, "width": 1.4, "dash": dash},
        }
        for low, high, name, dash in LIMITS
    ]  # fmt: skip


def _centre(curves: pl.DataFrame, centre: float) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": words.t("departments.funnel.centre", centre=words.percent(centre)), "hoverinfo": "skip",
        "x": rounded([curves["n"][0], curves["n"][-1]], 1), "y": rounded([centre, centre]), "line": {"color": BLUE, "width": 1.4},
    }  # fmt: skip


def _points(points: Sequence[Point]) -> list[dict[str, Any]]:
    """One trace for the others, one for those the view is about, so that these lie above."""
    written = [p for p in points if p.is_named][:MOST_LABELS]
    traces = []
    for is_here in (False, True):
        some = [p for p in points if p.is_here == is_here]
        if some:
            traces.append(_trace(some, written, is_faint=not is_here))
    return traces


def _trace(points: Sequence[Point], written: Sequence[Point], *, is_faint: bool) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers+text", "showlegend": False, "cliponaxis": False,
        "x": rounded([p.n for p in points], 1), "y": rounded([p.rate for p in points]),
        "text": [p.name if p in written else "" for p in points],
        "textposition": [f"{'bottom' if p.is_above else 'top'} center" for p in points], "textfont": {"size": 12},
        "hovertext": [f"<b>{p.name}</b><br>{p.said}" for p in points], "hoverinfo": "text",
        "marker": {
            "symbol": [shape(p.word) for p in points], "color": [colour(p.word) for p in points],
            "size": [12 if p in written else 9 for p in points], "opacity": 0.35 if is_faint else 0.95,
        },
    }  # fmt: skip
