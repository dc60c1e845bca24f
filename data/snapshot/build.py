"""From departments' files to one immutable snapshot: stage, join, count, judge, write, and only then be named.

A build that fails or is stopped leaves the current snapshot as it was: everything is written under a name that
no reader looks for, and renamed as the last act.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.errors import SourceUnusable
from data.home import Home
from data.ingest.stage import StagedSource, stage_source
from data.snapshot import kept
from data.snapshot.copied import Copied
from data.snapshot.early import Early
from data.snapshot.guard import alone, sweep, unfinished
from data.snapshot.hand_over import hand_over
from data.snapshot.head import head_of
from data.snapshot.identity import snapshot_id
from data.snapshot.kept import Work
from data.snapshot.ledger import Doubtful, Moved
from data.snapshot.load import Catalogue, insert, load_catalogue, load_lookups, load_submissions
from data.snapshot.mart import materialise, raw_view, told_in_passing, written
from data.snapshot.more import lay_again, lay_staged
from data.snapshot.order import in_order
from data.snapshot.places import compare_places
from data.snapshot.publish import is_whole, publish, put_in_place
from data.snapshot.repeated import by_sorting
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import More, Run, RunSome, Steps, Watcher
from data.snapshot.weigh import hide, judge_all, weigh
from data.snapshot.weigh_targets import weigh_targets
from metrics.card import Card
from metrics.catalogue import observations_sql

MEMORY_LIMIT = "2300MB"  # of DuckDB; with what polars and numpy hold beside it a build stays under 3 GB
ROWS_IN_MEMORY = 200_000  # so few need no file to work in, and are made anew sooner than looked through


@dataclass(frozen=True)
class Built:
    """What a build leaves behind."""

    snapshot_id: str
    as_of: date
    seconds: float
    is_new: bool
    submissions: int
    rows: int
    refused: int
    files_refused: int
    steps: pl.DataFrame
    taken_over: int = 0  # steps left out, for nothing they read had changed since the last build
    distrusted: bool = False  # what the last build kept was damaged: everything was made anew


def build(
    home: Home,
    sources: Sequence[Path],
    *,
    as_of: date | None = None,
    watch: Watcher | None = None,
    serve: bool = True,
    again: bool = False,
) -> Built:
    """Build a snapshot from the sources and publish it (unless `serve` is False).

    The same inputs give the same snapshot id; then there is nothing to do unless `again`. Raises a Fixable that says
    what to mend: SourceUnusable, PackUnusable, NoRoom, SnapshotUnusable.
    """
    if not sources:
        raise SourceUnusable(
            "xinheng build",
            ("未指定数据源。", "no source was given."),
            ("请给出数据源文件夹。", "Name a source folder."),
        )
    begun = time.perf_counter()
    steps = Steps(watch)
    with alone(home):
        goes_on = not again and kept.stands(home)
        with steps.step("catalogue") as step:
            catalogue = load_catalogue(sources)
            step.rows = len(catalogue.cards)
        staged = []
        for source in sources:
            with steps.step(f"stage {Path(source).name}") as step:
                staged.append(stage_source(Path(source), home.warehouse, as_of=as_of, goes_on=goes_on))
                step.rows = sum(s.rows for s in staged[-1].submissions)
        day = as_of or max(s.as_of for s in staged)
        named = snapshot_id(sources, staged, day)
        final = home.snapshots / f"{named}.duckdb"
        is_new, distrusted = again or not is_whole(final), False

        def put_up() -> None:
            if serve:
                with steps.step("publish"):
                    publish(home, named, holds=True)

        if is_new:
            distrusted = _write(home, Order(named, day, staged, catalogue, begun), steps, put_up, again=again)
        else:
            put_up()
    files = [s for source in staged for s in source.submissions]
    return Built(
        named, day, time.perf_counter() - begun, is_new, len(files), sum(s.rows for s in files),
        sum(s.refused for s in files), sum(bool(s.error_rule) for s in files), steps.frame(),
        sum(s.is_taken_over for s in steps.done), distrusted,
    )  # fmt: skip


@dataclass(frozen=True)
class Order:
    """One snapshot to be made: its name, its day, and everything it is made of."""

    named: str
    day: date
    staged: Sequence[StagedSource]
    catalogue: Catalogue
    begun: float

    @property
    def rows(self) -> int:
        """Rows kept of all files."""
        return sum(s.kept for source in self.staged for s in source.submissions)


def _write(home: Home, order: Order, steps: Steps, put_up: Callable[[], None], *, again: bool) -> bool:
    """Make the snapshot and put it up: of nothing, or going on from the tables of the last build. Returns whether those were
    distrusted."""
    try:
        if order.rows <= ROWS_IN_MEMORY:
            with duckdb.connect(":memory:") as con:
                con.execute(queries.tables())
                _make(home, con, order, steps)
            put_up()
            return False
        first = len(steps.done)
        try:
            work = None if again else kept.go_on(home)
            if work is not None:
                _make_of(home, work, order, steps, put_up)
                return False
            distrusted = False
        except (Doubtful, duckdb.Error):
            del steps.done[first:]
            distrusted = True
        _make_of(home, kept.begin(home), order, steps, put_up)
        return distrusted
    finally:
        sweep(home, mine=True)


def _make_of(home: Home, work: Work, order: Order, steps: Steps, put_up: Callable[[], None]) -> None:
    """Make the snapshot with the tables of a build before, or with none; what stands in them then is kept."""
    try:
        _make(home, work.con, order, SparingSteps(steps, work.ledger), work)
        put_up()  # nobody waits for the tables to be kept
        kept.keep(home, work, home.snapshots / f"{order.named}.duckdb")
    except BaseException:
        work.con.close()
        kept.forget(home)  # half made: of no use to anybody, and the disk may be full of it
        raise


def _make(home: Home, con: duckdb.DuckDBPyConnection, order: Order, steps: Steps, work: Work | None = None) -> None:
    part = unfinished(home, f"{order.named}.duckdb")
    spill = str(unfinished(home, "spill")).replace("'", "''")  # never beside where we were called
    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'; set preserve_insertion_order = false")
    con.execute(f"set temp_directory = '{spill}'")
    con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
    with ExitStack() as until_written:
        early = copied = None
        if work is not None and work.base is not None:
            copied = until_written.enter_context(Copied(work.base, part))
        elif work is not None:  # a large build, and nothing to go on from
            early = until_written.enter_context(Early(con, part, work.ledger.tokens))
        _fill(con, order, steps, work, early)
        with steps.step("write") as step:
            goes_on = copied is not None and copied.is_whole()
            if work is not None and not goes_on:
                work.whole.pop("snapshot", None)
            step.rows = hand_over(
                con, part, order.named, order.day, order.staged, order.catalogue, steps, order.begun,
                goes_on=goes_on, moved=kept.moved(work) if work else {}, early=early,
            )  # fmt: skip
    put_in_place(part, home.snapshots / f"{order.named}.duckdb")


def _fill(
    con: duckdb.DuckDBPyConnection, order: Order, steps: Steps, work: Work | None, early: Early | None
) -> None:  # fmt: skip
    steps.make_together(con, "reference", lambda con: _refer(con, order, steps), always=True)
    came: dict[str, list[str] | None] = {}
    for feed in FEEDS:
        files = [s for source in order.staged for s in source.submissions if s.feed == feed and s.staged]
        raw_view(con, feed, [s.staged for s in files if s.staged])
        if work is not None:
            sent = [f"{s.digest} {s.submission_id} {s.department_code}" for s in files]
            work.ledger.tokens[f"raw_{feed}"] = hashlib.sha256("\n".join(sent).encode()).hexdigest()
            came[feed] = new = work.ledger.came(feed, [s.submission_id for s in files])
            if new is not None:
                raw_view(con, feed, [s.staged for s in files if s.submission_id in new and s.staged], f"come_{feed}")
                work.ledger.moved[f"raw_{feed}", "_submission_id"] = Moved(set(new), f"come_{feed}")
    marts = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
    more = _more(marts, came)
    laid = told_in_passing(con, marts)
    rows = {name: _lay(con, steps, name, laid[name], *more.get(name, (None, ()))) for name in in_order(con, laid)}
    steps.make_together(con, "meta_finding", _gather)
    cards = order.catalogue.cards
    if work is None:
        cards = [c for c in cards if c.observe and rows.get(c.observe.mart)]  # of no rows nothing is observed
    parts = {c.code: work.ledger.tokens[c.observe.mart] for c in cards if c.observe} if work else {}
    read_by_all = {"agg_return", "stg_region"}
    marts_seen = {c.observe.mart for c in cards if c.observe} - read_by_all
    steps.make_by_indicator(con, "agg_observation", _observe(cards), lambda: parts, marts_seen)
    judge_all(con, order.day, steps)
    if early is not None:
        early.take()
    weigh(con, steps)
    steps.make(con, "meta", _insert("meta_lineage", queries.read("meta_lineage")))
    named = pl.DataFrame({"name": list(marts), "sql": list(marts.values())})
    steps.make_together(con, "meta_query", lambda con: insert(con, "meta_query", named), always=True)
    if work is not None:
        kept.set_persons_aside(work)
    with steps.step("disclosure") as step:  # last: what follows computes from what it left, never from what it hides
        step.rows = hide(con)
    if work is not None:
        kept.told_of_persons(work)
    if early is not None:
        early.take()
    compare_places(con, steps)
    steps.make_together(con, "targets", lambda con: weigh_targets(con, steps), clears=True)
    # counts blanks, the hidden ones among them, and no figure
    steps.make(con, "agg_blank", _insert("agg_blank", queries.read("agg_blank")))


def _refer(con: duckdb.DuckDBPyConnection, order: Order, steps: Steps) -> None:
    with steps.step("reference") as step:
        con.execute("begin")  # one commit, not one a table
        step.rows = load_lookups(con, order.catalogue, [s.settings for s in order.staged], order.day)
        load_submissions(con, order.staged)
        con.execute("commit")


def _lay(
    con: duckdb.DuckDBPyConnection, steps: Steps, name: str, sql: str, more: More | None, told_by_more: Collection[str]
) -> int:
    def run(con: duckdb.DuckDBPyConnection) -> int:
        is_large = isinstance(steps, SparingSteps)  # else one statement is sooner done than three
        return materialise(con, name, by_sorting(con, sql) if is_large else sql, is_long=is_large)

    if more is not None:
        return steps.make_more(con, name, run, more, told_by_more)
    head = head_of(sql)
    return steps.make_compared(con, name, sql, run) if head.is_compared else steps.make_by(con, name, head, sql, run)


def _more(marts: dict[str, str], came: dict[str, list[str] | None]) -> dict[str, tuple[More, tuple[str, ...]]]:
    """How staging goes on where files of a feed have come and nothing else has changed."""
    found: dict[str, tuple[More, tuple[str, ...]]] = {}
    for feed, new in came.items():
        again, staged = f"again_{feed}", f"stg_{feed}"
        if new is not None and again in marts:
            found[again] = partial(lay_again, feed=feed, sql=marts[again], new=new), (f"raw_{feed}",)
            found[staged] = partial(lay_staged, feed=feed, sql=marts[staged], new=new), (f"raw_{feed}", again)
    return found


def _insert(table: str, sql: str) -> Run:
    return lambda con: written(con, f"insert into {table} by name {sql}")


def _observe(cards: Sequence[Card]) -> RunSome:
    def run(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None) -> int:
        if some is None:
            return written(con, f"insert into agg_observation by name {observations_sql([*cards])}")
        own = observations_sql([c for c in cards if c.code in some])
        codes = ", ".join(f"'{code}'" for code in some)
        return written(con, f"insert into agg_observation by name select * from (\n{own}) where indicator in ({codes})")

    return run


def _gather(con: duckdb.DuckDBPyConnection) -> int:
    """Findings of every check stand together in one table."""
    each = " union all by name ".join(f"select * from {name}" for name in queries.all_in("checks"))
    return written(con, f"insert into meta_finding by name {each}")
