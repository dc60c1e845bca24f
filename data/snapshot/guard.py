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
    """Take away what is not whole: everybody's, or what this process wrote. DuckDB keeps a log and a folder beside a file."""
    for left in home.snapshots.glob(f"{UNFINISHED}{os.getpid()}-*" if mine else f"{UNFINISHED}*"):
        with suppress(OSError):  # what cannot be taken away now is tried again by the next build
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
