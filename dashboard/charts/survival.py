"""Shares that grow with time since the start: one step line a group, or endings stacked upon each other; number at risk below.

The tail where fewer than FEW are left is drawn faintly: a step there is one or two cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE, axis, layout, room, rounded

FEW = 10
TICK = 180  # days
GRID, JUMP = 24, 0.02
RISK = (0, 90, 180, 360, 540, 720, 1080)
MOST = 1080  # days drawn: what lies behind is a handful of cases
# Told apart by colour, dash and the order of the legend; palette safe for colour-blind readers.
LINES = (
    (BLUE, "solid"), ("#D55E00", "dash"), ("#009E73", "dot"), ("#CC79A7", "dashdot"), ("#8A6D00", "longdash"), ("#56B4E9", "longdashdot"),
    ("#7F7F7F", "solid"),
)  # fmt: skip
FILLS = {
    "complied": (BLUE, ""), "repaired": ("#009E73", "/"), "expired": ("#E69F00", ""), "corrected": ("#CC79A7", "x"),
    "deregistered": ("#8A8F98", "."),
}  # fmt: skip


def lines(curves: pl.DataFrame, names: Sequence[tuple[str, str]], *, until: int, height: int = 300) -> dict[str, Any]:
    """`curves`: group, days, share, low, high, n_at_risk; `names`: (group, name) in order. One group alone has its interval drawn."""
    traces: list[dict[str, Any]] = []
    for i, (group, name) in enumerate(names):
        rows = _from_nought(curves.filter((pl.col("group") == group) & (pl.col("days") <= until)))
        traces += (_band(rows) if len(names) == 1 else []) + _line(rows, name, *LINES[i % len(LINES)])
    return {"data": traces, "layout": _layout(height, until)}


def stacked(curves: pl.DataFrame, names: Sequence[tuple[str, str]], *, until: int, height: int = 300) -> dict[str, Any]:
    """`curves`: cause, days, share; `names`: (cause, name) from the bottom up. What is left above is still listed."""
    days = _grid(curves, until)
    traces = []
    for cause, name in names:
        rows = curves.filter(pl.col("cause") == cause).select("days", "share").sort("days")
        laid = days.join_asof(rows, on="days").select("days", pl.col("share").fill_null(0.0))
        traces.append(_area(laid, name, *FILLS.get(cause, (BLUE, ""))))
    return {"data": traces, "layout": _layout(height, until)}


def _grid(curves: pl.DataFrame, until: int) -> pl.DataFrame:
    """Days for all causes: every GRID days, and where one of them jumps."""
    jump = pl.col("share") - pl.col("share").shift(1).over("cause", order_by="days")
    jumps = curves.filter((jump > JUMP) & (pl.col("days") <= until)).select("days")
    regular = pl.DataFrame({"days": list(range(0, until + 1, GRID))}, schema=jumps.schema)
    return pl.concat([regular, jumps]).unique().sort("days")


def at_risk(curves: pl.DataFrame, *, until: int) -> list[tuple[int, int | None]]:
    """(day, number at risk just before the first step from it on) at each tick; None beyond the data."""
    ticks = pl.DataFrame({"tick": [d for d in RISK if d <= until]}, schema={"tick": curves.schema["days"]})
    steps = curves.select("days", "n_at_risk").sort("days", "n_at_risk", descending=[False, True])
    found = ticks.join_asof(steps, left_on="tick", right_on="days", strategy="forward")
    return [(int(day), n if n is None else int(n)) for day, n in found.select("tick", "n_at_risk").iter_rows()]


def reach(curves: pl.DataFrame, least: int = 2 * TICK) -> int:
    """How far the axis runs: to the tick after the last day on which enough are watched."""
    last = curves.filter(pl.col("n_at_risk") >= FEW)["days"].max()
    return min(MOST, max(least, -(-int(last or 0) // TICK) * TICK))


def _from_nought(rows: pl.DataFrame) -> pl.DataFrame:
    """With the beginning, where nothing has happened yet."""
    if rows.is_empty() or rows["days"][0] == 0:
        return rows
    first = rows.head(1).with_columns(
        pl.lit(0, rows.schema["days"]).alias("days"), *(pl.lit(0.0).alias(c) for c in ("share", "low", "high"))
    )
    return pl.concat([first, rows])


def _line(rows: pl.DataFrame, name: str, colour: str, dash: str) -> list[dict[str, Any]]:
    """The curve; its tail, where few are left, thin."""
    enough = rows.filter(pl.col("n_at_risk") >= FEW)
    tail = rows.filter(pl.col("n_at_risk") < FEW)
    held = [_trace(enough, name, colour, dash, 2.2)] if enough.height else []
    if tail.height:
        joined = pl.concat([enough.tail(1), tail])
        held.append(_trace(joined, name, colour, dash, 0.9) | {"showlegend": not held, "opacity": 0.6})
    return held


def _trace(rows: pl.DataFrame, name: str, colour: str, dash: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": rows["days"].to_list(), "y": rounded(rows["share"].to_list(), 3),
        "line": {"shape": "hv", "color": colour, "dash": dash, "width": width},
        "hovertemplate": words.t("sanctions.chart.hover", name=name),
    }  # fmt: skip


def _band(rows: pl.DataFrame) -> list[dict[str, Any]]:
    x = rows["days"].to_list()
    ends = [rounded(rows[c].to_list(), 4) for c in ("low", "high")]
    low = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": ends[0],
        "line": {"shape": "hv", "width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    high = low | {"y": ends[1], "fill": "tonexty", "fillcolor": "rgba(59,116,185,0.20)"}
    return [low, high]


def _area(rows: pl.DataFrame, name: str, colour: str, pattern: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": rows["days"].to_list(), "y": rounded(rows["share"].to_list(), 3),
        "stackgroup": "one", "line": {"shape": "hv", "width": 0.6, "color": colour}, "fillcolor": colour,
        **({"fillpattern": {"shape": pattern, "size": 6, "solidity": 0.25, "fgcolor": "#FFFFFF", "bgcolor": colour}} if pattern else {}),
        "hovertemplate": words.t("sanctions.chart.hover", name=name),
    }  # fmt: skip


def _layout(height: int, until: int) -> dict[str, Any]:
    return layout(
        height=height,
        showlegend=True,
        margin=room(is_titled=True),
        xaxis=axis(
            range=[0, until], tick0=0, dtick=TICK, title={"text": words.t("sanctions.chart.days"), "font": {"size": 12}}
        ),
        yaxis=axis(range=[0, 1.01], tickformat=".0%", nticks=6),
    )
