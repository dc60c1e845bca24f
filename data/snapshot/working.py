"""The database a build goes on in: without a log of what it writes, for what a stopped build leaves behind is never gone on from.

Each statement that writes would wait for the disk to have taken its log in; there are some hundred and fifty of them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.snapshot.some import literal


def opened(file: Path) -> duckdb.DuckDBPyConnection:
    """A database with tables in it, to be written to until its next checkpoint. Raises duckdb.Error where it is damaged."""
    con = duckdb.connect()
    con.execute(f"attach {literal(file)} as {file.stem} (recovery_mode no_wal_writes)")
    con.execute(f"use {file.stem}")
    return con


def another(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A connection of its own to the same database: its transactions are its own."""
    [(database,)] = con.execute("select current_database()").fetchall()
    other = con.cursor()
    other.execute(f"use {database}")
    return other
