"""One indicator over time: quarters with intervals, months behind them, dated targets, the straight line between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts import forecast
from dashboard.charts.layout import BLUE, GREY, RED, axis, colour, ends, layout, rounded, shape, value_axis

MOST_LABELS = 3  # of targets written on the picture; with more, only the one in force, the rest on hover
NUMBERED = ("reach", "hold", "at_least")  # the kinds of target that are a number; the others are words and stay words


def draw(
    quarters: pl.DataFrame,
    *,
    unit: str,
    ceiling: float | None = None,
    months: pl.DataFrame | None = None,
    targets: pl.DataFrame | None = None,
    chosen: str = "",
    fan: pl.DataFrame | None = None,
    height: int = 330,
) -> dict[str, Any]:
    """The series as a plotly dict.

    `quarters`: period, period_end, value, low, high, numerator, denominator, expected, word; `months`: period_end, value;
    `targets`: as `numbered` gives them. `chosen` is the quarter the page is about, `fan` what is foreseen from there.
    """
    dated = numbered([]) if targets is None else targets
    quarters = _from_first_value(quarters)
    until = quarters["period_end"].max() if quarters.height else None
    ahead = fan if fan is not None and fan.height else pl.DataFrame(schema={"low95": pl.Float64, "high95": pl.Float64})
    leads = _leads(quarters, dated, chosen)
    traces = [
        _months(months),
        _pace(quarters, dated),
        *_floors(dated, until),
        *forecast.traces(ahead, unit),
        _quarters(quarters, unit),
        _targets(dated, unit, below=leads, due=_due(dated, until)),
        _chosen(quarters, chosen, unit, above=leads),
    ]
    spread = ends(
        [
            *quarters["value"],
            *quarters["low"],
            *quarters["high"],
            *quarters["expected"],
            *dated["value"],
            *ahead["low95"],
            *ahead["high95"],
        ],
        unit=unit,
        ceiling=ceiling,
    )
    shown = layout(
        height=height,
        showlegend=True,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        xaxis=axis(
            type="date",
            range=_span(quarters, dated),
            dtick="M12",
            tick0="2000-01-01",
            tickformat="%Y",
            tickangle=0,
        ),
        yaxis=value_axis(unit, spread),
    )
    return {"data": [t for t in traces if t], "layout": shown}


def numbered(targets: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The dated targets that are numbers, in order; a direction or an implied total is never drawn."""
    rows = [r for r in targets if r["value"] is not None and r["kind"] in NUMBERED and r["target_on"]]
    schema = {"target_on": pl.Date, "value": pl.Float64, "comparator": pl.String, "kind": pl.String}
    return pl.DataFrame([{k: r[k] for k in schema} for r in rows], schema=schema).sort("target_on")


def _from_first_value(quarters: pl.DataFrame) -> pl.DataFrame:
    """Years before the first value ever would only push the picture to the right."""
    begun = quarters.filter(pl.col("value").is_not_null())["period_end"].min()
    return quarters if begun is None else quarters.filter(pl.col("period_end") >= begun)


def _due(dated: pl.DataFrame, until: date | None) -> date | None:
    """The target in force on a day; the last one where all have passed."""
    ahead = dated.filter(pl.col("target_on") >= until)["target_on"].min() if until and dated.height else None
    return ahead or dated["target_on"].max()


def _leads(quarters: pl.DataFrame, dated: pl.DataFrame, chosen: str) -> bool:
    """Whether the chosen quarter stands above the last target: its label then goes above, the targets' below."""
    value = quarters.filter(pl.col("period") == chosen)["value"].to_list()
    return bool(value and dated.height and value[0] is not None and value[0] > dated["value"][-1])


def _months(months: pl.DataFrame | None) -> dict[str, Any] | None:
    if months is None or months.is_empty():
        return None
    return {
        "type": "scatter", "mode": "lines", "name": words.t("figures.months"), "line": {"color": GREY, "width": 1}, "opacity": 0.55,
        "x": _days(months["period_end"]), "y": rounded(months["value"].to_list()), "hoverinfo": "skip",
    }  # fmt: skip


def _quarters(quarters: pl.DataFrame, unit: str) -> dict[str, Any]:
    up = (quarters["high"] - quarters["value"]).to_list()
    down = (quarters["value"] - quarters["low"]).to_list()
    return {
        "type": "scatter", "mode": "lines+markers", "name": words.t("figures.quarters"),
        "x": _days(quarters["period_end"]), "y": rounded(quarters["value"].to_list()),
        "line": {"color": BLUE, "width": 2}, "marker": {"color": BLUE, "size": 6}, "connectgaps": False,
        "error_y": {"type": "data", "symmetric": False, "array": rounded(up), "arrayminus": rounded(down),
                    "color": BLUE, "thickness": 1, "width": 0},
        **_hover(quarters, unit),
    }  # fmt: skip


# What a hover says below quarter and value: the text around each number, and its place in it.
LINES = (("", ""), ("common.ci95", "interval"), ("figures.expected_here", "value"))


def _hover(quarters: pl.DataFrame, unit: str) -> dict[str, Any]:
    """The words travel once, in the template; with each quarter only its numbers, and the lines not every quarter has."""
    rows = list(quarters.iter_rows(named=True))
    told = [None if row["value"] is None else _told(row, unit) for row in rows]
    shared = [all(numbers[i] for numbers in told if numbers) for i in range(len(LINES))]
    below = [
        _line(i, f"%{{customdata[{i + 2}]}}") if shared[i] else f"%{{customdata[{i + 2}]}}" for i in range(len(LINES))
    ]
    data = [
        [
            words.period(row["period"]),
            words.value(row["value"], unit),
            *(number if shared[i] or not number else _line(i, number) for i, number in enumerate(numbers)),
        ]
        if numbers
        else None
        for row, numbers in zip(rows, told, strict=True)
    ]
    above = "<b>%{customdata[0]}</b><br>%{customdata[1]}"
    return {"customdata": data, "hovertemplate": f"{above}{''.join(below)}<extra></extra>"}


