"""What was made of what: so that a build makes anew only the tables whose sources have changed.

Every making of a table gets a token. A unit of work is taken over where each table it read last time still has the token
it had then; what it reads is heard from the statements themselves, never declared. Where a table is made anew and comes
out as it was, it keeps its token, and nothing further down has to be made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, cast
from uuid import uuid4

import duckdb

import queries
from data.snapshot.differ import aside, lay_over
from data.snapshot.more import came
from data.snapshot.some import among
from data.snapshot.steps import Fill, More, Parts, Run, RunSome, Step, Steps, Within

COMMENT = re.compile(r"--[^\n]*")
WORD = re.compile(r"[a-z_][a-z0-9_]*")
WRITTEN = re.compile(r"(insert into|create (?:or replace )?(?:temp )?table|delete from)\s+(?:\w+\.main\.)?(\w+)")
Content = tuple[int, int | None, int | None]
MOST_COMPARED = 1_000_000  # rows
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
    """A table brought up to date: the values of a column that all rows have which came, went or changed."""

    values: set[str]
    rows: str  # where the rows of these values lie


@dataclass
class Ledger:
    """Units made in this build, and those of the build before whose tables lie in the same database."""

    before: dict[str, Made] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of every table as it stands now
    moved: dict[tuple[str, str], Moved] = field(default_factory=dict)  # by table and column

    def is_as_before(self, unit: str, but: Collection[str] = ()) -> bool:
        """Whether everything the unit read last time, `but` some tables, is still the same."""
        old = self.before.get(unit)
        return old is not None and all(
            self.tokens.get(table, BLANK) == token for table, token in old.reads.items() if table not in but
        )

    def moved_for(self, unit: str, column: str) -> dict[str, Moved]:
        """Tables the unit reads of which is known what moved; none at all where one has changed of which it is not."""
        reads = self.before[unit].reads if unit in self.before else {}
        found = {t: m for t in reads if (m := self.moved.get((t, column)))}
        return found if all(self.tokens.get(t, BLANK) == token for t, token in reads.items() if t not in found) else {}

    def tell(self, table: str, moved: Mapping[str, set[str]] | None) -> None:
        """What lay_over says of a table brought up to date."""
        for column, values in (moved or {}).items():
            self.moved[table, column] = Moved(values, f"main.{table}")

    def take_over(self, unit: str) -> Made:
        """Leave the unit's tables as they are."""
        self.made[unit] = self.before[unit]
        self.tokens |= self.made[unit].writes
        return self.made[unit]

    def came(self, feed: str, submissions: Sequence[str]) -> list[str] | None:
        """Files of a feed that are new since the last build; None where more than that has changed."""
        unit = f"files of {feed}"  # writes no table
        self.made[unit] = Made({}, {}, [], dict.fromkeys(submissions, ""))
        before = self.before.get(unit)
        return None if before is None else came([*before.parts], submissions)

    def as_json(self) -> dict[str, Any]:
        """To be kept beside the tables."""
        return {unit: asdict(made) for unit, made in self.made.items()}


def ledger_from(kept: dict[str, Any]) -> Ledger:
    """The ledger of a build that goes on from what was kept. Raises TypeError, KeyError where that has another form."""
    return Ledger({unit: Made(**made) for unit, made in kept.items()})


class Heard:
    """A connection that remembers which tables the statements run over it named."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con, self.words, self.writes = con, set[str](), set[str]()

    def sql(self, query: str, **more: Any) -> Any:
        """As the connection's own."""
        self._hear(query)
        return self.con.sql(query, **more)

    def execute(self, query: str, *more: Any) -> Any:
        """As the connection's own."""
        self._hear(query)
        return self.con.execute(query, *more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.con, name)

    def _hear(self, query: str) -> None:
        words, writes = _named(query)
        self.words |= words
        self.writes |= writes


