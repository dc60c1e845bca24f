"""A file opened: where its header is, and its rows as batches of text, whatever the format was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from data.errors import FileRefused
from data.ingest.headings import Headings

BATCH = 250_000  # rows; about 100 MB of text, so that memory does not grow with the file


@dataclass(frozen=True)
class Notice:
    """Something a department should know that is no reason to refuse anything."""

    rule: str
    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        """For receipts."""
        return {"rule": self.rule, "message": self.zh, "message_en": self.en}


@dataclass
class Table:
    """One opened submission.

    batches(positions) yields frames with `_row` (row number as a spreadsheet shows it), one String column `c<i>` per
    position wanted (c0 and c1 are always there), and `_extra` (true where a row has more cells than the header).
    Wholly empty records are left out; `empty_but_counted` says, once all batches are read, how many of them were rows
    of empty cells (dropped, counted) rather than blank lines (not rows at all).
    """

    encoding: str | None
    headings: Headings
    batches: Callable[[Sequence[int]], Iterator[pl.DataFrame]]
    warnings: list[Notice] = field(default_factory=list)
    empty_but_counted: Callable[[], int] = lambda: 0


def without_empty(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """The frame without records that hold nothing, and how many there were."""
    if not columns or frame.is_empty():
        return frame, 0
    first = frame[columns[0]]
    if not first.null_count() and not (first == "").any():
        return frame, 0
    held = frame.select(
        pl.any_horizontal(pl.col(columns).str.strip_chars(" \t\u3000\u00a0").str.len_bytes().fill_null(0) > 0)
    ).to_series()
    return frame.filter(held), int((~held).sum())


def no_header(where: str, feed_title: tuple[str, str], seen: Sequence[str | None]) -> FileRefused:
    """No row of the file looks like a header of the feed."""
    from data.ingest.privacy import mask

    row = "、".join(mask(cell) for cell in seen if cell)[:120]
    return FileRefused(
        where, "no_header",
        (f"前 40 行里没有找到“{feed_title[0]}”的表头。首行为:{row or '空'}。",
         f"No header of {feed_title[1]} in the first 40 rows. First row: {row or 'empty'}."),
        ("请核对是否选错了数据种类,或在映射文件里写明表头。", "Check the feed chosen, or name the headings in a mapping."),
    )  # fmt: skip


def nothing_inside(where: str) -> FileRefused:
    """A file without bytes, rows or sheets."""
    return FileRefused(
        where, "empty", ("文件是空的。", "The file is empty."), ("请重新导出后报送。", "Export it again and send it.")
    )
