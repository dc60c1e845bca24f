"""Workbooks: checked before they are parsed, then the sheet that looks like the feed is taken."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import fastexcel
import polars as pl

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest import unseen
from data.ingest.container import check_container, damaged, encrypted
from data.ingest.headings import SEARCHED, Headings, Row, Vocabulary, find_headings, plain
from data.ingest.privacy import mask
from data.ingest.sheet_xml import Layout, Part, read_layout, sheet_parts
from data.ingest.table import BATCH, Notice, Table, no_header, nothing_inside, without_empty
from data.mapping import FeedMapping


def open_workbook(path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Table:
    """Open an .xlsx. Raises FileRefused in one sentence where it is not what it says, or may do harm."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise nothing_inside(where)
    check_container(path, start, where)
    layouts, hidden = sheets(path, mapping, where)
    try:
        return choose_sheet(fastexcel.read_excel(str(path)), layouts, hidden, contract, mapping, where)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise encrypted(where) from error
        raise damaged(where) from error


def sheets(path: Path, mapping: FeedMapping, where: str) -> tuple[dict[str, Layout], list[str]]:
    """({sheet to look at: its layout}, names of hidden ones). None is parsed yet.

    Looked at is the sheet the mapping names, else those a reader sees.
    """
    try:
        with zipfile.ZipFile(path) as container:
            parts = sheet_parts(container)
            wanted = [p for p in parts if (p.is_visible if mapping.sheet is None else p.name == mapping.sheet)]
            layouts = {part.name: read_layout(container, part, where) for part in wanted}
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError) as error:
        raise damaged(where) from error
    if wanted:
        return layouts, [p.name for p in parts if not p.is_visible and p.name not in layouts]
    if mapping.sheet is None:
        raise nothing_inside(where)
    raise no_such_sheet(mapping.sheet, parts, where)


def no_such_sheet(wanted: str, parts: Sequence[Part], where: str) -> FileRefused:
    """The mapping names a sheet that is not there."""
    names = "、".join(mask(p.name) for p in parts if p.is_visible)
    return FileRefused(
        where,
        "no_sheet",
        (f"没有工作表“{wanted}”,只有:{names}。", f"No sheet {wanted}; there are: {names}."),
        ("请在映射文件里改正 sheet。", "Mend `sheet` in the mapping."),
    )


def choose_sheet(
    book: fastexcel.ExcelReader,
    layouts: Mapping[str, Layout],
    hidden: Sequence[str],
    contract: Contract,
    mapping: FeedMapping,
    where: str,
) -> Table:
    """The named sheet, else the visible one whose header knows most; hidden sheets are never read, but named."""
    vocabulary = Vocabulary(contract, mapping)
    best: tuple[int, str, Headings] | None = None
    others: list[str] = []
    seen: Row = ()
    for name in layouts:
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
    _, name, found = best
    told = [*like_sheets(name, others), *unseen.sheets(hidden)]
    return Sheet(book, name, layouts[name], found, where, told).table()


def like_sheets(name: str, others: Sequence[str]) -> list[Notice]:
    """Other sheets that look the same."""
    if not others:
        return []
    names = "、".join(mask(n) for n in others)
    return [
        Notice(
            "other_sheets",
            f"只读取了工作表“{mask(name)}”;另有形式相同的:{names}。请分别报送",
            f"Only the sheet {mask(name)} was read; these look alike: {names}; send them separately",
        )
    ]


def head_rows(book: fastexcel.ExcelReader, name: str) -> list[Row]:
    """The first rows of a sheet as text."""
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=SEARCHED + 2, dtypes="string")
    return [tuple(row) for row in sheet.to_polars().rows()]


class Sheet:
    """One sheet, held as text. (calamine reads a sheet as a whole; the size limit above bounds it.)"""

    def __init__(
        self, book: fastexcel.ExcelReader, name: str, layout: Layout, found: Headings, where: str, told: list[Notice]
    ) -> None:
        self.book, self.name, self.layout = book, name, layout
        self.found, self.where, self.told = found, where, told

    def table(self) -> Table:
        """As the rest of ingest sees it."""
        return Table(None, self.found, self.batches, self.told)

    def batches(self, positions: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Rows after the header, merged cells filled down. Blank rows of a sheet are not rows."""
        try:
            frame = self.book.load_sheet(self.name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except fastexcel.FastExcelError as error:
            raise damaged(self.where) from error
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
        self.told += unseen.columns(self.found.written, positions, self.layout)
        self.told += unseen.rows(rows["_row"], self.layout)
        rows = rows.select("_row", *cells, extra.alias("_extra"), "_filled")
        yield from rows.iter_slices(BATCH)

    def filled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Cells merged downwards hold the value of the first of them; calamine leaves the others empty."""
        below, first = self.found.row + self.found.depth, self.layout.first_column
        merged = self.layout.merged
        down = [(left - first, top, bottom) for left, top, right, bottom in merged if left == right and top > below]
        spans = pl.DataFrame(down, schema={"column": pl.Int64, "top": pl.Int64, "bottom": pl.Int64}, orient="row")
        frame = frame.with_columns(_filled=pl.lit(False))
        for i in spans["column"].unique():
            if f"c{i}" in frame.columns:
                frame = fill_down(frame, f"c{i}", spans.filter(pl.col("column") == i).sort("top"))
        return frame


def fill_down(frame: pl.DataFrame, name: str, spans: pl.DataFrame) -> pl.DataFrame:
    """One column with the first value of each span (top, bottom) in the empty cells below it; `_filled` marks the rows."""
    first = frame.select(pl.col("_row").alias("top"), pl.col(name).alias("_first"))
    spans = spans.select("top", "bottom").join(first, on="top", how="inner").sort("top")
    rows = frame.join_asof(spans, left_on="_row", right_on="top", strategy="backward")
    inside = (pl.col("_row") <= pl.col("bottom")) & pl.col(name).is_null() & pl.col("_first").is_not_null()
    inside = inside.fill_null(False)
    filled = [
        pl.when(inside).then(pl.col("_first")).otherwise(pl.col(name)).alias(name),
        (pl.col("_filled") | inside).alias("_filled"),
    ]
    return rows.with_columns(filled).select(frame.columns)
