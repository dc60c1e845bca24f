"""Bring a copy of the last snapshot up to date: in a large table only what differs is written.

Sorting and writing a table of a million rows costs seconds; a quarter's new file changes some thousands of them. Changed rows
go to the end of their table, in its order: a page still reads few blocks, and where many rows differ all are written anew.
"""

from __future__ import annotations

import duckdb

LEAST_ROWS = 50_000  # a smaller table is written anew sooner than compared
MOST_CHANGED = 0.2  # of the rows: with more of them at the end, pages would read twice the blocks
# Figures that move whenever any other of their family does: brought up to date where they stand.
MOVING = {"stat_judgement": ("peer_q", "q_named")}


def patch(con: duckdb.DuckDBPyConnection, table: str, kept: str = "", order: str = "") -> int | None:
    """Make snap.<table> hold the rows of <table> (those of the WHERE clause `kept`). Returns the rows written.

    None where it has to be written anew: it is small, new, much changed, or holds a row twice. Rows are told apart by 64-bit
    hashes: that one of 10 thousand changed rows has the hash of one of a million others has a chance of 1 in a billion.
    """
    if not con.execute(
        f"select 1 from duckdb_tables() where database_name = 'snap' and table_name = '{table}'"
    ).fetchall():
        return None
    counts = [_count(con, f"{table} {kept}"), _count(con, f"snap.{table}")]
    if min(counts) < LEAST_ROWS:
        return None
    moving = MOVING.get(table, ())
    told = f"hash(*columns(* exclude ({', '.join(moving)})))" if moving else "hash(t)"
    for name, source in (("row_now", f"{table} as t {kept}"), ("row_then", f"snap.{table} as t")):
        values = ", ".join((f"{told} as h", "t.rowid as r", *moving))
        con.execute(f"create or replace temp table {name} as select {values} from {source}")
    if [_count(con, t, "distinct h") for t in ("row_now", "row_then")] != counts:
        return None
    con.execute("create or replace temp table row_come as select r from row_now anti join row_then using (h)")
    con.execute("create or replace temp table row_gone as select r from row_then anti join row_now using (h)")
    come = _count(con, "row_come")
    if come + _count(con, "row_gone") > MOST_CHANGED * counts[0]:
        return None
    if moving:
        con.execute(
            f"update snap.{table} as t set {', '.join(f'{c} = m.{c}' for c in moving)} from ("
            f"select o.r, {', '.join(f'n.{c}' for c in moving)} from row_then as o join row_now as n using (h) "
            f"where {' or '.join(f'o.{c} is distinct from n.{c}' for c in moving)}) as m where t.rowid = m.r"
        )
    con.execute(f"delete from snap.{table} where rowid in (select r from row_gone)")
    con.execute(f"insert into snap.{table} select * from {table} where rowid in (select r from row_come) {order}")
    return come


def _count(con: duckdb.DuckDBPyConnection, table: str, what: str = "*") -> int:
    return int(con.execute(f"select count({what}) from {table}").fetchall()[0][0])
