"""One line per tier on a common scale: the published band behind, the interval, the value on it, and what it means in entities.

A table that draws itself, as `breakdown` is: every number can be read aloud and copied, nothing waits for a chart library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from dashboard import words
from dashboard.charts.layout import ends


@dataclass(frozen=True)
class Line:
    """One line. Shares are 0-1; `name` and `said` are HTML of ours, escaped already."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    counts: str  # x/n
    said: str = ""
    band: tuple[float, float] | None = None
    expected: float | None = None  # where the value would stand by chance alone
    tone: str = "plain"  # plain, bad, quiet: how the mark is filled
    blank: str = ""  # why there is no value


def draw(lines: Sequence[Line], *, label: str, legend: str = "") -> str:
    """The lines as one block of HTML. The scale begins at nought: tiers are compared by how far they reach."""
    bands = [end for line in lines if line.band for end in line.band]
    values = [v for line in lines for v in (line.value, line.high, line.expected)]
    _, high = ends([0.0, *values, *bands], unit="percent", ceiling=1.0) or (0.0, 1.0)
    high = min(high, 1.0)

    def at(value: float) -> str:
        return f"{min(max(value / high, 0), 1) * 100:.1f}%"

    body = "".join(_line(line, at) for line in lines)
    scale = f"<span>{words.percent(0.0)}</span>{legend}<span>{words.percent(high)}</span>"
    foot = f"<tfoot><tr><td></td><td class=s>{scale}</td><td></td><td></td></tr></tfoot>"
    return f"<table class=xi-tiers aria-label='{escape(label, quote=True)}'><tbody>{body}</tbody>{foot}</table>"


def _line(line: Line, at: Callable[[float], str]) -> str:
    if line.value is None:
        empty = f"<td class='v blank' colspan=2>{escape(line.blank)}</td>"
        return f"<tr><th scope=row>{line.name}</th>{empty}<td class=e>{line.said}</td></tr>"
    marks = _span("d", line.band, at) + (_span("c", (line.low, line.high), at) if line.low is not None else "")
    chance = "" if line.expected is None else f"<i class=g style='left:{at(line.expected)}'></i>"
    dot = f"<b class='m {line.tone}' style='left:{at(line.value)}'></b>"
    value = f"<b>{words.percent(line.value)}</b> <small>{escape(line.counts)}</small>"
    return (
        f"<tr><th scope=row>{line.name}</th><td class=p>{marks}{chance}{dot}</td>"
        f"<td class=v>{value}</td><td class=e>{line.said}</td></tr>"
    )


def _span(kind: str, span: tuple[float | None, float | None] | None, at: Callable[[float], str]) -> str:
    if span is None or span[0] is None or span[1] is None:
        return ""
    return f"<i class={kind} style='left:{at(span[0])};right:calc(100% - {at(span[1])})'></i>"
