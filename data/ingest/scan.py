"""The records of a text file, batch by batch, so that it may be larger than memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.errors import FileRefused
from data.ingest.headings import Headings, Row
from data.ingest.table import BATCH, Notice, Table, without_empty

SMALL = 8 << 20  # bytes up to which a file is simply read
OVERFLOW = 3  # cells past the header: one may be empty where a stray delimiter stands before the next
BLANK_LINE = re.compile(rb"(?m)^[ \t]*\r?$")


@dataclass(frozen=True)
class Text:
    """UTF-8 that can be scanned: the path where the bytes are so already, else bytes in memory; and what they were."""

    source: Path | bytes
    encoding: str
    has_quotes: bool


class Rows:
    """A text file held open for scanning."""

    def __init__(self, text: Text, delimiter: str, found: Headings, where: str, rows: Sequence[Row]) -> None:
        self.text, self.source = text, text.source
        self.delimiter, self.found, self.where = delimiter, found, where
        self.width = len(found.written)
        self.blank_before = sum(not any(row) and len(row) < 2 for row in rows[: found.row + found.depth])
        self.empty = 0
        self.quote: str | None = '"'

    def table(self) -> Table:
        """As the rest of ingest sees it."""
        warnings: list[Notice] = []
        if self.quotes_are_broken():
            self.quote = None
            warnings.append(
                Notice(
                    "stray_quotes",
                    "文件中的引号不成对,已按逐行读取;受影响的行会单独列出",
                    "Quotation marks are not paired; lines were read one by one, and those affected are listed",
                )
            )
        return Table(self.text.encoding, self.found, self.batches, warnings, self.empty_but_counted)

    def scan(self) -> pl.LazyFrame:
        """All records as text."""
        names = [*(f"c{i}" for i in range(max(self.width, 2))), *(f"x{i}" for i in range(OVERFLOW))]
        return pl.scan_csv(
            self.source, has_header=False, separator=self.delimiter, quote_char=self.quote,
            schema=dict.fromkeys(names, pl.String), infer_schema=False, empty_string_is_null=True,
            truncate_ragged_lines=True, missing_columns="insert", row_index_name="_row", row_index_offset=1, glob=False,
        )  # fmt: skip

    def quotes_are_broken(self) -> bool:
        """A quote left open swallows the lines after it into one cell, or makes the file unreadable."""
        if not self.text.has_quotes:
            return False  # most exports have none
        swallowed = pl.any_horizontal(
            pl.all().exclude("_row").str.contains(f"\n[^\n]*{re.escape(self.delimiter)}").any()
        )
        try:
            if isinstance(self.source, bytes):
                return bool(self.scan().select(swallowed).collect().item())
            return bool(self.scan().select(swallowed).collect(engine="streaming").item())
        except pl.exceptions.PolarsError:
            return True

    def batches(self, positions: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Records after the header."""
        wanted = sorted({0, 1, *positions})
        cells = [f"c{i}" for i in wanted]
        extra = pl.any_horizontal(pl.col(f"x{i}").is_not_null() for i in range(OVERFLOW)).alias("_extra")
        rows = self.scan().filter(pl.col("_row") > self.found.row + self.found.depth)
        rows = rows.select(pl.col("_row").cast(pl.Int64), *cells, extra)
        if self.quote is None:
            rows = rows.with_columns(pl.col(cells).str.replace(r'^"(.*)"$', "$1"))
        try:
            for frame in self.collected(rows):
                held, empty = without_empty(frame, cells)
                self.empty += empty
                yield held
        except pl.exceptions.PolarsError as error:
            raise FileRefused(
                self.where, "unreadable", ("文件内容无法按 CSV 读取。", "The content cannot be read as CSV."),
                ("请用表格软件打开,另存为 UTF-8 的 CSV 后重报。", "Open it in a spreadsheet, save as UTF-8 CSV, send again."),
            ) from error  # fmt: skip

    def collected(self, rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
        """Batch by batch where the file is large; at once where that is cheaper than a stream."""
        if isinstance(self.source, bytes) and len(self.source) < SMALL:
            return rows.collect().iter_slices(BATCH)
        return iter(rows.collect_batches(chunk_size=BATCH, maintain_order=True))

    def empty_but_counted(self) -> int:
        """Lines of delimiters only: empty records less blank lines."""
        if not self.empty:
            return 0
        raw = self.source if isinstance(self.source, bytes) else self.source.read_bytes()
        raw = raw[:-1] if raw.endswith(b"\n") else raw
        return max(0, self.empty - len(BLANK_LINE.findall(raw)) + self.blank_before)
