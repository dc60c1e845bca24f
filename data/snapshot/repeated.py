"""Keys that stand more than once in a feed: found by sorting their hashes, which costs a third of grouping them.

Few keys come twice, and grouping holds every one of 20 million to find them. Sorted numbers stand beside their like.
"""

from __future__ import annotations

import re

import duckdb
import numpy as np
import polars as pl

GROUPED = re.compile(
    r"select (hash\([\w, ]+\)) as key_hash\s+from (raw_\w+)\s+group by hash\([\w, ]+\)\s+having count\(\*\) > 1"
)
MOST = 100_000_000  # rows: 800 MB of hashes; more are left to DuckDB, which need not hold them all in memory


def by_sorting(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The SELECT of again_<feed>, its grouping replaced by what it would find; any other comes back as it is."""
    found = GROUPED.search(sql)
    if found is None:
        return sql
    key, rows = found.groups()
    [(n,)] = con.execute(f"select count(*) from {rows}").fetchall()
    if n > MOST:
        return sql
    hashes = np.asarray(con.execute(f"select {key} as h from {rows}").fetchnumpy()["h"])
    hashes.sort()
    again = pl.DataFrame({"key_hash": np.unique(hashes[1:][hashes[1:] == hashes[:-1]])})
    con.register("hashes_again", again.to_arrow())
    con.execute("create or replace temp table key_repeated as select key_hash from hashes_again")
    con.unregister("hashes_again")
    return f"{sql[: found.start()]}select key_hash from key_repeated{sql[found.end() :]}"
