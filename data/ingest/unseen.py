"""What a workbook holds out of sight. It is read like the rest, for a hidden column is a column still, but never unsaid."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.ingest.privacy import mask
from data.ingest.sheet_xml import Layout, column_letters
from data.ingest.table import Notice

LISTED = 12  # runs of hidden rows written out


def sheets(names: Sequence[str]) -> list[Notice]:
    """Hidden sheets: left unread, for they hold lists and old drafts as a rule."""
    if not names:
        return []
    zh, en = "、".join(map(mask, names)), ", ".join(map(mask, names))
    return [
        Notice(
            "hidden_sheets",
            f"隐藏的工作表未读取:{zh}。其中如有应报数据,请取消隐藏后另行报送",
            f"Hidden sheets left unread: {en}; if they hold data that is due, unhide and send them",
        )
    ]


def columns(written: Sequence[str], positions: Sequence[int], layout: Layout) -> list[Notice]:
    """Hidden columns among those read, by letter and heading. (Those nobody knows are named as left unread anyway.)"""
    read = [i for i in positions if i < len(written) and layout.hides(i + layout.first_column)]
    if not read:
        return []
    letters = [column_letters(i + layout.first_column) for i in read]
    zh = "、".join(f"{letter}({mask(written[i])})" for letter, i in zip(letters, read, strict=True))
    en = ", ".join(f"{letter} ({mask(written[i])})" for letter, i in zip(letters, read, strict=True))
    return [
        Notice(
            "hidden_columns",
            f"隐藏的列已一并读取:{zh}。如不应报送,请删除该列后重报",
            f"Hidden columns were read with the rest: {en}; if they were not meant, delete them and send again",
        )
    ]


def rows(numbers: pl.Series, layout: Layout) -> list[Notice]:
    """Hidden rows among those read; a filter left on hides rows too."""
    hidden = numbers.filter(numbers.is_in(layout.hidden_rows)).sort()
    if hidden.is_empty():
        return []
    runs = (
        hidden.to_frame("row")
        .group_by(run=pl.col("row") - pl.int_range(pl.len()))
        .agg(pl.col("row").min().alias("first"), pl.col("row").max().alias("last"))
    )
    told = [
        f"{a}" if a == b else f"{a}–{b}" for a, b in runs.sort("first").select("first", "last").head(LISTED).iter_rows()
    ]
    n, more_zh, more_en = len(hidden), "等" if runs.height > LISTED else "", " ..." if runs.height > LISTED else ""
    return [
        Notice(
            "hidden_rows",
            f"隐藏或被筛选掉的 {n} 行已一并读取:第 {'、'.join(told)}{more_zh} 行。如不应报送,请删除这些行后重报",
            f"{n} hidden or filtered rows were read with the rest: {', '.join(told)}{more_en}; if they were not meant, "
            "delete them and send again",
        )
    ]
