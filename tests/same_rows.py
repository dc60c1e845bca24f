"""Do two snapshots hold the same rows? Numbers count as equal to the twelfth digit: threads add them up in any order."""

from __future__ import annotations

from pathlib import Path

import duckdb

import queries

OF_THE_BUILD = frozenset({"meta_build", "meta_step"})  # when it ran and how long it took


def differing(one: Path, other: Path) -> dict[str, int]:
    """Tables that do not hold the same rows, and how many rows only one of the two holds."""
    with duckdb.connect() as con:
        con.execute(f"attach '{one}' as a (read_only); attach '{other}' as b (read_only)")
        found = {t: _rows_of_one_only(con, t) for t in sorted(queries.table_names() - OF_THE_BUILD)}
    return {table: n for table, n in found.items() if n}


def _rows_of_one_only(con: duckdb.DuckDBPyConnection, table: str) -> int:
    kinds = con.execute(
        f"select column_name, data_type from duckdb_columns() where database_name = 'a' and table_name = '{table}'"
    ).fetchall()
    rounded = [f"cast({c} as varchar)" if k != "DOUBLE" else f"format('{{:.11e}}', {c} + 0.0)" for c, k in kinds]
    one, other = (f"select {', '.join(rounded)} from {side}.{table}" for side in "ab")
    return int(
        con.execute(f"select count(*) from ((({one}) except all ({other})) union all (({other}) except all ({one})))")
        .fetchall()[0][0]
    )  # fmt: skip
