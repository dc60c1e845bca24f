"""What every chart shares: judgement colours with their marks, fonts, grid, axis ends.

A chart is a plain plotly dict. Nothing here names a text colour or a background: Streamlit's theme puts those in,
so one dict reads well in the light and in the dark.
"""

from __future__ import annotations

import math
from typing import Any

from dashboard import theme

# Each judgement has its own shape as well: colour is never the only sign.
SHAPES = {
    "met": "circle",
    "on_course": "triangle-up",
    "watch": "diamond",
    "lagging": "triangle-down",
    "not_met": "x",
    "insufficient": "circle-open",
    "no_target": "circle-dot",
}
BLUE = "#3B74B9"  # 4.9:1 on white, 3.7:1 on the dark ground
GREY = "#8A8F98"
RED = "#C0392B"  # targets only
FAINT = "rgba(128,132,140,0.22)"
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
CONFIG = {"displayModeBar": False, "displaylogo": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
# Pixels that value labels, years, a title below them and the rows of a legend take. With less, plotly draws a chart, finds
# that they do not fit, and draws it all once more.
LABELS, YEARS, TITLE, LEGEND, LEGEND_ROW = 50, 31, 62, 47, 29
STATIC = {**CONFIG, "staticPlot": True}


def layout(*, height: int, **more: Any) -> dict[str, Any]:
    """The layout of every chart, `more` laid over it. Height in pixels."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 12},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "font": {"family": FONT, "size": 12}},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yref": "container", "yanchor": "top", "font": {"size": 12}},
        **more,
    }


def room(*, right: int = 8, is_titled: bool = False, rows: int = 1) -> dict[str, int]:
    """Margins around a chart with a value axis, rows of a legend on top, and years or a title below; more is taken where needed."""
    return {"l": LABELS, "r": right, "t": LEGEND + (rows - 1) * LEGEND_ROW, "b": TITLE if is_titled else YEARS}


def shape(word: str | None) -> str:
    """The marker of a judgement."""
    return SHAPES[word or "no_target"]


def colour(word: str | None) -> str:
    """The colour of a judgement; what has no target is in the structural blue, like any other number."""
    return theme.mark(word).colour if word else BLUE


def axis(**more: Any) -> dict[str, Any]:
    """An axis with a faint grid, no zero line, no zoom by dragging."""
    plain = {"showgrid": True, "gridcolor": FAINT, "zeroline": False, "fixedrange": True, "automargin": True}
    return {**plain, **more}


def value_axis(unit: str, ends: tuple[float, float] | None, **more: Any) -> dict[str, Any]:
    """An axis for values of a unit; shares stay 0-1 in the data and are written as per cent by the tick format."""
    formats = {"percent": ".0%", "count": ",d", "amount": ",.3s", "duration": ",.3~g", "ratio": ",.3~g"}
    if unit == "percent" and ends and ends[1] - ends[0] < 0.05:
        formats["percent"] = ".1%"
    made = axis(tickformat=formats.get(unit, ",.3~g"), nticks=7, **more)
    return {**made, "range": list(ends)} if ends else made


def ends(values: list[float | None], *, unit: str, ceiling: float | None = None) -> tuple[float, float] | None:
    """Where a value axis begins and ends: round steps around the values, never far beyond a ceiling or below zero.

    The axis may begin above zero: these charts carry dots and intervals, whose place is read, not bars, whose length is.
    """
    known = [v for v in values if v is not None and math.isfinite(v)]
    if not known:
        return None
    low, high = min(known), max(known)
    step = even_step(
        max(high - low, 5.0 if unit == "count" else 0, 0.02 if unit == "percent" else abs(high) * 0.02, 1e-9)
    )
    low, high = math.floor(low / step - 0.25) * step, math.ceil(high / step + 0.25) * step
    room = (high - low) * 0.03  # a mark that stands on the ceiling must not be cut in half
    if unit != "ratio" or min(known) >= 0:
        low = max(low, -room)
    if ceiling is not None and high > ceiling:
        high = ceiling + room if max(known) <= ceiling else high
    return _round(low), _round(high)


def even_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts the span into some five parts."""
    power = 10 ** math.floor(math.log10(span / 5))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= span / 5 * 0.999)


def _round(value: float) -> float:
    return float(f"{value:.6g}")


def rounded(values: list[float | None], digits: int = 5) -> list[float | None]:
    """Values cut to the digits a screen can show: a chart travels with every rerun."""
    return [None if v is None else round(v, digits) for v in values]
