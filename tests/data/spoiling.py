"""Good files of every feed, and ways to spoil them: bytes, cells, headings, encodings, containers.

Run as a program it checks so many spoiled files under a memory limit and prints one JSON line of what became of them:
`python -m tests.data.spoiling --seed 1 --files 300`. A crash leaves the number of the file as the last line of stderr.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

from data.contracts import FEEDS
from data.ingest.check import check_file
from data.ingest.sheet_xml import column_letters
from data.snapshot.steps import peak_mb
from tests.data.conftest import CODES, INSPECTIONS, visit
from tests.data.test_feeds import GOOD

MEMORY = 8 << 30  # address space: what is reserved, not what is used
SLOW = 20.0  # seconds for one small file
PLANTED = "999999190002300000"  # looks like an identity number, is nobody's
ROWS = 6

SPACE = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{SPACE}/spreadsheetml/2006/main"'
TO = f'xmlns:r="{SPACE}/officeDocument/2006/relationships"'
KIND, HIDDEN = "application/vnd.openxmlformats-officedocument.spreadsheetml", ' hidden="1"'
RELATION = f'<Relationship Id="rId%d" Type="{SPACE}/officeDocument/2006/relationships/%s" Target="%s"/>'
RELATIONS = f'<Relationships xmlns="{SPACE}/package/2006/relationships">%s</Relationships>'
BOOK = {  # the parts of a workbook that never change; written out, for a library that makes them takes ten times as long
    "[Content_Types].xml": f'<Types xmlns="{SPACE}/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": RELATIONS % (RELATION % (1, "officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": RELATIONS
    % (RELATION % (1, "worksheet", "worksheets/sheet1.xml") + RELATION % (2, "sharedStrings", "sharedStrings.xml")),
}

OTHERS = {
    "entities": {"统一社会信用代码": CODES[0], "主体类型": "企业", "行政区划代码": "360602", "成立日期": "2015-03-01", "注销日期": ""},
    "grades": {"统一社会信用代码": CODES[0], "评价体系": "market_risk", "信用等级": "A", "评价日期": "2024-01-01"},
    "archives": {"统一社会信用代码": CODES[0], "档案类型": "public_credit", "建档部门": "市场监管局", "建档日期": "2023-05-01"},
    "decisions": {
        "决定书文号": "虚市监罚〔2024〕1号", "行政相对人代码": CODES[0], "行政行为类型": "行政处罚", "决定机关": "市场监管局",
        "行政区划代码": "360602", "决定日期": "2024-03-01", "公示日期": "2024-03-05", "罚款金额(万元)": "1.5",
    },
    "inspections": dict(zip(INSPECTIONS.split(","), visit(1).split(","), strict=True)),
    "returns": {
        "指标代码": "M13-1-P", "报告期": "2024Q1", "行政区划代码": "360602", "填报部门": "财政局", "分子": "90", "分母": "100",
        "完成率": "0.9", "填报日期": "2024-04-05",
    },
    "task_reports": {
        "方案": "jiangxi-2020", "任务编号": "01", "责任部门": "财政局", "填报日期": "2024-04-05", "进展状态": "推进中", "完成进度": "60%",
    },
}  # fmt: skip
ODD = [
    "", " ", "无", "不详", "—", "0", "-1", "1e308", "9" * 400, "12,34", "1.234,5", "合计", "注:见附件", "=1+1", "=cmd|' /C calc'!A0",
    "+8613800000000", "-2+3", "@SUM(A1)", "2024-02-30", "2204-05-01", "1024-05-01", "2024/5", "45000", "4500000000", "20240501",
    "２０２４年５月１日", "贵溪市", "999999", "360681000000", "市场监管局", "魔法部", "是", "×", "NaN", "null", "#REF!", "\ufeff", "\u202e反",
    "\ufffd", "\x00", "\x0b", "a\nb", 'a"b', "'quoted", "😀", "𠮷", "x" * 40_000, PLANTED, CODES[1], CODES[1].lower(), "True", "A级", "双随机",
]  # fmt: skip

LIES = [
    (b"<row ", b'<row hidden="1" '), (b'r="A2"', b'r="XFD1048576"'), (b'count="', b'count="9999999'), (b't="s"', b't="n"'), (b't="s"', b't="b"'),
    (b't="s"', b't="inlineStr"'), (b't="s"', b't="e"'), (b't="s"', b't="d"'), (b't="s"', b""), (b"<v>", b"<v>9"), (b"<v>", b"<v>-"),
    (b"<v>", b"<v></v><v>"), (b'r="B', b'r="A'), (b'r="2"', b'r="0"'), (b'r="3"', b'r="2"'), (b'r="', b'R="'), (b'min="', b'min="-'),
    (b'max="', b'max="99999999999'), (b'ref="A1:', b'ref="ZZZ9:'), (b"rId1", b"rId2"), (b"</row>", b'</row><row r="9"/>'), (b"<si>", b"<si><t>x</t>"),
    (b"<t ", b"<r><t>y</t></r><t "), (b"sheetId", b'state="hidden" sheetId'), (b"sheet1.xml", b"../../sheet1.xml"), (b"<sheetData>", b"<sheetData><row>"),
]  # fmt: skip


def good(feed: str, n: int = ROWS) -> list[list[str]]:
    """Headings and n good rows with keys of their own."""
    row = OTHERS.get(feed) or GOOD[feed]
    first = next(iter(row))
    rows = [
        row
        | (
            {}
            if feed in ("entities", "grades", "archives", "returns", "task_reports")
            else {first: f"{row[first]}-{i}"}
        )
        for i in range(n)
    ]
    if feed in ("entities", "grades", "archives"):
        rows = [r | {first: CODES[i % len(CODES)]} for i, r in enumerate(rows[: len(CODES)])]
    if feed in ("returns", "task_reports", "inspection_plans"):
        rows = rows[:1]
    return [list(row), *(list(r.values()) for r in rows)]


def as_csv(table: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """Text with every cell quoted where it must be."""
    out = io.StringIO()
    # csv.writer quotes a line break only where it is part of its own line end
    quoting = csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    return out.getvalue()


def as_book(table: list[list[str]], dice: random.Random) -> bytes:
    """A workbook, at times with formulas, a hidden column, hidden rows or a merged title row."""
    top, width = dice.choice([0, 0, 1, 3]), len(table[0])
    words: dict[str, int] = {}
    lines = [f'<row r="1"><c r="A1" t="s"><v>{words.setdefault("报送表", 0)}</v></c></row>'] if top else []
    for i, row in enumerate(table, start=top + 1):
        cells = [book_cell(f"{column_letters(j)}{i}", cell, words, dice) for j, cell in enumerate(row, start=1)]
        lines.append(f'<row r="{i}"{dice.choice(["", "", "", HIDDEN])}>{"".join(cells)}</row>')
    at = dice.randrange(1, width + 1)
    columns = f'<cols><col min="{at}" max="{at}" width="9"{HIDDEN}/></cols>' if dice.random() < 0.2 else ""
    merged = (
        f'<mergeCells count="1"><mergeCell ref="A1:{column_letters(width)}1"/></mergeCells>'
        if top and width > 1
        else ""
    )
    name = dice.choice(["Sheet1", "数据", "a'b"])
    sheet = f"{columns}<sheetData>{''.join(lines)}</sheetData>{merged}"
    strings = "".join(f'<si><t xml:space="preserve">{escape(word)}</t></si>' for word in words)
    return container(
        BOOK
        | {
            "xl/workbook.xml": f'<workbook {MAIN} {TO}><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{sheet}</worksheet>",
            "xl/sharedStrings.xml": f'<sst {MAIN} count="{len(words)}" uniqueCount="{len(words)}">{strings}</sst>',
        }
    )


def book_cell(at: str, cell: str, words: dict[str, int], dice: random.Random) -> str:
    """One cell of a sheet: a formula, or a place among the shared words."""
    if cell.startswith("=") and dice.random() < 0.5:
        return f'<c r="{at}"><f>{escape(cell[1:200])}</f><v>0</v></c>'
    word = "".join(c for c in cell if c >= " ")[:32_000]
    return f'<c r="{at}" t="s"><v>{words.setdefault(word, len(words))}</v></c>'


def container(parts: dict[str, str]) -> bytes:
    """The parts in a zip of no date, so that the same numbers give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(
                zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{part}', zipfile.ZIP_DEFLATED, 1
            )
    return out.getvalue()


