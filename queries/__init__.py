"""The SQL of the build as text: one SELECT per file, the file's name is the table's name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_ROOMS = ("staging", "marts", "checks", "results", "reads")


def all_in(room: str) -> dict[str, str]:
    """Name -> SQL of every file in `staging`, `marts`, `checks` or `reads`, in order of name."""
    assert room in _ROOMS, room
    return {path.stem: _text(path) for path in sorted((_FOLDER / room).glob("*.sql"))}


def read(name: str) -> str:
    """The SQL of one table, wherever it stands. KeyError if there is none."""
    found = [path for room in _ROOMS if (path := _FOLDER / room / f"{name}.sql").exists()]
    if not found:
        raise KeyError(f"no SQL file is called {name}")
    return _text(found[0])


def tables() -> str:
    """Every table of a snapshot: what a row is, and its columns. The build fills these and nothing else.

    Names: ref_ lookups, agg_ counts by grain, stat_ results, meta_ about the build. An empty snapshot is exactly this.
    """
    return "\n".join(_text(path) for path in sorted((_FOLDER / "tables").glob("*.sql")))


@cache
def table_names() -> frozenset[str]:
    """The tables of a snapshot; what a build makes beside them is scratch."""
    return frozenset(re.findall(r"^create table (\w+) ", tables(), flags=re.MULTILINE))


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")
