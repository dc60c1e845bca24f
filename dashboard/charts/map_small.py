"""The same map quarter by quarter, side by side, in the same classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.charts import layout
from dashboard.charts.map import GEOMETRY, Frame, geo, steps
from dashboard.charts.map_classes import Shade

ACROSS = 4
GAP, HEAD = 0.012, 0.07


def draw(
    maps: Sequence[tuple[str, Mapping[str, int]]],
    shades: Sequence[Shade],
    *,
    version: str,
    frame: Frame,
    height: int = 250,
) -> dict[str, Any]:
    """maps: a title and, by region, the index of its class. `height`: pixels of one row of four."""
    rows = -(-len(maps) // ACROSS)
    traces, sheets, titles = [], {}, []
    for i, (title, found) in enumerate(maps):
        name = "geo" if i == 0 else f"geo{i + 1}"
        left, right, bottom, top = _cell(i, rows)
        traces.append(
            {
                "type": "choropleth", "geo": name, "geojson": GEOMETRY.format(version=version), "featureidkey": "id",
                "hoverinfo": "skip",
                "locations": list(found), "z": list(found.values()), **steps(shades),
                "marker": {"line": {"color": "rgba(74,85,101,0.42)", "width": 0.4}},
            }
        )  # fmt: skip
        sheets[name] = geo(frame, domain={"x": [left, right], "y": [bottom, top]})
        titles.append(
            {
                "text": title,
                "x": (left + right) / 2,
                "y": top,
                "xref": "paper",
                "yref": "paper",
                "showarrow": False,
                "yanchor": "bottom",
            }
        )
    return {
        "data": traces,
        "layout": layout.layout(height=height * rows, margin=dict.fromkeys("lrtb", 0), annotations=titles, **sheets),
    }


def _cell(i: int, rows: int) -> tuple[float, float, float, float]:
    """Left, right, bottom, top of the i-th map as shares of the sheet."""
    column, row = i % ACROSS, i // ACROSS
    high = 1 / rows
    top = 1 - row * high - HEAD * high
    return column / ACROSS + GAP, (column + 1) / ACROSS - GAP, 1 - (row + 1) * high + GAP, top
