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


def snapshot_id(staged: Sequence[StagedSource], reference: str, day: date) -> str:
    """Same inputs, same id: 20260930-1a2b3c4d5e. reference: reference_digest of the same sources."""
    seen = hashlib.sha256(f"{day} {reference}".encode())
    for source in staged:
        for s in source.submissions:
            seen.update(f"{s.feed}|{s.department_code}|{s.received_on}|{s.position}|{s.digest}".encode())
    return f"{day:%Y%m%d}-{seen.hexdigest()[:10]}"


def reference_digest(sources: Sequence[Path], staged: Sequence[StagedSource]) -> str:
    """Hash of everything the figures depend on beside what departments sent and the day: our code, cards, packs, tables and
    rules, the source's own settings, packs and tables."""
    seen = hashlib.sha256()
    own = {
        f
        for source in sources
        for pattern in ("*.toml", "*.csv", "*.geojson", "*.json", "plans/**/*")
        for f in Path(source).glob(pattern)
    }
    for settings in (s.settings for s in staged):
        named = (settings.regions_file, settings.departments_file, settings.due_file, settings.boundaries_file)
        own.update(f for f in named if f is not None)  # whatever their names end in
        seen.update(f"{settings.name}|{settings.plans}|{settings.demo}".encode())
    seen.update(_read(sorted(own)))
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
