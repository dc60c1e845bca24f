"""The one door to a snapshot: read-only, one connection a file, one cursor a read.

A snapshot file never changes, so a file once opened serves the same rows for ever; a new snapshot is a new
name in the pointer. Readers of an older link keep getting the older file as long as it is kept.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data.errors import SnapshotUnusable
from data.home import Home
from data.snapshot import seal
from data.snapshot.seal import BUILD_AGAIN

SCHEMA_VERSION = 9
CONFIG: dict[str, Any] = {
    "enable_external_access": False,  # SQL from a page may never reach a file or the net
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "disabled_optimizers": "compressed_materialization",  # packs what is sorted: it plans longer than it saves on a few rows
    "threads": 1,  # a page reads a few thousand rows: a second thread costs more than it brings, and readers come many at once
}
OPEN_AT_ONCE = 4
BINDS_TWICE = duckdb.__version__.startswith("2.0.")
BATCH = 131072  # rows, DuckDB's own
DAMAGED = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
Stamp = tuple[int, int, int] | None  # of the pointer: time, file, size; None: there is none


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open one snapshot file read-only and make sure it is one of ours; raises SnapshotUnusable."""
    if not path.is_file():
        raise SnapshotUnusable(path.name, ("没有这个快照文件。", "there is no such snapshot file."), BUILD_AGAIN)
    try:
        con = duckdb.connect(str(path), read_only=True, config=CONFIG)
    except duckdb.Error as trouble:
        raise SnapshotUnusable(
            path.name, ("快照文件已损坏。", "the snapshot file is damaged."), BUILD_AGAIN
        ) from trouble
    try:
        row = con.sql("select schema_version from meta_build").to_arrow_table().to_pylist()
    except duckdb.Error as trouble:
        con.close()
        raise SnapshotUnusable(
            path.name, ("不是信衡快照,或已损坏。", "not a Xinheng snapshot, or damaged."), BUILD_AGAIN
        ) from trouble
    if len(row) != 1 or row[0]["schema_version"] != SCHEMA_VERSION:
        con.close()
        raise SnapshotUnusable(
            path.name, ("由其他版本的程序生成。", "written by another version of the program."), BUILD_AGAIN
        )
    return con


def read_pointer(home: Home) -> dict[str, Any]:
    """The pointer's content: {"snapshot": id, "previous": [ids]}; raises SnapshotUnusable."""
    if not home.pointer.is_file():
        raise SnapshotUnusable(
            home.pointer.name, ("尚无已发布的快照。", "no snapshot has been published yet."), BUILD_AGAIN
        )
    try:
        pointer = dict(json.loads(home.pointer.read_text(encoding="utf-8")))
        if not isinstance(pointer["snapshot"], str):
            raise TypeError
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise SnapshotUnusable(
            home.pointer.name,
            ("快照指针文件已损坏。", "the pointer file is damaged."),
            ("运行 xinheng publish 指定要发布的快照。", "Run `xinheng publish ID` to name the snapshot to serve."),
        ) from trouble
    previous = pointer.get("previous")
    kept = previous if isinstance(previous, list) else []
    return pointer | {"previous": [s for s in kept if isinstance(s, str)]}


def newest_first(home: Home) -> list[Path]:
    """Snapshot files on disk, latest written first; half-written ones begin with a dot and don't count."""
    found = []
    for file in home.snapshots.glob("*.duckdb"):
        with suppress(OSError):  # a build that publishes may be taking an old one away
            if not file.name.startswith("."):
                found.append((file.stat().st_mtime_ns, file.name, file))
    return [file for *_, file in sorted(found, reverse=True)]


def _as_arrow(cursor: duckdb.DuckDBPyConnection, sql: str, params: list[Any]) -> pa.Table:
    """What `cursor.sql(sql, params=params).to_arrow_table()` gives.

    DuckDB binds a statement twice on that way, once for a relation nobody asks for: 1 ms of 3 on a narrow table, 7 of 18
    on a wide one. The step that relation ends in has no public name, so it is taken of the version known to have it only.
    """
    if not BINDS_TWICE:
        return cursor.sql(sql, params=params).to_arrow_table()
    found: pa.Table = cursor._submit(sql, params or None, "arrow", BATCH).arrow_table()
    return found


def _is_damage(trouble: duckdb.Error) -> bool:
    """A block that is not what its checksum says comes as an error without a class, or spoils the file for good."""
    return isinstance(trouble, DAMAGED) or "orrupt" in str(trouble)


