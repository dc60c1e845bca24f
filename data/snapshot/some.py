"""A SELECT over the rows of some indicators only, and what tells whether an indicator's rows have changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb


def of_some(sql: str, tables: Sequence[str], some: Sequence[str] | None, within: str = "true") -> str:
    """The SELECT as if `tables` held the rows of these indicators, `within` a condition, and no others; as it is where all
    are wanted."""
    if some is None:
        return sql
    own = ", ".join(f"{t} as (select * from main.{t} where {among('indicator', some)} and {within})" for t in tables)
    return f"with {own} select * from (\n{sql})"


def among(column: str, some: Iterable[str]) -> str:
    """A condition: the column holds one of these."""
    return f"{column} in ({', '.join(map(literal, ['', *some]))})"


def literal(value: object) -> str:
    """The value's text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"


def same_quarters(periods: Iterable[str]) -> list[str]:
    """All periods (2026-09, 2026Q3, 2026) of the quarters in which these lie; a year lies in its last."""
    quarters = {p if "Q" in p else f"{p[:4]}Q{(int(p[5:]) + 2) // 3}" if "-" in p else f"{p}Q4" for p in periods}
    months = {f"{q[:4]}-{int(q[5]) * 3 - back:02d}" for q in quarters for back in range(3)}
    return sorted({*quarters, *months, *(q[:4] for q in quarters if q.endswith("Q4"))})


def told(con: duckdb.DuckDBPyConnection, *selects: str) -> dict[str, str]:
    """For each indicator what tells one content from another of these SELECTs, whatever the order of rows."""
    found: dict[str, str] = {}
    for i, select in enumerate(selects):
        seen = f"select indicator, count(*), sum(hash(t)), bit_xor(hash(t)) from ({select}) as t group by indicator"
        for indicator, *told in con.execute(seen).fetchall():
            found[indicator] = f"{found.get(indicator, '')} {i}: {' '.join(map(str, told))}"
    return found
