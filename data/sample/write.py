"""Put rows into files the way departments send them: Chinese headings, several encodings, dates as each office types them."""

from __future__ import annotations

import datetime as dt
import gzip
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import tomli_w
import xlsxwriter

from data import lookups
from data.sample.deliveries import Deliveries
from data.sample.habits import Habit, habit
from data.sample.headings import HEADINGS, VALUES

LARGEST_SHEET = 800  # rows; larger files go as CSV


@dataclass
class Outbox:
    """A source folder being filled, and what went into it."""

    root: Path
    rows: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)

    def send_all(self, feed: str, department: str, plan: Deliveries, rows: pl.DataFrame) -> None:
        """Write each file of a department; `rows` carries the number of its file in `_file`."""
        ready = rows.filter(pl.col("_file") < len(plan))
        for (number,), part in ready.partition_by(
            "_file", as_dict=True, include_key=False, maintain_order=True
        ).items():
            self.send(feed, department, plan.received[number], plan.labels[number], part)

    def send(
        self,
        feed: str,
        department: str,
        received: np.datetime64 | str,
        label: str,
        rows: pl.DataFrame,
        *,
        form: Habit | None = None,
    ) -> Path:
        """Write one file in the department's manner (or another) and return its path."""
        form = form or habit(feed, department)
        if form.kind == "xlsx" and rows.height > LARGEST_SHEET:
            form = form.as_csv()
        table = dress(feed, rows, form)
        folder = self.root / feed / department / str(received)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{form.stem(feed)}_{label}.{form.kind}"
        _WRITERS[form.kind](path, table, form)
        self.rows[feed] += rows.height
        self.files[feed] += 1
        return path

    def write_calendar(self, entries: list[dict[str, object]]) -> None:
        """due.toml: what is due when."""
        head = "# 演示数据:什么时候应当报什么。 Demo: what is due when.\n\n"
        (self.root / "due.toml").write_text(head + tomli_w.dumps({"due": entries}), encoding="utf-8")


def dress(feed: str, rows: pl.DataFrame, form: Habit) -> pl.DataFrame:
    """Our columns as a department would show them: its headings, its words for codes, its way to write a day."""
    shown = rows.with_columns(
        pl.col(name).cast(pl.String).replace(words)
        for name, words in VALUES.items()
        if name in rows.columns and form.chinese
    )
    if form.chinese and form.encoding == "gb18030" and "department_code" in rows.columns:
        shown = shown.with_columns(pl.col("department_code").replace(_department_names()))
    if form.kind != "parquet":
        shown = shown.with_columns(pl.col(pl.Date).dt.strftime(form.days))
    return shown.rename({c: HEADINGS[feed][c] for c in shown.columns}) if form.chinese else shown


@cache
def _department_names() -> dict[str, str]:
    """Offices of the old encoding write their name, not our code."""
    return dict(lookups.read_departments().select("department_code", "name_zh").iter_rows())


def _csv(path: Path, table: pl.DataFrame, form: Habit) -> None:
    path.write_bytes(table.write_csv(separator=form.separator).encode(form.encoding, errors="strict"))


def _csv_gz(path: Path, table: pl.DataFrame, form: Habit) -> None:
    # No clock in the header: the same seed must give the same bytes.
    path.write_bytes(gzip.compress(table.write_csv().encode(form.encoding), compresslevel=4, mtime=0))


def _xlsx(path: Path, table: pl.DataFrame, form: Habit) -> None:
    # In memory and without a table object: three times faster, and departments send plain sheets anyway.
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2020, 7, 9), "author": "演示数据"})
        sheet = book.add_worksheet("Sheet1")
        top = 0
        if form.title:
            sheet.merge_range(0, 0, 0, table.width - 1, form.title)
            top = 1
        sheet.write_row(top, 0, table.columns)
        for at, column in enumerate(table):
            sheet.write_column(top + 1, at, column.to_list())


def _parquet(path: Path, table: pl.DataFrame, form: Habit) -> None:
    table.write_parquet(path, compression="zstd", statistics=False)


_WRITERS = {"csv": _csv, "csv.gz": _csv_gz, "xlsx": _xlsx, "parquet": _parquet}
