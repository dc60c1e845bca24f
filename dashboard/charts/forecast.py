"""The forecast fan: 80 % and 95 % bands from the chosen quarter to the target's date, the middle between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.charts.layout import BLUE, rounded

Row = Mapping[str, Any]
FAINT = {95: "rgba(59,116,185,0.16)", 80: "rgba(59,116,185,0.28)"}


def traces(fan: Sequence[Row], unit: str) -> list[dict[str, Any]]:
    """`fan`: period_end, mean, low80, high80, low95, high95; its first row is where it starts. Nothing where it has no row."""
    if len(fan) < 2:
        return []
    days = [row["period_end"].isoformat() for row in fan]
    middle = {
        "type": "scatter", "mode": "lines+markers", "name": words.t("figures.forecast"), "x": days[1:],
        "y": rounded([row["mean"] for row in fan[1:]]), "line": {"color": BLUE, "width": 1.5, "dash": "dot"},
        "marker": {"color": BLUE, "size": 6, "symbol": "circle-open"},
        "text": [_hover(row, unit) for row in fan[1:]], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    return [_band(fan, days, 95), _band(fan, days, 80), middle]


def _band(fan: Sequence[Row], days: list[str], share: int) -> dict[str, Any]:
    """One closed outline: forth along the upper end, back along the lower."""
    high, low = (rounded([row[f"{end}{share}"] for row in fan]) for end in ("high", "low"))
    return {
        "type": "scatter", "mode": "lines", "name": words.t("figures.band", share=share), "x": days + days[::-1], "y": high + low[::-1],
        "fill": "toself", "fillcolor": FAINT[share], "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip


def _hover(row: Row, unit: str) -> str:
    bands = [
        words.t("figures.band_here", share=s, interval=words.interval(row[f"low{s}"], row[f"high{s}"], unit))
        for s in (80, 95)
    ]
    return "<br>".join(
        [f"<b>{row['period_end']}</b>", words.t("figures.forecast_here", value=words.value(row["mean"], unit)), *bands]
    )
