"""One indicator over time: quarters with intervals, months behind them, dated targets, the straight line between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from dashboard import words
from dashboard.charts import forecast
from dashboard.charts.layout import BLUE, GREY, RED, axis, colour, ends, layout, room, rounded, shape, value_axis

Row = Mapping[str, Any]
COLUMNS = ("period", "period_end", "value", "low", "high", "numerator", "denominator", "expected", "word")
MOST_LABELS = 3  # of targets written on the picture; with more, only the one in force, the rest on hover
NUMBERED = ("reach", "hold", "at_least")  # the kinds of target that are a number; the others are words and stay words


def draw(
    quarters: pl.DataFrame,
    *,
    unit: str,
    ceiling: float | None = None,
    months: pl.DataFrame | None = None,
    targets: Sequence[Row] = (),
    chosen: str = "",
    fan: pl.DataFrame | None = None,
    height: int = 330,
) -> dict[str, Any]:
    """The series as a plotly dict.

    `quarters`: period, period_end, value, low, high, numerator, denominator, expected, word; `months`: period_end, value;
    `targets`: as `numbered` gives them. `chosen` is the quarter the page is about, `fan` what is foreseen from there.
    """
    # Some forty rows: as plain ones they are told through in a quarter of the time that expressions take to begin.
    rows = _from_first_value(quarters.select(COLUMNS).to_dicts())
    ahead = fan.to_dicts() if fan is not None else []
    until = rows[-1]["period_end"] if rows else None
    leads = _leads(rows, targets, chosen)
    traces = [
        _months(months),
        _pace(rows, targets),
        *_floors(targets, until),
        *forecast.traces(ahead, unit),
        _quarters(rows, unit),
        _targets(targets, unit, below=leads, due=_due(targets, until)),
        _chosen(rows, chosen, unit, above=leads),
    ]
    spread = ends(
        [
            *(row[name] for name in ("value", "low", "high", "expected") for row in rows),
            *(target["value"] for target in targets),
            *(row[name] for name in ("low95", "high95") for row in ahead),
        ],
        unit=unit,
        ceiling=ceiling,
    )
    shown = layout(
        height=height,
        showlegend=True,
        margin=room(),
        xaxis=axis(
            type="date",
            range=_span(rows, targets),
            dtick="M12",
            tick0="2000-01-01",
            tickformat="%Y",
            tickangle=0,
        ),
        yaxis=value_axis(unit, spread),
    )
    return {"data": [t for t in traces if t], "layout": shown}


def numbered(targets: Sequence[Row]) -> list[Row]:
    """The dated targets that are numbers, in order; a direction or an implied total is never drawn."""
    found = [r for r in targets if r["value"] is not None and r["kind"] in NUMBERED and r["target_on"]]
    return sorted(found, key=lambda r: r["target_on"])


def _from_first_value(rows: list[Row]) -> list[Row]:
    """Years before the first value ever would only push the picture to the right."""
    return rows[next((i for i, row in enumerate(rows) if row["value"] is not None), 0) :]


def _due(dated: Sequence[Row], until: date | None) -> date | None:
    """The target in force on a day; the last one where all have passed."""
    days = [target["target_on"] for target in dated]
    return next((day for day in days if until and day >= until), days[-1] if days else None)


def _leads(rows: Sequence[Row], dated: Sequence[Row], chosen: str) -> bool:
    """Whether the chosen quarter stands above the last target: its label then goes above, the targets' below."""
    value = next((row["value"] for row in rows if row["period"] == chosen), None)
    return bool(dated) and value is not None and value > dated[-1]["value"]


def _months(months: pl.DataFrame | None) -> dict[str, Any] | None:
    if months is None or months.is_empty():
        return None
    return {
        "type": "scatter", "mode": "lines", "name": words.t("figures.months"), "line": {"color": GREY, "width": 1}, "opacity": 0.55,
        "x": [day.isoformat() for day in months["period_end"]], "y": rounded(months["value"].to_list()), "hoverinfo": "skip",
    }  # fmt: skip


def _quarters(rows: Sequence[Row], unit: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": words.t("figures.quarters"),
        "x": _days(rows), "y": rounded([row["value"] for row in rows]),
        "line": {"color": BLUE, "width": 2}, "marker": {"color": BLUE, "size": 6}, "connectgaps": False,
        "error_y": {"type": "data", "symmetric": False, "array": rounded([_apart(r["high"], r["value"]) for r in rows]),
                    "arrayminus": rounded([_apart(r["value"], r["low"]) for r in rows]), "color": BLUE, "thickness": 1, "width": 0},
        **_hover(rows, unit),
    }  # fmt: skip


def _apart(high: float | None, low: float | None) -> float | None:
    return None if high is None or low is None else high - low


# What a hover says below quarter and value: the text around each number, and its place in it.
LINES = (("", ""), ("common.ci95", "interval"), ("figures.expected_here", "value"))


def _hover(rows: Sequence[Row], unit: str) -> dict[str, Any]:
    """The words travel once, in the template; with each quarter only its numbers, and the lines not every quarter has."""
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


