"""Tables drawn in tests: a picture becomes a frame, and a frame is compared with a picture.

    act     | decided_on | published_on
    --------+------------+-------------
    penalty | 2020-09-28 | 2020-10-14

Cells are read as days, instants, numbers and true/false where they look like it; an empty cell is null, `'..'` is text.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import polars as pl


def rows(picture: str) -> list[dict[str, Any]]:
    """The rows of a picture, typed. AssertionError where a line has more or fewer cells than the heading."""
    lines = [line.strip() for line in picture.strip().splitlines() if line.strip()]
    names = [cell.strip() for cell in lines[0].split("|")]
    body = [line for line in lines[1:] if not re.fullmatch(r"[-+| ]*-[-+| ]*", line)]
    cells = [[cell.strip() for cell in f" {line} ".split("|")] for line in body]
    for line, row in zip(body, cells, strict=True):
        assert len(row) == len(names), f"{len(row)} cells under {len(names)} headings: {line}"
    return [dict(zip(names, map(_value, row), strict=True)) for row in cells]


def table(picture: str) -> pl.DataFrame:
    """A picture as a frame, rows sorted so that order in the picture means nothing."""
    return _sorted(pl.DataFrame(rows(picture), infer_schema_length=None))


def shows(got: pl.DataFrame, picture: str) -> None:
    """Assert that `got`, in the columns the picture draws, has exactly its rows (numbers within one in a billion)."""
    expected = rows(picture)
    names = list(expected[0]) if expected else picture.strip().splitlines()[0].replace(" ", "").split("|")
    found = _sorted(got.select(names))
    wanted = (
        _sorted(pl.DataFrame(expected, schema=names, orient="row", infer_schema_length=None))
        if expected
        else found.clear()
    )
    same = found.height == wanted.height and all(
        _same(a, b)
        for left, right in zip(found.rows(), wanted.rows(), strict=True)
        for a, b in zip(left, right, strict=True)
    )
    assert same, f"expected {wanted}\ngot {found}"


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(sorted(frame.columns)).sort(sorted(frame.columns), nulls_last=True)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float | int) and isinstance(b, float | int):
        return abs(a - b) <= 1e-9 * max(1.0, abs(b))
    return bool(a == b)


def _value(cell: str) -> Any:
    if not cell:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", cell):
        return datetime.fromisoformat(cell)
    if re.fullmatch(r"-?\d{1,5}", cell):  # a region code is six digits and stays text
        return int(cell)
    if re.fullmatch(r"-?\d+\.\d+", cell):
        return float(cell)
    return {"true": True, "false": False}.get(cell, cell.strip("'"))
