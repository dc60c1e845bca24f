"""Workbooks: checked before they are parsed, then the sheet that looks like the feed is taken."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import fastexcel
import polars as pl

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest.headings import SEARCHED, Headings, Row, Vocabulary, find_headings, plain
from data.ingest.privacy import mask
from data.ingest.table import BATCH, Notice, Table, no_header, nothing_inside, without_empty
from data.mapping import FeedMapping

LARGEST = 1 << 30  # bytes of all parts together
RATIO = 100  # real workbooks shrink to a tenth; a hundredth is a trap
SMALL = 10 << 20  # below this a high ratio does no harm
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
FIRST_CELL = re.compile(rb'<c [^>]*?r="([A-Z]+)[0-9]+"')


def open_workbook(path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Table:
    """Open an .xlsx or .xls. Raises FileRefused in one sentence where it is not what it says, or may do harm."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise nothing_inside(where)
    check_container(path, start, where)
    try:
        book = fastexcel.read_excel(str(path))
        return choose_sheet(book, path, contract, mapping, where)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise encrypted(where) from error
        raise damaged(where) from error


def check_container(path: Path, start: bytes, where: str) -> None:
    """Look at the container before any of its parts is unpacked."""
    if start == OLE:
        with path.open("rb") as file:
            if ENCRYPTED in file.read():
                raise encrypted(where)
        return
    if not start.startswith(b"PK"):
        raise FileRefused(
            where, "wrong_extension", ("文件名写的是工作簿,内容却不是。", "The name says workbook, the content is none."),
            ("如是文本,请把扩展名改为 .csv 后重报。", "If it is text, name it .csv and send it again."),
        )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as container:
            check_parts(container, where)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, NotImplementedError) as error:
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


def choose_sheet(
    book: fastexcel.ExcelReader, path: Path, contract: Contract, mapping: FeedMapping, where: str
) -> Table:
    """The named sheet, else the visible one whose header knows most; hidden sheets are never read."""
    vocabulary = Vocabulary(contract, mapping)
    best: tuple[int, str, Headings] | None = None
    others: list[str] = []
    seen: Row = ()
    for name in sheets(book, mapping, where):
        rows = head_rows(book, name)
        seen = seen or next((r for r in rows if any(r)), ())
        found = (
            Headings(mapping.skip_rows, 1, plain(rows[mapping.skip_rows]), {})
            if mapping.skip_rows is not None and mapping.skip_rows < len(rows)
            else find_headings(rows, vocabulary)
        )
        if found is None:
            continue
        score = sum(vocabulary.known(w) for w in found.written if w)
        if best is None or score > best[0]:
            best = (score, name, found)
        elif score == best[0]:
            others.append(name)
    if best is None:
        raise no_header(where, contract.title, seen)
    return Sheet(book, path, best[1], best[2]).table(others)


def sheets(book: fastexcel.ExcelReader, mapping: FeedMapping, where: str) -> list[str]:
    """Names of the sheets to look at."""
    if mapping.sheet is not None:
        if mapping.sheet in book.sheet_names:
            return [mapping.sheet]
        names = "、".join(mask(n) for n in book.sheet_names)
        raise FileRefused(
            where, "no_sheet", (f"没有工作表“{mapping.sheet}”,只有:{names}。", f"No sheet {mapping.sheet}; there are: {names}."),
            ("请在映射文件里改正 sheet。", "Mend `sheet` in the mapping."),
        )  # fmt: skip
    visible = [n for n in book.sheet_names if book.load_sheet(n, n_rows=0, header_row=None).visible == "visible"]
    if not visible:
        raise nothing_inside(where)
    return visible


def head_rows(book: fastexcel.ExcelReader, name: str) -> list[Row]:
    """The first rows of a sheet as text."""
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=SEARCHED + 2, dtypes="string")
    return [tuple(row) for row in sheet.to_polars().rows()]


