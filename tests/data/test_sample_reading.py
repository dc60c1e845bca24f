"""A slow, plain reader of sample files, used by the tests beside it: standard library and openpyxl, row by row."""

import csv
import gzip
import io
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import polars as pl
from stdnum.cn import uscc

from data import lookups
from data.sample.headings import HEADINGS, VALUES


def read_rows(root, feed, department="*"):
    """Every row of a feed in the order received, columns and words in our names; unreadable files are passed over."""
    ours = {zh: name for name, zh in HEADINGS[feed].items()}
    names = {zh: code for code, zh in lookups.read_departments().select("department_code", "name_zh").iter_rows()}
    rows = []
    files = [p for p in (root / feed).glob(f"{department}/*/*") if "补报" not in p.name]
    for path in sorted(files, key=lambda p: (p.parent.name, p.name)):
        for row in table(path):
            named = {ours.get(k, k): v for k, v in row.items()}
            for column, words in VALUES.items():
                if column in named:
                    named[column] = {zh: code for code, zh in words.items()}.get(named[column], named[column])
            named["department_code"] = names.get(named.get("department_code"), named.get("department_code"))
            rows.append({k: (day(v) if k.endswith(("_on", "_from", "_to")) else v) for k, v in named.items()})
    return rows


def kept_rows(root, feed, department, *, key):
    """What should be kept: valid codes, real days, and of rows with one key the one received last."""
    kept = {}
    for row in read_rows(root, feed, department):
        bad_code = row["entity_id"] and not uscc.is_valid(row["entity_id"])
        if not bad_code and row["decided_on"]:
            kept[row[key]] = row
    return list(kept.values())


def table(path: Path):
    """One file as dicts of text."""
    if path.suffix == ".parquet":
        return [
            {k: "" if v is None else str(v) for k, v in r.items()} for r in pl.read_parquet(path).iter_rows(named=True)
        ]
    if path.suffix == ".xlsx":
        lines = [
            ["" if c is None else str(c) for c in r]
            for r in openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        ]
        head = next(i for i, line in enumerate(lines) if all(line))
        return [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = decoded(raw)
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in text.split("\n")[0] else ","))


def decoded(raw):
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def day(text):
    """ISO day of any of the five forms, None where there is none or it is no day."""
    digits = re.findall(r"\d+", text or "")
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    try:
        return date(*map(int, digits[:3])).isoformat() if len(digits) >= 3 else None
    except ValueError:
        return None


def first_column(path):
    return [next(iter(row.values())) for row in table(path)]


def limit_end(decided, holidays, workdays, days=7):
    """The last day of a limit, one working day after another."""
    at = decided
    while days:
        at += timedelta(days=1)
        if at in workdays or (at.weekday() < 5 and at not in holidays):
            days -= 1
    return at


def test_the_five_ways_to_write_a_day_are_one_day():
    assert {day(t) for t in ("2020-07-09", "2020/7/9", "2020.7.9", "2020年7月9日", "20200709")} == {"2020-07-09"}
    assert day("2025年2月30日") is None
