"""Write receipts for departments: one workbook and one JSON file per submission."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import FEEDS
from data.errors import NoRoom
from data.home import Home
from data.ingest import receipt_book
from data.ingest.stage import Submission, stage_source
from data.mapping import read_settings
from data.plain_cell import plain_cell

INDEX = (
    "部门 department", "数据类别 feed", "文件 file", "收到 received_on", "总行数 rows", "接收 kept", "退回 refused",
    "整份退回原因 file_error", "回执 receipt",
)  # fmt: skip


def write_receipt(path: Path, receipt: Mapping[str, Any], *, mapping: Path | None) -> None:
    """The receipt of one checked file as a workbook, marked where the source is a demo. Raises NoRoom."""
    demo = mapping is not None and read_settings(mapping).demo
    put(path, receipt_book.as_xlsx(receipt, demo=demo))


def write_receipts(source: Path, out: Path, *, home: Home, as_of: date | None = None) -> int:
    """OUT/<department>/<feed>/<file>.json and .xlsx for every submission of a source, and OUT/index.csv. Returns how many.

    Raises SourceUnusable and NoRoom.
    """
    staged = stage_source(source, home.warehouse, as_of=as_of)
    lines: list[list[object]] = []
    for s in staged.submissions:
        receipt = json.loads(s.receipt.read_text(encoding="utf-8"))["receipt"] | {"file": s.file_name}
        stem = f"{plain(s.department_code or '未署名')}/{s.feed}/{plain(Path(s.file_name).name)}-{s.submission_id[-8:]}"
        put(out / f"{stem}.json", json.dumps(receipt, ensure_ascii=False, indent=2).encode())
        rows = problem_rows(s, receipt)
        put(out / f"{stem}.xlsx", receipt_book.as_xlsx(receipt, demo=staged.settings.demo, problem_rows=rows))
        lines.append(
            [
                s.department_code,
                s.feed,
                s.file_name,
                s.received_on,
                s.rows,
                s.kept,
                s.refused,
                s.error_zh,
                f"{stem}.xlsx",
            ]
        )
    write_index(out / "index.csv", lines)
    return len(lines)


def problem_rows(s: Submission, receipt: Mapping[str, Any]) -> Iterator[dict[str, Any]] | None:
    """Every problem of a submission, where the receipt lists only the first; None where it lists them all."""
    if s.problems is None or len(receipt["problems"]) == sum(c["rows"] for c in receipt["problem_counts"]):
        return None
    names = {p["column"]: p["heading"] for p in receipt["problems"]}
    contract = FEEDS[s.feed]
    told = pl.read_parquet(s.problems).head(receipt_book.MOST_ROWS)
    told = told.rename({"message_zh": "message"})
    return (
        row | {"heading": names.get(c := row["column"]) or (contract.heading(c) if c in contract.columns else c)}
        for row in told.iter_rows(named=True)
    )


def plain(name: str) -> str:
    """A name that is safe as one: file names are data, never paths."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "_"


def write_index(path: Path, lines: list[list[object]]) -> None:
    """The list of all receipts, for the office that hands them out. UTF-8 with a mark, as spreadsheets want it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([INDEX, *([plain_cell(cell) for cell in line] for line in lines)])


def put(path: Path, content: bytes) -> None:
    """Write one file, folders included. Raises NoRoom."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as trouble:
        raise NoRoom(
            str(path), ("无法写入。", "cannot be written."), ("请检查路径、权限与磁盘空间。", "Check the path, permissions and free space.")
        ) from trouble  # fmt: skip
