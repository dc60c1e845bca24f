"""What the department gets back: counts in which every row is found again, and what to mend."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from data.errors import FileRefused

if TYPE_CHECKING:
    from data.ingest.examine import Examined

LISTED = 1_000  # problems written out in a receipt; the counts by rule are always complete


def for_file(where: str, feed: str, done: Examined, told: pl.DataFrame, as_of: date | None) -> dict[str, Any]:
    """The receipt of a file that was read: rows = kept + refused + duplicates + dropped; masked is part of refused."""
    counts = told.group_by("rule", "column").len("rows").sort("rule", "column").to_dicts() if told.height else []
    return {
        "file": where,
        "feed": feed,
        "encoding": done.encoding,
        "as_of": day.isoformat() if (day := as_of or done.latest) else None,
        "rows": done.rows,
        "kept": done.n_kept,
        "refused": done.refused,
        "masked": done.masked,
        "duplicates": done.duplicates,
        "dropped": done.dropped,
        "normalised": done.normalised,
        "file_error": None,
        "problems": [as_json(row) for row in told.head(LISTED).iter_rows(named=True)],
        "problem_counts": counts,
        "warnings": [notice.as_json() for notice in done.notices],
    }


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """One problem as a receipt has it."""
    return {
        "row": row["_row"], "column": row["column"], "heading": row["heading"], "rule": row["rule"],
        "message": row["message_zh"], "message_en": row["message_en"],
    }  # fmt: skip


def for_refused_file(where: str, feed: str, error: FileRefused, as_of: date | None) -> dict[str, Any]:
    """The receipt of a file that was refused as a whole."""
    zh, en = "".join((error.what[0], error.next_move[0])), " ".join((error.what[1], error.next_move[1])).strip()
    return {
        "file": where, "feed": feed, "encoding": None, "as_of": as_of.isoformat() if as_of else None,
        "rows": 0, "kept": 0, "refused": 0, "masked": 0, "duplicates": 0, "dropped": 0, "normalised": 0,
        "file_error": {"rule": error.rule, "message": zh, "message_en": en},
        "problems": [], "problem_counts": [], "warnings": [],
    }  # fmt: skip


def exit_code(receipt: dict[str, Any]) -> int:
    """0 all kept, 1 some rows refused, 2 file refused."""
    if receipt["file_error"]:
        return 2
    return 1 if receipt["refused"] else 0


def lines(receipt: dict[str, Any], lang: str = "zh") -> list[str]:
    """The receipt as plain lines, ready to print."""
    zh = lang == "zh"
    message = "message" if zh else "message_en"
    if error := receipt["file_error"]:
        return [f"{receipt['file']}:{error[message]}" if zh else f"{receipt['file']}: {error[message]}"]
    return [
        summary(receipt, zh),
        *(("提示:" if zh else "Note: ") + w[message] + ("。" if zh else ".") for w in receipt["warnings"]),
        *(problem_line(p, zh) for p in receipt["problems"]),
        *unlisted(receipt, zh),
    ]


def summary(r: dict[str, Any], zh: bool) -> str:
    """All rows accounted for, in one line."""
    if zh:
        parts = [f"共 {r['rows']:,} 行:接收 {r['kept']:,}", f"退回 {r['refused']:,}"]
        parts += [f"其中涉及身份证号 {r['masked']:,}"] if r["masked"] else []
        parts += [f"完全重复 {r['duplicates']:,}", f"合计、备注等非数据行 {r['dropped']:,}"]
        return f"{r['file']}:" + ",".join(parts) + f"。整理后接收 {r['normalised']:,} 行。"
    masked = f" ({r['masked']:,} with identity numbers)" if r["masked"] else ""
    return (
        f"{r['file']}: {r['rows']:,} rows: {r['kept']:,} kept, {r['refused']:,} refused{masked}, "
        f"{r['duplicates']:,} exact duplicates, {r['dropped']:,} totals, notes or blanks. "
        f"{r['normalised']:,} kept after cleaning."
    )


def problem_line(problem: dict[str, Any], zh: bool) -> str:
    """One refused row."""
    return f"第 {problem['row']} 行:{problem['message']}" if zh else f"Row {problem['row']}: {problem['message_en']}"


def unlisted(receipt: dict[str, Any], zh: bool) -> list[str]:
    """How many problems were left out of the list."""
    more = sum(c["rows"] for c in receipt["problem_counts"]) - len(receipt["problems"])
    if more <= 0:
        return []
    return [f"另有 {more:,} 处问题未逐条列出。" if zh else f"{more:,} further problems are not listed."]
