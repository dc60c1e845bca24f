"""What the XML of a workbook tells and its parser does not: far cells, merged cells, what is hidden."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from data.errors import FileRefused

AREA = 4_000_000  # cells of the rectangle around the data that are fine however few of them are filled
SPARSE = 50  # beyond that, at most so many cells of the rectangle for each one filled
BLOCK = 1 << 22
# No pattern looks past the next "<": a tag that never ends would otherwise be searched again from every place in it.
CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^<>]*?(/?)>')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
# Hidden by hand, by a filter or in a closed outline; or drawn without width or height, which is the same to a reader.
UNSEEN = rb'(?=[^<>]*?\s(?:hidden="(?:1|true)"|%s="0(?:\.0+)?"))'
ROW = re.compile(rb"<(?:\w+:)?row" + UNSEEN % b"ht" + rb'[^<>]*?\sr="([0-9]{1,9})"')
COLUMN = re.compile(rb"<(?:\w+:)?col" + UNSEEN % b"width" + rb"[^<>]*>")


@dataclass(frozen=True)
class Part:
    """One sheet: its name, whether a reader sees it, and the file inside the container that holds it."""

    name: str
    is_visible: bool
    path: str


@dataclass(frozen=True)
class Layout:
    """One sheet. merged: (left, top, right, bottom), columns and rows from 1. hidden_columns: from 1, first and last."""

    first_column: int = 1
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def hides(self, column: int) -> bool:
        """Is this column of the sheet (1 is A) out of sight?"""
        return any(first <= column <= last for first, last in self.hidden_columns)


def sheet_parts(container: zipfile.ZipFile) -> list[Part]:
    """The sheets in the workbook's own order. Raises KeyError or ValueError where the workbook contradicts itself."""
    book = container.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = container.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for relation in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", relations):
        targets[attribute(relation, "Id")] = attribute(relation, "Target")
    parts = []
    for sheet in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book):
        target = targets[attribute(sheet, r"\w+:id")].lstrip("/")
        path = target if target.startswith("xl/") else f"xl/{target}"
        container.getinfo(path)
        state = re.search(r'\bstate="(\w+)"', sheet)
        parts.append(Part(html.unescape(attribute(sheet, "name")), state is None or state.group(1) == "visible", path))
    return parts


def attribute(tag: str, name: str) -> str:
    """An attribute of a tag."""
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    if found is None:
        raise ValueError(f"no {name}")
    return found.group(1)


def read_layout(container: zipfile.ZipFile, part: Part, where: str) -> Layout:
    """One pass over a sheet. Raises FileRefused where a parser would fill the memory, ValueError for tags that lie."""
    rows = columns = cells = 0
    first, found = 1 << 14, Layout()
    for block in blocks(container, part.path):
        seen = CELL.findall(block)
        cells += len(seen)
        if seen:
            columns = max(columns, *(column_number(c) for c in {letters for letters, _, _ in seen}))
            rows = max(rows, max(int(number) for _, number, _ in seen))
            filled = {letters for letters, _, closed in seen if not closed}
            first = min(first, *map(column_number, filled)) if filled else first
        for left, top, right, bottom in MERGED.findall(block):
            found.merged.append((column_number(left), int(top), column_number(right), int(bottom)))
        found.hidden_rows.extend(map(int, ROW.findall(block)))
        for tag in map(bytes.decode, COLUMN.findall(block)):
            found.hidden_columns.append((int(attribute(tag, "min")), int(attribute(tag, "max"))))
    if rows * columns > max(AREA, SPARSE * cells):
        raise too_sparse(where, rows, columns)
    return replace(found, first_column=first if first < 1 << 14 else 1)


def too_sparse(where: str, rows: int, columns: int) -> FileRefused:
    """A cell far away from the others: a parser would fill the whole rectangle with nothing."""
    return FileRefused(
        where,
        "too_sparse",
        (
            f"工作表跨度达 {rows:,} 行 × {columns:,} 列而大多为空,没有打开。",
            f"The sheet spans {rows:,} rows by {columns:,} columns, nearly all empty; not opened.",
        ),
        ("请把数据复制到新的工作簿后重报。", "Copy the data to a new workbook and send it again."),
    )


def blocks(container: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """A part in blocks that end between tags."""
    rest = b""
    with container.open(path) as file:
        while block := file.read(BLOCK):
            whole, mark, rest = (rest + block).rpartition(b"<")
            yield whole
            rest = mark + rest
    yield rest


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