@lru_cache(maxsize=2_000)
def _named(query: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words of a statement that may be tables, and the tables it writes for good."""
    text = COMMENT.sub("", query).lower()
    return frozenset(WORD.findall(text)), frozenset(t for how, t in WRITTEN.findall(text) if " temp " not in how)


class SparingSteps(Steps):
    """Steps that leave out what would come out as it stands."""

    def __init__(self, told: Steps, ledger: Ledger) -> None:
        super().__init__(told.watch, told.done)
        self.ledger = ledger

    def make(self, con: duckdb.DuckDBPyConnection, name: str, run: Run) -> int:
        """The step, or what it gave last time."""
        self.make_together(con, name, lambda heard: Steps.make(self, heard, name, run))
        return next(rows for step, rows in self.ledger.made[name].steps if step == name)

    def make_together(
        self, con: duckdb.DuckDBPyConnection, name: str, run: Callable[[duckdb.DuckDBPyConnection], object], *,
        always: bool = False, clears: bool = False,
    ) -> None:  # fmt: skip
        """The steps where anything they read has changed, else what they gave last time."""
        ledger = self.ledger
        if not always and ledger.is_as_before(name):
            for step, rows in ledger.take_over(name).steps:
                self.done.append(Step(step, len(self.done) + 1, rows, is_done=True, is_taken_over=True))
                self._tell(self.done[-1])
            return
        old, first, heard = _cleared(con, ledger.before.get(name), clears=clears), len(self.done), Heard(con)
        run(_as_connection(heard))
        reads = self._read(heard)
        writes = {t: _token(con, t, old) for t in sorted({*old, *heard.writes})}
        ledger.tokens |= writes
        done = self.done[first:]
        took = {s.step: s.seconds for s in done}
        ledger.made[name] = Made(reads, writes, [(s.step, s.rows) for s in done], seconds=took)

    def make_by_indicator(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        run: RunSome,
        parts: Parts,
        told_by_parts: Collection[str],
        *,
        clears: bool = False,
        within: Within = lambda: "true",
    ) -> int:
        """The step for those indicators whose rows come from something else than last time."""
        ledger, old = self.ledger, self.ledger.before.get(name)
        if old is None or ledger.is_as_before(name) or not ledger.is_as_before(name, told_by_parts):
            rows = self.make(con, name, lambda con: run(con, None))
            if ledger.made[name] is not old:
                ledger.made[name].parts.update(parts())
            return rows
        now = dict(parts())
        changed = sorted(i for i in {*now, *old.parts} if now.get(i) != old.parts.get(i))
        heard, writes, told = Heard(con), dict(old.writes), dict(old.told)
        with self.step(name) as step:
            if changed and clears:
                writes = self._filled_anew(con, heard, old, lambda: run(_as_connection(heard), changed))
            elif changed:
                some = f"{among('indicator', changed)} and {within()}"
                with aside(con, name):
                    run(_as_connection(heard), changed)
                    moved = lay_over(con, name, some)
                ledger.tell(name, moved)
                if moved is not None:
                    writes[name] = uuid4().hex
                    those = sorted(moved["indicator"]) if "indicator" in moved else changed
                    told = {i: t for i, t in told.items() if i not in those}
                    told |= contents_by_indicator(con, name, among("indicator", those)) if old.told else {}
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        reads = {t: ledger.tokens.get(t, BLANK) for t in old.reads} | self._read(heard)
        ledger.tokens |= writes
        ledger.made[name] = Made(reads, writes, [(name, step.rows)], now, told, {name: step.seconds})
        return step.rows

    def _filled_anew(
        self, con: duckdb.DuckDBPyConnection, heard: Heard, old: Made, run: Callable[[], object]
    ) -> dict[str, str]:  # fmt: skip
        """Tokens of what a step fills that takes away itself what it fills anew."""
        filled = {t: (token, _content_if_few(con, t)) for t, token in old.writes.items()}
        run()
        # a table that was filled with nothing last time was not heard of then
        return old.writes | {t: _token(con, t, filled) for t in sorted({*filled, *heard.writes})}

    def make_by(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        columns: Sequence[str],
        sql: str,
        run: Run,
        fill: Fill | None = None,
    ) -> int:
        """The step for those values of the columns whose rows come from others than last time."""
        ledger = self.ledger
        moved = {c: found for c in columns if (found := ledger.moved_for(name, c))}
        values = {c: sorted(set().union(*(m.values for m in found.values()))) for c, found in moved.items()}
        if not moved or not all(values.values()) or ledger.is_as_before(name):
            return self.make(con, name, run)
        some = " and ".join(among(c, own) for c, own in values.items())
        sources = {t: m.rows for found in moved.values() for t, m in found.items()}
        of_them = ", ".join(f"{t} as (from {rows} where {some})" for t, rows in sources.items())
        with self.step(name) as step:
            with aside(con, name):
                mine = f"with {of_them} select * from (\n{sql}) where {some}"
                fill(con, mine) if fill else con.execute(f"insert into {name} by name {mine}")
                changed = lay_over(con, name, some)
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        self._made_on(name, step, changed is not None)
        ledger.tell(name, changed)
        return step.rows

    def tell(self, table: str, moved: Mapping[str, set[str]]) -> None:
        """Which rows of a table moved, where a step knows it that writes them itself."""
        self.ledger.tell(table, moved)

    def moved_within(self, table: str, column: str) -> set[str] | None:
        """Values of the column that rows of the table which moved have; None where that is not known."""
        moved = self.ledger.moved.get((table, column))
        return None if moved is None else moved.values

    def _made_on(self, name: str, step: Step, has_changed: object) -> None:
        """A table brought up to date stands as it stood, or as another."""
        ledger, old = self.ledger, self.ledger.before[name]
        reads = {t: ledger.tokens.get(t, BLANK) for t in old.reads}
        writes = {name: uuid4().hex if has_changed else old.writes[name]}
        ledger.tokens |= writes
        ledger.made[name] = Made(reads, writes, [(name, step.rows)], seconds={name: step.seconds})

    def make_more(
        self,
        con: duckdb.DuckDBPyConnection,
        name: str,
        run: Run,
        more: More | None,
        told_by_more: Collection[str],
    ) -> int:
        """The step, or what it gave last time, or that and what came since."""
        ledger, old = self.ledger, self.ledger.before.get(name)
        if more is None or old is None or ledger.is_as_before(name) or not ledger.is_as_before(name, told_by_more):
            return self.make(con, name, run)
        with self.step(name) as step:
            departments = more(con)
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        self._made_on(name, step, departments)
        if None not in departments:
            ledger.moved[name, "department_code"] = Moved(cast(set[str], departments), f"main.{name}")
        return step.rows

    def contents(self, con: duckdb.DuckDBPyConnection, *tables: str) -> dict[str, str]:
        """What tells the rows of one indicator in these tables from others: looked at once, then where they were filled anew."""
        found: dict[str, str] = {}
        for table in tables:
            made = self.ledger.made[table]
            if not made.told:
                made.told.update(contents_by_indicator(con, table))
            for indicator, told in made.told.items():
                found[indicator] = f"{found.get(indicator, '')} {table} {told}"
        return found

    def _read(self, heard: Heard) -> dict[str, str]:
        ledger, named = self.ledger, heard.words - heard.writes
        stale = {t for made in ledger.before.values() for t in made.writes} - set(ledger.tokens)
        if found := named & stale:
            raise Doubtful(f"read before it was made: {sorted(found)}")
        return {t: ledger.tokens.get(t, BLANK) for t in sorted(named & (set(ledger.tokens) | queries.table_names()))}


def _as_connection(heard: Heard) -> duckdb.DuckDBPyConnection:
    return cast(duckdb.DuckDBPyConnection, heard)


def _cleared(
    con: duckdb.DuckDBPyConnection, made: Made | None, *, clears: bool = False
) -> dict[str, tuple[str, Content | None]]:  # fmt: skip
    """Token and content of the tables a unit wrote last time; those of the snapshot are emptied to be filled again, unless it
    does so itself."""
    old = {t: (token, _content_if_few(con, t)) for t, token in made.writes.items()} if made else {}
    for table in queries.table_names() & set(old) - ({*old} if clears else set()):
        con.execute(f"delete from {table}")
    return old


def _token(con: duckdb.DuckDBPyConnection, table: str, old: dict[str, tuple[str, Content | None]]) -> str:
    if table in old and old[table][1] is not None and _content_if_few(con, table) == old[table][1]:
        return old[table][0]
    return uuid4().hex


def _content_if_few(con: duckdb.DuckDBPyConnection, table: str) -> Content | None:
    """None where comparing costs more than it may save: so large a table hardly ever comes out as it was."""
    rows: int = con.execute(f"select count(*) from {table}").fetchall()[0][0]
    return content(con, table) if rows <= MOST_COMPARED else None


def contents_by_indicator(con: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> dict[str, str]:
    """What tells one content from another, of each indicator's rows."""
    return contents_by(con, "indicator", table, where)


def contents_by(con: duckdb.DuckDBPyConnection, column: str, table: str, where: str) -> dict[str, str]:
    """What tells one content from another, of the rows of each value of a column."""
    rows = con.execute(
        f"select {column}, count(*), sum(hash(t)), bit_xor(hash(t)) from {table} as t where {where} group by {column}"
    )
    return {value: " ".join(map(str, told)) for value, *told in rows.fetchall()}


def content(con: duckdb.DuckDBPyConnection, table: str, where: str = "") -> Content:
    """What tells one content of a table from another, whatever the order of its rows."""
    return cast(
        Content,
        con.execute(f"select count(*), sum(hash(t)), bit_xor(hash(t)) from {table} as t {where}").fetchall()[0],
    )
