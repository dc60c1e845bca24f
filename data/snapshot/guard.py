"""One build at a time in a home, and a full disk said in one sentence."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from data.errors import NoRoom
from data.home import Home


@contextmanager
def alone(home: Home) -> Iterator[None]:
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
def plain_words(home: Home) -> Iterator[None]:
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
