"""From departments' files to one immutable snapshot: stage, join, count, judge, write, and only then be named.

A build that fails or is stopped leaves the current snapshot as it was: everything is written under a name that
no reader looks for, and renamed as the last act.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.errors import Fixable, NoRoom, PackUnusable, SourceUnusable
from data.home import ROOT, Home
from data.ingest.stage import StagedSource, stage_source
from data.snapshot.load import Catalogue, insert, load_catalogue, load_lookups, load_submissions, plan_quarters
from data.snapshot.order import in_order
from data.snapshot.publish import publish
from data.snapshot.reader import SCHEMA_VERSION, connect
from data.snapshot.steps import Steps, Watcher, peak_mb
from metrics import assess, disclosure, scorecard
from metrics.catalogue import observations_sql

MEMORY_LIMIT = "3GB"
ROWS_A_GROUP = 8_192  # a page reads one office's rows: small groups let the reader skip the rest (three times faster)
CODE = {".py", ".sql", ".toml", ".csv"}  # what a figure depends on; words on screen and pages are no part of it


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
    with _alone(home), _plain_words(home):
        with steps.step("catalogue") as step:
            catalogue = load_catalogue(sources)
            step.rows = len(catalogue.cards)
        staged = []
        for source in sources:
            with steps.step(f"stage {Path(source).name}") as step:
                staged.append(stage_source(Path(source), home.warehouse, as_of=as_of))
                step.rows = sum(s.rows for s in staged[-1].submissions)
        day = as_of or max(s.as_of for s in staged)
        snapshot_id = f"{day:%Y%m%d}-{_digest(sources, staged, day)[:10]}"
        final = home.snapshots / f"{snapshot_id}.duckdb"
        is_new = again or not _is_sound(final)
        if is_new:
            _write(home, final, snapshot_id, day, staged, catalogue, steps, begun)
        if serve:
            with steps.step("publish"):
                publish(home, snapshot_id)
    files = [s for source in staged for s in source.submissions]
    return Built(
        snapshot_id, day, time.perf_counter() - begun, is_new, len(files), sum(s.rows for s in files),
        sum(s.refused for s in files), sum(bool(s.error_rule) for s in files), steps.frame(),
    )  # fmt: skip


def _is_sound(path: Path) -> bool:
    try:
        connect(path).close()
    except Fixable:
        return False
    return True


def _digest(sources: Sequence[Path], staged: Sequence[StagedSource], day: date) -> str:
    """Hash of everything the figures depend on: inputs, our code, cards, packs, reference, settings, and the day."""
    seen = hashlib.sha256(str(day).encode())
    for source in staged:
        for s in source.submissions:
            seen.update(f"{s.feed}|{s.department_code}|{s.received_on}|{s.position}|{s.digest}".encode())
    own = [
        f
        for source in sources
        for pattern in ("*.toml", "*.csv", "plans/**/*")
        for f in sorted(Path(source).glob(pattern))
    ]
    ours = [f for room in ("data", "metrics", "queries") for f in sorted((ROOT / room).rglob("*")) if f.suffix in CODE]
    for file in (f for f in [*own, *ours] if f.is_file()):
        seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One build at a time in a home; the lock dies with its process."""
    try:
        home.snapshots.mkdir(parents=True, exist_ok=True)
        home.warehouse.mkdir(parents=True, exist_ok=True)
        lock = (home.path / "build.lock").open("w")
    except OSError as trouble:
        raise NoRoom(
            str(home.path),
            ("无法写入工作目录。", "the working folder cannot be written."),
            ("请检查权限与磁盘空间。", "Check permissions and free space."),
        ) from trouble
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as trouble:
            raise NoRoom(
                home.path.name,
                ("另一个构建正在进行。", "another build is running."),
                ("请等待其结束后重试。", "Wait for it to end, then try again."),
            ) from trouble
        for leftover in home.snapshots.glob(".building-*"):
            leftover.unlink(missing_ok=True)  # of a build that was killed; we hold the lock, so it is nobody's
        yield


@contextmanager
def _plain_words(home: Home) -> Iterator[None]:
    """A full disk, whoever met it first, is said in one sentence."""
    try:
        yield
    except OSError as trouble:
        if trouble.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _disk_full(home) from trouble
    except duckdb.IOException as trouble:
        if "No space left" not in str(trouble):
            raise
        raise _disk_full(home) from trouble


def _disk_full(home: Home) -> NoRoom:
    return NoRoom(
        home.path.name,
        (
            "磁盘空间不足,构建已停止,原快照不受影响。",
            "the disk is full; the build stopped and the current snapshot is as it was.",
        ),
        ("请腾出空间后重新运行 xinheng build。", "Free some space, then run `xinheng build` again."),
    )


