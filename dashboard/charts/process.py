"""A process chart: each point against its own past. What breaks a rule is told by the shape of its point."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import theme, words
from dashboard.charts.layout import BLUE, GREY, RED, axis, ends, layout, room, rounded, value_axis

BETTER, WORSE = theme.JUDGEMENTS["met"].colour, theme.JUDGEMENTS["lagging"].colour


ONE_ROW = 5  # words of the legend that stand in a row on a wide screen
FORMATS = {"percent": ".1%", "count": ",.4~g", "amount": ",.4~g", "duration": ",.1f", "ratio": ",.2f"}


def draw(
    points: pl.DataFrame, *, unit: str, is_net: bool, bar: float | None = None, height: int = 300
) -> dict[str, Any]:
    """The chart as a plotly dict.

    `points`: period, period_end, value, centre, lower, upper, variation, rules. `is_net`: the values are changes of a
    stock. `bar`: the level asked for, of a flow.
    """
    days = _days(points)
    asked = _level(days, bar, "asked", RED, "dot") if bar is not None and not is_net else None
    lines = [
        _line(days, points["upper"], "limits", "dash", is_named=True),
        _line(days, points["lower"], "limits", "dash", is_named=False),
        _line(days, points["centre"], "centre", "solid", is_named=True),
        asked,
    ]
    every = [*points["value"], *points["lower"], *points["upper"], *([bar] if asked else [])]
    ceiling = 1.0 if unit == "percent" else None
    drawn = [*lines, _points(days, points, unit, is_net=is_net), *_broken(points, unit, is_net=is_net)]
    traces = [trace for trace in drawn if trace]
    n_named = sum(trace.get("showlegend", True) for trace in traces)
    shown = layout(
        height=height,
        showlegend=True,
        margin=room(rows=1 if n_named <= ONE_ROW else 2),
        xaxis=axis(type="date", dtick="M12", tick0="2000-01-01", tickformat="%Y", tickangle=0),
        yaxis=_net_axis(every, unit) if is_net else value_axis(unit, ends(every, unit=unit, ceiling=ceiling)),
    )
    return {"data": traces, "layout": shown}


def _days(points: pl.DataFrame) -> list[str]:
    """Months as 2026-09, which plotly reads, quarters by their last day: a chart travels with every rerun."""
    is_monthly = points.height and "-" in points["period"][0]
    return (points["period"] if is_monthly else points["period_end"].dt.to_string("%Y-%m-%d")).to_list()


def _net_axis(values: list[float | None], unit: str) -> dict[str, Any]:
    """A change may be below nought."""
    known = [v for v in values if v is not None]
    if not known:
        return value_axis(unit, None)
    air = max((max(known) - min(known)) * 0.06, 1e-6)
    made = value_axis(unit, (min(known) - air, max(known) + air))
    return {**made, "zeroline": True, "zerolinecolor": GREY, "zerolinewidth": 1}


def _line(days: list[str], column: pl.Series, name: str, dash: str, *, is_named: bool) -> dict[str, Any] | None:
    """A limit: one straight line, or of a p' chart a step for every period."""
    known = column.drop_nulls()
    if known.is_empty():
        return None
    if known.max() == known.min():
        return {**_level(days, known[0], name, GREY, dash), "showlegend": is_named}
    steps = {
        "x": days,
        "y": rounded(column.to_list()),
        "line": {"color": GREY, "width": 1.4, "dash": dash, "shape": "hvh"},
    }
    return {**_level(days, None, name, GREY, dash), **steps, "showlegend": is_named}


def _level(days: list[str], value: float | None, name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": words.t(f"figures.{name}"), "hoverinfo": "skip", "x": [days[0], days[-1]],
        "y": rounded([value, value]), "line": {"color": colour, "width": 1.4, "dash": dash},
    }  # fmt: skip


def _points(days: list[str], points: pl.DataFrame, unit: str, *, is_net: bool) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": words.t("figures.common"), "connectgaps": False,
        "x": days, "y": rounded(points["value"].to_list()), "line": {"color": BLUE, "width": 1.2},
        "marker": {"color": BLUE, "size": 4.5}, "hovertemplate": _hover(unit, is_net=is_net),
    }  # fmt: skip


def _broken(points: pl.DataFrame, unit: str, *, is_net: bool) -> list[dict[str, Any]]:
    """Points that break a rule, by shape: better, worse, and unusual where the card takes no side.

    One trace for each set of rules, so that what is said of them on hover is sent once.
    """
    kinds = {
        "V1": ("better", "triangle-up", BETTER),
        "V3": ("worse", "triangle-down", WORSE),
        "": ("unusual", "diamond", GREY),
    }
    broken = points.filter((pl.col("rules") != "") & (pl.col("variation").is_null() | (pl.col("variation") != "V2")))
    named: set[str] = set()
    out = []
    grouped = broken.with_columns(pl.col("variation").fill_null("")).group_by(
        ["variation", "rules"], maintain_order=True
    )
    for (variation, rules), rows in grouped:
        name, symbol, colour = kinds[str(variation)]
        said = "<br>".join(words.t(f"figures.rule.{rule}") for rule in str(rules).split(","))
        out.append({
            "type": "scatter", "mode": "markers", "name": words.t(f"figures.{name}"), "showlegend": name not in named,
            "legendgroup": name, "x": _days(rows), "y": rounded(rows["value"].to_list()),
            "marker": {"symbol": symbol, "size": 9, "color": colour}, "hovertemplate": _hover(unit, said, is_net=is_net),
        })  # fmt: skip
        named.add(name)
    return out


def _hover(unit: str, said: str = "", *, is_net: bool) -> str:
    shown = f"%{{y:{'+' if is_net else ''}{FORMATS.get(unit, ',.4~g')}}}"
    return f"<b>%{{x|%Y-%m}}</b><br>{shown}{'<br>' if said else ''}{said}<extra></extra>"
