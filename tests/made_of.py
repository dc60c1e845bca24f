"""Which tables is a table made of? As the SQL itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from data.snapshot.order import tables_read


def made_of(con: duckdb.DuckDBPyConnection, wanted: Iterable[str], texts: Mapping[str, str]) -> set[str]:
    """The tables wanted and all that they are made of. texts: name -> SELECT."""
    left, seen = list(wanted), set[str]()
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += tables_read(con, texts[name]) if name in texts else []
    return seen
