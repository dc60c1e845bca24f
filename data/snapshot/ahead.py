"""Bring what is finished of a snapshot up to date while the build is still judging: for one that goes on (see early)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import duckdb

from data.snapshot.copied import Copied
from data.snapshot.handed import KEPT, attach, order, write_anew
from data.snapshot.meanwhile import Meanwhile
from data.snapshot.patch import Changed, patch


class Ahead(Meanwhile):
    """Tables of the copy brought up to date so far.

    moved: asks which of the tables made so far have changed since the last snapshot, and which of their rows.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, part: Path, copied: Copied, moved: Callable[[], Mapping[str, Changed]]
    ) -> None:
        super().__init__(con, part)
        self._copied, self._moved = copied, moved

    def take(self, but: Collection[str] = ()) -> None:
        """Begin with what has been made since, but some tables: nobody changes it from now on. Without a whole copy, nothing."""
        if not self._copied.is_whole():
            return
        if not self._running:
            attach(self._con, self._part)
        new = {t: of for t, of in self._moved().items() if t not in self.tables.union(but)}
        self.tables.update(new)
        self._running.append(self._pool.submit(bring_up_to_date, self._con, new))


def bring_up_to_date(con: duckdb.DuckDBPyConnection, moved: Mapping[str, Changed]) -> int:
    """Make these tables of `snap` what they are here: patched where that is less than to write them anew. Returns rows written."""
    rows = {t: patch(con, t, KEPT.get(t, "true"), order(t), moved[t]) for t in sorted(moved)}
    con.execute("begin")  # one commit, not one a table
    for table in (t for t, n in rows.items() if n is None):
        rows[table] = write_anew(con, table)
    con.execute("commit")
    return sum(n or 0 for n in rows.values())
