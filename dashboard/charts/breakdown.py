"""Who stands where: one dot with its interval per region or department, sorted, with the target as a line."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts.layout import GREY, RED, axis, colour, ends, layout, rounded, shape, value_axis

ROW = 24  # pixels
NAME_WIDTH = 20  # characters before an English name is broken over two lines


def draw(
    rows: pl.DataFrame, *, unit: str, direction: str = "up", target: float | None = None, ceiling: float | None = None
) -> dict[str, Any]:
    """The rows as a plotly dict, best at the top.

    `rows`: name, value, low, high, numerator, denominator, word, is_own?. Rows without a value are left to the table.
    """
    known = rows.filter(pl.col("value").is_not_null()).sort("value", "name", descending=[direction == "down", True])
    place = list(range(known.height))
    wide = any(len(n) > NAME_WIDTH for n in known["name"])
    spread = ends([*known["value"], *known["low"], *known["high"], target], unit=unit, ceiling=ceiling)
    shown = layout(
        height=max(known.height, 3) * (ROW + 8 if wide else ROW) + 44,
        xaxis=value_axis(unit, spread, side="bottom", tickangle=0) | {"nticks": 4},
        yaxis=_rows_axis(place, _names(known)),
        yaxis2=_rows_axis(
            place, [_beside(*v, unit) for v in known.select("value", "numerator", "denominator").iter_rows()]
        )
        | {"overlaying": "y", "side": "right", "matches": "y", "showgrid": False},
        shapes=[_line(target)] if target is not None else [],
    )
    return {"data": [_intervals(known, place), _dots(known, place, unit)], "layout": shown}


def _rows_axis(place: list[int], labels: list[str]) -> dict[str, Any]:
    return axis(tickmode="array", tickvals=place, ticktext=labels, range=[-0.6, len(place) - 0.4], ticks="")


def _beside(value: float, numerator: float | None, denominator: float | None, unit: str) -> str:
    """The value and, beside every rate, the counts it is made of."""
    counts = f"  {words.fraction(numerator, denominator)}" if denominator else ""
    return f"<b>{words.value(value, unit)}</b>{counts}"


def _names(known: pl.DataFrame) -> list[str]:
    """Names for the axis; the unit the reader has chosen stands out in bold."""
    own = known["is_own"] if "is_own" in known.columns else [False] * known.height
    return [f"<b>{_broken(n)}</b>" if mine else _broken(n) for n, mine in zip(known["name"], own, strict=True)]


def _broken(name: str) -> str:
    """A long English name over two lines, so that a phone keeps room for the dots."""
    if len(name) <= NAME_WIDTH or " " not in name:
        return name
    cut = name.rfind(" ", 0, NAME_WIDTH + 1)
    cut = cut if cut > 0 else name.find(" ")
    return f"{name[:cut]}<br>{name[cut + 1 :]}"


def _intervals(known: pl.DataFrame, place: list[int]) -> dict[str, Any]:
    """Thin bars, on the second axis: plotly shows an axis only where a trace uses it."""
    return {
        "type": "scatter", "mode": "markers", "yaxis": "y2", "hoverinfo": "skip",
        "x": rounded(known["value"].to_list()), "y": place, "marker": {"size": 1, "color": GREY},
        "error_x": {"type": "data", "symmetric": False, "color": GREY, "thickness": 1.5, "width": 0,
                    "array": rounded((known["high"] - known["value"]).to_list()),
                    "arrayminus": rounded((known["value"] - known["low"]).to_list())},
    }  # fmt: skip


def _dots(known: pl.DataFrame, place: list[int], unit: str) -> dict[str, Any]:
    said = known["word"].to_list()
    return {
        "type": "scatter", "mode": "markers", "x": rounded(known["value"].to_list()), "y": place,
        "marker": {"size": 11, "symbol": [shape(w) for w in said], "color": [colour(w) for w in said]},
        "text": [_hover(row, unit) for row in known.iter_rows(named=True)], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _hover(row: dict[str, Any], unit: str) -> str:
    lines = [f"<b>{row['name']}</b>", _beside(row["value"], row["numerator"], row["denominator"], unit)]
    if row["low"] is not None:
        lines.append(words.t("common.ci95", interval=words.interval(row["low"], row["high"], unit)))
    return "<br>".join([*lines, words.judgement(row["word"])])


def _line(target: float) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": target, "x1": target, "y0": 0, "y1": 1,
        "line": {"color": RED, "width": 1.5, "dash": "dash"}, "layer": "below",
    }  # fmt: skip
