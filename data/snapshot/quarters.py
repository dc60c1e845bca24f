"""Days that moved, told by their quarters: conditions that leave alone what lies outside, and read it not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from data.snapshot.some import among


def quarter_of(day: date) -> str:
    """2026Q3."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def sides(by: str, days: Sequence[str], n: int, moved: Collection[str]) -> tuple[str, str]:
    """Two conditions where the days of these quarters moved: which rows are made anew, and of which they are made.

    n: rows of `by`, a quarter, are made of the n quarters that end with it; 0: `by` is the day itself.
    """
    own = {_number(quarter) for quarter in moved}
    anew = {m + later for m in own for later in range(n or 1)}
    made_of = {a - back for a in anew for back in range(n or 1)}
    where = among(by, map(_named, sorted(anew))) if n else _spans(f'"{by}"', own)
    return where, f"({' or '.join(_spans(day, made_of) for day in days)})"


def _number(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def _named(number: int) -> str:
    return f"{number // 4}Q{number % 4 + 1}"


def _spans(column: str, quarters: Iterable[int]) -> str:
    """Neighbours are one span: what lies outside is left unread by the first and last day of its blocks."""
    spans: list[list[int]] = []
    for q in sorted(quarters):
        if spans and spans[-1][1] == q:
            spans[-1][1] = q + 1
        else:
            spans.append([q, q + 1])
    days = [f"{column} >= '{_first(a)}' and {column} < '{_first(b)}'" for a, b in spans]
    return f"({' or '.join(days)})"


def _first(number: int) -> date:
    return date(number // 4, number % 4 * 3 + 1, 1)
