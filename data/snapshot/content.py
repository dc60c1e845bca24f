"""What tells one content of a table from another, whatever the order of its rows."""

from __future__ import annotations

from typing import cast

import duckdb

Content = tuple[int, int | None, int | None]
MOST_COMPARED = 1_000_000  # rows


def content_if_few(con: duckdb.DuckDBPyConnection, table: str) -> Content | None:
    """None where comparing costs more than it may save: so large a table hardly ever comes out as it was."""
    rows: int = con.execute(f"select count(*) from {table}").fetchall()[0][0]
    return content(con, table) if rows <= MOST_COMPARED else None


def contents_by_indicator(con: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> dict[str, str]:
    """What tells one content from another, of each indicator's rows."""
    return contents_by(con, "indicator", table, where)


def contents_by(con: duckdb.DuckDBPyConnection, column: str, table: str, where: str) -> dict[str, str]:
    """What tells one content from another, of the rows of each value of a column."""
    rows = con.execute(
        f"select {column}, count(*), sum(hash(t)), bit_xor(hash(t)) from {table} as t where {where} group by {column}"
    )
    return {value: " ".join(map(str, told)) for value, *told in rows.fetchall()}


def content(con: duckdb.DuckDBPyConnection, table: str, where: str = "") -> Content:
    """What tells one content of a table from another, whatever the order of its rows."""
    return cast(
        Content,
        con.execute(f"select count(*), sum(hash(t)), bit_xor(hash(t)) from {table} as t {where}").fetchall()[0],
    )
