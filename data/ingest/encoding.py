"""Bytes of a text file: which encoding they are in, and whether they are in one only."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from data.errors import FileRefused

BLOCK = 1 << 22
LONE_RETURN = re.compile(rb"\r(?!\n)")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
RUN = 4  # characters of Chinese UTF-8 in a row; in GB 18030 their byte pattern does not occur in running text
NAMES = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "utf8": "utf-8", "utf-8": "utf-8"}


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a file tells. lone_return: a carriage return that ends a line by itself."""

    is_utf8: bool
    lone_return: bool
    has_quotes: bool


def survey(path: Path) -> Survey:
    """Look a file over in blocks, so that its size does not matter; the pass ends where the file is not UTF-8."""
    rest, last, lone_return, has_quotes = b"", b"", False, False
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            lone_return = lone_return or (b"\r" in last + block and bool(LONE_RETURN.search(last + block[:-1])))
            has_quotes = has_quotes or b'"' in block
            last, block = block[-1:], rest + block
            whole = len(block) - unfinished(block)
            if not is_utf8(block[:whole]):
                return Survey(False, lone_return, has_quotes)
            rest = block[whole:]
    return Survey(not rest, lone_return, has_quotes)


def is_utf8(raw: bytes) -> bool:
    """Is this UTF-8 throughout? Polars looks many times as fast as a decoder."""
    try:
        pl.Series([raw], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True


def has_utf8_run(raw: bytes) -> bool:
    """Do Chinese characters of UTF-8 stand in a row somewhere? By whole arrays: a pattern takes thirty times as long."""
    for start in range(0, len(raw), BLOCK):
        block = np.frombuffer(raw[start : start + BLOCK + 3 * RUN - 1], dtype=np.uint8)
        follows = (block & 0xC0) == 0x80
        here = (block[:-2] - 0xE4 <= 5) & follows[1:-1] & follows[2:]  # a lead byte of E4 to E9 and its two others
        places = len(here) - 3 * (RUN - 1)
        if places > 0 and np.logical_and.reduce([here[3 * i : 3 * i + places] for i in range(RUN)]).any():
            return True
    return False


def unfinished(block: bytes) -> int:
    """How many bytes at the end of a block are the beginning of a character that goes on in the next."""
    for back in range(1, min(4, len(block) + 1)):
        byte = block[-back]
        if byte >= 0xC0:
            return back if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else 0
        if byte < 0x80:
            return 0
    return 0


def decode(raw: bytes, where: str, wished: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding. Raises FileRefused for two encodings in one file, or none we take."""
    for mark, name in BOMS:
        if raw.startswith(mark):
            return strictly(raw[len(mark) :], "utf-8" if name == "utf-8-sig" else name, where), name
    if wished:
        name = NAMES.get(wished.lower(), wished)
        return strictly(raw, name, where), name
    if guess := utf16_without_mark(raw):
        return strictly(raw, guess, where), guess
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 3 and error.reason == "unexpected end of data":
            raise cut_off(where) from error
        if has_utf8_run(raw):
            raise mixed(where, raw.count(b"\n", 0, error.start) + 1) from error
    return strictly(raw, "gb18030", where), "gb18030"


def strictly(raw: bytes, name: str, where: str) -> str:
    """Decode or refuse; never a replacement character."""
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        if name.startswith("utf-16") and error.start >= len(raw) - 3:
            raise cut_off(where) from error
        line = raw.count(b"\n", 0, error.start) + 1
        raise mixed(where, line) from error
    except LookupError as error:
        raise FileRefused(
            where, "encoding", (f"没有“{name}”这种编码。", f"There is no encoding {name}."),
            ("请在映射文件里改正 encoding。", "Mend `encoding` in the mapping."),
        ) from error  # fmt: skip


def utf16_without_mark(raw: bytes) -> str | None:
    """UTF-16 without its mark shows as zero bytes beside every ASCII character (digits, commas, line ends)."""
    sample = raw[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 10 or min(even, odd) > len(sample) / 100:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def mixed(where: str, line: int | None = None) -> FileRefused:
    """More than one encoding, or one we do not take."""
    zh, en = (f"(约第 {line} 行起)", f" (from about line {line})") if line else ("", "")
    return FileRefused(
        where, "encoding_mixed",
        (f"文件内含有不止一种编码{zh},部分文字无法读取。", f"The file holds more than one encoding{en}; part of it cannot be read."),
        ("请用表格软件打开,另存为 UTF-8 的 CSV 或 xlsx 后重报。", "Open it in a spreadsheet, save as UTF-8 CSV or xlsx, and send again."),
    )  # fmt: skip


def cut_off(where: str) -> FileRefused:
    """The file ends in the middle of a character."""
    return FileRefused(
        where, "cut_off", ("文件不完整,在一个字的中间断掉了。", "The file is cut off in the middle of a character."),
        ("请重新导出或上传。", "Export or upload it again."),
    )  # fmt: skip
