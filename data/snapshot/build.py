"""From departments' files to one immutable snapshot: stage, join, count, judge, write, and only then be named.

A build that fails or is stopped leaves the current snapshot as it was: everything is written under a name that
no reader looks for, and renamed as the last act.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.errors import SourceUnusable
from data.home import Home
from data.ingest.stage import stage_source
from data.snapshot import kept
from data.snapshot.ahead import Ahead
from data.snapshot.copied import Copied
from data.snapshot.early import Early
from data.snapshot.fill import Order, fill
from data.snapshot.guard import alone, sweep, unfinished
from data.snapshot.hand_over import hand_over
from data.snapshot.identity import reference_digest, snapshot_id
from data.snapshot.kept import Work
from data.snapshot.ledger import Doubtful
from data.snapshot.load import load_catalogue
from data.snapshot.memory import IN_COUNTING
from data.snapshot.publish import is_whole, publish, put_in_place
from data.snapshot.some import literal
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps, Watcher

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
        reference = reference_digest(sources, staged)
        named = snapshot_id(staged, reference, day)
        final = home.snapshots / f"{named}.duckdb"
        is_new, distrusted = again or not is_whole(final), False

        def put_up() -> None:
            if serve:
                with steps.step("publish"):
                    publish(home, named, holds=True)

        if is_new:
            distrusted = _write(
                home, Order(named, day, staged, reference, catalogue, begun), steps, put_up, again=again
            )
        else:
            put_up()
    files = [s for source in staged for s in source.submissions]
    return Built(
        named, day, time.perf_counter() - begun, is_new, len(files), sum(s.rows for s in files),
        sum(s.refused for s in files), sum(bool(s.error_rule) for s in files), steps.frame(),
        sum(s.is_taken_over for s in steps.done), distrusted,
    )  # fmt: skip


def _write(home: Home, order: Order, steps: Steps, put_up: Callable[[], None], *, again: bool) -> bool:
    """Make the snapshot and put it up: of nothing, or going on from the tables of the last build. Returns whether those were
    distrusted."""
    try:
        if order.rows <= ROWS_IN_MEMORY:
            with duckdb.connect(":memory:") as con:
                con.execute(queries.tables())
                put_in_place(_make(home, con, order, steps), _final(home, order))
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
        part, final = _make(home, work.con, order, SparingSteps(steps, work.ledger), work), _final(home, order)
        with ThreadPoolExecutor(1) as pool:  # the tables are written down while the snapshot is sealed
            pool.submit(work.con.execute, "checkpoint")  # what it cannot do, keep meets again
            put_in_place(part, final)
            put_up()  # nobody waits for the tables to be kept
        kept.keep(home, work, final)
    except BaseException:
        work.con.close()
        kept.forget(home)  # half made: of no use to anybody, and the disk may be full of it
        raise


def _final(home: Home, order: Order) -> Path:
    return home.snapshots / f"{order.named}.duckdb"


def _make(home: Home, con: duckdb.DuckDBPyConnection, order: Order, steps: Steps, work: Work | None = None) -> Path:
    """Returns the file of the snapshot, whole but for its name."""
    part = unfinished(home, f"{order.named}.duckdb")
    spill = literal(unfinished(home, "spill"))  # never beside where we were called
    con.execute(f"set memory_limit = '{IN_COUNTING}'; set preserve_insertion_order = false")
    con.execute(f"set temp_directory = {spill}")
    con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
    with ExitStack() as until_written:
        early: Early | Ahead | None = None
        copied = None
        if work is not None and work.base is not None:
            copied = until_written.enter_context(Copied(work.base, part))
            early = until_written.enter_context(Ahead(con, part, copied, partial(kept.moved, work, made=True)))
        elif work is not None:  # a large build, and nothing to go on from
            early = until_written.enter_context(Early(con, part, work.ledger.tokens))
        fill(con, order, steps, work, early)
        with steps.step("write") as step:
            goes_on = copied is not None and copied.is_whole()
            if work is not None and not goes_on:
                work.whole.pop("snapshot", None)
            step.rows = hand_over(
                con, part, order.named, order.day, order.staged, order.catalogue, steps, order.begun,
                moved=kept.moved(work) if work and goes_on else None, early=early if goes_on or copied is None else None,
            )  # fmt: skip
    return part
