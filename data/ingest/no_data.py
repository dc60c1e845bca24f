"""Rows below or between the data that are no data: totals, notes, signatures, the header once more."""

from __future__ import annotations

import polars as pl

from data.contracts import Contract
from data.ingest.headings import Headings

# Told by how they begin.
FOOTER = (
    r"^\s*(?:(?:合\s*计|总\s*计|小\s*计|累\s*计|本页合计|平均|total|sum|subtotal)\s*[:：]?\s*$"
    r"|(?:注|备注|说明|附注|填表说明|数据来源|统计口径)\s*(?:[:：0-9一.、]|$)"
    r"|(?:单位)?(?:负责人|填表人|制表人|审核人|填报人|经办人|联系人|联系电话|分管领导|填报单位|填表单位|制表单位|填报日期|制表日期|打印日期|导出时间|导出日期|审核|制表)"
    r"\s*(?:[((].*[))])?\s*[:：])"
)


def data_rows(frame: pl.DataFrame, headings: Headings, contract: Contract) -> pl.DataFrame:
    """The rows that are data."""
    again = is_header(frame, headings)
    frame = frame if again is None else frame.filter(~again)
    notes = is_footer(frame, headings, contract)
    return frame if notes is None else frame.filter(~notes)


def is_header(frame: pl.DataFrame, headings: Headings) -> pl.Series | None:
    """The header again, as where several exports were pasted together. None where it is nowhere."""
    cells = [(f"c{i}", headings.written[i]) for i in list(headings.columns.values())[:3]]
    text = [(c, w) for c, w in cells if frame[c].dtype == pl.String]
    if not text or not frame[text[0][0]].str.contains(text[0][1], literal=True).any():
        return None
    return frame.select(
        pl.all_horizontal(pl.col(c).str.strip_chars() == w for c, w in text).fill_null(False)
    ).to_series()


def is_footer(frame: pl.DataFrame, headings: Headings, contract: Contract) -> pl.Series | None:
    """Totals, notes and signatures. Only a row that lacks something required is looked at."""
    needed = [f"c{i}" for c, i in headings.columns.items() if not contract.columns[c].nullable]
    cells = [c for c in frame.columns if c.startswith("c") and frame[c].dtype == pl.String]
    if not cells or not any(frame[c].null_count() for c in needed):
        return None
    lacking = pl.any_horizontal(pl.col(c).is_null() for c in needed)
    trimmed = [pl.when(pl.col(c).str.strip_chars() != "").then(pl.col(c).str.strip_chars()) for c in cells]
    begins = pl.coalesce(trimmed).str.normalize("NFKC").str.to_lowercase().str.contains(FOOTER).fill_null(False)
    found = frame.filter(lacking).select("_row", begins=begins)
    rows = found.filter("begins")["_row"]
    return frame["_row"].is_in(rows.implode()) if len(rows) else None