def spoil_cells(table: list[list[str]], dice: random.Random) -> list[list[str]]:
    """Some cells replaced; every row keeps at least one cell as it was."""
    rows = [list(row) for row in table]
    for row in rows[1:]:
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            row[dice.randrange(1, len(row))] = dice.choice(ODD)
    return rows


def spoil_headings(table: list[list[str]], dice: random.Random) -> list[list[str]]:
    """Headings dropped, doubled, swapped, renamed, moved down; columns torn away."""
    rows = [list(row) for row in table]
    head = rows[0]
    at, other = dice.randrange(len(head)), dice.randrange(len(head))
    kind = dice.randrange(9)
    if kind == 0:
        head[at] = ""
    elif kind == 1:
        head[at] = head[other]
    elif kind == 2:
        head[at], head[other] = head[other], head[at]
    elif kind == 3:
        head[at] = dice.choice(
            ["备注", "x" * 500, "=A1", "(必填)", "列1", head[at] + "*", f" {head[at]} (元)", PLANTED]
        )
    elif kind == 4:
        rows = [[c for i, c in enumerate(row) if i != at] for row in rows]
    elif kind == 5:
        rows = [[*row, dice.choice(ODD)] for row in rows]
    elif kind == 6:
        rows = [["某市报送表"], [], *rows]
    elif kind == 7:
        rows = rows[1:]
    else:
        rows = [*rows, rows[0], ["合计", *[""] * (len(head) - 1)], []]
    return rows