def _write(
    home: Home, final: Path, snapshot_id: str, day: date, staged: Sequence[StagedSource], catalogue: Catalogue,
    steps: Steps, begun: float,
) -> None:  # fmt: skip
    part = home.snapshots / f".building-{os.getpid()}-{snapshot_id}.duckdb"
    scratch = home.snapshots / f".building-{os.getpid()}-scratch.duckdb"
    con = duckdb.connect(str(scratch))
    try:
        con.execute(f"set memory_limit = '{MEMORY_LIMIT}'; set preserve_insertion_order = false")
        con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
        con.execute(queries.read("tables"))
        _fill(con, day, staged, catalogue, steps)
        with steps.step("write") as step:
            step.rows = _hand_over(con, part, snapshot_id, day, staged, catalogue, steps, begun)
        con.close()
        with part.open("rb") as f:
            os.fsync(f.fileno())
        part.replace(final)
    finally:
        con.close()
        for file in (part, scratch, *scratch.parent.glob(f"{scratch.name}*")):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _fill(
    con: duckdb.DuckDBPyConnection, day: date, staged: Sequence[StagedSource], catalogue: Catalogue, steps: Steps
) -> None:
    with steps.step("reference") as step:
        step.rows = load_lookups(con, catalogue, [s.settings for s in staged], day)
        load_submissions(con, staged)
    for feed in FEEDS:
        raw_view(con, feed, [s.staged for source in staged for s in source.submissions if s.feed == feed and s.staged])
    marts = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
    for name in in_order(con, marts):
        with steps.step(name) as step:
            step.rows = _materialise(con, name, marts[name])
    with steps.step("agg_observation") as step:
        con.execute(f"insert into agg_observation by name {observations_sql(catalogue.cards)}")
        step.rows = _count(con, "agg_observation")
    with steps.step("agg_rollup") as step:
        step.rows = _roll_up(con)
    with steps.step("stat_judgement") as step:
        step.rows = _judge(con, day)
    with steps.step("stat_scorecard") as step:
        scored = scorecard.score(con.sql(queries.read("scored_rows")).pl())
        insert(con, "stat_scorecard", scored)
        step.rows = scored.height
    with steps.step("meta") as step:
        con.execute(f"insert into meta_lineage by name {queries.read('meta_lineage')}")
        step.rows = _count(con, "meta_lineage")
    insert(con, "meta_query", pl.DataFrame({"name": list(marts), "sql": list(marts.values())}))
    with steps.step("disclosure") as step:  # last: nothing after it may compute from what it hides
        step.rows = _hide(con)
    with steps.step("agg_blank") as step:  # counts blanks, the hidden ones among them, and no figure
        con.execute(f"insert into agg_blank by name {queries.read('agg_blank')}")
        step.rows = _count(con, "agg_blank")


def raw_view(con: duckdb.DuckDBPyConnection, feed: str, files: Sequence[Path]) -> None:
    """raw_<feed>: every staged row of the feed with its submission, in the contract's columns even where nothing came.

    `staged_file` says which submission a file belongs to; the same content sent twice is one file and two submissions.
    """
    blank = pl.DataFrame(schema=FEEDS[feed].staged)
    con.register(f"empty_{feed}", blank.to_arrow())
    columns = ", ".join(f'r."{c}"' for c in blank.columns)
    rows = f"select *, null::varchar as filename from empty_{feed}"
    if files:
        paths = ", ".join("'" + str(p).replace("'", "''") + "'" for p in dict.fromkeys(files))
        rows += f" union all by name select * from read_parquet([{paths}], union_by_name = true, filename = true)"
    con.execute(
        f"create view raw_{feed} as select {columns}, s._submission_id, s._position, s._department "
        f"from ({rows}) as r inner join staged_file as s on s.path = r.filename"
    )


def _materialise(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> int:
    """Run one SELECT into the table of its file's name; a table of the snapshot is filled, another one made."""
    known = con.sql("select count(*) as n from duckdb_tables() where table_name = $1", params=[name]).to_arrow_table()
    try:
        if known["n"][0].as_py():
            con.execute(f"insert into {name} by name {sql}")
        elif name.startswith("check_"):
            con.execute(f"insert into meta_finding by name {sql}")
            return 0
        else:
            con.execute(f"create table {name} as {sql}")
    except duckdb.BinderException as trouble:
        raise PackUnusable(f"{name}.sql", (f"查询无法执行:{trouble}", f"cannot be run: {trouble}")) from trouble
    return _count(con, name)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.sql(f"select count(*) as n from {table}").to_arrow_table()["n"][0].as_py())


