"""When a department sends its files, and which file an event or a later piece of news about it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data.sample.world import World

OFTEN_SENT = ("decisions",)  # a file a quarter one year earlier than the other feeds
# Feeds that joined the platform a year later than the others: their years up to then came in one file.
JOINED_LATER = (
    "commitments", "credit_checks", "draws", "inspection_plans", "interviews", "listings", "measures", "objections", "repairs",
)  # fmt: skip
# Feeds in which every office has something to send every quarter; a register may well stay as it is.
OWED = ("decisions", "grades", "inspections", "returns", "task_reports")
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
        at = np.searchsorted(self.ends, np.where(np.isnat(days), self.ends[-1], days), side="right")
        return np.where(np.isnat(days), len(self), at)

    def known_by(self, days: np.ndarray) -> np.ndarray:
        """Index of the first file received on or after each day; len(self) where none was (NaT included)."""
        never = self.received[-1] + 1
        return np.searchsorted(self.received, np.where(np.isnat(days), never, days), side="left")

    def with_later_news(self, rows: pl.DataFrame, happened: str, later: str) -> pl.DataFrame:
        """Number the file of each row in `_file`. What became known only after it was sent comes again, complete."""
        first = self.file_of(days_of(rows, happened))
        known = self.known_by(days_of(rows, later))
        numbered = rows.with_columns(_file=pl.Series(first), _known=pl.Series(known))
        at_first = numbered.with_columns(pl.when(pl.col("_known") <= pl.col("_file")).then(later).alias(later))
        again = numbered.filter(pl.col("_known") > pl.col("_file")).with_columns(_file="_known")
        return pl.concat([at_first, again]).drop("_known")

    def with_news(self, rows: pl.DataFrame, happened: str, later: Mapping[str, Sequence[str]]) -> pl.DataFrame:
        """As `with_later_news`, for several days that become known one after another.

        `later` names each such day and the columns that come with it: until the day is known both are empty.
        """
        first = self.file_of(days_of(rows, happened))
        known = {day: np.maximum(self.known_by(days_of(rows, day)), first) for day in later}
        file = np.concatenate([first, *known.values()])
        row = np.tile(np.arange(rows.height), 1 + len(known))
        sent = np.unique((row * len(self) + file)[file < len(self)])  # each row once a file
        row, file = sent // len(self), sent % len(self)
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
        {"feed": feed, "departments": ["*"], "every": "quarter", "within_days": 10, "from": date(year, 1, 1)}
        for feed, year in sorted(first.items())
    ]


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
    wait = world.stream("received", department).integers(3, 10, len(ends))
    more = np.array([tardy.get(q, 0) for q in np.array(world.quarters)[keep]])
    received = np.minimum(ends + wait + more, world.as_of)
    received[-1] = world.as_of
    return Deliveries(ends, received, labels)
