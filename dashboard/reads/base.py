"""The one way from a page to a snapshot: a named SELECT of queries/reads, cached by snapshot and reader."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import streamlit as st

from data.home import Home, home
from data.snapshot.reader import Reader
from dashboard.access import Scope

PLACE = re.compile(r"\$([a-z_]+)")
Row = dict[str, Any]


def reader() -> Reader:
    """The reader of this process's home."""
    return _reader(str(home().path))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda held: held.close())
def _reader(path: str) -> Reader:
    return Reader(Home(home(path).path))


def table(scope: Scope, name: str, **more: Any) -> pa.Table:
    """Rows of queries/reads/<name>.sql. Its $places are filled from `more`, else from the scope. Treat as read-only.

    Raises SnapshotUnusable where the file can't be read.
    """
    _, places = _prepared(name)
    values = tuple(more[p] if p in more else getattr(scope, p) for p in places)
    return _table(str(home().path), scope.snapshot, name, values, scope.reader)


def rows(scope: Scope, name: str, **more: Any) -> list[Row]:
    """The same as dicts, for small tables."""
    _, places = _prepared(name)
    values = tuple(more[p] if p in more else getattr(scope, p) for p in places)
    return _rows(str(home().path), scope.snapshot, name, values, scope.reader)


def first(scope: Scope, name: str, **more: Any) -> Row | None:
    """The only row, or None."""
    found = rows(scope, name, **more)
    return found[0] if found else None


def sql(name: str) -> str:
    """Text of queries/reads/<name>.sql as written."""
    return files("queries").joinpath("reads", f"{name}.sql").read_text(encoding="utf-8")


@cache
def _prepared(name: str) -> tuple[str, tuple[str, ...]]:
    """SQL with numbered places and the names they stand for: the reader takes parameters by position."""
    text = "\n".join(line for line in sql(name).splitlines() if not line.lstrip().startswith("--"))
    places = tuple(dict.fromkeys(PLACE.findall(text)))
    return PLACE.sub(lambda m: f"${places.index(m[1]) + 1}", text), places


# The home, snapshot and reader are arguments so that they are part of the key; two caches so that dicts are made once.
@st.cache_resource(max_entries=2000, show_spinner=False)
def _table(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> pa.Table:
    return _reader(path).query(snapshot, _prepared(name)[0], values)


@st.cache_resource(max_entries=2000, show_spinner=False)
def _rows(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> list[Row]:
    return _table(path, snapshot, name, values, reader).to_pylist()
