"""Several shares over the quarters, one line each on its own scale: interval as a band, the last quarter marked, the change told.

A table that draws itself, as the breakdown does: seven small pictures cost a page less than one of the chart library, and
every number in them can be read aloud and copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import polars as pl

from dashboard import words
from dashboard.charts.layout import BLUE

Row = Mapping[str, Any]
TYPES = {
    "name": pl.String,
    "quarter": pl.String,
    "rate": pl.Float64,
    "x": pl.Int64,
    "n": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
}
WIDE, HIGH, PAD = 240, 34, 4
PLAIN = " /:='-.,()"  # may stand as they are inside a quoted data URI


def draw(series: Mapping[str, Sequence[Row]], *, chosen: str) -> str:
    """name -> quarter, x, n, rate, low, high, in order. Against the same quarter a year before; bold where beyond both intervals."""
    head = "".join(f"<th scope=col{css}>{escape(words.t(f'figures.share.{k}'))}</th>" for k, css in HEAD)
    body = "".join(_line(name, rows, chosen) for name, rows in series.items())
    return f"<table class=xf-shares><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def twin(series: Mapping[str, Sequence[Row]], name: str) -> pl.DataFrame:
    """The same as a table, latest quarter first, its headings in the reader's language; `name` heads the first column."""
    heads = {"name": name, "quarter": words.t("common.quarter"), "rate": words.t("indicator.value")}
    heads |= {end: words.t(f"indicator.{end}") for end in ("x", "n", "low", "high")}
    lines = [{"name": key, **row} for key, rows in series.items() for row in rows]
    return pl.DataFrame(lines, schema=TYPES).rename(heads).sort(heads["quarter"], descending=True)


HEAD = (("name", ""), ("line", ""), ("before", " class=r"), ("now", " class=r"), ("change", " class=r"))


def year_before(quarter: str) -> str:
    """The same quarter of the year before."""
    return f"{int(quarter[:4]) - 1}{quarter[4:]}"


def has_moved(then: Row | None, now: Row | None) -> bool:
    """Whether two intervals do not meet."""
    if not (then and now and then["n"] and now["n"]):
        return False
    return bool(now["low"] > then["high"] or now["high"] < then["low"])


def changes(series: Mapping[str, Sequence[Row]], quarter: str) -> dict[str, tuple[float, bool]]:
    """name -> change since the same quarter of the year before, whether beyond both intervals; lines that had a base in both."""
    found = {}
    for name, rows in series.items():
        then, now = at(rows, year_before(quarter)), at(rows, quarter)
        if then and now and then["n"] and now["n"]:
            found[name] = now["rate"] - then["rate"], has_moved(then, now)
    return found


def at(rows: Sequence[Row], quarter: str) -> Row | None:
    """The row of a quarter."""
    return next((row for row in rows if row["quarter"] == quarter), None)


def _line(name: str, rows: Sequence[Row], chosen: str) -> str:
    then, now = at(rows, year_before(chosen)), at(rows, chosen)
    change = words.points(now["rate"] - then["rate"]) if then and now and then["n"] and now["n"] else words.NONE
    change = f"<b>{change}</b>" if has_moved(then, now) else change
    cells = f"<td class=r>{_said(then)}</td><td class=r>{_said(now)}</td><td class=r>{change}</td>"
    return f"<tr><th scope=row>{escape(name)}</th><td class=l>{_picture(rows)}</td>{cells}</tr>"


def _said(row: Row | None) -> str:
    if row is None or not row["n"]:
        return words.NONE
    return f"{words.percent(row['rate'])} <small>{words.fraction(row['x'], row['n'])}</small>"


def _picture(points: Sequence[Row]) -> str:
    """Line and band by data URI: the sanitiser drops inline SVG. A quarter without a base is a gap, never bridged."""
    rows = [(point["rate"], point["low"], point["high"]) for point in points]
    known = [row for row in rows if row[0] is not None]
    if not known:
        return ""
    low, high = min(row[1] for row in known), max(row[2] for row in known)
    span, step = (high - low) or 1.0, (WIDE - 2 * PAD) / max(1, len(rows) - 1)

    def at(place: int, end: int) -> tuple[int, int]:
        return round(PAD + place * step), round(HIGH - PAD - (rows[place][end] - low) / span * (HIGH - 2 * PAD))

    runs = _runs([r[0] is not None for r in rows])
    band = "".join(_path([*(at(i, 2) for i in run), *(at(i, 1) for i in reversed(run))]) + "z" for run in runs)
    line = "".join(_path([at(i, 0) for i in run]) for run in runs)
    lone = "".join(_dot(at(r[0], 0), 1.6) for r in runs if len(r) == 1)
    drawn = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDE} {HIGH}' fill='{BLUE}'><path d='{band}' fill-opacity='.22'/>"
        f"<path d='{line}' fill='none' stroke='{BLUE}' stroke-width='1.6'/>{lone}{_dot(at(runs[-1][-1], 0), 2.6)}</svg>"
    )
    ends = f"<small>{words.percent(low, 0)}–{words.percent(high, 0)}</small>"
    return f'<img alt="" width={WIDE} height={HIGH} src="data:image/svg+xml,{quote(drawn, safe=PLAIN)}">{ends}'


def _path(points: Sequence[tuple[int, int]]) -> str:
    """Each point by its distance from the one before: a fifth fewer bytes, and a page has a dozen of these in every run."""
    (left, top), rest = points[0], points[1:]
    steps = [f"{x - a} {y - b}" for (a, b), (x, y) in zip(points, rest, strict=False)]
    return f"M{left} {top}" + (f"l{' '.join(steps)}".replace(" -", "-") if steps else "")


def _dot(at: tuple[int, int], radius: float) -> str:
    return f"<circle cx='{at[0]}' cy='{at[1]}' r='{radius}'/>"


def _runs(known: Sequence[bool]) -> list[list[int]]:
    """Places of unbroken stretches."""
    runs: list[list[int]] = [[]]
    for i, is_known in enumerate(known):
        if is_known:
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
