"""The name of a snapshot: its day and a hash of everything its figures depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from data.home import ROOT
from data.ingest.stage import StagedSource

CODE = {
    ".py",
    ".sql",
    ".toml",
    ".csv",
    ".geojson",
}  # what a figure depends on; words on screen and pages are no part of it


def snapshot_id(sources: Sequence[Path], staged: Sequence[StagedSource], day: date) -> str:
    """Same inputs, same id: 20260930-1a2b3c4d5e."""
    return f"{day:%Y%m%d}-{_digest(sources, staged, day)[:10]}"


def _digest(sources: Sequence[Path], staged: Sequence[StagedSource], day: date) -> str:
    """Hash of everything the figures depend on: inputs, our code, cards, packs, reference, settings, and the day."""
    seen = hashlib.sha256(str(day).encode())
    for source in staged:
        for s in source.submissions:
            seen.update(f"{s.feed}|{s.department_code}|{s.received_on}|{s.position}|{s.digest}".encode())
    own = [
        f
        for source in sources
        for pattern in ("*.toml", "*.csv", "*.geojson", "*.json", "plans/**/*")
        for f in sorted(Path(source).glob(pattern))
    ]
    seen.update(_read(own))
    seen.update(code_digest())
    return seen.hexdigest()


@cache
def code_digest() -> bytes:
    """Digest of all that ships and decides a figure: what this process runs, so read once."""
    rooms = (ROOT / room for room in ("data", "metrics", "queries"))
    return _read(f for room in rooms for f in sorted(room.rglob("*")) if f.suffix in CODE)


def _read(files: Iterable[Path]) -> bytes:
    seen = hashlib.sha256()
    for file in (f for f in files if f.is_file()):
        seen.update(file.name.encode() + file.read_bytes())
    return seen.digest()