def _told(row: Row, unit: str) -> tuple[str, ...]:
    """The numbers of LINES, empty where there is none."""
    return (
        words.fraction(row["numerator"], row["denominator"]) if row["denominator"] else "",
        words.interval(row["low"], row["high"], unit) if row["low"] is not None else "",
        words.value(row["expected"], unit) if row["expected"] is not None else "",
    )


def _line(i: int, number: str) -> str:
    text, place = LINES[i]
    return f"<br>{words.t(text, **{place: number}) if text else number}"


def _pace(rows: Sequence[Row], dated: Sequence[Row]) -> dict[str, Any] | None:
    """The straight line as stored with the judgements, led on to the next target: never drawn where none was stored."""
    stored = [(row["period_end"], row["expected"]) for row in rows if row["expected"] is not None]
    if not stored:
        return None
    ahead = [(t["target_on"], t["value"]) for t in dated if t["target_on"] > stored[-1][0]][:1]
    if len(stored) + len(ahead) < 2:  # one point is no line
        return None
    bends = _bends([*stored, *ahead])
    return {
        "type": "scatter", "mode": "lines", "name": words.t("figures.pace_line"), "hoverinfo": "skip",
        "x": [day.isoformat() for day, _ in bends],
        "y": rounded([value for _, value in bends]),
        "line": {"color": GREY, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _bends(points: list[tuple[date, float]]) -> list[tuple[date, float]]:
    """A line without the points that lie straight between their neighbours: nobody can point at them, and they travel."""
    kept = points[:1]
    for here, following in pairwise(points[1:]):
        (first, start), (day, value), (last, end) = kept[-1], here, following
        straight = start + (end - start) * ((day - first).days / max((last - first).days, 1))
        if abs(value - straight) > 1e-6 * max(abs(value), 1.0):
            kept.append(here)
    return [*kept, *points[1:][-1:]]


def _floors(dated: Sequence[Row], until: date | None) -> list[dict[str, Any]]:
    """A target already passed is from then on a floor, until the next one falls due."""
    if until is None:
        return []
    x: list[str | None] = []
    y: list[float | None] = []
    for target, following in zip(dated, [*dated[1:], None], strict=False):
        if target["target_on"] < until:
            end = min(following["target_on"], until) if following else until
            x += [target["target_on"].isoformat(), end.isoformat(), None]
            y += [target["value"], target["value"], None]
    if not x:
        return []
    return [{
        "type": "scatter", "mode": "lines", "name": words.t("figures.floor"), "x": x, "y": y, "hoverinfo": "skip",
        "line": {"color": GREY, "width": 1.5, "dash": "dot"},
    }]  # fmt: skip


def _targets(dated: Sequence[Row], unit: str, *, below: bool, due: date | None) -> dict[str, Any] | None:
    if not dated:
        return None
    signs = {">=": "≥", "<=": "≤", "=": ""}
    days = [target["target_on"].isoformat() for target in dated]
    labels = [signs.get(target["comparator"], "") + words.value(target["value"], unit) for target in dated]
    written = (
        labels
        if len(labels) <= MOST_LABELS
        else [s if target["target_on"] == due else "" for target, s in zip(dated, labels, strict=True)]
    )
    return {
        "type": "scatter", "mode": "markers+text", "name": words.t("figures.targets"),
        "x": days, "y": [target["value"] for target in dated], "text": written,
        "textposition": "bottom center" if below else "top left",
        "marker": {"symbol": "diamond-open", "size": 11, "color": RED, "line": {"width": 2}}, "textfont": {"size": 12},
        "hovertext": [f"{day}<br>{s}" for day, s in zip(days, labels, strict=True)], "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _chosen(rows: Sequence[Row], chosen: str, unit: str, *, above: bool) -> dict[str, Any] | None:
    here = [row for row in rows if row["period"] == chosen and row["value"] is not None]
    if not here:
        return None
    word, value = here[0]["word"], here[0]["value"]
    return {
        "type": "scatter", "mode": "markers+text", "showlegend": False, "hoverinfo": "skip",
        "x": _days(here), "y": rounded([value]), "text": [f"<b>{words.value(value, unit)}</b>"],
        "textposition": "top left" if above else "bottom center",
        "marker": {"symbol": shape(word), "size": 12, "color": colour(word), "line": {"width": 2, "color": BLUE}},
        "cliponaxis": False,
    }  # fmt: skip


def _span(rows: Sequence[Row], dated: Sequence[Row]) -> list[str] | None:
    """From the first quarter (or target) to the last, with air on either side for labels."""
    days = [*(row["period_end"] for row in rows), *(target["target_on"] for target in dated)]
    if not days:
        return None
    first, last = min(days), max(days)
    air = max((last - first) * 0.04, timedelta(days=30))
    return [(first - air).isoformat(), (last + 2 * air).isoformat()]


def _days(rows: Sequence[Row]) -> list[str]:
    return [row["period_end"].isoformat() for row in rows]
