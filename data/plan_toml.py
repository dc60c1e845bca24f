"""Read the TOML files of a pack and remember where each entry stands, so that an error can name a line.

tomllib gives values without places; the places come from a second look at the text for headers and keys.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.plan_format import TABLES, Table

HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""\s*["']?([\w\-]+)["']?\s*=""")
FENCE = re.compile(r'"""|\'\'\'')
PLACE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack. `level` is error (the pack can't be used) or notice (look at it)."""

    file: str
    entry: str
    line: int | None
    rule: str
    what: tuple[str, str]
    next_move: tuple[str, str] = ("", "")
    level: str = "error"

    def where(self, lang: str = "zh") -> str:
        """File, entry and line, ready to print."""
        line = (f"第 {self.line} 行" if lang == "zh" else f"line {self.line}") if self.line else ""
        return (",", ", ")[lang != "zh"].join(part for part in (self.file, self.entry, line) if part)

    def text(self, lang: str = "zh") -> str:
        """`file, entry, line: what. next move`"""
        i, colon, gap = (0, ":", "") if lang == "zh" else (1, ": ", " ")
        return f"{self.where(lang)}{colon}{self.what[i]}{gap}{self.next_move[i]}".rstrip()


@dataclass
class Place:
    """A header of a file and the lines below it, up to the next header."""

    header: str
    line: int
    keys: dict[str, int] = field(default_factory=dict)
    body: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One entry of a pack: its values and its place. A target knows the indicator it hangs on."""

    table: Table
    values: dict[str, Any]
    place: Place
    parent: Entry | None = None
    number: int = 1

    @property
    def name(self) -> str:
        """How people call it: the code, the task number, `M10-6/2` for the second target of M10-6."""
        if self.parent is not None:
            return f"{self.parent.name}/{self.number}"
        own = self.values.get(self.table.key)
        name = f"{self.values.get('scheme')}:{own}" if self.table.name == "grade" else own
        return str(name or f"[[{self.table.name}]] {self.number}")

    def line(self, key: str = "", needle: object = None) -> int:
        """The line of `key` (of the entry, if it has no such key), or the first one from there that holds `needle`."""
        start = self.place.keys.get(key, self.place.line)
        if needle is None:
            return start
        return next((n for n, text in self.place.body if n >= start and str(needle) in text), start)

    def problem(
        self, rule: str, what: tuple[str, str], next_move: tuple[str, str] = ("", ""), *,
        key: str = "", needle: object = None, level: str = "error",
    ) -> Problem:  # fmt: skip
        """A problem at this entry."""
        return Problem(self.table.file, self.name, self.line(key, needle), rule, what, next_move, level)


def find_places(text: str) -> list[Place]:
    """Headers and keys of a TOML text with their lines; multi-line strings are stepped over."""
    places, inside = [Place("", 1)], False
    for number, line in enumerate(text.splitlines(), start=1):
        was_inside = inside
        inside ^= len(FENCE.findall(line)) % 2 == 1
        if was_inside:
            places[-1].body.append((number, line))
            continue
        if header := HEADER.match(line):
            places.append(Place(header[1], number))
        elif key := KEY.match(line):
            places[-1].keys.setdefault(key[1], number)
        places[-1].body.append((number, line))
    return places


def read_entries(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Every entry of one file in its order, and what keeps the file from being read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        what = ("文件无法读取。", f"The file cannot be read: {error.strerror}.")
        return [], [Problem(path.name, "", None, "unreadable", what, ("请检查权限。", "Look at its permissions."))]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = ("文件不是 UTF-8 编码。", "The file is not UTF-8.")
        advice = ("请另存为 UTF-8 后重试。", "Save it as UTF-8 and try again.")
        return [], [Problem(path.name, "", line, "encoding", what, advice)]
    except tomllib.TOMLDecodeError as error:
        found = PLACE.search(str(error))
        line = int(found[1]) if found else len(text.splitlines())
        what = (f"不是合法的 TOML:{error}。", f"Not valid TOML: {error}.")
        advice = ("请检查该行的引号、等号和括号。", "Look at the quotes, equals signs and brackets there.")
        return [], [Problem(path.name, "", line, "toml", what, advice)]
    places = find_places(text)
    tables = [t for t in TABLES if t.file == path.name]
    if tables[0].name == "":
        return [_plan_entry(tables[0], values, places)], []
    return _table_entries(tables, values, places), _strangers(path.name, tables, values, places)


def _plan_entry(table: Table, values: dict[str, Any], places: list[Place]) -> Entry:
    # [period] may be written as a table of its own; its header then is the line of the key.
    for place in places[1:]:
        places[0].keys.setdefault(place.header, place.line)
        places[0].body.extend(place.body)
    return Entry(table, values, places[0])


def _table_entries(tables: list[Table], values: dict[str, Any], places: list[Place]) -> list[Entry]:
    top, inner = tables[0], tables[1] if len(tables) > 1 else None
    own = [p for p in places if p.header == top.name]
    entries: list[Entry] = []
    rows = values.get(top.name, [])
    for n, row in enumerate(rows if isinstance(rows, list) else []):
        place = own[n] if n < len(own) else places[0]
        _fold_in_sub_tables(top, place, places)
        entry = Entry(top, row, place, number=n + 1)
        entries.append(entry)
        if inner is not None:
            entries += _inner_entries(inner, entry, places)
    return entries


def _fold_in_sub_tables(table: Table, place: Place, places: list[Place]) -> None:
    # [task.deadline] below [[task]]: its header is the line of the key `deadline`.
    for below in (p for p in places if p.line > place.line):
        if below.header == table.name:
            return
        place.keys.setdefault(below.header.removeprefix(f"{table.name}."), below.line)


def _inner_entries(table: Table, parent: Entry, places: list[Place]) -> list[Entry]:
    after = [p for p in places if p.line > parent.place.line]
    stop = next((p.line for p in after if p.header == parent.table.name), float("inf"))
    own = [p for p in after if p.header == table.name and p.line < stop]
    rows = parent.values.get(table.name.split(".")[1], [])
    return [
        Entry(table, row, own[n] if n < len(own) else parent.place, parent, n + 1)
        for n, row in enumerate(rows if isinstance(rows, list) else [])
    ]


def _strangers(file: str, tables: list[Table], values: dict[str, Any], places: list[Place]) -> list[Problem]:
    """Top-level names the file has no business with, such as [[tasks]] for [[task]]."""
    name = tables[0].name
    found = []
    for key, value in values.items():
        if key == name and isinstance(value, list) and all(isinstance(row, dict) for row in value):
            continue
        line = next((p.line for p in places if p.header.split(".")[0] == key), places[0].keys.get(key, 1))
        what = (f"{file} 中没有“{key}”这种条目。", f"{file} knows no entry called {key}.")
        advice = (f"请写作 [[{name}]]。", f"Write [[{name}]].")
        found.append(Problem(file, key, line, "unknown_table", what, advice))
    return found
