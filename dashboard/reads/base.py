"""The one way from a page to a snapshot: a named SELECT of queries/reads, kept by snapshot and reader.

A snapshot never changes, so what was read once is kept as it is. Kept in plain dictionaries of bounded size:
`st.cache_resource` hashes its arguments anew on every hit (0.6 ms), and a page asks some hundred times.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import shelf
from dashboard.reads.shelf import shelved
from data.errors import SnapshotUnusable
from data.home import Home, home
from data.snapshot.reader import Reader

PLACE = re.compile(r"\$([a-z_]+)")
KEPT = 2000  # results, some kilobytes each
HOMES = 4  # a server has one; tests change it
_READERS: dict[str, Reader] = {}
_OPENING = threading.Lock()
__all__ = [
    "Row",
    "SnapshotUnusable",
    "first",
    "frame",
    "home_path",
    "kept",
    "kept_by",
    "reader",
    "rows",
    "sql",
    "table",
    "unkept",
]  # the shell and pages may not import data
Row = dict[str, Any]
Found = TypeVar("Found")


def reader() -> Reader:
    """The reader of this process's home."""
    return _reader(home_path())


def clear(served: str, idle_seconds: float) -> None:
    """Let go what is kept of other snapshots than the one served, and their files, once nobody has looked for so long."""
    for name in shelf.clear(home_path(), served, idle_seconds):
        reader().close_idle(name)


def _reader(path: str) -> Reader:
    held = _READERS.get(path)
    if held is None:
        with _OPENING:
            held = _READERS.setdefault(path, Reader(Home(Path(path))))
            while len(_READERS) > HOMES:
                _READERS.pop(next(iter(_READERS))).close()
    return held


def home_path() -> str:
    """The home this process serves, for the key of whatever is kept of its rows."""
    return _resolved(os.environ.get("XINHENG_HOME"))


@lru_cache(maxsize=16)
def _resolved(named: str | None) -> str:
    return str(home(named).path)


def table(scope: Scope, name: str, **more: Any) -> pa.Table:
    """Rows of queries/reads/<name>.sql. Its $places are filled from `more`, else from the scope. Treat as read-only.

    Raises SnapshotUnusable where the file can't be read.
    """
    return _table(home_path(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def unkept(scope: Scope, name: str, **more: Any) -> pa.Table:
    """The same for large tables of which the caller keeps what it makes of them."""
    return _reader(home_path()).query(scope.snapshot, _prepared(name)[0], _values(scope, name, more))


def frame(scope: Scope, name: str, **more: Any) -> pl.DataFrame:
    """The same as a frame, which no expression changes: made once however many blocks of a page look into it."""
    return _frame(home_path(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def rows(scope: Scope, name: str, **more: Any) -> list[Row]:
    """The same as dicts, for small tables. Treat as read-only."""
    return _rows(home_path(), scope.snapshot, name, _values(scope, name, more), scope.reader)


def first(scope: Scope, name: str, **more: Any) -> Row | None:
    """The only row, or None."""
    found = rows(scope, name, **more)
    return found[0] if found else None


def kept(read: Callable[[Scope], Found]) -> Callable[[Scope], Found]:
    """Keep what a function makes of a scope. The home is part of the key, the reader is part of the scope."""
    inner = shelved(512)(lambda _, scope: read(scope))

    @wraps(read)
    def outer(scope: Scope) -> Found:
        # What is opened or looked for on one page changes no lookup; or every word typed would fill the cache anew.
        return inner(home_path(), scope.bare)

    return outer


def kept_by(*names: str) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """The same for what depends on the snapshot, the reader and these fields alone: the function sees no other field.

    Whatever else it is given is part of the key.
    """
    known = ("reader", *names)

    def keep(read: Callable[..., Found]) -> Callable[..., Found]:
        inner = shelved(512)(
            lambda _, snapshot, values, *more: read(Scope(snapshot, **dict(zip(known, values, strict=True))), *more)
        )

        @wraps(read)
        def outer(scope: Scope, *more: Any) -> Found:
            return inner(home_path(), scope.snapshot, tuple(getattr(scope, name) for name in known), *more)

        return outer

    return keep


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
@shelved(KEPT)
def _table(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> pa.Table:
    return _reader(path).query(snapshot, _prepared(name)[0], values)


@shelved(KEPT)
def _frame(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(_reader(path).query(snapshot, _prepared(name)[0], values)))


@shelved(KEPT)
def _rows(path: str, snapshot: str, name: str, values: tuple[Any, ...], reader: str) -> list[Row]:
    return _reader(path).rows(snapshot, _prepared(name)[0], values)
