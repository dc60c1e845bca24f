"""Possible places over time: a bar from the best to the worst place a region can have, the first on top, never a point alone.

Drawn as a table of thin columns: it costs a tenth of a chart library, and prints as wide as the paper is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from dashboard import words

MOST_QUARTERS = 48


def draw(quarters: Sequence[Mapping[str, Any]], *, joins: Sequence[tuple[date, str]] = ()) -> str:
    """The quarters as one block of HTML, latest on the right.

    `quarters`: quarter, period_end, rank, rank_low, rank_high, n_ranked; those without an interval are gaps, those before
    the first interval are left out. `joins`: last days of an earlier name or code, with that name.
    """
    rows = quarters[-MOST_QUARTERS:]
    first = next((i for i, row in enumerate(rows) if row["rank_low"] is not None), len(rows))
    rows = rows[first:]
    most = max((row["n_ranked"] or 1 for row in rows), default=1)
    ends = [row["period_end"] for row in rows]
    marks = {
        next((i for i, end in enumerate(ends) if end >= day), None): name
        for day, name in joins
        if ends and ends[0] <= day
    }
    body = "".join(_column(row, most, marks.get(i)) for i, row in enumerate(rows))
    scale = f"<div class=y><span>1</span><span>{(most + 1) // 2}</span><span>{most}</span></div>"
    return f"<div class=xc-places role=img aria-label='{escape(words.t('county.history.axis'), quote=True)}'>{scale}{body}</div>"


def _column(row: Mapping[str, Any], most: int, joined: str | None) -> str:
    """One quarter: the bar, a dash at the order by value, the year below its first quarter."""
    quarter = str(row["quarter"])
    year = f"<small>{quarter[:4]}</small>" if quarter.endswith("Q1") else ""
    mark = f"<em title='{escape(words.t('county.history.join', name=joined), quote=True)}'></em>" if joined else ""
    low, high, rank, n = row["rank_low"], row["rank_high"], row["rank"], row["n_ranked"]
    if low is None or high is None or rank is None:
        return f"<div>{mark}{year}</div>"
    said = f"{words.quarter(quarter)} {low}–{high}/{n}"
    top, bottom = _share(low, most) - 0.5 / most, _share(high, most) + 0.5 / most
    style = f"--l:{top * 100:.1f};--h:{(bottom - top) * 100:.1f};--r:{_share(rank, most) * 100:.1f}"
    return f"<div title='{said}' style={style}>{mark}<i></i><u></u>{year}</div>"


def _share(place: object, most: int) -> float:
    """Where a place lies between top and bottom, 0-1."""
    return (float(str(place)) - 0.5) / most
