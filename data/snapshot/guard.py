"""One build at a time in a home, and nothing left behind of one that was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data import disk
from data.errors import NoRoom
from data.home import Home

UNFINISHED = ".building-"  # no reader looks for such a name


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """One build at a time in a home; the lock dies with its process. A disk that is full or closed is one sentence."""
    with disk.plain_words(home.path):
        home.snapshots.mkdir(parents=True, exist_ok=True)
        home.warehouse.mkdir(parents=True, exist_ok=True)
        with (home.path / "build.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as trouble:
                raise NoRoom(
                    str(home.path),
                    ("另一个构建正在进行。", "another build is running."),
                    ("请等待其结束后重试。", "Wait for it to end, then try again."),
                ) from trouble
            sweep(home)  # of a build that was killed; we hold the lock, so it is nobody's
            yield


def unfinished(home: Home, name: str) -> Path:
    """Where this process writes what is not whole yet."""
    return home.snapshots / f"{UNFINISHED}{os.getpid()}-{name}"


def sweep(home: Home, *, mine: bool = False) -> None:
    """Take away what is not whole: everybody's, or what this process wrote; and seals whose snapshot is gone.

    DuckDB keeps a log and a folder beside a file. What cannot be taken away now is tried again by the next build.
    """
    for folder in (home.snapshots, home.warehouse / "kept"):
        sweep_folder(folder, f"{os.getpid()}-" if mine else "")
    for seal in home.snapshots.glob("*.duckdb.sha256"):
        if not seal.with_suffix("").exists():
            _take_away(seal)


def sweep_folder(folder: Path, whose: str = "") -> None:
    """Take away what is not whole in one folder; the caller holds the lock under which it is written there."""
    for left in folder.glob(f"{UNFINISHED}{whose}*"):
        _take_away(left)


def _take_away(left: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
