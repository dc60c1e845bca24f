"""DuckDB keeps pages up to its limit, polars knows of no limit: while the one rests, the other may have its memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

IN_COUNTING = "2300MB"  # of DuckDB; with what polars and numpy hold beside it a build stays under 3 GB
IN_ROLLING_UP = "1500MB"  # the figures stand in DuckDB, and their numbers beside it
IN_JUDGING = "256MB"  # it rests
IN_JUDGING_BESIDE = "1GB"  # it works on for another stretch of the build; only of builds that are not the largest


@contextmanager
def pages_given_back(con: duckdb.DuckDBPyConnection, limit: str) -> Iterator[None]:
    """Within, DuckDB holds no more than `limit`, or what of more cannot be given up."""
    usual = con.execute("select current_setting('memory_limit')").fetchall()[0][0]
    with suppress(duckdb.OutOfMemoryException):  # what cannot be given up now stays
        con.execute(f"set memory_limit = '{limit}'")
    try:
        yield
    finally:
        con.execute(f"set memory_limit = '{usual}'")
