"""Cells a spreadsheet shows and never runs, in every file that leaves the house (OWASP: CSV / formula injection)."""

from __future__ import annotations

from datetime import date

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "−", "＝", "＋", "－", "＠")  # a spreadsheet would run what begins so
CELL_LIMIT = 32_767  # characters; Excel's own


def plain_cell(value: object) -> object:
    """Numbers, dates and nothing pass as they are; a text that begins like a formula, be it after blanks, gets an apostrophe."""
    if value is None or isinstance(value, bool | int | float | date):
        return value
    text = "".join(c for c in str(value)[: CELL_LIMIT - 1] if c in "\t\n\r" or c >= " ")
    return f"'{text}" if text.startswith(("\t", "\r")) or text.lstrip().startswith(DANGEROUS) else text
