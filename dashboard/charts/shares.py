"""Several shares over the quarters in one picture: each its own colour, mark and dash, so that none needs colour to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE, FAINT, axis, ends, layout, rounded, value_axis

# colour-blind safe beside one another, 3:1 on both grounds; none is a colour of a judgement
LOOKS = (
    (BLUE, "circle", "solid"),
    ("#A6611A", "diamond", "dash"),
    ("#8F6BB3", "square", "dot"),
    ("#2E8B8B", "x", "dashdot"),
)


def draw(series: Mapping[str, pl.DataFrame], *, chosen: str, height: int = 300) -> dict[str, Any]:
    """name -> quarter, x, n, low, high. The interval is on the mark's hover; the chosen quarter has a line."""
    shares = {name: frame.with_columns(rate=pl.col("x") / pl.col("n")) for name, frame in series.items()}
    spread = ends([v for frame in shares.values() for v in frame["rate"]], unit="percent", ceiling=1.0)
    traces = [_line(name, frame, *look) for (name, frame), look in zip(shares.items(), LOOKS, strict=False)]
    shown = layout(
        height=height,
        showlegend=True,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        xaxis=axis(type="date", dtick="M12", tick0="2000-01-01", tickformat="%Y", tickangle=0),
        yaxis=value_axis("percent", spread),
        shapes=[_chosen(chosen)],
    )
    return {"data": traces, "layout": shown}


def _line(name: str, frame: pl.DataFrame, colour: str, symbol: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": [_middle(q) for q in frame["quarter"]],
        "y": rounded(frame["rate"].to_list(), 4), "line": {"color": colour, "width": 1.8, "dash": dash},
        "marker": {"symbol": symbol, "size": 6, "color": colour},
        "text": [_hover(row) for row in frame.iter_rows(named=True)], "hovertemplate": f"<b>{name}</b><br>%{{text}}<extra></extra>",
    }  # fmt: skip


def _hover(row: dict[str, Any]) -> str:
    interval = words.t("common.ci95", interval=words.interval(row["low"], row["high"]))
    return f"{words.quarter(row['quarter'])} {words.percent(row['rate'])} {words.fraction(row['x'], row['n'])}<br>{interval}"


def _middle(quarter: str) -> str:
    """The middle of a quarter, where its mark stands."""
    return date(int(quarter[:4]), int(quarter[5]) * 3 - 1, 15).isoformat()


def _chosen(quarter: str) -> dict[str, Any]:
    return {
        "type": "line", "x0": _middle(quarter), "x1": _middle(quarter), "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
        "line": {"color": FAINT, "width": 6},
    }  # fmt: skip
