"""Name the snapshot that is served: an atomic pointer beside immutable files."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data.errors import NoRoom, SnapshotUnusable
from data.home import Home
from data.snapshot.reader import connect, newest_first, read_pointer

KEEP = 8


@dataclass(frozen=True)
class Listed:
    """One snapshot on disk."""

    snapshot_id: str
    as_of: date | None
    built_at: datetime | None
    size_bytes: int
    is_current: bool
    trouble: SnapshotUnusable | None


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old one or the new one, never half. Raises NoRoom."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8") as f:
            f.write(text)
            f.flush()
            os.fsync(f.fileno())
        part.replace(path)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        raise no_room(path, trouble) from trouble


def no_room(path: Path, trouble: OSError) -> NoRoom:
    """The plain words for a disk that is full or closed to us."""
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        what = ("磁盘空间不足,未能写入。", "the disk is full; nothing was changed.")
    else:
        what = ("无法写入。", "cannot be written.")
    return NoRoom(
        path.name, what, ("请腾出空间或检查权限后重试。", "Free some space or check permissions, then try again.")
    )


def publish(home: Home, snapshot_id: str, keep: int = KEEP) -> None:
    """Serve this snapshot from now on. The file must open; the older ones beyond `keep` go. Raises SnapshotUnusable, NoRoom."""
    connect(home.snapshots / f"{snapshot_id}.duckdb").close()
    try:
        before = read_pointer(home)
        history = [before["snapshot"], *before.get("previous", [])]
    except SnapshotUnusable:
        history = []
    previous = [s for s in dict.fromkeys(history) if s != snapshot_id][: keep - 1]
    pointer = {
        "snapshot": snapshot_id,
        "previous": previous,
        "published_at": datetime.now().isoformat(timespec="seconds"),
    }
    home.path.mkdir(parents=True, exist_ok=True)
    write_atomically(home.pointer, json.dumps(pointer, ensure_ascii=False, indent=1))
    for old in newest_first(home)[keep:]:
        if old.stem not in {snapshot_id, *previous}:
            old.unlink(missing_ok=True)


def rollback(home: Home) -> str:
    """Serve the snapshot published before the current one; returns its id. Raises SnapshotUnusable where there is none."""
    pointer = read_pointer(home)
    for candidate in pointer.get("previous", []):
        try:
            connect(home.snapshots / f"{candidate}.duckdb").close()
        except SnapshotUnusable:
            continue  # look further back: a damaged file is no place to go back to
        rest = [s for s in pointer["previous"] if s != candidate]
        kept = {"snapshot": candidate, "previous": [*rest, pointer["snapshot"]]}
        write_atomically(home.pointer, json.dumps(kept, ensure_ascii=False, indent=1))
        return str(candidate)
    raise SnapshotUnusable(
        home.pointer.name,
        ("没有可退回的上一个快照。", "there is no earlier snapshot to go back to."),
        ("运行 xinheng snapshots 查看现有快照。", "Run `xinheng snapshots` to see what there is."),
    )


def snapshots(home: Home) -> list[Listed]:
    """Every snapshot on disk, latest first, damaged ones named as such."""
    try:
        current = str(read_pointer(home)["snapshot"])
    except SnapshotUnusable:
        current = ""
    return [_listed(f, f.stem == current) for f in newest_first(home)]


def _listed(path: Path, is_current: bool) -> Listed:
    size = path.stat().st_size
    try:
        con = connect(path)
    except SnapshotUnusable as trouble:
        return Listed(path.stem, None, None, size, is_current, trouble)
    row = con.sql("select as_of, built_at from meta_build").to_arrow_table().to_pylist()[0]
    con.close()
    return Listed(path.stem, row["as_of"], row["built_at"], size, is_current, None)
