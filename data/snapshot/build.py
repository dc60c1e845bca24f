"""From departments' files to one immutable snapshot: stage, join, count, judge, write, and only then be named.

A build that fails or is stopped leaves the current snapshot as it was: everything is written under a name that
no reader looks for, and renamed as the last act.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.errors import SourceUnusable
from data.home import Home
from data.ingest.stage import StagedSource, stage_source
from data.snapshot.guard import alone, sweep, unfinished
from data.snapshot.hand_over import hand_over
from data.snapshot.identity import snapshot_id
from data.snapshot.load import Catalogue, insert, load_catalogue, load_lookups, load_submissions
from data.snapshot.mart import materialise, raw_view, written
from data.snapshot.order import in_order
from data.snapshot.places import compare_places
from data.snapshot.publish import is_whole, publish, put_in_place
from data.snapshot.steps import Steps, Watcher
from data.snapshot.weigh import hide, weigh
from data.snapshot.weigh_targets import weigh_targets
from metrics.catalogue import observations_sql

MEMORY_LIMIT = "3GB"
ROWS_IN_MEMORY = 200_000  # so few need no file of their own to work in


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
        with steps.step("catalogue") as step:
            catalogue = load_catalogue(sources)
            step.rows = len(catalogue.cards)
        staged = []
        for source in sources:
            with steps.step(f"stage {Path(source).name}") as step:
                staged.append(stage_source(Path(source), home.warehouse, as_of=as_of))
                step.rows = sum(s.rows for s in staged[-1].submissions)
        day = as_of or max(s.as_of for s in staged)
        named = snapshot_id(sources, staged, day)
        final = home.snapshots / f"{named}.duckdb"
        is_new = again or not is_whole(final)
        if is_new:
            _write(home, final, named, day, staged, catalogue, steps, begun)
        if serve:
            with steps.step("publish"):
                publish(home, named)
    files = [s for source in staged for s in source.submissions]
    return Built(
        named, day, time.perf_counter() - begun, is_new, len(files), sum(s.rows for s in files),
        sum(s.refused for s in files), sum(bool(s.error_rule) for s in files), steps.frame(),
    )  # fmt: skip


def _write(
    home: Home, final: Path, named: str, day: date, staged: Sequence[StagedSource], catalogue: Catalogue,
    steps: Steps, begun: float,
) -> None:  # fmt: skip
    part, scratch = unfinished(home, f"{named}.duckdb"), unfinished(home, "scratch.duckdb")
    few = sum(s.kept for source in staged for s in source.submissions) <= ROWS_IN_MEMORY
    con = duckdb.connect(":memory:" if few else str(scratch))
    try:
        con.execute(f"set memory_limit = '{MEMORY_LIMIT}'; set preserve_insertion_order = false")
        con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
        con.execute(queries.tables())
        _fill(con, day, staged, catalogue, steps)
        with steps.step("write") as step:
            step.rows = hand_over(con, part, named, day, staged, catalogue, steps, begun)
        con.close()
        put_in_place(part, final)
    finally:
        con.close()
        sweep(home, mine=True)


def _fill(
    con: duckdb.DuckDBPyConnection, day: date, staged: Sequence[StagedSource], catalogue: Catalogue, steps: Steps
) -> None:
    with steps.step("reference") as step:
        con.execute("begin")  # one commit, not one a table
        step.rows = load_lookups(con, catalogue, [s.settings for s in staged], day)
        load_submissions(con, staged)
        con.execute("commit")
    for feed in FEEDS:
        raw_view(con, feed, [s.staged for source in staged for s in source.submissions if s.feed == feed and s.staged])
    marts = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
    rows = {}
    for name in in_order(con, marts):
        with steps.step(name) as step:
            step.rows = rows[name] = materialise(con, name, marts[name])
    seen = [c for c in catalogue.cards if c.observe and rows.get(c.observe.mart)]  # of no rows nothing is observed
    with steps.step("agg_observation") as step:
        step.rows = written(con, f"insert into agg_observation by name {observations_sql(seen)}")
    weigh(con, day, steps)
    with steps.step("meta") as step:
        step.rows = written(con, f"insert into meta_lineage by name {queries.read('meta_lineage')}")
    insert(con, "meta_query", pl.DataFrame({"name": list(marts), "sql": list(marts.values())}))
    with steps.step("disclosure") as step:  # last: what follows computes from what it left, never from what it hides
        step.rows = hide(con)
    compare_places(con, steps)
    weigh_targets(con, steps)
    with steps.step("agg_blank") as step:  # counts blanks, the hidden ones among them, and no figure
        step.rows = written(con, f"insert into agg_blank by name {queries.read('agg_blank')}")
