"""A connection that listens: what a step reads is heard from the statements themselves, never declared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, cast

import duckdb

COMMENT = re.compile(r"--[^\n]*")
WORD = re.compile(r"[a-z_][a-z0-9_]*")
WRITTEN = re.compile(r"(insert into|create (?:or replace )?(?:temp )?table|delete from)\s+(?:\w+\.main\.)?(\w+)")


class Heard:
    """A connection that remembers which tables the statements run over it named."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con, self.words, self.writes = con, set[str](), set[str]()

    def sql(self, query: str, **more: Any) -> Any:
        """As the connection's own."""
        self._hear(query)
        return self.con.sql(query, **more)

    def execute(self, query: str, *more: Any) -> Any:
        """As the connection's own."""
        self._hear(query)
        return self.con.execute(query, *more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.con, name)

    def _hear(self, query: str) -> None:
        words, writes = _named(query)
        self.words |= words
        self.writes |= writes


@lru_cache(maxsize=2_000)
def _named(query: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words of a statement that may be tables, and the tables it writes for good."""
    text = COMMENT.sub("", query).lower()
    return frozenset(WORD.findall(text)), frozenset(t for how, t in WRITTEN.findall(text) if " temp " not in how)


def as_connection(heard: Heard) -> duckdb.DuckDBPyConnection:
    """For whoever asks for a connection."""
    return cast(duckdb.DuckDBPyConnection, heard)
