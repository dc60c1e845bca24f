"""Bring a copy of the last snapshot up to date: in a large table only what differs is written.

Sorting and writing a table of a million rows costs seconds; a quarter's new file changes some thousands of them. Changed rows
go to the end of their table, in its order: a page still reads few blocks, and where many rows differ all are written anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

LEAST_ROWS = 50_000  # a smaller table is written anew sooner than compared
MOST_CHANGED = 0.2  # of the rows: with more of them at the end, pages would read twice the blocks
# Figures that move whenever any other of their family does: brought up to date where they stand, found by their key; and
# which rows they may move in.
MOVING = {"stat_judgement": ("peer_q", "q_named")}
WHERE_MOVING = {"stat_judgement": "(plan, quarter, family) in (select (plan, quarter, family) from judged_family)"}
KEY = {"stat_judgement": ("plan", "indicator", "quarter", "region_code", "department_code")}


@dataclass(frozen=True)
class Changed:
    """Which rows of a table differ from those of the last snapshot."""

    where: str = "true"  # fulfilled by every one of them
    each: bool = False  # and by no other: they need not be compared


def patch(
    con: duckdb.DuckDBPyConnection, table: str, kept: str = "true", order: str = "", changed: Changed = Changed()
) -> int | None:  # fmt: skip
    """Make snap.<table> hold the rows of <table> (those for which `kept` holds). Returns the rows written.

    None where the table has to be written anew: it is small, new, much changed, or
    holds a row twice. Rows are told apart by 64-bit hashes: that one of 10 thousand changed rows has the hash of one of a
    million others has a chance of 1 in a billion.
    """
    if not con.execute(
        f"select 1 from duckdb_tables() where database_name = 'snap' and table_name = '{table}'"
    ).fetchall():
        return None
    sides = {
        "row_now": f"(select *, rowid as r from {table} where {kept})",
        "row_then": f"(select *, rowid as r from snap.{table})",
    }
    counts = [_count(con, source) for source in sides.values()]
    if min(counts) < LEAST_ROWS:
        return None
    moving = MOVING.get(table, ())
    if changed.each:
        for name, source in {"row_come": sides["row_now"], "row_gone": sides["row_then"]}.items():
            con.execute(f"create or replace temp table {name} as select r from {source} where {changed.where}")
    elif _told_apart(con, sides, f"* exclude ({', '.join(('r', *moving))})", changed.where):
        con.execute("create or replace temp table row_come as select r from row_now anti join row_then using (h)")
        con.execute("create or replace temp table row_gone as select r from row_then anti join row_now using (h)")
    else:
        return None
    come = _count(con, "row_come")
    if come + _count(con, "row_gone") > MOST_CHANGED * counts[0]:
        return None
    con.execute(f"delete from snap.{table} where rowid in (select r from row_gone)")
    if moving and not _bring_up_to_date(con, table, sides, moving):
        return None
    con.execute(f"insert into snap.{table} select * from {table} where rowid in (select r from row_come) {order}")
    return come


def _told_apart(con: duckdb.DuckDBPyConnection, sides: dict[str, str], by: str, which: str, more: str = "") -> bool:
    """Hashes of rows (h) and where they lie (r), a table a side; whether each stands once."""
    for name, source in sides.items():
        con.execute(
            f"create or replace temp table {name} as select hash(*columns({by})) as h, r {more} "
            f"from {source} where {which}"
        )
    return all(_count(con, name, "distinct h") == _count(con, name) for name in sides)


def _bring_up_to_date(
    con: duckdb.DuckDBPyConnection, table: str, sides: dict[str, str], moving: tuple[str, ...]
) -> bool:
    """Set the figures that move in the rows that are left."""
    key, more = f"[{', '.join(repr(c) for c in KEY[table])}]", "".join(f", {c}" for c in moving)
    if not _told_apart(con, sides, key, WHERE_MOVING[table], more):
        return False
    con.execute(
        f"update snap.{table} as t set {', '.join(f'{c} = m.{c}' for c in moving)} from ("
        f"select o.r, {', '.join(f'n.{c}' for c in moving)} from row_then as o join row_now as n using (h) "
        f"where {' or '.join(f'o.{c} is distinct from n.{c}' for c in moving)}) as m where t.rowid = m.r"
    )
    return True


def _count(con: duckdb.DuckDBPyConnection, table: str, what: str = "*") -> int:
    return int(con.execute(f"select count({what}) from {table}").fetchall()[0][0])
