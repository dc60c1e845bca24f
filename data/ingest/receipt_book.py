"""A receipt as a workbook: what was counted, which rows came back and why, and how to mend each kind of trouble.

Chinese first with English beside it, for the clerk who sent the file. It holds no value of a row that may not be quoted.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.contracts import FEEDS
from data.ingest import problems
from data.ingest.receipt import lines
from data.plain_cell import plain_cell

MOST_ROWS = 100_000  # problems in one sheet; the counts are always whole
SHOWN_ROWS = 12  # row numbers beside each kind of trouble

DEMO = ("演示数据,内容均为虚构。", "Demo data; everything in it is invented.")
COUNTS = (
    ("rows", "总行数", "Rows"),
    ("kept", "接收", "Kept"),
    ("refused", "退回", "Refused"),
    ("masked", "其中涉及身份证号", "of these with identity numbers"),
    ("duplicates", "完全重复", "Exact duplicates"),
    ("dropped", "合计、备注、空行等", "Totals, notes, blank lines"),
    ("normalised", "整理后接收", "Kept after cleaning"),
)
ABOUT = (("file", "文件", "File"), ("encoding", "编码", "Encoding"), ("as_of", "数据截止日", "As-of date"))


def as_xlsx(
    receipt: Mapping[str, Any], *, demo: bool = False, problem_rows: Iterable[Mapping[str, Any]] | None = None
) -> bytes:
    """The receipt of `check_file` or of a submission as the bytes of a workbook with three sheets.

    problem_rows: all problems (row, column, heading, rule, message, message_en) where the receipt lists only the first.
    """
    out = io.BytesIO()
    listed = list(receipt["problems"] if problem_rows is None else problem_rows)[:MOST_ROWS]
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2020, 1, 1), "title": str(receipt["file"])})  # no clock: same bytes
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheets = [book.add_worksheet(name) for name in ("回执 Receipt", "问题 Problems", "如何改正 Mending")]
        for sheet in sheets:
            sheet.hide_gridlines(2)
            if demo:
                sheet.set_footer(f"&C{DEMO[0]} {DEMO[1]}")
        put_summary(sheets[0], receipt, demo=demo, title=title, wrap=wrap)
        put_problems(sheets[1], listed, receipt, head=head, wrap=wrap)
        put_mending(sheets[2], listed, receipt, head=head, wrap=wrap)
    return out.getvalue()


def put_row(sheet: Worksheet, row: int, cells: Sequence[object], form: Format | None = None) -> None:
    """One row: numbers as numbers, everything else as text."""
    for column, cell in enumerate(map(plain_cell, cells)):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, form)
        elif cell is not None:
            sheet.write_number(row, column, cell, form)


def put_summary(sheet: Worksheet, receipt: Mapping[str, Any], *, demo: bool, title: Format, wrap: Format) -> None:
    """Whose file, what became of it, and every row accounted for."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 34)
    zh, en = FEEDS[receipt["feed"]].title if receipt["feed"] in FEEDS else (receipt["feed"], receipt["feed"])
    put_row(sheet, 0, ["数据报送回执", "", "Receipt of a submission"], title)
    rows: list[Sequence[object]] = [["演示", DEMO[0], DEMO[1]]] if demo else []
    rows.append(["数据类别", f"{zh}({receipt['feed']})", en])
    rows += [[name, receipt[key], name_en] for key, name, name_en in ABOUT if receipt[key]]
    told = lines(dict(receipt))[0], lines(dict(receipt), "en")[0]
    rows.append(["结果", *(line.removeprefix(f"{receipt['file']}:").strip() for line in told)])
    if not receipt["file_error"]:
        rows += [[name, receipt[key], name_en] for key, name, name_en in COUNTS]
    rows += [["提示", w["message"] + "。", w["message_en"] + "."] for w in receipt["warnings"]]
    for i, row in enumerate(rows, 2):
        put_row(sheet, i, row, wrap)


def put_problems(
    sheet: Worksheet, listed: Sequence[Mapping[str, Any]], receipt: Mapping[str, Any], *, head: Format, wrap: Format
) -> None:
    """One line per refused row and reason, by the row number of the file."""
    for column, width in enumerate((8, 24, 24, 60, 60)):
        sheet.set_column(column, column, width)
    put_row(sheet, 0, ["行号 Row", "列 Column", "规则 Rule", "说明", "What is wrong"], head)
    sheet.freeze_panes(1, 0)
    for i, p in enumerate(listed, 1):
        put_row(sheet, i, [p["row"], p["heading"] or p["column"], p["rule"], p["message"], p["message_en"]], wrap)
    left = sum(c["rows"] for c in receipt["problem_counts"]) - len(listed)
    if left > 0:
        put_row(
            sheet,
            len(listed) + 1,
            ["", "", "", f"另有 {left:,} 处未逐条列出。", f"{left:,} more are not listed."],
            wrap,
        )
    if not listed:
        said = receipt["file_error"] or {"message": "没有问题。", "message_en": "No problems."}
        put_row(sheet, 1, ["", "", said.get("rule", ""), said["message"], said["message_en"]], wrap)


def put_mending(
    sheet: Worksheet, listed: Sequence[Mapping[str, Any]], receipt: Mapping[str, Any], *, head: Format, wrap: Format
) -> None:
    """One line per kind of trouble: how many rows, where they begin, what to do. The most frequent first."""
    for column, width in enumerate((24, 10, 30, 60, 60)):
        sheet.set_column(column, column, width)
    put_row(sheet, 0, ["列 Column", "行数 Rows", "前几行 First rows", "怎么改", "What to do"], head)
    sheet.freeze_panes(1, 0)
    names = {p["column"]: p["heading"] for p in listed if p["heading"]}
    kinds = sorted(receipt["problem_counts"], key=lambda c: (-c["rows"], c["column"], c["rule"]))
    for i, kind in enumerate(kinds, 1):
        said = advice(receipt["feed"], kind["column"], kind["rule"], names)
        mine = (p["row"] for p in listed if (p["column"], p["rule"]) == (kind["column"], kind["rule"]))
        first = "、".join(str(row) for row, _ in zip(mine, range(SHOWN_ROWS), strict=False))
        put_row(sheet, i, [names.get(kind["column"], kind["column"]), kind["rows"], first, *said], wrap)
    if not kinds:
        error = receipt["file_error"]
        said = (error["message"], error["message_en"]) if error else ("无需改正。", "Nothing to mend.")
        put_row(sheet, 1, ["", "", "", *said], wrap)


def advice(feed: str, column: str, rule: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The sentence of a rule without any value in it, and without the heading, which has a cell of its own."""
    said = problems.sentence(FEEDS[feed], column, rule, names)
    zh = said["message_zh"].removeprefix(f"{problems.heading(FEEDS[feed], column, names)}:").replace("{v}", "所填内容")
    return zh, said["message_en"].removeprefix(f"{column}: ").replace("{v}", "the content ")
