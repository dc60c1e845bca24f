"""The one way from a page to a snapshot: a named SELECT of queries/reads, kept by snapshot and reader.

A snapshot never changes, so what was read once is kept as it is. Kept in plain dictionaries of bounded size:
`st.cache_resource` hashes its arguments anew on every hit (0.6 ms), and a page asks some hundred times.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache, wraps
from importlib.resources import files
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa
import streamlit as st

from dashboard.access import Scope
from data.errors import SnapshotUnusable
from data.home import Home, home
from data.snapshot.reader import Reader

PLACE = re.compile(r"\$([a-z_]+)")
KEPT = 2000  # results, some kilobytes each
OF_ONE_PAGE = (
    "task",
    "find",
    "clock",
    "units",
    "list",
    "grade",
    "window",
    "measure",
    "split",
    "defect",
    "level",
    "colour",
    "view",
    "peers",
    "part",
    "year",
    "among",
    "rule",
    "aim",
)
__all__ = [
    "Row",
    "SnapshotUnusable",
    "first",
    "frame",
    "kept",
    "reader",
    "rows",
    "sql",
    "table",
]  # the shell and pages may not import data
Row = dict[str, Any]
Found = TypeVar("Found")


def reader() -> Reader:
    """The reader of this process's home."""
    return _reader(_home())


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda held: held.close())
def _reader(path: str) -> Reader:
    return Reader(Home(home(path).path))


def _home() -> str:
    return _resolved(os.environ.get("XINHENG_HOME"))


@lru_cache(maxsize=16)
def _resolved(named: str | None) -> str:
    return str(home(named).path)


def table(scope: Scope, name: str, **more: Any) -> pa.Table:
    """Rows of queries/reads/<name>.sql. Its $places are filled from `more`, else from the scope. Treat as read-only.

    Raises SnapshotUnusable where the file can't be read.
    """
    return _table(_home(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def frame(scope: Scope, name: str, **more: Any) -> pl.DataFrame:
    """The same as a frame, which no expression changes: made once however many blocks of a page look into it."""
    return _frame(_home(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def rows(scope: Scope, name: str, **more: Any) -> list[Row]:
    """The same as dicts, for small tables. Treat as read-only."""
    return _rows(_home(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def first(scope: Scope, name: str, **more: Any) -> Row | None:
    """The only row, or None."""
    found = rows(scope, name, **more)
    return found[0] if found else None


def kept(read: Callable[[Scope], Found]) -> Callable[[Scope], Found]:
    """Keep what a function makes of a scope. The home is part of the key, the reader is part of the scope."""
    inner = lru_cache(maxsize=512)(lambda _, scope: read(scope))

    @wraps(read)
    def outer(scope: Scope) -> Found:
        # What is opened or looked for on one page changes no lookup; or every word typed would fill the cache anew.
        is_bare = not any(getattr(scope, name) for name in OF_ONE_PAGE)
        return inner(_home(), scope if is_bare else replace(scope, **dict.fromkeys(OF_ONE_PAGE, "")))

    return outer


def sql(name: str) -> str:
    """Text of queries/reads/<name>.sql as written."""
    return files("queries").joinpath("reads", f"{name}.sql").read_text(encoding="utf-8")


def _values(scope: Scope, name: str, more: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(more[p] if p in more else getattr(scope, p) for p in _prepared(name)[1])


@cache
def _prepared(name: str) -> tuple[str, tuple[str, ...]]:
    """SQL with numbered places and the names they stand for: the reader takes parameters by position."""
    text = "\n".join(line for line in sql(name).splitlines() if not line.lstrip().startswith("--"))
    places = tuple(dict.fromkeys(PLACE.findall(text)))
    return PLACE.sub(lambda m: f"${places.index(m[1]) + 1}", text), places


# Home, snapshot and reader are arguments so that they are part of the key: nobody is served another's rows.
@lru_cache(maxsize=KEPT)
def _table(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> pa.Table:
    return _reader(path).query(snapshot, _prepared(name)[0], values)


@lru_cache(maxsize=KEPT)
def _frame(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(_reader(path).query(snapshot, _prepared(name)[0], values)))


@lru_cache(maxsize=KEPT)
def _rows(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> list[Row]:
    return _reader(path).rows(snapshot, _prepared(name)[0], values)