def _told(row: dict[str, Any], unit: str) -> tuple[str, ...]:
    """The numbers of LINES, empty where there is none."""
    return (
        words.fraction(row["numerator"], row["denominator"]) if row["denominator"] else "",
        words.interval(row["low"], row["high"], unit) if row["low"] is not None else "",
        words.value(row["expected"], unit) if row["expected"] is not None else "",
    )


def _line(i: int, number: str) -> str:
    text, place = LINES[i]
    return f"<br>{words.t(text, **{place: number}) if text else number}"


def _pace(quarters: pl.DataFrame, dated: pl.DataFrame) -> dict[str, Any] | None:
    """The straight line as stored with the judgements, led on to the next target: never drawn where none was stored."""
    stored = quarters.filter(pl.col("expected").is_not_null())
    if stored.is_empty():
        return None
    ahead = dated.filter(pl.col("target_on") > stored["period_end"].max()).head(1)
    if stored.height + ahead.height < 2:  # one point is no line
        return None
    bends = _bends([*stored["period_end"], *ahead["target_on"]], [*stored["expected"], *ahead["value"]])
    return {
        "type": "scatter", "mode": "lines", "name": words.t("figures.pace_line"), "hoverinfo": "skip",
        "x": [day.isoformat() for day, _ in bends],
        "y": rounded([value for _, value in bends]),
        "line": {"color": GREY, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _bends(days: Sequence[date], values: Sequence[float]) -> list[tuple[date, float]]:
    """A line without the points that lie straight between their neighbours: nobody can point at them, and they travel."""
    points = list(zip(days, values, strict=True))
    kept = points[:1]
    for here, following in pairwise(points[1:]):
        (first, start), (day, value), (last, end) = kept[-1], here, following
        straight = start + (end - start) * ((day - first).days / max((last - first).days, 1))
        if abs(value - straight) > 1e-6 * max(abs(value), 1.0):
            kept.append(here)
    return [*kept, *points[1:][-1:]]


def _floors(dated: pl.DataFrame, until: date | None) -> list[dict[str, Any]]:
    """A target already passed is from then on a floor, until the next one falls due."""
    if until is None:
        return []
    passed = dated.with_columns(ends_on=pl.col("target_on").shift(-1)).filter(pl.col("target_on") < until)
    if passed.is_empty():
        return []
    x: list[str | None] = []
    y: list[float | None] = []
    for start, end, value in passed.select("target_on", "ends_on", "value").iter_rows():
        x += [start.isoformat(), (min(end, until) if end else until).isoformat(), None]
        y += [value, value, None]
    return [{
        "type": "scatter", "mode": "lines", "name": words.t("figures.floor"), "x": x, "y": y, "hoverinfo": "skip",
        "line": {"color": GREY, "width": 1.5, "dash": "dot"},
    }]  # fmt: skip


def _targets(dated: pl.DataFrame, unit: str, *, below: bool, due: date | None) -> dict[str, Any] | None:
    if dated.is_empty():
        return None
    signs = {">=": "≥", "<=": "≤", "=": ""}
    labels = [signs.get(c, "") + words.value(v, unit) for c, v in dated.select("comparator", "value").iter_rows()]
    written = (
        labels
        if len(labels) <= MOST_LABELS
        else [s if d == due else "" for d, s in zip(dated["target_on"], labels, strict=True)]
    )
    return {
        "type": "scatter", "mode": "markers+text", "name": words.t("figures.targets"),
        "x": _days(dated["target_on"]), "y": dated["value"].to_list(), "text": written,
        "textposition": "bottom center" if below else "top left",
        "marker": {"symbol": "diamond-open", "size": 11, "color": RED, "line": {"width": 2}}, "textfont": {"size": 12},
        "hovertext": [f"{d}<br>{s}" for d, s in zip(dated["target_on"], labels, strict=True)], "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _chosen(quarters: pl.DataFrame, chosen: str, unit: str, *, above: bool) -> dict[str, Any] | None:
    here = quarters.filter((pl.col("period") == chosen) & pl.col("value").is_not_null())
    if here.is_empty():
        return None
    word, value = here["word"][0], here["value"][0]
    return {
        "type": "scatter", "mode": "markers+text", "showlegend": False, "hoverinfo": "skip",
        "x": _days(here["period_end"]), "y": rounded([value]), "text": [f"<b>{words.value(value, unit)}</b>"],
        "textposition": "top left" if above else "bottom center",
        "marker": {"symbol": shape(word), "size": 12, "color": colour(word), "line": {"width": 2, "color": BLUE}},
        "cliponaxis": False,
    }  # fmt: skip


def _span(quarters: pl.DataFrame, dated: pl.DataFrame) -> list[str] | None:
    """From the first quarter (or target) to the last, with air on either side for labels."""
    days = pl.concat([quarters["period_end"], dated["target_on"]]).drop_nulls()
    if days.is_empty():
        return None
    air = max((days.max() - days.min()) * 0.04, timedelta(days=30))
    return [(days.min() - air).isoformat(), (days.max() + 2 * air).isoformat()]


def _days(column: pl.Series) -> list[str]:
    return column.dt.to_string("%Y-%m-%d").to_list()
