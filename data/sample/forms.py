"""The forms files come in: CSV in several encodings, also packed, workbooks, Parquet. Several files at once are cut from one table."""

from __future__ import annotations

import gzip
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from data.sample.habits import Habit
from data.sample.spreadsheet import write_sheets


def _csv(paths: list[Path], heights: list[int], table: pl.DataFrame, form: Habit) -> None:
    for path, text in zip(paths, _lines(heights, table, form), strict=True):
        # No clock in the header of a gzip: the same seed must give the same bytes.
        path.write_bytes(gzip.compress(text, compresslevel=1, mtime=0) if form.kind == "csv.gz" else text)


def _lines(heights: list[int], table: pl.DataFrame, form: Habit) -> Iterator[bytes]:
    """The CSV text of each file, its heading first. No field holds a line break."""
    head, body = io.BytesIO(), io.BytesIO()
    table.clear().write_csv(head, separator=form.separator)
    table.write_csv(body, separator=form.separator, include_header=False)
    text = body.getvalue()
    ends = np.append(0, np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1)
    assert len(ends) == table.height + 1, "a line break inside a field"
    for start, stop in itertools.pairwise(ends[np.cumsum([0, *heights])].tolist()):
        own = head.getvalue() + text[start:stop]
        yield own if form.encoding == "utf-8" else own.decode().encode(form.encoding)


def _xlsx(paths: list[Path], heights: list[int], table: pl.DataFrame, form: Habit) -> None:
    write_sheets(paths, heights, table, form.title)


def _parquet(paths: list[Path], heights: list[int], table: pl.DataFrame, form: Habit) -> None:
    starts = np.cumsum([0, *heights]).tolist()
    for path, start, height in zip(paths, starts, heights, strict=False):
        with parquet_writer(path, table) as writer:
            writer.write_table(table[start : start + height].to_arrow())


def parquet_writer(path: Path, like: pl.DataFrame) -> pq.ParquetWriter:
    """An empty Parquet file for tables such as this one. Words are kept once, numbers of documents and codes are not."""
    once = [name for name, kind in like.schema.items() if kind != pl.String]
    schema = like.head(0).to_arrow().schema
    return pq.ParquetWriter(
        path, schema, compression="snappy", use_dictionary=once, write_statistics=False, store_schema=False
    )


WRITERS = {"csv": _csv, "csv.gz": _csv, "xlsx": _xlsx, "parquet": _parquet}
