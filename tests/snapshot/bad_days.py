"""Homes as bad days leave them, and what must hold on each: the last snapshot is served, and the next build heals."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from data.home import Home
from data.ingest.stage import stage_source
from data.snapshot import build as build_module
from data.snapshot.guard import alone
from data.snapshot.reader import Reader
from tests.snapshot.conftest import Source, decisions

HAN = re.compile("[一-鿿]")
FIGURES = "select region_code, department_code, numerator, denominator from stat_judgement order by all"


def figures(home: Home) -> list[dict]:
    """What a page would show of the snapshot now served."""
    reader = Reader(home)
    try:
        return reader.query(reader.current(), FIGURES).to_pylist()
    finally:
        reader.close()


def served(home: Home) -> str:
    """The snapshot a server started now would serve, its tables read."""
    reader = Reader(home)
    try:
        name = reader.current()
        assert reader.query(name, "select snapshot_id from meta_build").num_rows == 1
        return name
    finally:
        reader.close()


def copied(home: Home, to: Path) -> Home:
    """The home as it lies on the disk at this moment: just what a process killed now would leave behind."""
    shutil.copytree(home.path, to)
    return Home(to)


def unfinished(home: Home) -> list[str]:
    """Names of what was begun and not ended."""
    left = [*home.snapshots.glob(".*"), *home.warehouse.rglob("*.part"), *home.path.glob(".building-*")]
    return sorted(f.name for f in left)


def must_stage(home: Home, source: Path) -> list[tuple[object, ...]]:
    """Take the source in as a build would, sweeping first; every file it names is there. Rows of each file."""
    with alone(home):
        done = stage_source(source, home.warehouse).submissions
    assert unfinished(home) == []
    assert all(s.staged is None or s.staged.is_file() for s in done)
    return [(s.file_name, s.digest, s.kept) for s in done]


def hollow(monkeypatch) -> None:
    """Builds that stage, write and publish, and count nothing in between: where only files matter, a tenth of the time."""
    monkeypatch.setattr(build_module, "fill", lambda *_, **__: None)


def hollow_home(folder: Path, n_in_time: int, n_late: int) -> tuple[Home, Source]:
    """A home that serves a hollow snapshot, and the source it is of: one file of so many licences."""
    source, home = Source(folder / "source"), Home(folder / "home")
    source.send("decisions", "许可.csv", decisions(n_in_time, n_late), "housing_construction", "2026-10-08")
    with pytest.MonkeyPatch.context() as patch:
        hollow(patch)
        build_module.build(home, [source.path])
    return home, source


def must_be_told(trouble) -> str:
    """Where, what and the next move, in both languages. Returns the English."""
    assert trouble.where
    for pair in (trouble.what, trouble.next_move):
        assert HAN.search(pair[0]) and pair[1] and not HAN.search(pair[1])
    return trouble.text("en")


def mounted(folder: Path, kilobytes: int) -> bool:
    """A disk of its own, that small; False where this machine does not let us."""
    folder.mkdir(parents=True, exist_ok=True)
    return _ran("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))


def set_size(folder: Path, kilobytes: int) -> None:
    assert _ran("mount", "-o", f"remount,size={kilobytes}k", str(folder))


def set_read_only(folder: Path) -> None:
    assert _ran("mount", "-o", "remount,ro", str(folder))


def unmounted(folder: Path) -> None:
    _ran("umount", "-l", str(folder))


def _ran(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
