"""Lay rows made anew over those that stand: only those that differ are written, and what moved is known.

A quarter's new file changes some thousands of a million rows. Whoever reads the table next looks at those alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import duckdb

# Columns by which a step further down, or a page's copy, may ask which rows moved.
TOLD_BY = ("indicator", "department_code", "quarter", "month", "period", "submission_id", "_submission_id")
MOST_TOLD = 2_000  # values; with more of them a condition costs more than it saves


@contextmanager
def aside(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[None]:
    """What is inserted into the table by its name goes into an empty one of the same columns, to be laid over it."""
    con.execute(f"create or replace temp table {table} as from {of_build(con, table)} limit 0")
    try:
        yield
    finally:
        con.execute(f"drop table temp.{table}")


def of_build(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """The table that is kept, whatever stands aside under its name."""
    return f"{con.execute('select current_database()').fetchall()[0][0]}.main.{table}"


def lay_over(
    con: duckdb.DuckDBPyConnection, table: str, where: str = "true", keep: tuple[str, str] | None = None
) -> dict[str, set[str]] | None:
    """Make the rows of the table that fulfil `where` those that stand aside. keep: a table to be made, and the columns in it,
    of the rows which went or came.

    Returns the values that the rows which went or came have in those of TOLD_BY, left out where they are many; None where no
    row did. Rows are told apart by 64-bit hashes (see patch).
    """
    mine = of_build(con, table)
    sides = {"row_then": f"{mine} as t where {where}", "row_now": f"temp.{table} as t"}
    for name, rows in sides.items():
        con.execute(f"create or replace temp table {name} as select hash(t) as h, t.rowid as r from {rows}")
    twice = "select count(*) > count(distinct h) from "
    if any(con.execute(twice + name).fetchall()[0][0] for name in sides):
        for name in sides:  # the second of one side is the second of the other
            con.execute(
                f"create or replace temp table {name} as "
                f"select hash(h, row_number() over (partition by h)) as h, r from {name}"
            )
    con.execute("create or replace temp table row_gone as select r from row_then anti join row_now using (h)")
    con.execute("create or replace temp table row_come as select r from row_now anti join row_then using (h)")
    return exchange(con, table, keep)


def exchange(
    con: duckdb.DuckDBPyConnection, table: str, keep: tuple[str, str] | None = None
) -> dict[str, set[str]] | None:  # fmt: skip
    """The rows of the table that lie in row_gone (r) go, those aside that lie in row_come come. keep, returns: as lay_over."""
    mine = of_build(con, table)
    gone = f"{mine} where rowid in (select r from row_gone)"
    come = f"temp.{table} where rowid in (select r from row_come)"
    columns = [c[0] for c in con.execute(f"select * from {mine} limit 0").description]
    rows = f"(select * from {gone} union all select * from {come})"
    moved = _values(con, [c for c in TOLD_BY if c in columns], rows)
    if keep is not None:
        con.execute(f"create or replace table {keep[0]} as select distinct {keep[1]} from {rows}")
    if moved is not None:
        con.execute(f"delete from {gone}")
        con.execute(f"insert into {mine} select * from {come}")
    return moved


def _values(con: duckdb.DuckDBPyConnection, columns: Collection[str], rows: str) -> dict[str, set[str]] | None:
    """The values of each column, where they are few and none is empty; None where there is no row."""
    asked = "".join(f", list(distinct {c})" for c in columns)
    [(n, *found)] = con.execute(f"select count(*){asked} from {rows}").fetchall()
    told = {c: set(values or ()) for c, values in zip(columns, found, strict=True)}
    return {c: v for c, v in told.items() if len(v) <= MOST_TOLD and None not in v} if n else None
