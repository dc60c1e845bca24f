"""What the twins of the cards look at: all rows drawn, and the calendar they are counted by."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.queries.twins import DAY, quarter_of

Row = dict[str, Any]
Cells = dict[tuple[str, ...], Counter[str]]


@dataclass(frozen=True)
class World:
    as_of: date
    worked: list[date]  # working days, sorted
    items: dict[str, str]  # measure -> item of the catalogue
    ancestors: dict[str, list[str]]
    entities: dict[str, Row]
    grades: list[Row]
    decisions: list[Row]
    inspections: list[Row]
    interviews: list[Row]
    listings: dict[str, Row]
    measures: list[Row]
    repairs: list[Row]
    objections: list[Row]
    checks: list[Row]
    draws: list[Row]
    commitments: list[Row]
    months_of: Callable[[str, date], int | None]  # (degree as written, day) -> least months on line

    def quarters(self, since: date) -> Iterator[tuple[str, date, date]]:
        """(label, first day, last day or as-of date) of every quarter begun since the one of that day."""
        day = date(since.year, 3 * ((since.month - 1) // 3) + 1, 1)
        while day <= self.as_of:
            following = date(day.year + day.month // 10, (day.month + 3) % 12, 1)
            yield quarter_of(day), day, min(following - DAY, self.as_of)
            day = following

    def past(self, day: date | None) -> date | None:
        return day if day is not None and day <= self.as_of else None

    def working_days(self, first: date, last: date) -> int:
        return bisect_right(self.worked, last) - bisect_right(self.worked, first)

    def soon(self, day: date) -> date:
        """The fifth working day after, by which what is due 'promptly' must have been done."""
        return self.worked[bisect_right(self.worked, day) + 4]


def on_register(e: Row, day: date) -> bool:
    return e["registered_on"] <= day and (e["deregistered_on"] is None or day < e["deregistered_on"])


def stands(listing: Row, day: date) -> bool:
    return listing["listed_on"] <= day and (listing["exited_on"] is None or day < listing["exited_on"])


def quarter_end(w: World, day: date) -> date:
    return next(end for quarter, _, end in w.quarters(day) if quarter == quarter_of(day))
