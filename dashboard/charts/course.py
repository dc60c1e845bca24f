"""Months before and after a measure: those with it, and those like them without it. What both do is no effect of the measure."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE, GREY, RED, axis, ends, layout, room, rounded

CUT = 3  # times the highest of the other months: beyond, the month of the listing itself would flatten all the rest
LOOK = {"control": (GREY, "dash", "circle-open"), "treated": (BLUE, "solid", "circle")}


def draw(course: pl.DataFrame, *, height: int = 300) -> dict[str, Any]:
    """`course`: group_code (treated, control), month (0: applied), n, rate 0-1."""
    traces = [_trace(course.filter(pl.col("group_code") == g).sort("month"), g) for g in LOOK]
    own = course.filter(pl.col("month") == -1)["rate"].max()
    others = course.filter(pl.col("month") != -1)["rate"].to_list()
    is_cut = own is not None and others and own > CUT * max(others)
    spread = ends([0.0, *(others if is_cut else course["rate"].to_list())], unit="percent", ceiling=1.0)
    cut = [_own_record(own)] if is_cut else []
    line = {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": -0.5,
        "x1": -0.5,
        "y0": 0,
        "y1": 1,
        "line": {"color": RED, "width": 2, "dash": "dash"},
    }
    note = {
        "xref": "x", "yref": "paper", "x": -0.5, "y": 1, "xanchor": "left", "yanchor": "top", "showarrow": False, "xshift": 4,
        "text": words.t("sanctions.chart.applied"), "font": {"size": 12},
    }  # fmt: skip
    return {
        "data": [t for t in traces if t["x"]],
        "layout": layout(
            height=height,
            showlegend=True,
            margin=room(is_titled=True),
            xaxis=axis(
                title={"text": words.t("sanctions.chart.months"), "font": {"size": 12}}, dtick=3, range=_months(course)
            ),
            yaxis=axis(tickformat=".1%", nticks=6, **({"range": list(spread)} if spread else {})),
            shapes=[line],
            annotations=[note, *cut],
        ),
    }


def _trace(rows: pl.DataFrame, group: str) -> dict[str, Any]:
    colour, dash, symbol = LOOK[group]
    name = words.t(f"sanctions.course.{group}")
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": rows["month"].to_list(), "y": rounded(rows["rate"].to_list(), 4),
        "line": {"color": colour, "dash": dash, "width": 2}, "marker": {"symbol": symbol, "size": 6, "color": colour},
        "customdata": rows["n"].to_list(), "connectgaps": False, "hovertemplate": words.t("sanctions.chart.hover_month", name=name),
    }  # fmt: skip


def _months(course: pl.DataFrame) -> list[float]:
    """From the first month to the last, and no further for the sake of a note."""
    months = course["month"]
    return [float(months.min() or 0) - 0.6, float(months.max() or 0) + 0.6]


def _own_record(rate: float) -> dict[str, Any]:
    """What stands above the picture: listed within the month, nearly everybody has a bad record in it."""
    return {
        "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "top", "showarrow": False, "xshift": 4,
        "text": words.t("sanctions.chart.own_record", rate=words.percent(rate)), "font": {"size": 12},
    }  # fmt: skip
