"""What was made of what: so that a build makes anew only the tables whose sources have changed.

Every making of a table gets a token. A unit of work is taken over where each table it read last time still has the token
it had then. Where a table is made anew and comes out as it was, it keeps its token, and nothing further down has to be
made again. Where it is another, it may be known which of its rows are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from data.contracts import FEEDS
from data.snapshot.head import NO_HEAD, By, Head
from data.snapshot.more import came
from data.snapshot.quarters import sides
from data.snapshot.some import among

FILE = ("_submission_id", "submission_id")  # a file, in what it sent and in what is said of it
DAY, SETTINGS = "build_settings", "dim_settings"  # with the as-of date, and without it
BLANK = "blank"  # the token of a table of the snapshot that nothing has filled


class Doubtful(Exception):
    """The tables of the last build cannot be relied on; a whole build is needed."""


@dataclass(frozen=True)
class Made:
    """One unit of work as it was done: tables read and written with their tokens, and the steps it told of."""

    reads: dict[str, str]
    writes: dict[str, str]
    steps: list[tuple[str, int]]
    parts: dict[str, str] = field(default_factory=dict)  # of a table filled by indicator: what each was made of
    told: dict[str, str] = field(default_factory=dict)  # and what tells its rows from others, once that was asked
    seconds: dict[str, float] = field(default_factory=dict)  # of each step, when it was made last


@dataclass(frozen=True)
class Moved:
    """A table brought up to date: the values of a column that all rows have which came, went or changed; of days, quarters."""

    values: set[str]
    rows: str  # where the rows of these values lie


@dataclass(frozen=True)
class Part:
    """The rows to be made anew, as a condition, and of which rows of the tables that changed they are made.

    asked: submissions, by feed, whose rows those sources call asked_<feed>.
    """

    where: str
    sources: dict[str, str]
    asked: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Ledger:
    """Units made in this build, and those of the build before whose tables lie in the same database."""

    before: dict[str, Made] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of every table as it stands now
    moved: dict[tuple[str, str], Moved] = field(default_factory=dict)  # by table and column
    grown: set[str] = field(default_factory=set)  # tables with a row a file that stand as they stood, but for new files

    def changed(self, unit: str, head: Head = NO_HEAD) -> set[str]:
        """Tables the unit read last time that are others now, but for what its `head` says it looks up in vain, and the day
        where that is told by another table."""
        reads = self.before[unit].reads
        others = {t for t, token in reads.items() if self.tokens.get(t, BLANK) != token}
        day = {DAY} if head.day in reads and self._only_the_day_is_another() else set()
        return others - (self.grown & head.looks_up) - day

    def _only_the_day_is_another(self) -> bool:
        """Of the settings."""
        then = self.before.get(SETTINGS)
        return then is not None and then.writes.get(SETTINGS) == self.tokens.get(SETTINGS)

    def is_as_before(self, unit: str, but: Collection[str] = (), head: Head = NO_HEAD) -> bool:
        """Whether everything the unit read last time, `but` some tables, is still the same to it.

        A file that is new is looked up for no row that is not new itself: what only looks files up stands as long as all
        else it reads does.
        """
        if unit not in self.before:
            return False
        return self.changed(unit) <= {*but} or (head != NO_HEAD and self.changed(unit, head) <= {*but})

    def part(self, unit: str, head: Head) -> Part | None:
        """What must be made anew of a unit whose rows come each from some rows only; None where that is not known."""
        if unit not in self.before:
            return None
        changed = self.changed(unit, head)
        if any(by.column == "feed" for by in head.by):
            return self._of_feeds(unit, changed)
        found = [sides for by in head.by if (sides := self._sides(by, changed))]
        if not found:
            return None
        own = {t: " and ".join(of[t] for _, of in found) for t in changed}
        lie = {t: next(m.rows for (table, _), m in self.moved.items() if table == t) for t in changed}
        files, asked = self._of_files(unit, head, changed)
        sources = {t: f"from {lie[t]} where {w}" for t, w in own.items()} | files
        return Part(" and ".join(where for where, _ in found), sources, asked)

    def _sides(self, by: By, changed: set[str]) -> tuple[str, dict[str, str]] | None:
        """Two conditions: which rows are made anew, and of which rows of each table; None where it is not known what moved."""
        by_days = {t for t in changed if by.days and all((t, day) in self.moved for day in by.days)}
        if by.days and by_days != changed and by.quarters != 1:
            return None  # rows of one quarter are not made of what a table says of that quarter
        columns = {(t, c) for t in changed for c in (by.days if t in by_days else [self._named(t, by.column)])}
        found = [self.moved.get(c) for c in columns]
        values = sorted({v for moved in found if moved for v in moved.values})
        if None in found or not values or (by.tables and not changed <= by.tables):
            return None
        if by.days:
            where, of = sides(by.column, by.days, by.quarters, values)
            return where, {t: of if t in by_days else where for t in changed}
        return among(by.column, values), {t: among(self._named(t, by.column), values) for t in changed}

    def _of_files(self, unit: str, head: Head, changed: set[str]) -> tuple[dict[str, str], dict[str, set[str]]]:
        """Of a unit by files, what is read of what was sent, and by feed the files that must be opened for it: those whose rows
        are made anew, where they are others than came."""
        found: dict[str, str] = {}
        asked: dict[str, set[str]] = {}
        if not any(by.column in FILE for by in head.by):
            return found, asked
        own = {v for t in changed for c in FILE if (m := self.moved.get((t, c))) for v in m.values}
        for table in (t for t in self.before[unit].reads if t.startswith("raw_")):
            feed = table.removeprefix("raw_")
            came, sent = self.moved.get((table, FILE[0])), self.made.get(f"files of {feed}")
            if came is None or sent is None:
                continue
            mine = own & {*sent.parts}
            if not mine <= came.values:
                asked[feed] = mine
            found[table] = f"from {f'asked_{feed}' if feed in asked else came.rows} where {among(FILE[0], sorted(own))}"
        return found, asked

    def _named(self, table: str, column: str) -> str:
        """A file is named _submission_id in what it sent, submission_id in what is said of it."""
        return column if (table, column) in self.moved else f"_{column}"

    def _of_feeds(self, unit: str, changed: set[str]) -> Part | None:
        """Of the feeds one of whose tables changed; the tables of the others are as good as empty."""
        feeds = {feed_of(t) for t in changed}
        if not feeds or None in feeds:
            return None
        others = {t for t in self.before[unit].reads if feed_of(t) not in {None, *feeds}}
        came = {t: self.moved[t, FILE[0]].rows for t in others if (t, FILE[0]) in self.moved and t.startswith("raw_")}
        rooms = {t: f"temp.{t}" if t.startswith("raw_") else f"main.{t}" for t in others} | came
        return Part(
            among("feed", sorted(f for f in feeds if f)), {t: f"from {rooms[t]} limit 0" for t in sorted(others)}
        )

    def tell(self, table: str, moved: Mapping[str, set[str]] | None) -> None:
        """What lay_over says of a table brought up to date."""
        for column, values in (moved or {}).items():
            self.moved[table, column] = Moved(values, f"main.{table}")

    def take_over(self, unit: str) -> Made:
        """Leave the unit's tables as they are."""
        old = self.before[unit]
        reads = {t: self.tokens.get(t, BLANK) for t in old.reads}
        self.made[unit] = made = old if reads == old.reads else replace(old, reads=reads)
        self.tokens |= made.writes
        return made

    def came(self, feed: str, submissions: Sequence[str]) -> list[str] | None:
        """Files of a feed that are new since the last build; None where more than that has changed."""
        unit = f"files of {feed}"  # writes no table
        self.made[unit] = Made({}, {}, [], dict.fromkeys(submissions, ""))
        before = self.before.get(unit)
        return None if before is None else came([*before.parts], submissions)

    def as_json(self) -> dict[str, Any]:
        """To be kept beside the tables."""
        return {unit: asdict(made) for unit, made in self.made.items()}


def feed_of(table: str) -> str | None:
    """The feed whose rows the table holds; None of any other table."""
    room, _, feed = table.partition("_")
    return feed if room in {"again", "stg", "raw"} and feed in FEEDS else None


def ledger_from(kept: dict[str, Any]) -> Ledger:
    """The ledger of a build that goes on from what was kept. Raises TypeError, KeyError where that has another form."""
    return Ledger({unit: Made(**made) for unit, made in kept.items()})