def spoil_bytes(content: bytes, dice: random.Random) -> bytes:
    """A few bytes flipped, cut, doubled, put in or taken out."""
    body = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 4, 16])):
        at = dice.randrange(len(body) + 1)
        kind = dice.randrange(6)
        if kind == 0 and body:
            body[at % len(body)] = dice.randrange(256)
        elif kind == 1:
            del body[at : at + dice.randrange(1, 30)]
        elif kind == 2:
            body[at:at] = dice.choice(
                [b"\x00", b'"', b"\n", b",", b"\xff\xfe", b"\xef\xbb\xbf", bytes(dice.randrange(256) for _ in range(8))]
            )
        elif kind == 3:
            body[at:at] = body[at : at + dice.randrange(1, 200)]
        elif kind == 4:
            del body[at:]
        elif body:
            body[at % len(body)] ^= 1 << dice.randrange(8)
    return bytes(body)


def spoil_part(content: bytes, dice: random.Random) -> bytes:
    """One part of a workbook spoiled inside an otherwise whole container: left out, made to lie, or broken."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        hit = dice.choice([n for n in names if n.startswith("xl/")])
        how = dice.choice(["gone", "lies", "lies", "lies", "bytes"])
        for name in names:
            part = old.read(name)
            if name == hit and how == "gone":
                continue
            if name == hit:
                part = lying(part, dice) if how == "lies" else spoil_bytes(part, dice)
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def lying(part: bytes, dice: random.Random) -> bytes:
    """Whole XML that says something else than it should."""
    for said, lie in dice.sample(LIES, 3):
        part = part.replace(said, lie, dice.choice([1, -1]))
    return part


def spoiled(number: int, seed: int) -> tuple[str, str, bytes, int | None]:
    """(feed, file name, bytes, data rows where no row may be lost) of one spoiled file; the same numbers give the same file."""
    dice = random.Random(f"{seed}/{number}")
    feed = dice.choice(list(FEEDS))
    table, whole = good(feed), None
    kind = dice.choice(["bytes", "cells", "cells", "headings", "encoding", "book", "book_bytes", "book_part", "name"])
    if kind in ("cells", "book", "name"):
        table = spoil_cells(table, dice)
    if kind == "headings":
        table = spoil_headings(table, dice)
    if kind.startswith("book"):
        body = as_book(table, dice)
        body = (
            spoil_bytes(body, dice) if kind == "book_bytes" else spoil_part(body, dice) if kind == "book_part" else body
        )
        return feed, "报送.xlsx", body, None
    encoding = dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
    text = as_csv(table, dice.choice([",", ",", "\t", ";"]), dice.choice(["\r\n", "\n", "\r"]))
    body = text.encode(encoding, "replace")
    name = "报送.csv"
    if kind == "cells":
        whole = len(table) - 1
    elif kind == "bytes":
        body = spoil_bytes(body, dice)
    elif kind == "encoding":
        cut = dice.randrange(len(text))
        body = text[:cut].encode(encoding, "replace") + text[cut:].encode(
            dice.choice(["utf-8", "gb18030", "utf-16-be", "big5"]), "replace"
        )
    elif kind == "name":
        name = dice.choice(
            ["a.csv.gz", "a.xls", "a.xlsx", "a.parquet", "a.txt", "a", f"{PLANTED}.csv", "=1.csv", ".csv", "a.CSV"]
        )
        body = gzip.compress(body, 1, mtime=0) if dice.random() < 0.3 else body
    if dice.random() < 0.05:
        name, body = "a.csv.gz", spoil_bytes(gzip.compress(body, 1, mtime=0), dice)
        whole = None
    return feed, name, body, whole


def trouble(path: Path, feed: str, whole: int | None) -> tuple[str, list[str]]:
    """(what became of the file, everything that is wrong with that)."""
    begun = time.monotonic()
    got = check_file(path, feed)
    r, wrong = got.receipt, []
    if r["rows"] != r["kept"] + r["refused"] + r["duplicates"] + r["dropped"] or r["masked"] > r["refused"]:
        wrong.append("rows do not add up")
    if got.kept.height != r["kept"] or any(p["row"] < 1 or not p["message"] for p in r["problems"]):
        wrong.append("the receipt does not speak of these rows")
    if whole is not None and r["file_error"] is None and r["rows"] != whole:
        wrong.append(f"{whole} rows sent, {r['rows']} found again")
    error = r["file_error"]
    if error and not (error["rule"] and error["message"].endswith("。") and error["message_en"].endswith(".")):
        wrong.append("refused without a sentence")
    if PLANTED in f"{r}{got.kept.rows()}{got.problems.rows()}":
        wrong.append("an identity number came through")
    if time.monotonic() - begun > SLOW:
        wrong.append("too slow")
    return (error["rule"] if error else "receipt"), wrong


def run(seed: int, first: int, files: int) -> dict[str, object]:
    """Check so many spoiled files."""
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + files):
            print(number, file=sys.stderr, flush=True)
            feed, name, body, whole = spoiled(number, seed)
            path = Path(folder) / name
            path.write_bytes(body)
            try:
                outcome, found = trouble(path, feed, whole)
            except BaseException as error:
                outcome, found = "crash", [f"{type(error).__name__}: {error}"[:300]]
            outcomes[outcome] += 1
            wrong += [f"file {number} of seed {seed} ({feed}, {name}): {w}" for w in found]
            path.unlink()
    peak = round(peak_mb())
    return {"files": files, "outcomes": dict(outcomes.most_common()), "wrong": wrong, "peak_mb": peak}


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    for option in ("--seed", "--first", "--files"):
        asked.add_argument(option, type=int, default=0)
    given = asked.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(run(given.seed, given.first, given.files), ensure_ascii=False))
