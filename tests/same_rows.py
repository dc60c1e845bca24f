"""Do two snapshots hold the same rows? Threads add numbers up in any order: those below 1 are equal to the seventh place,
others to the eleventh digit."""

from __future__ import annotations

from pathlib import Path

import duckdb

import queries

OF_THE_BUILD = frozenset({"meta_build", "meta_step"})  # when it ran and how long it took
# Odd limits and a small shift: no honest figure (1, 0.125) lies where two roundings part.
ROUNDED = (
    "case when abs({0}) < 0.98765 then cast(round({0} + 3.14159e-8, 7) as varchar) "
    "else format('{{:.10e}}', {0} * 1.00000000000314) end"
)


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
    rounded = [f"cast({c} as varchar)" if k != "DOUBLE" else ROUNDED.format(c) for c, k in kinds]
    one, other = (f"select {', '.join(rounded)} from {side}.{table}" for side in "ab")
    return int(
        con.execute(f"select count(*) from ((({one}) except all ({other})) union all (({other}) except all ({one})))")
        .fetchall()[0][0]
    )  # fmt: skip
