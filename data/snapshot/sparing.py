"""A build that goes on from the last one: every step makes what changed, and leaves out what would come out as it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import uuid4

import duckdb

import queries
from data.snapshot.content import Content, content_if_few, contents_by_indicator
from data.snapshot.differ import aside, lay_over
from data.snapshot.head import NO_HEAD, Head
from data.snapshot.heard import Heard, as_connection
from data.snapshot.ledger import BLANK, SETTINGS, Doubtful, Ledger, Made
from data.snapshot.mart import raw_of_files
from data.snapshot.some import among
from data.snapshot.steps import Fill, More, Parts, Run, RunSome, Step, Steps, Within


class SparingSteps(Steps):
    """Steps that leave out what would come out as it stands."""

    def __init__(self, told: Steps, ledger: Ledger) -> None:
        super().__init__(told.watch, told.done)
        self.ledger = ledger

    def make(self, con: duckdb.DuckDBPyConnection, name: str, run: Run, head: Head = NO_HEAD) -> int:
        """The step, or what it gave last time."""
        self.make_together(con, name, lambda heard: Steps.make(self, heard, name, run), head=head)
        return next(rows for step, rows in self.ledger.made[name].steps if step == name)

    def make_together(
        self, con: duckdb.DuckDBPyConnection, name: str, run: Callable[[duckdb.DuckDBPyConnection], object], *,
        always: bool = False, given: str = "", clears: bool = False, head: Head = NO_HEAD,
    ) -> None:  # fmt: skip
        """The steps where anything they read has changed, else what they gave last time."""
        ledger = self.ledger
        beside = {f"given {name}": given} if given else {}
        ledger.tokens |= beside
        if not always and ledger.is_as_before(name, head=head):
            for step, rows in ledger.take_over(name).steps:
                self.done.append(Step(step, len(self.done) + 1, rows, is_done=True, is_taken_over=True))
                self._tell(self.done[-1])
            return
        old, first, heard = self._cleared(con, name, clears=clears), len(self.done), Heard(con)
        run(as_connection(heard))
        told_by = {t: ledger.tokens.get(t, BLANK) for t in (head.day,) if t}
        reads = self._read(heard, old) | beside | told_by
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
                writes = self._filled_anew(con, heard, old, lambda: run(as_connection(heard), changed))
            elif changed:
                some = f"{among('indicator', changed)} and {within()}"
                with aside(con, name):
                    run(as_connection(heard), changed)
                    moved = lay_over(con, name, some)
                ledger.tell(name, moved)
                if moved is not None:
                    writes[name] = uuid4().hex
                    those = sorted(moved["indicator"]) if "indicator" in moved else changed
                    told = {i: t for i, t in told.items() if i not in those}
                    told |= contents_by_indicator(con, name, among("indicator", those)) if old.told else {}
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        reads = {t: ledger.tokens.get(t, BLANK) for t in old.reads} | self._read(heard, old.writes)
        ledger.tokens |= writes
        ledger.made[name] = Made(reads, writes, [(name, step.rows)], now, told, {name: step.seconds})
        return step.rows

    def _as_filled(self, con: duckdb.DuckDBPyConnection, made: Made) -> dict[str, tuple[str, Content | None]]:
        """Token and content of the tables a unit wrote last time; the content of those only that somebody else reads."""
        read = queries.table_names().union({SETTINGS}, *(unit.reads for unit in self.ledger.before.values()))
        return {t: (token, content_if_few(con, t) if t in read else None) for t, token in made.writes.items()}

    def _cleared(
        self, con: duckdb.DuckDBPyConnection, name: str, *, clears: bool = False
    ) -> dict[str, tuple[str, Content | None]]:  # fmt: skip
        """The same; those of the snapshot are emptied to be filled again, unless the unit does so itself."""
        made = self.ledger.before.get(name)
        old = self._as_filled(con, made) if made else {}
        for table in queries.table_names() & set(old) - ({*old} if clears else set()):
            con.execute(f"delete from {table}")
        return old

    def _filled_anew(
        self, con: duckdb.DuckDBPyConnection, heard: Heard, old: Made, run: Callable[[], object]
    ) -> dict[str, str]:  # fmt: skip
        """Tokens of what a step fills that takes away itself what it fills anew."""
        filled = self._as_filled(con, old)
        run()
        # a table that was filled with nothing last time was not heard of then
        return old.writes | {t: _token(con, t, filled) for t in sorted({*filled, *heard.writes})}

    def make_by(
        self, con: duckdb.DuckDBPyConnection, name: str, head: Head, sql: str, run: Run, fill: Fill | None = None
    ) -> int:  # fmt: skip
        """The step for those values of the column whose rows come from others than last time."""
        part = None if self.ledger.is_as_before(name, head=head) else self.ledger.part(name, head)
        if part is None:
            return self._made_whole(con, name, head, sql, run)
        for feed, files in part.asked.items():
            raw_of_files(con, feed, files, f"asked_{feed}")
        of_them = ", ".join(f"{t} as ({rows})" for t, rows in part.sources.items())
        mine = f"with {of_them} select * from (\n{sql}) where {part.where}" if of_them else sql
        return self._over(con, name, mine, part.where, fill)

    def _made_whole(self, con: duckdb.DuckDBPyConnection, name: str, head: Head, sql: str, run: Run) -> int:
        """The step, or what it gave last time; laid over what stands where its head says that this is to be compared."""
        if not head.is_compared or name not in self.ledger.before or self.ledger.is_as_before(name, head=head):
            return self.make(con, name, run, head)
        rows = self._over(con, name, sql, "true", None)
        if not con.execute("select count(*) from row_gone").fetchall()[0][0]:
            self.ledger.grown.add(name)
        return rows

    def _over(self, con: duckdb.DuckDBPyConnection, name: str, sql: str, where: str, fill: Fill | None) -> int:
        """Make the rows that fulfil the condition those of the SELECT."""
        with self.step(name) as step:
            with aside(con, name):
                fill(con, sql) if fill else con.execute(f"insert into {name} by name {sql}")
                changed = lay_over(con, name, where)
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        self._made_on(name, step, changed is not None)
        self.ledger.tell(name, changed)
        return step.rows

    def tell(self, table: str, moved: Mapping[str, set[str]]) -> None:
        """Which rows of a table moved, where a step knows it that writes them itself."""
        self.ledger.tell(table, moved)

    def moved_within(self, table: str, column: str) -> set[str] | None:
        """Values of the column that rows of the table which moved have; None where that is not known."""
        moved = self.ledger.moved.get((table, column))
        return None if moved is None else moved.values

    def is_as_before(self, name: str, but: Collection[str] = ()) -> bool:
        """Whether everything the step read in the last build, `but` these tables, is still the same."""
        return self.ledger.is_as_before(name, but)

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
            moved = more(con)
            step.rows = con.execute(f"select count(*) from {name}").fetchall()[0][0]
        self._made_on(name, step, moved is not None)
        ledger.tell(name, moved)
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

    def _read(self, heard: Heard, own: Collection[str]) -> dict[str, str]:
        """Tokens of the tables a unit read. own: those it fills itself, which it may have found as they should be."""
        ledger, named = self.ledger, heard.words - heard.writes - {*own}
        stale = {t for made in ledger.before.values() for t in made.writes} - set(ledger.tokens)
        if found := named & stale:
            raise Doubtful(f"read before it was made: {sorted(found)}")
        return {t: ledger.tokens.get(t, BLANK) for t in sorted(named & (set(ledger.tokens) | queries.table_names()))}


def _token(con: duckdb.DuckDBPyConnection, table: str, old: dict[str, tuple[str, Content | None]]) -> str:
    if table in old and old[table][1] is not None and content_if_few(con, table) == old[table][1]:
        return old[table][0]
    return uuid4().hex