class Reader:
    """Holds open the snapshots in use. Safe to share between threads; close() when done."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._pointer = home.pointer  # looked at several times a run
        self.trouble: SnapshotUnusable | None = None  # why what we serve is not what the pointer names
        self._lock, self._choosing = threading.Lock(), threading.Lock()
        self._open: OrderedDict[str, tuple[duckdb.DuckDBPyConnection, list[int]]] = OrderedDict()
        self._seen: tuple[Stamp, str] | None = None
        self._refused: dict[
            str, tuple[int, SnapshotUnusable]
        ] = {}  # found unusable at this file time: not opened again
        self._opened: dict[str, int] = {}  # time of the file when it was opened

    def current(self) -> str:
        """Id of the snapshot to serve; the last good one where the pointer or its file is damaged."""
        try:
            seen = self._pointer.stat()
            stamp = (seen.st_mtime_ns, seen.st_ino, seen.st_size)  # two swaps may fall into one tick of the clock
        except OSError:
            stamp = None
        if self._seen and self._seen[0] == stamp:
            return self._seen[1]
        with self._choosing:  # who comes while a file is read to the last bit waits, and does not read it too
            seen_meanwhile = self._seen
            if seen_meanwhile and seen_meanwhile[0] == stamp:
                return seen_meanwhile[1]
            chosen = self._choose()
            self._seen = (stamp, chosen)
            return chosen

    def _choose(self) -> str:
        self.trouble = None
        try:
            named = str(read_pointer(self.home)["snapshot"])
            self._try(named)
            return named
        except SnapshotUnusable as trouble:
            self.trouble = trouble
        last_good = [self._seen[1]] if self._seen else []
        for name in last_good + [f.stem for f in newest_first(self.home)]:
            try:
                self._try(name)
                return name
            except SnapshotUnusable:
                continue  # the trouble already kept is the one the reader can mend
        raise self.trouble

    def _try(self, name: str) -> None:
        """Open it. What a process serves first is read to the last bit; what is published later was read by who published it."""
        self._release(self._take(name)[1])
        if self._seen is None:
            try:
                seal.must_hold(self.home.snapshots / f"{name}.duckdb")
            except SnapshotUnusable as trouble:
                self._refuse(name, trouble)
                raise

    def snapshots(self) -> list[str]:
        """Ids of the snapshots on disk, latest first."""
        return [f.stem for f in newest_first(self.home)]

    def query(self, snapshot_id: str, sql: str, params: Sequence[Any] | None = None) -> pa.Table:
        """Rows of one SELECT against one snapshot. Raises SnapshotUnusable where the file can't be read."""
        with self._cursor(snapshot_id) as cursor:
            return _as_arrow(cursor, sql, list(params or []))

    def rows(self, snapshot_id: str, sql: str, params: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """The same as dicts. A short answer costs a quarter less so: its statement is bound once, not twice."""
        with self._cursor(snapshot_id) as cursor:
            names = [column[0] for column in cursor.execute(sql, list(params or [])).description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _cursor(self, snapshot_id: str) -> Iterator[duckdb.DuckDBPyConnection]:
        con, users = self._take(snapshot_id)
        try:
            with closing(con.cursor()) as cursor:
                yield cursor
        except duckdb.Error as trouble:
            if not _is_damage(trouble):
                raise
            raise self._let_go(snapshot_id) from trouble
        finally:
            self._release(users)

    def _let_go(self, snapshot_id: str) -> SnapshotUnusable:
        """Don't open this file again while it is as it is: the next run is served the last good one."""
        trouble = SnapshotUnusable(
            snapshot_id,
            ("读取快照时出错,文件可能已损坏。", "reading the snapshot failed; the file may be damaged."),
            BUILD_AGAIN,
        )
        self._refuse(snapshot_id, trouble)
        self._seen = None
        return trouble

    def _refuse(self, snapshot_id: str, trouble: SnapshotUnusable) -> None:
        with self._lock:
            con, users = self._open.pop(snapshot_id, (None, [0]))
            if con and users[0] <= 1:  # else it is closed when the last thread that reads it has given up
                con.close()
            self._refused[snapshot_id] = (self._opened.get(snapshot_id, -1), trouble)

    def _written(self, snapshot_id: str) -> int:
        path = self.home.snapshots / f"{snapshot_id}.duckdb"
        return path.stat().st_mtime_ns if path.is_file() else -1

    def _take(self, snapshot_id: str) -> tuple[duckdb.DuckDBPyConnection, list[int]]:
        if "/" in snapshot_id or "\\" in snapshot_id or snapshot_id.startswith("."):
            raise SnapshotUnusable("snapshot", ("快照编号无效。", "not a snapshot id."), BUILD_AGAIN)
        with self._lock:  # finding and counting under one lock, or a swap could close what was just found
            held = self._open.get(snapshot_id)
            if held is None:
                held = (self._connect(snapshot_id), [0])
                self._open[snapshot_id] = held
                self._retire()
            self._open.move_to_end(snapshot_id)
            held[1][0] += 1
            return held

    def _connect(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        """Open a file, remembering those that can't be used: opening one in vain costs more than a whole page."""
        stamp = self._written(snapshot_id)
        known = self._refused.get(snapshot_id)
        if known and known[0] == stamp:
            raise known[1]
        try:
            con = connect(self.home.snapshots / f"{snapshot_id}.duckdb")
            self._opened[snapshot_id] = stamp
            return con
        except SnapshotUnusable as trouble:
            self._refused[snapshot_id] = (stamp, trouble)
            raise

    def _retire(self) -> None:
        idle = [name for name, (_, users) in self._open.items() if users[0] == 0]
        for name in idle[: max(0, len(self._open) - OPEN_AT_ONCE)]:
            self._open.pop(name)[0].close()

    def _release(self, users: list[int]) -> None:
        with self._lock:
            users[0] -= 1

    def close_idle(self, snapshot_id: str) -> None:
        """Close one file, unless it is being read; whoever asks for it again has it opened again."""
        with self._lock:
            con, users = self._open.get(snapshot_id, (None, [1]))
            if con and not users[0]:
                del self._open[snapshot_id]
                con.close()

    def close(self) -> None:
        """Close every file; one that is still being read goes with the process."""
        with self._lock:
            for con, users in self._open.values():
                if not users[0]:
                    con.close()
            self._open.clear()
