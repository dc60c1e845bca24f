"""Text files: encoding, compression, delimiter, title rows; what is scanned in the end is UTF-8 (scan.py)."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import itertools
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest.encoding import decode, is_utf8, survey, utf16_without_mark
from data.ingest.headings import SEARCHED, Headings, Row, Vocabulary, find_headings, plain
from data.ingest.scan import SMALL, Rows, Text
from data.ingest.table import Table, no_header, nothing_inside
from data.mapping import FeedMapping

DELIMITERS = (",", "\t", ";", "|")
PREVIEW = 1 << 16
EXPANDED_LIMIT = 2 << 30  # bytes a .gz may expand to


def open_text(path: Path, contract: Contract, mapping: FeedMapping, where: str) -> Table:
    """Open a .csv or .csv.gz. Raises FileRefused where encoding, compression or header cannot be made out."""
    text = load(path, mapping, where)
    head = preview(text.source)
    if not head.strip():
        raise nothing_inside(where)
    vocabulary = Vocabulary(contract, mapping)
    delimiter, found, rows = find_layout(head, vocabulary, mapping)
    if found is None:
        raise no_header(where, contract.title, next((r for r in rows if any(r)), ()))
    return Rows(text, delimiter, found, where, rows).table()


def load(path: Path, mapping: FeedMapping, where: str) -> Text:
    """A large UTF-8 file stays on disk; everything else is brought into memory as UTF-8."""
    packed = path.name.lower().endswith(".gz")
    if path.stat().st_size > SMALL and not packed and not mapping.encoding and (text := on_disk(path)):
        return text
    raw = unpack(path, where) if packed else path.read_bytes()
    refuse_other_formats(raw, where)
    body, encoding = as_utf8(raw, mapping, where)
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in body else body
    return Text(body, encoding, b'"' in body)


def as_utf8(raw: bytes, mapping: FeedMapping, where: str) -> tuple[bytes, str]:
    """(the bytes as UTF-8 without a mark, what they were). Most files are UTF-8 and need no decoding."""
    marked = raw.startswith(codecs.BOM_UTF8)
    body = raw[len(codecs.BOM_UTF8) :] if marked else raw
    if not mapping.encoding and (marked or not utf16_without_mark(raw)) and is_utf8(body):
        return body, "utf-8-sig" if marked else "utf-8"
    text, encoding = decode(raw, where, mapping.encoding)
    return text.encode("utf-8", errors="replace"), encoding


def on_disk(path: Path) -> Text | None:
    """The file as it lies there, where it is UTF-8 throughout and every line ends in a way the scanner knows."""
    with path.open("rb") as file:
        start = file.read(PREVIEW)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        return None
    seen = survey(path)
    if not seen.is_utf8 or seen.lone_return:
        return None
    return Text(path, "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8", seen.has_quotes)


def unpack(path: Path, where: str) -> bytes:
    """A .gz in memory, up to the limit."""
    try:
        with gzip.open(path) as file:
            raw = file.read(EXPANDED_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(
            where, "cut_off", ("压缩文件损坏或不完整。", "The compressed file is damaged or cut off."),
            ("请重新压缩后报送。", "Compress it again and send it."),
        ) from error  # fmt: skip
    if len(raw) > EXPANDED_LIMIT:
        raise FileRefused(
            where, "too_large", ("解压后超过 2 GB。", "It expands to more than 2 GB."),
            ("请拆成几个文件报送。", "Split it into several files."),
        )  # fmt: skip
    return raw


def refuse_other_formats(raw: bytes, where: str) -> None:
    """A workbook, archive, picture or web page that is named .csv."""
    kinds = (
        (b"PK\x03\x04", "xlsx/zip"),
        (b"\xd0\xcf\x11\xe0", "xls"),
        (b"%PDF", "PDF"),
        (b"PAR1", "Parquet"),
        (b"\x1f\x8b", "gzip"),
    )
    for mark, kind in kinds:
        if raw.startswith(mark):
            raise FileRefused(
                where, "wrong_extension",
                (f"文件名写的是 CSV,内容却是 {kind}。", f"The name says CSV, the content is {kind}."),
                ("请改正扩展名后重报。", "Give it its right extension and send it again."),
            )  # fmt: skip
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table)", raw[:512], re.IGNORECASE):
        raise FileRefused(
            where, "wrong_extension", ("内容是网页,不是表格。", "The content is a web page, not a table."),
            ("请用表格软件打开,另存为 xlsx 或 CSV。", "Open it in a spreadsheet and save as xlsx or CSV."),
        )  # fmt: skip


def preview(source: Path | bytes) -> str:
    """The first lines as text."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            raw = file.read(PREVIEW)
    else:
        raw = source[:PREVIEW]
    return raw.decode("utf-8-sig", errors="ignore")


def find_layout(head: str, vocabulary: Vocabulary, mapping: FeedMapping) -> tuple[str, Headings | None, list[Row]]:
    """The delimiter under which most headings are known, the header found under it, and the first rows."""
    best: tuple[int, str, Headings | None, list[Row]] | None = None
    likely = [d for d in DELIMITERS if d in head] or [","]
    for delimiter in (mapping.delimiter,) if mapping.delimiter else likely:
        rows = first_rows(head, delimiter)
        found = at_row(rows, mapping.skip_rows) if mapping.skip_rows is not None else find_headings(rows, vocabulary)
        score = sum(vocabulary.known(w) for w in found.written if w) if found else 0
        if best is None or score > best[0]:
            best = (score, delimiter, found, rows)
    assert best is not None
    return best[1], best[2], best[3]


def first_rows(head: str, delimiter: str) -> list[Row]:
    """The first records, as the csv module splits them; a broken quote ends the look, not the file."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    with contextlib.suppress(csv.Error):
        rows.extend(itertools.islice(reader, SEARCHED + 2))
    return rows


def at_row(rows: Sequence[Row], skip: int) -> Headings | None:
    """The header where the mapping says it is."""
    return Headings(skip, 1, plain(rows[skip]), {}) if 0 <= skip < len(rows) else None
