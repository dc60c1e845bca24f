"""Write what is finished into the new snapshot while the build is still at work.

For whole builds; one that goes on from an earlier snapshot brings a copy of that up to date (patch).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

import queries
from data.snapshot.handed import append, attach, write_anew
from data.snapshot.kept import OF_PERSONS, WITH_PERSONS
from data.snapshot.meanwhile import Meanwhile

OTHERS = f"not {OF_PERSONS}"
LATER = frozenset({"meta_build", "meta_step"})  # say how the build went


class Early(Meanwhile):
    """The tables written so far. made: every table that has been filled, as the ledger tells them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, part: Path, made: Mapping[str, object]) -> None:
        super().__init__(con, part)
        self._made = made

    def take(self) -> None:
        """Begin to write what has been filled since: nobody changes it from now on.

        Of the tables out of which small counts of persons will be taken, only the rest is written yet.
        """
        if not self._running:
            attach(self._con, self._part)
        new = sorted(self._made.keys() & queries.table_names() - LATER - self.tables)
        self.tables.update(new)
        self._running.append(self._pool.submit(self._write, new))

    def finish(self) -> int:
        """Wait for what is being written, and add what was left out. Returns the rows of all."""
        rows = super().finish()
        of_persons = sorted(self.tables.intersection(WITH_PERSONS))
        return rows + sum(append(self._con, t, OF_PERSONS) for t in of_persons)

    def _write(self, tables: Collection[str]) -> int:
        rows = 0
        self._con.execute("begin")  # one commit, not one a table
        for table in tables:
            rows += write_anew(self._con, table, OTHERS if table in WITH_PERSONS else "true")
        self._con.execute("commit")
        return rows
