"""How many working days from decision to publication: one bar a day, the last day allowed marked, the missing at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.charts.layout import BLUE, FAINT, GREY, RED, axis, layout, room

Row = Mapping[str, Any]
ONE_BY_ONE = 20  # beyond this and the limit the days are grouped
STEP = 20  # width of the first group behind; the second has no end
BEYOND = 5  # places drawn at least past the limit, or its line would stand at the edge
GAP = " "  # a place without a bar
LATE = "#D55E00"
# state: colour, pattern, whether outlined; colour is never the only sign
LOOK = {
    "in_time": (BLUE, ""),
    "last_day": ("#8C6BB1", ""),
    "late_done": (LATE, "/"),
    "late_open": (LATE, "x"),
    "no_limit": (GREY, ""),
}


def binned(delays: Sequence[Row], days: int | None) -> list[Row]:
    """The delays as bars: position, label, and n_acts by state; every day up to the limit and well beyond has its place.

    `delays`: state, delay_days (null: still open), n_acts. Below zero all is one bar, and so is what is still open; both
    stand a little apart from the days.
    """
    single = max(ONE_BY_ONE, (days or 0) + 5)
    names = [words.t("timeliness.chart.before"), GAP, *map(str, range(single + 1)), f">{single}", f">{single + STEP}", 2 * GAP,
             words.t("timeliness.chart.open")]  # fmt: skip
    bars: list[Row] = [{"position": i, "label": name, "n_acts": {}} for i, name in enumerate(names)]
    for row in delays:
        counted = bars[_place(row["delay_days"], single, len(names) - 1)]["n_acts"]
        counted[row["state"]] = counted.get(row["state"], 0) + row["n_acts"]
    return bars


def _place(day: int | None, single: int, last: int) -> int:
    if day is None:
        return last
    if day < 0:
        return 0
    if day <= single:
        return day + 2
    return single + 3 if day <= single + STEP else single + 4


def draw(bars: Sequence[Row], *, days: int | None, height: int = 300) -> dict[str, Any]:
    """The bars as a plotly dict; `days`: the limit, drawn as a line after its last day, None where there is no single one."""
    shown = _trimmed(bars, days)
    total = sum(sum(bar["n_acts"].values()) for bar in bars)
    traces = [_bars(shown, state, total) for state in LOOK if any(state in bar["n_acts"] for bar in shown)]
    labels = [bar["label"] for bar in shown]
    limit = labels.index(str(days)) + 0.5 if days is not None and str(days) in labels else None
    return {
        "data": traces,
        "layout": layout(
            height=height,
            barmode="stack",
            bargap=0.15,
            showlegend=True,
            margin=room(right=17, is_titled=True),
            xaxis=axis(
                type="category", categoryorder="array", categoryarray=labels, showgrid=False, tickangle=0, tickfont={"size": 11},
                title={"text": words.t("timeliness.chart.axis"), "font": {"size": 12}}, range=[-0.6, len(labels) - 0.4],
            ),
            yaxis=axis(tickformat=",d", nticks=6, rangemode="tozero"),
            legend={**layout(height=height)["legend"], "traceorder": "normal"},
            shapes=[] if limit is None else [_line(limit)],
            annotations=[] if limit is None else [_note(limit, days)],
        ),
    }  # fmt: skip


def _trimmed(bars: Sequence[Row], days: int | None) -> Sequence[Row]:
    """From day 0 to the last place that holds anything, holes and all, and past the limit; before and open only where held."""
    known = [bar["position"] for bar in bars if bar["n_acts"]]
    is_before, is_open = 0 in known, len(bars) - 1 in known
    last = len(bars) - 1 if is_open else max(max(known, default=0), (days or 0) + BEYOND)
    return bars[0 if is_before else 2 : last + 1]


def _bars(bars: Sequence[Row], state: str, total: int) -> dict[str, Any]:
    held = [(bar["label"], bar["n_acts"][state]) for bar in bars if state in bar["n_acts"]]
    colour, pattern = LOOK[state]
    name = words.t(f"timeliness.state.{state}")
    marker: dict[str, Any] = {"color": colour}
    if pattern:
        marker["pattern"] = {"shape": pattern, "size": 7, "solidity": 0.22, "fillmode": "overlay", "fgcolor": "#FFFFFF"}
    return {
        "type": "bar", "name": name, "x": [label for label, _ in held], "y": [n for _, n in held], "marker": marker,
        "customdata": [words.percent(n / total) for _, n in held],
        "hovertemplate": f"<b>%{{x}}</b> · {name}<br>%{{y:,d}} (%{{customdata}})<extra></extra>",
    }  # fmt: skip


def _line(x: float) -> dict[str, Any]:
    ends = {"x0": x, "x1": x, "y0": 0, "y1": 1}
    return {"type": "line", "xref": "x", "yref": "paper", **ends, "line": {"color": RED, "width": 2, "dash": "dash"}}


def _note(x: float, days: int | None) -> dict[str, Any]:
    return {
        "xref": "x", "yref": "paper", "x": x, "y": 1, "xanchor": "left", "yanchor": "top", "showarrow": False, "xshift": 4,
        "text": words.t("timeliness.chart.limit", n=days), "font": {"size": 12}, "bgcolor": FAINT,
    }  # fmt: skip
