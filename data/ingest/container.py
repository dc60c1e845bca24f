"""The container of a workbook, looked at before any of it is given to a parser."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.errors import FileRefused

LARGEST = 1 << 30  # bytes of all parts together
RATIO = 100  # real workbooks shrink to a tenth; a hundredth is a trap
SMALL = 10 << 20  # below this a high ratio does no harm
AREA = 4_000_000  # cells of the rectangle around the data that are fine however few of them are filled
SPARSE = 50  # beyond that, at most so many cells of the rectangle for each one filled
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,4})([0-9]{1,9})"')
BLOCK = 1 << 22


@dataclass(frozen=True)
class Part:
    """One sheet: its name, whether a reader sees it, and the file inside the container that holds it."""

    name: str
    is_visible: bool
    path: str


def check_container(path: Path, start: bytes, where: str) -> None:
    """Look at the container before any of its parts is unpacked."""
    if start == OLE:
        with path.open("rb") as file:
            if ENCRYPTED in file.read():
                raise encrypted(where)
        raise old_format(where)
    if not start.startswith(b"PK"):
        raise FileRefused(
            where, "wrong_extension", ("文件名写的是工作簿,内容却不是。", "The name says workbook, the content is none."),
            ("如是文本,请把扩展名改为 .csv 后重报。", "If it is text, name it .csv and send it again."),
        )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as container:
            check_parts(container, where)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError) as error:
        raise damaged(where) from error


def check_parts(container: zipfile.ZipFile, where: str) -> None:
    """Sizes as declared, no entity declarations, and a workbook inside."""
    parts = container.infolist()
    whole, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts) or 1
    if whole > LARGEST or (whole > SMALL and whole / packed > RATIO):
        raise FileRefused(
            where, "expands_too_far",
            (f"工作簿解压后约 {whole >> 20} MB,超出限度,没有打开。",
             f"The workbook would expand to {whole >> 20} MB, beyond the limit; not opened."),
            ("请把数据另存为新的工作簿或 CSV 后重报。", "Copy the data to a new workbook or CSV and send it again."),
        )  # fmt: skip
    if not any(p.filename.endswith(("workbook.xml", "workbook.bin")) for p in parts):
        raise FileRefused(
            where, "wrong_extension", ("压缩包里没有工作簿。", "There is no workbook inside."),
            ("请直接报送 xlsx 或 CSV 文件,不要打包。", "Send the xlsx or CSV itself, not an archive."),
        )  # fmt: skip
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with container.open(part) as file:
                if b"<!ENTITY" in file.read(4096):
                    raise FileRefused(
                        where, "entities", ("工作簿内含实体声明,没有打开。", "The workbook declares entities; not opened."),
                        ("请用表格软件打开后另存。", "Open it in a spreadsheet and save it anew."),
                    )  # fmt: skip


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


def check_spread(container: zipfile.ZipFile, part: Part, where: str) -> None:
    """Refuse a sheet with a cell far away from the others: a parser would fill the whole rectangle with nothing."""
    rows, columns, cells = 0, 0, 0
    for block in blocks(container, part.path):
        found = CELL.findall(block)
        cells += len(found)
        if found:
            columns = max(columns, *(column_number(c) for c in {letters for letters, _ in found}))
            rows = max(rows, max(int(number) for _, number in found))
    if rows * columns > max(AREA, SPARSE * cells):
        raise FileRefused(
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


def merged_blocks(path: Path, name: str) -> tuple[list[tuple[int, int, int, int]], int]:
    """(left, top, right, bottom) of merged cells of a sheet, and its first used column."""
    with zipfile.ZipFile(path) as container:
        part = next(p for p in sheet_parts(container) if p.name == name)
        merged = [m for block in blocks(container, part.path) for m in MERGED.findall(block)]
        if not merged:
            return [], 1
        first = {letters for block in blocks(container, part.path) for letters, _ in CELL.findall(block)}
    found = [(column_number(a), int(top), column_number(b), int(bottom)) for a, top, b, bottom in merged]
    return found, min(map(column_number, first), default=1)


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def old_format(where: str) -> FileRefused:
    """An .xls: its parsers take memory on the file's own word, so a damaged one could take all there is."""
    return FileRefused(
        where,
        "format",
        ("不收旧版 .xls 工作簿。", "Old .xls workbooks are not taken."),
        ("请另存为 .xlsx 或 CSV 后重报。", "Save it as .xlsx or CSV and send it again."),
    )


def encrypted(where: str) -> FileRefused:
    """Behind a password, even the default one."""
    return FileRefused(
        where, "encrypted", ("工作簿已加密。", "The workbook is encrypted."),
        ("请去掉密码后重报。", "Remove the password and send it again."),
    )  # fmt: skip


def damaged(where: str) -> FileRefused:
    """Cut off or broken."""
    return FileRefused(
        where, "cut_off", ("工作簿损坏或不完整,打不开。", "The workbook is damaged or cut off."),
        ("请重新导出或上传。", "Export or upload it again."),
    )  # fmt: skip
