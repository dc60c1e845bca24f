"""Files of the warehouse: named after what they came from, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import VERSION
from data.errors import NoRoom
from data.ingest.encoding import digest
from data.ingest.keep import PARQUET
from data.mapping import FeedMapping

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = 16  # hex digits of a content address
DAY = 86_400  # seconds


def address(content: str, bound: date | None = None) -> str:
    """The name of a result: of its content, and of the as-of date only where that changed the outcome."""
    return hashlib.sha256(f"{content}|{bound or ''}".encode()).hexdigest()[:NAMED]


def stored(folder: Path, name: str) -> dict[str, Any] | None:
    """A result written earlier, if it and the files it speaks of are whole."""
    path = folder / f"{name}.json"
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
        whole = all(digest(folder / file) == seen for file, seen in result["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return result if whole and result.get("name") == name else None


def beside(path: Path) -> Path:
    """A name for what is not whole yet, of this thread's own."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")


def sweep(folder: Path) -> None:
    """Take away what a process that was stopped left unfinished. A day is longer than any file takes."""
    for part in folder.glob("*/.*.part"):
        with suppress(OSError):  # another process may be sweeping too
            if time.time() - part.stat().st_mtime > DAY:
                part.unlink()


def put_rows(rows: pl.LazyFrame, path: Path, written: Path | None = None) -> None:
    """Write rows beside their place, then move them there in one step. written: a file that holds just these rows."""
    if written is not None:
        written.replace(path)
        return
    part = beside(path)
    try:
        rows.sink_parquet(part, **PARQUET)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def put_result(folder: Path, name: str, result: dict[str, Any]) -> dict[str, Any]:
    """Write the result last: where it stands, the rows stand too."""
    files = [f"{name}.parquet", f"{name}.problems.parquet"]
    if result["receipt"]["file_error"]:
        files = []
    elif not result["receipt"]["problem_counts"]:
        files = files[:1]
    result = {**result, "name": name, "files": {f: digest(folder / f) for f in files}}
    part = beside(folder / f"{name}.json")
    part.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / f"{name}.json")
    return result


def mapping_digest(mapping: FeedMapping) -> str:
    """Hash of a mapping and of the tables it names."""
    files = [mapping.regions_file, mapping.departments_file]
    body = [repr(mapping), *(digest(f) if f and f.is_file() else "" for f in files)]
    return hashlib.sha256("|".join(body).encode()).hexdigest()


@cache
def code_digest() -> str:
    """Hash of everything of ours that decides what is kept: contracts, ingest, names of places, units of indicators."""
    seen = hashlib.sha256(str(VERSION).encode())
    ours = [
        *sorted((ROOT / "data" / "contracts").glob("*.py")), *sorted((ROOT / "data" / "ingest").glob("*.py")),
        ROOT / "data" / "credit_code.py", ROOT / "data" / "reference" / "departments.csv",
        ROOT / "data" / "reference" / "regions.csv", ROOT / "data" / "reference" / "matters.csv",
        *sorted((ROOT / "metrics" / "cards").glob("*.toml")),
    ]  # fmt: skip
    for file in ours:
        if file.is_file():
            seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


@contextmanager
def room(warehouse: Path) -> Iterator[None]:
    """Turn a full or read-only disk into a sentence, whether Python or polars met it."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        code = getattr(error, "errno", None) or next(iter(map(int, re.findall(r"os error (\d+)", str(error)))), None)
        if code not in FULL:
            raise
        raise NoRoom(
            str(warehouse), ("磁盘已满或不可写,未写完的文件已清除。", "The disk is full or not writable; what was half written is gone."),
            ("请腾出空间或检查权限后重新运行。", "Make room or mend the permissions, and run again."),
        ) from error  # fmt: skip
