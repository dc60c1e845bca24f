"""Who writes finished tables of a snapshot while the build is still at work: most statistics keep one core busy only."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

import duckdb

from data.snapshot.working import another


class Meanwhile:
    """Used by `with`: at its end nothing is being written any more. tables: those in hand or done."""

    def __init__(self, con: duckdb.DuckDBPyConnection, part: Path) -> None:
        self.tables: set[str] = set()
        self._con = another(con)
        self._part = part
        self._pool = ThreadPoolExecutor(1)
        self._running: list[Future[int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.interrupt()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._con.close()

    def finish(self) -> int:
        """Wait for what is being written. Returns the rows of all."""
        return sum(done.result() for done in self._running)
