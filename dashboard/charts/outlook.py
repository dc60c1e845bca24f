"""Where a figure is heading, with what could be asked of it: fan to the ends of the years, ceiling, proposal, levels known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts import series
from dashboard.charts.layout import GREY, ends, value_axis

PROPOSAL = "#7A3E9D"  # neither a judgement nor a target in force
GREEN = "#00795A"


@dataclass(frozen=True)
class Ground:
    """The picture without the proposal: the same wherever the slider stands. Nothing in it is changed afterwards."""

    drawn: dict[str, Any]
    begins: date | None  # the first quarter with a value
    values: Sequence[float | None]  # that the axis has to hold
    days: Sequence[date]
    unit: str
    ceiling: float | None


def ground(
    quarters: pl.DataFrame, *, unit: str, ceiling: float | None, targets: Sequence[series.Row], fan: pl.DataFrame, height: int = 340
) -> Ground:  # fmt: skip
    """`quarters`, `targets`, `fan`: as series.draw takes them."""
    drawn = series.draw(quarters, unit=unit, ceiling=ceiling, targets=targets, fan=fan, height=height)
    begins = quarters.filter(pl.col("value").is_not_null())["period_end"].min()
    days = [d for d in (*quarters["period_end"], *(r["target_on"] for r in targets), *_days(fan)) if d is not None]
    return Ground(
        drawn, begins, [*quarters["value"], *(r["value"] for r in targets), *_bounds(fan)], days, unit, ceiling
    )  # type: ignore[arg-type]


def draw(
    below: Ground, *, aim: float, aim_on: date, aim_said: str, levels: Sequence[tuple[str, float]]
) -> dict[str, Any]:
    """`levels`: what stands at the side of a dotted line, and where."""
    drawn, unit, ceiling = below.drawn, below.unit, below.ceiling
    first = str(below.begins or aim_on)
    lines = [_line(name, level, first, aim_on, GREEN) for name, level in levels]
    top = []
    if ceiling is not None:
        name = words.t("targets.chart.ceiling", value=words.value(ceiling, unit))
        top.append(_line(name, ceiling, first, aim_on, GREY, "solid"))
    mark = {
        "type": "scatter", "mode": "markers+text", "name": words.t("targets.chart.proposal"),
        "x": [aim_on.isoformat()], "y": [round(aim, 5)],
        "text": [f"<b>{aim_said}</b>"], "textposition": "middle right", "cliponaxis": False,
        "marker": {"symbol": "star", "size": 15, "color": PROPOSAL, "line": {"width": 1, "color": "#fff"}},
        "textfont": {"color": PROPOSAL, "size": 13}, "hoverinfo": "y",
    }  # fmt: skip
    spread = ends([*below.values, aim, *(level for _, level in levels)], unit=unit, ceiling=ceiling)
    shown = drawn["layout"] | {"yaxis": value_axis(unit, spread)}
    shown["annotations"] = [*shown.get("annotations", []), *(_label(line, first) for line in [*lines, *top])]
    shown["xaxis"] = {
        **shown["xaxis"],
        "range": [first, date.fromordinal(max([*below.days, aim_on]).toordinal() + 120).isoformat()],
    }
    return {"data": [*drawn["data"], *lines, *top, mark], "layout": shown}


def _bounds(fan: pl.DataFrame) -> list[float]:
    return [*fan["low95"], *fan["high95"]] if fan.height else []


def _days(fan: pl.DataFrame) -> list[date]:
    return fan["period_end"].to_list() if fan.height else []


def _line(name: str, level: float | None, first: str, until: date, colour: str, dash: str = "dot") -> dict[str, Any]:
    """A level across the picture."""
    return {
        "type": "scatter", "mode": "lines", "name": name, "showlegend": False, "x": [first, until.isoformat()], "y": [level, level],
        "hoverinfo": "name", "line": {"color": colour, "width": 1.2, "dash": dash}, "cliponaxis": False,
    }  # fmt: skip


def _label(line: dict[str, Any], first: str) -> dict[str, Any]:
    """Its name at its beginning, on a ground of its own: other lines run behind it. A ceiling is named from below."""
    is_top = line["line"]["dash"] == "solid"
    return {
        "x": first, "y": line["y"][0], "text": line["name"], "showarrow": False, "xanchor": "left", "align": "left",
        "yanchor": "top" if is_top else "bottom", "font": {"size": 12, "color": line["line"]["color"]},
        "bgcolor": "rgba(255,255,255,.82)", "borderpad": 1,
    }  # fmt: skip