def _roll_up(con: duckdb.DuckDBPyConnection) -> int:
    """Fill agg_rollup. Only the numbers travel to numpy and back: carrying the keys along would cost four times as much."""
    con.execute("set preserve_insertion_order = true")  # the intervals are laid beside their rows by position
    con.execute(f"create temp table rolled as {queries.read('agg_rollup')}")
    numbers = con.sql("select numerator, denominator, value, unit from rolled").pl()
    con.register("interval", assess.with_interval(numbers).select("value", "low", "high").to_arrow())
    con.execute(
        "insert into agg_rollup by name "
        "select r.* exclude (value, unit), i.value, i.low, i.high from rolled as r positional join interval as i"
    )
    con.execute("drop table rolled; set preserve_insertion_order = false")
    con.unregister("interval")
    return numbers.height


def _judge(con: duckdb.DuckDBPyConnection, day: date) -> int:
    periods = plan_quarters(con, day)
    con.register("plan_quarter", periods.to_arrow())
    rows = con.sql(queries.read("judged_rows")).pl()
    judged = assess.judge(rows, con.sql("select * from ref_target").pl(), periods)
    insert(con, "stat_judgement", judged)
    return judged.height


def _hide(con: duckdb.DuckDBPyConnection) -> int:
    """Take small counts of natural persons out of every table that is handed over. Returns the number of cells hidden."""
    of_persons = "indicator in (select indicator from ref_indicator where counts_persons)"
    observed, rolled = (
        con.sql(f"select * from {t} where {of_persons}").pl() for t in ("agg_observation", "agg_rollup")
    )
    ancestors, cards = (con.sql(f"select * from {t}").pl() for t in ("ref_region_ancestor", "ref_indicator"))
    threshold = con.sql("select suppression_threshold from build_settings").pl().item()
    hidden = disclosure.hidden_cells(observed, rolled, ancestors, cards, threshold)
    if hidden.is_empty():
        return 0
    judged = con.sql(f"select * from stat_judgement where {of_persons}").pl()
    left = {
        "agg_observation": disclosure.blanked(observed, disclosure.OBSERVED, hidden),
        "agg_rollup": disclosure.blanked(rolled, disclosure.ROLLED, hidden),
        "stat_judgement": disclosure.judged_without(judged, hidden),
    }
    for table, frame in left.items():
        con.execute(f"delete from {table} where {of_persons}")
        insert(con, table, frame)
    return hidden.height


def _hand_over(
    con: duckdb.DuckDBPyConnection, part: Path, snapshot_id: str, day: date, staged: Sequence[StagedSource],
    catalogue: Catalogue, steps: Steps, begun: float,
) -> int:  # fmt: skip
    """Copy the tables of the contract, and no others, into the new file; sorted, so that a page reads few blocks."""
    tables = con.sql("select table_name from duckdb_tables() where table_name similar to '(ref|agg|stat|meta)_.*'").pl()
    wanted = [t for t in tables["table_name"].sort() if f"create table {t} " in queries.read("tables")]
    plans = sorted({p for source in staged for p in source.settings.plans})
    insert(
        con, "meta_build",
        pl.DataFrame(
            {
                "snapshot_id": [snapshot_id], "as_of": [day], "built_at": [datetime.now().replace(microsecond=0)],
                "code_version": [snapshot_id.split("-")[1]], "schema_version": [SCHEMA_VERSION],
                "is_demo": [any(s.settings.demo for s in staged)], "source_name": ["; ".join(s.settings.name for s in staged)],
                "plans": [",".join(plans)], "seconds": [time.perf_counter() - begun], "peak_mb": [peak_mb()],
                "settings": [catalogue.settings_text()],
            }
        ),
    )  # fmt: skip
    insert(con, "meta_step", steps.frame())
    con.execute("set preserve_insertion_order = true")  # or the sorting below would be undone while writing
    con.execute(f"attach '{str(part).replace(chr(39), chr(39) * 2)}' as snap (row_group_size {ROWS_A_GROUP})")
    rows = 0
    for table in wanted:
        order = "order by all" if table.startswith("ref_") else SORTED_BY.get(table, "")
        con.execute(f"create table snap.{table} as select * from {table} {order}")
        rows += _count(con, table)
    con.execute("checkpoint snap; detach snap")
    return rows


SORTED_BY = {
    "stat_judgement": "order by region_code, department_code, plan, indicator, quarter",
    "agg_rollup": "order by indicator, period_kind, region_code, department_code, period",
    "agg_observation": "order by indicator, region_code, department_code, period",
    "meta_problem": "order by submission_id, row_number",
    "agg_blank": "order by plan, quarter, indicator, department_code, family",
    "agg_task": "order by plan, quarter, task, department_code",
    "stat_scorecard": "order by quarter, department_code, position",
}
