"""When things fall due: tasks with dated limits and milestones, against the day the figures stand at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE, GREY, axis, layout

# The state fills or empties the shape as well; the shape itself is the kind of date.
COLOURS = {"done": "#009E73", "late": "#D55E00", "started": BLUE, "not_started": GREY, "not_reported": GREY}
FULL = {"finish_by": "circle", "start_by": "triangle-right", "start_then_ongoing": "triangle-right", "window": "square",
        "ongoing": "triangle-right", "deliverable": "diamond", "stage": "star"}  # fmt: skip
ROW = 26  # pixels
NAME_WIDTH = 26  # half-width characters


def draw(rows: pl.DataFrame, *, as_of: date, height: int | None = None) -> dict[str, Any]:
    """Rows as a plotly dict, earliest at the top.

    `rows`: name, kind (deadline kind, or deliverable / stage of a milestone), state, strict, lenient, due_on (the reading
    in force), wording. Rows without a date are left to the table: the plan gave them none.
    """
    dated = rows.filter(pl.col("due_on").is_not_null()).sort("due_on", "name", descending=True)
    place = list(range(dated.height))
    span = _span(dated, as_of)
    is_inside = as_of.isoformat() < span[1]
    shown = layout(
        height=height or max(dated.height, 2) * ROW + 64,
        margin={"l": 8, "r": 8, "t": 8, "b": 26},
        xaxis=axis(
            type="date",
            range=span,
            tickformat="%Y-%m",
            side="top",
            dtick=_step(span),
            tick0="2000-01-01",
            tickangle=0,
        ),
        yaxis=axis(
            tickmode="array",
            tickvals=place,
            ticktext=[_short(n) for n in dated["name"]],
            range=[-0.7, len(place) - 0.3],
            ticks="",
        ),
        shapes=[_today(as_of)] if is_inside else [],
        annotations=[_today_label(as_of)] if is_inside else [],
    )
    return {"data": [*_onward(dated, place, span[1]), _between(dated, place), _marks(dated, place)], "layout": shown}


def _span(dated: pl.DataFrame, as_of: date) -> list[str]:
    """All the dates, and the day the figures stand at unless years have passed: it would squeeze the rest flat."""
    if dated.is_empty():
        return [as_of.replace(month=1, day=1).isoformat(), as_of.replace(month=12, day=31).isoformat()]
    first, last = dated["due_on"].min(), dated["due_on"].max()
    if (as_of - last).days < 2 * 365:
        first, last = min(first, as_of), max(last, as_of)
    air = max((last - first) / 12, timedelta(days=30))
    return [(first - air).isoformat(), (last + air).isoformat()]


def _step(span: list[str]) -> str:
    """Months between two ticks: few enough that a phone can write them side by side."""
    months = (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days / 30.4
    return next((f"M{step}" for step, most in ((1, 4), (3, 13), (6, 26), (12, 60)) if months <= most), "M24")


def _marks(dated: pl.DataFrame, place: list[int]) -> dict[str, Any]:
    shapes = [
        FULL.get(kind, "circle") + ("-open" if state in ("not_started", "not_reported") else "")
        for kind, state in dated.select("kind", "state").iter_rows()
    ]
    colours = [COLOURS.get(s, GREY) for s in dated["state"]]
    hover = [
        f"<b>{name}</b><br>{wording or ''}<br>{words.day(due)}"
        f" · {words.t('figures.deadline.' + kind)} · {words.t('figures.state.' + state)}"
        for name, wording, due, kind, state in dated.select("name", "wording", "due_on", "kind", "state").iter_rows()
    ]
    return {
        "type": "scatter", "mode": "markers", "x": _days(dated["due_on"]), "y": place,
        "marker": {"size": 12, "symbol": shapes, "color": colours, "line": {"width": 1.5, "color": colours}},
        "text": hover, "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip


def _between(dated: pl.DataFrame, place: list[int]) -> dict[str, Any]:
    """The stretch between the strict and the lenient reading of a month: both are shown, one is in force."""
    x: list[str | None] = []
    y: list[int | None] = []
    for at, strict, lenient in zip(place, dated["strict"], dated["lenient"], strict=True):
        if strict and lenient and strict != lenient:
            x += [strict.isoformat(), lenient.isoformat(), None]
            y += [at, at, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "line": {"color": GREY, "width": 5},
        "opacity": 0.6,
    }


def _onward(dated: pl.DataFrame, place: list[int], end: str) -> list[dict[str, Any]]:
    """What starts by a date and then goes on has a tail to the right end."""
    going = [i for i, k in zip(place, dated["kind"], strict=True) if k in ("start_then_ongoing", "ongoing")]
    if not going:
        return []
    x: list[str | None] = []
    y: list[int | None] = []
    for at in going:
        x += [dated["due_on"][at].isoformat(), end, None]
        y += [at, at, None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "hoverinfo": "skip",
            "line": {"color": GREY, "width": 1.5, "dash": "dot"},
        }
    ]


def _today(as_of: date) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": as_of.isoformat(), "x1": as_of.isoformat(), "y0": 0, "y1": 1,
        "line": {"color": BLUE, "width": 1.5}, "layer": "below",
    }  # fmt: skip


def _today_label(as_of: date) -> dict[str, Any]:
    return {
        "xref": "x", "yref": "paper", "x": as_of.isoformat(), "y": 0, "yanchor": "top", "xanchor": "right", "showarrow": False,
        "text": words.t("figures.stands_at", day=words.day(as_of)), "font": {"size": 11},
    }  # fmt: skip


def _short(name: str) -> str:
    """A name cut to what a phone can show beside the dots (a Chinese character counts double); the rest is on hover."""
    width, kept = 0, ""
    for sign in name:
        width += 2 if ord(sign) > 0x2E80 else 1
        if width > NAME_WIDTH:
            return kept + "…"
        kept += sign
    return kept


def _days(column: pl.Series) -> list[str]:
    return column.dt.to_string("%Y-%m-%d").to_list()
