"""Open a submission by what it is named and what it holds. Names are data, never paths to follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest.headings import Headings, resolve
from data.ingest.table import BATCH, Table, nothing_inside
from data.ingest.text import open_text
from data.mapping import FeedMapping

TAKEN = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".parquet")


def open_file(path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Table:
    """Open one file of a feed and find its header. Raises FileRefused with one sentence.

    `where` is the file's name as it may be shown (masked).
    """
    name = path.name.lower()
    if path.is_symlink():
        raise FileRefused(
            where, "link", ("这是一个链接,不是文件,没有打开。", "This is a link, not a file; it was not opened."),
            ("请报送文件本身。", "Send the file itself."),
        )  # fmt: skip
    if not path.is_file():
        raise FileRefused(
            where, "missing", ("找不到这个文件。", "This file does not exist."), ("请检查路径。", "Check the path.")
        )
    if not name.endswith(TAKEN):
        raise FileRefused(
            where, "format", ("不收这种格式的文件。", "Files of this format are not taken."),
            ("请报送 .csv、.csv.gz、.xlsx 或 .parquet。", "Send .csv, .csv.gz, .xlsx or .parquet."),
        )  # fmt: skip
    try:
        if path.stat().st_size == 0:
            raise nothing_inside(where)
        table = opened(path, contract, mapping, where)
    except OSError as error:
        raise FileRefused(
            where,
            "unreadable",
            ("文件无法读取。", "The file cannot be read."),
            ("请检查权限。", "Check its permissions."),
        ) from error
    table.headings = resolve(table.headings, contract, mapping, where)
    return table


def opened(path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Table:
    """The file as a table, by its extension."""
    name = path.name.lower()
    if name.endswith(".parquet"):
        return open_parquet(path, where)
    if name.endswith((".xlsx", ".xlsm", ".xls")):
        from data.ingest.workbook import open_workbook  # the excel reader costs start-up time no CSV should pay

        return open_workbook(path, contract, mapping, where)
    return open_text(path, contract, mapping, where)


def open_parquet(path: Path, where: str) -> Table:
    """Parquet: columns keep their types where these say more than text (days and moments)."""
    try:
        schema = pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileRefused(
            where, "cut_off", ("Parquet 文件损坏或不完整。", "The Parquet file is damaged or cut off."),
            ("请重新导出后报送。", "Export it again and send it."),
        ) from error  # fmt: skip
    names = list(schema)

    def batches(positions: Sequence[int]) -> Iterator[pl.DataFrame]:
        wanted = sorted({0, min(1, len(names) - 1), *positions})
        cells = [as_cell(names[i], schema[names[i]]).alias(f"c{i}") for i in wanted]
        rows = pl.scan_parquet(path, row_index_name="_row", row_index_offset=1, glob=False)
        rows = rows.select(pl.col("_row").cast(pl.Int64), *cells, pl.lit(False).alias("_extra"))
        try:
            yield from rows.collect_batches(chunk_size=BATCH, maintain_order=True)
        except pl.exceptions.PolarsError as error:
            raise FileRefused(
                where, "unreadable", ("Parquet 内容无法读取。", "The Parquet content cannot be read."),
                ("请重新导出后报送。", "Export it again and send it."),
            ) from error  # fmt: skip

    return Table(None, Headings(0, 1, tuple(names), {}), batches)


def as_cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """Days and moments as they are; numbers and words as text, so that nothing escapes the scan for personal data."""
    column = pl.col(name)
    if isinstance(dtype, pl.Date | pl.Datetime | pl.String):
        return column
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
    if isinstance(dtype, pl.List | pl.Struct | pl.Array | pl.Object | pl.Binary):
        return pl.lit(None, pl.String)
    return column.cast(pl.String)
