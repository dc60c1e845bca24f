"""Who stands where: one line per region or department with its mark, its interval and the target, best first.

A table that draws itself: a chart library would cost the page half a second for what a few boxes can show, and in a
table every name can be a link, every number be read aloud and copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from operator import itemgetter
from typing import Any

from dashboard import theme, words
from dashboard.charts.layout import ends

Row = Mapping[str, Any]


def draw(
    rows: Sequence[Row],
    *,
    unit: str,
    direction: str = "up",
    target: float | None = None,
    ceiling: float | None = None,
    link: Callable[[Row], str] | None = None,
) -> str:
    """The rows as one block of HTML, best at the top.

    `rows`: name, value, low, high, numerator, denominator, word, is_own?. Rows without a value are left to the table twin.
    `link` gives the address behind a name.
    """
    # Names run against the values in a tie, so that the same rows always stand in the same order.
    named = sorted((row for row in rows if row["value"] is not None), key=itemgetter("name"))
    known = sorted(named, key=itemgetter("value"), reverse=direction != "down")
    every = [row[end] for end in ("value", "low", "high") for row in known]
    low, high = ends([*every, target], unit=unit, ceiling=ceiling) or (0.0, 1.0)

    def at(value: float) -> float:
        return min(max((value - low) / (high - low), 0), 1) * 100

    # A rerun carries every line anew: what all of them share stands once, and no line carries a tag it can do without.
    line, place = ("", "") if target is None else ("<i class=g></i>", f" style=--g:{at(target):.1f}%")
    lines = "".join(_line(row, unit, at, line, link) for row in known)
    return f"<table class=xf-dots><tbody{place}>{lines}</tbody>{_scale(low, high, unit, target)}</table>"


def _line(row: Row, unit: str, at: Callable[[float], float], target: str, link: Callable[[Row], str] | None) -> str:
    name = escape(row["name"])
    name = f"<a class=xh-link href='{escape(link(row), quote=True)}'>{name}</a>" if link else name
    own = " class=own" if row.get("is_own") else ""
    mark, word = theme.mark(row["word"]), row["word"] or "no_target"
    bar = (
        ""
        if row["low"] is None
        else f"<i class=c style=left:{at(row['low']):.1f}%;right:{100 - at(row['high']):.1f}%></i>"
    )
    counts = f" <small>{words.fraction(row['numerator'], row['denominator'])}</small>" if row["denominator"] else ""
    said = escape(words.judgement(row["word"]), quote=True)
    return (
        f"<tr{own}><th scope=row>{name}<td class=p>{target}{bar}"
        f"<b class='m b-{word}' style=left:{at(row['value']):.1f}% title='{said}'>{mark.sign}</b>"
        f"<td class=v><b>{escape(words.value(row['value'], unit))}</b>{counts}"
    )


def _scale(low: float, high: float, unit: str, target: float | None) -> str:
    """The two ends of the scale, and the target by its value."""
    said = (
        f"<span class=t>{escape(words.t('figures.target_line', value=words.value(target, unit)))}</span>"
        if target is not None
        else ""
    )
    ends_said = f"<span>{escape(words.value(max(low, 0.0), unit))}</span>{said}<span>{escape(words.value(_shown(high, unit), unit))}</span>"
    return f"<tfoot><tr><th></th><td class=s>{ends_said}</td><td></td></tr></tfoot>"


def _shown(high: float, unit: str) -> float:
    """The axis runs a little beyond a ceiling of 100 % so that a mark on it is not cut; the number does not."""
    return min(high, 1.0) if unit == "percent" and high < 1.05 else high
