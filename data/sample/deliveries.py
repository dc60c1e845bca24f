"""When a department sends its files, and which file an event or a later piece of news about it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from data.sample.truth import Truth
from data.sample.world import World, by_day, of_day

OFTEN_SENT = ("decisions",)  # a file a quarter one year earlier than the other feeds
# Feeds that joined the platform a year later than the others: their years up to then came in one file.
JOINED_LATER = (
    "commitments", "credit_checks", "draws", "inspection_plans", "interviews", "listings", "measures", "objections", "repairs",
)  # fmt: skip
# Feeds in which every office has something to send every quarter; a register may well stay as it is.
OWED = ("decisions", "grades", "inspections", "returns", "task_reports")
REGION = "360000"  # whom they owe it to: the plans shown are of three jurisdictions
# Offices that miss their day, for the due calendar to find: days more than usual, or 0 for a quarter without a file.
TARDY = {
    ("water_resources", "decisions"): {"2025Q3": 16, "2026Q1": 24},
    ("forestry", "decisions"): {"2025Q4": 0, "2026Q2": 12},
    ("emergency", "inspections"): {"2026Q1": 20},
}


@dataclass(frozen=True)
class Deliveries:
    """The files one department sends: `ends` is the day after the last day each covers."""

    ends: np.ndarray
    received: np.ndarray
    labels: list[str]

    def __len__(self) -> int:
        return len(self.ends)

    def file_of(self, days: np.ndarray) -> np.ndarray:
        """Index of the first file that covers each day; len(self) where none does (NaT included)."""
        return of_day(self._covers, days)

    def known_by(self, days: np.ndarray) -> np.ndarray:
        """Index of the first file received on or after each day; len(self) where none was (NaT included)."""
        return of_day(self._tells, days)

    @cached_property
    def _covers(self) -> np.ndarray:
        return by_day(self.ends, side="right")

    @cached_property
    def _tells(self) -> np.ndarray:
        return by_day(self.received, side="left")

    def by_file(self, file: np.ndarray) -> np.ndarray:
        """Positions of the rows that stand in some file, file by file."""
        return np.argsort(file.astype(np.int16), kind="stable")[: np.count_nonzero(file < len(self))]

    def with_later_news(
        self, rows: pl.DataFrame, happened: str, later: str, *, in_period: bool = False
    ) -> pl.DataFrame:
        """Number the file of each row in `_file`. What became known only after it was sent comes again, complete.

        News is known when the file is sent, or, `in_period`, only if it is of the period the file covers.
        """
        first = self.file_of(days_of(rows, happened))
        known = (self.file_of if in_period else self.known_by)(days_of(rows, later))
        again = np.flatnonzero((known > first) & (known < len(self)))
        row, file = np.append(np.arange(rows.height), again), np.append(first, known[again])
        order = self.by_file(file)
        row, file = row[order], file[order]
        is_known = pl.Series(known[row] <= file)
        return rows[row].with_columns(pl.when(is_known).then(later).alias(later), _file=pl.Series(file))

    def with_news(self, rows: pl.DataFrame, happened: str, later: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """As `with_later_news`, for several days that become known one after another.

        `later` names each such day and the columns that come with it: until the day is known both are empty.
        """
        first = self.file_of(days_of(rows, happened)).astype(np.int8)
        known = {day: np.maximum(self.known_by(days_of(rows, day)).astype(np.int8), first) for day in later}
        sent = [
            np.flatnonzero(np.any([in_it == k for in_it in (first, *known.values())], axis=0)) for k in range(len(self))
        ]
        row, file = np.concatenate(sent), np.repeat(np.arange(len(self)), [len(rows) for rows in sent])
        hidden = [
            pl.when(pl.Series(known[day][row] <= file)).then(column).alias(column)
            for day, own in later.items()
            for column in (day, *own)
        ]
        return rows[row].with_columns(*hidden, _file=pl.Series(file))


def days_of(rows: pl.DataFrame, column: str) -> np.ndarray:
    """A Date column as datetime64[D], null as NaT."""
    return rows[column].to_numpy().astype("datetime64[D]")


def calendar(world: World) -> list[dict[str, object]]:
    """The [[due]] entries under which these files were sent: a file a quarter, ten days after its end."""
    first = {feed: world.backlog_until + (2 if feed in OFTEN_SENT else 3) for feed in OWED}
    return [
        {
            "feed": feed,
            "departments": ["*"],
            "every": "quarter",
            "within_days": 10,
            "from": date(year, 1, 1),
            "region": REGION,
        }
        for feed, year in sorted(first.items())
    ]


def record_tardy(truth: Truth) -> None:
    """Note who sends late, by how many days more than usual (0: not at all)."""
    for (department, feed), days in TARDY.items():
        truth.note("late_reports", department=department, feed=feed, days=days)


def deliveries(world: World, department: str, feed: str) -> Deliveries:
    """One file for the years before the platform opened, then one a year, lately one a quarter.

    Received three to nine days after the period; the last file comes on the as-of day, so that nothing is still unknown.
    """
    years = np.array([int(q[:4]) for q in world.quarters])
    opened = world.backlog_until + (feed in JOINED_LATER)
    yearly_until = world.backlog_until + (1 if feed in OFTEN_SENT else 2)
    closes_year = np.arange(len(years)) % 4 == 3
    backlog = (years == opened) & closes_year
    yearly = (years > opened) & (years <= yearly_until) & closes_year
    tardy = TARDY.get((department, feed), {})
    skipped = np.isin(world.quarters, [q for q, days in tardy.items() if not days])
    keep = (backlog | yearly | (years > yearly_until)) & ~skipped
    labels = [
        f"{world.first_year}—{year}年" if b else f"{year}年度" if y else f"{quarter[:4]}年第{quarter[5]}季度"
        for quarter, year, b, y, k in zip(world.quarters, years, backlog, yearly, keep, strict=True)
        if k
    ]
    ends = world.starts[1:][keep]
    wait = world.lasting_stream("received", department).integers(3, 10, len(ends))
    more = np.array([tardy.get(q, 0) for q in np.array(world.quarters)[keep]])
    received = np.minimum(ends + wait + more, world.as_of)
    received[-1] = world.as_of
    return Deliveries(ends, received, labels)