class Sheet:
    """One sheet, held as text. (calamine reads a sheet as a whole; the size limit above bounds it.)"""

    def __init__(self, book: fastexcel.ExcelReader, path: Path, name: str, found: Headings) -> None:
        self.book, self.path, self.name, self.found = book, path, name, found
        self.empty = 0

    def table(self, others: Sequence[str]) -> Table:
        """As the rest of ingest sees it."""
        warnings = []
        if others:
            names = "、".join(mask(n) for n in others)
            warnings.append(
                Notice(
                    "other_sheets",
                    f"只读取了工作表“{mask(self.name)}”;另有形式相同的:{names}。请分别报送",
                    f"Only the sheet {mask(self.name)} was read; these look alike: {names}; send them separately",
                )
            )
        return Table(None, self.found, self.batches, warnings)

    def batches(self, positions: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Rows after the header, merged cells filled down. Blank rows of a sheet are not rows."""
        frame = self.book.load_sheet(self.name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        frame = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
        frame = frame.with_row_index("_row", offset=1).with_columns(pl.col("_row").cast(pl.Int64))
        frame = self.filled(frame)
        width = len(self.found.written)
        past = [c for c in frame.columns if c[1:].isdigit() and int(c[1:]) >= width]
        extra = pl.any_horizontal(pl.col(past).is_not_null()) if past else pl.lit(False)
        cells = [f"c{i}" for i in sorted({0, 1, *positions})]
        frame = frame.with_columns([pl.lit(None, pl.String).alias(c) for c in cells if c not in frame.columns])
        rows = frame.filter(pl.col("_row") > self.found.row + self.found.depth)
        everything = [c for c in rows.columns if c not in ("_row", "_filled")]
        rows, _ = without_empty(rows, everything)
        rows = rows.select("_row", *cells, extra.alias("_extra"), "_filled")
        yield from rows.iter_slices(BATCH)

    def filled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Cells merged downwards hold the value of the first of them; calamine leaves the others empty."""
        blocks, first_column = merged_blocks(self.path, self.book.sheet_names.index(self.name))
        data = [b for b in blocks if b[0] == b[2] and b[1] > self.found.row + self.found.depth and b[3] > b[1]]
        row, filled = pl.col("_row"), pl.lit(False)
        for column, top, _, bottom in data:
            name = f"c{column - first_column}"
            if name not in frame.columns:
                continue
            value = frame.filter(row == top)[name]
            if len(value) == 1 and value.item() is not None:
                inside = row.is_between(top + 1, bottom) & pl.col(name).is_null()
                frame = frame.with_columns(
                    pl.when(inside).then(pl.lit(value.item())).otherwise(pl.col(name)).alias(name)
                )
                filled = filled | row.is_between(top + 1, bottom)
        return frame.with_columns(_filled=filled)


def merged_blocks(path: Path, index: int) -> tuple[list[tuple[int, int, int, int]], int]:
    """(left, top, right, bottom) of merged cells of a sheet, and its first used column; nothing for an .xls."""
    if not zipfile.is_zipfile(path):
        return [], 1
    with zipfile.ZipFile(path) as container:
        part = sheet_part(container, index)
        if part is None:
            return [], 1
        xml = container.read(part)
    blocks = [
        (column_number(left), int(top), column_number(right), int(bottom))
        for left, top, right, bottom in MERGED.findall(xml)
    ]
    first = min((column_number(c) for c in set(FIRST_CELL.findall(xml))), default=1) if blocks else 1
    return blocks, first


def sheet_part(container: zipfile.ZipFile, index: int) -> str | None:
    """The part that holds the sheet of this position, by the workbook's own relations."""
    try:
        book = container.read("xl/workbook.xml").decode("utf-8", "ignore")
        relations = container.read("xl/_rels/workbook.xml.rels").decode("utf-8", "ignore")
    except KeyError:
        return None
    ids = re.findall(r'<(?:\w+:)?sheet [^>]*?r:id="([^"]+)"', book)
    if index >= len(ids):
        return None
    for relation in re.findall(r"<Relationship [^>]*>", relations):
        if f'Id="{ids[index]}"' in relation and (target := re.search(r'Target="([^"]+)"', relation)):
            name = target.group(1).lstrip("/")
            name = name if name.startswith("xl/") else f"xl/{name}"
            return name if name in container.namelist() else None
    return None


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
