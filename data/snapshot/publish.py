"""Name the snapshot that is served: an atomic pointer beside immutable files."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data import disk
from data.errors import SnapshotUnusable
from data.home import Home
from data.snapshot import seal
from data.snapshot.guard import UNFINISHED, sweep_folder
from data.snapshot.reader import connect, newest_first, read_pointer

KEEP = 8
LIST_THEM = ("运行 xinheng snapshots 查看现有快照。", "Run `xinheng snapshots` to see what there is.")


@dataclass(frozen=True)
class Listed:
    """One snapshot on disk."""

    snapshot_id: str
    as_of: date | None
    built_at: datetime | None
    size_bytes: int
    is_current: bool
    trouble: SnapshotUnusable | None


def put_in_place(part: Path, final: Path) -> None:
    """Give a finished snapshot its name, and beside it a seal that says what was written. Raises NoRoom.

    The bytes reach the disk before the name does, and the name before anything speaks of it: after a loss of power there is
    the whole file or none.
    """
    with part.open("rb") as f, ThreadPoolExecutor(1) as pool:
        said = pool.submit(seal.text, part, final.name)  # reads what the disk is being waited for to take in
        os.fsync(f.fileno())
    part.replace(final)
    _settle(final.parent)
    write_atomically(seal.of(final), said.result())


def is_whole(path: Path) -> bool:
    """Whether a snapshot opens and holds the very bytes that were sealed; one without a seal was never finished."""
    try:
        connect(path).close()
    except SnapshotUnusable:
        return False
    return seal.holds(path) is True


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one, never half. Raises NoRoom."""
    part = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    with disk.plain_words(path.parent):
        try:
            with part.open("w", encoding="utf-8") as f:
                f.write(text)
                f.flush()
                os.fsync(f.fileno())
            part.replace(path)
            _settle(path.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make the names in a folder outlast a loss of power, where the system lets us."""
    with suppress(OSError):
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)


def _must_serve(home: Home, snapshot_id: str, *, holds: bool = False) -> Path:
    """The file of a snapshot that can be served; raises SnapshotUnusable. holds: that it holds what was sealed is known."""
    if Path(snapshot_id).name != snapshot_id or snapshot_id.startswith("."):
        raise SnapshotUnusable("snapshot", ("快照编号无效。", "not a snapshot id."), LIST_THEM)
    path = home.snapshots / f"{snapshot_id}.duckdb"
    connect(path).close()
    if not holds:
        seal.must_hold(path)
    return path


@contextmanager
def _turn(home: Home) -> Iterator[None]:
    """The pointer is read and written by one process at a time: a build may end while somebody goes back."""
    with disk.plain_words(home.path):
        home.path.mkdir(parents=True, exist_ok=True)
        with (home.path / "publish.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            sweep_folder(home.path)
            yield


def _point(home: Home, path: Path, previous: list[str]) -> None:
    """Name the snapshot served. Its file gets the latest time there is, whatever the clock says: without a pointer, the
    file served last is found by it."""
    pointer = {
        "snapshot": path.stem,
        "previous": previous,
        "published_at": datetime.now().isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        latest = max(f.stat().st_mtime_ns for f in newest_first(home))
        os.utime(path, ns=(time.time_ns(), max(time.time_ns(), latest + 1)))
    write_atomically(home.pointer, json.dumps(pointer, ensure_ascii=False, indent=1))


def publish(home: Home, snapshot_id: str, keep: int = KEEP, *, holds: bool = False) -> None:
    """Serve this snapshot from now on. The file must open and hold what was sealed (holds: the caller has just seen that it
    does); the older ones beyond `keep` go. Raises SnapshotUnusable, NoRoom."""
    path = _must_serve(home, snapshot_id, holds=holds)
    with _turn(home):
        try:
            before = read_pointer(home)
            history = [before["snapshot"], *before["previous"]]
        except SnapshotUnusable:
            history = []
        previous = [s for s in dict.fromkeys(history) if s != snapshot_id][: keep - 1]
        _point(home, path, previous)
        for old in newest_first(home)[keep:]:
            if old.stem not in {snapshot_id, *previous}:
                old.unlink(missing_ok=True)
                seal.of(old).unlink(missing_ok=True)


def rollback(home: Home) -> str:
    """Serve the snapshot published before the current one; returns its id. Raises SnapshotUnusable where there is none."""
    with _turn(home):
        pointer = read_pointer(home)
        for candidate in pointer["previous"]:
            try:
                path = _must_serve(home, candidate)
            except SnapshotUnusable:
                continue  # look further back: a damaged file is no place to go back to
            rest = [s for s in pointer["previous"] if s != candidate]
            _point(home, path, [*rest, pointer["snapshot"]])
            return str(candidate)
    raise SnapshotUnusable(
        home.pointer.name, ("没有可退回的上一个快照。", "there is no earlier snapshot to go back to."), LIST_THEM
    )


def snapshots(home: Home) -> list[Listed]:
    """Every snapshot on disk, the one built last first; damaged ones, named as such, at the end."""
    try:
        current = str(read_pointer(home)["snapshot"])
    except SnapshotUnusable:
        current = ""
    listed = [_listed(f, f.stem == current) for f in newest_first(home)]
    return sorted(listed, key=lambda s: s.built_at or datetime.min, reverse=True)


def _listed(path: Path, is_current: bool) -> Listed:
    size = path.stat().st_size
    try:
        con = connect(path)
    except SnapshotUnusable as trouble:
        return Listed(path.stem, None, None, size, is_current, trouble)
    row = con.sql("select as_of, built_at from meta_build").to_arrow_table().to_pylist()[0]
    con.close()
    return Listed(path.stem, row["as_of"], row["built_at"], size, is_current, None)
