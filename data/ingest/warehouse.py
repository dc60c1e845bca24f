"""Files of the warehouse: named after what they came from, written whole or not at all.

Nothing is forced to the disk here: what a loss of power leaves half is found by its digest and staged anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data import disk
from data.contracts import VERSION
from data.ingest.encoding import digest
from data.ingest.keep import PARQUET
from data.mapping import FeedMapping

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = 16  # hex digits of a content address


def address(content: str, bound: date | None = None) -> str:
    """The name of a result: of its content, and of the as-of date only where that changed the outcome."""
    return hashlib.sha256(f"{content}|{bound or ''}".encode()).hexdigest()[:NAMED]


def stored(folder: Path, name: str, digest: Callable[[Path], str] = digest) -> dict[str, Any] | None:
    """A result written earlier, if it and the files it speaks of are as they were written, to the last bit."""
    try:
        result = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        seal = result.pop("seal")
        whole = seal == _seal(result) and all(digest(folder / file) == seen for file, seen in result["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return result if whole and result.get("name") == name else None


def _seal(result: dict[str, Any]) -> str:
    as_read = json.loads(json.dumps(result))
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()


def beside(path: Path) -> Path:
    """A name for what is not whole yet, of this thread's own."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")


@contextmanager
def taking_in(warehouse: Path) -> Iterator[Path]:
    """The folder of staged files while one source is taken in; what a process that was stopped left unfinished is gone.

    Whoever takes in holds a lock together with the others; whoever gets it alone knows that every unfinished file is
    nobody's, whatever the clock says. A full or closed disk is a NoRoom, whether Python or polars met it.
    """
    with disk.plain_words(warehouse):
        folder = warehouse / "staged"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("a") as lock:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _sweep(folder)
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield folder


def _sweep(folder: Path) -> None:
    for part in folder.glob("*/.*.part"):
        with suppress(OSError):
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
    try:
        part.write_text(json.dumps({**result, "seal": _seal(result)}, ensure_ascii=False), encoding="utf-8")
        part.replace(folder / f"{name}.json")
    finally:
        part.unlink(missing_ok=True)
    return result


def forget(folder: Path, name: str) -> None:
    """Take a result away: without it the rows beside it are nobody's and are written anew."""
    (folder / f"{name}.json").unlink(missing_ok=True)


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
