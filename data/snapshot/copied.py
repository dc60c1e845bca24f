"""The snapshot of the last build, copied while this one is at work: its bytes are read once, to be copied and held to its seal."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Self

from data.snapshot import seal

AT_ONCE = 4 * 1024 * 1024  # bytes


class Copied:
    """A copy being made. Used by `with`: at its end nothing is being written any more, and after a failure nothing is left
    of it in the way of whoever begins anew."""

    def __init__(self, base: Path, part: Path) -> None:
        self._given_up = Event()
        self._pool = ThreadPoolExecutor(1)
        self._running = self._pool.submit(self._copy, base, part)
        self._part = part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        self._given_up.set()
        self._pool.shutdown(wait=True)
        if failure is not None:
            self._part.unlink(missing_ok=True)

    def is_whole(self) -> bool:
        """Wait for the copy: whether it holds what was sealed. What does not is taken away. Raises OSError of a full disk."""
        if self._running.result():
            return True
        self._part.unlink(missing_ok=True)
        return False

    def _copy(self, base: Path, part: Path) -> bool:
        seen = hashlib.sha256()
        with base.open("rb") as old, part.open("wb") as new:
            while not self._given_up.is_set() and (some := old.read(AT_ONCE)):
                seen.update(some)
                new.write(some)
            new.flush()
            if not self._given_up.is_set():
                os.fsync(new.fileno())  # while others compute: when all is done, little is left to be waited for
        return seal.says(base) == seen.hexdigest()
