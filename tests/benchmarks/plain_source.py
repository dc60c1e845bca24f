"""A whole source of the demonstration province in one plain form, for the benchmark of the build: every feed, no spoiled file.

What offices do to their files (spreadsheets, old encodings, days typed by hand) is measured by tests/benchmarks/ingest.py;
here bare DuckDB must be able to read the very same files.
"""

from __future__ import annotations

from pathlib import Path

from data.sample import jiangxi, write
from data.sample.habits import Habit
from data.sample.source import write_source

EVENTS_AT_SCALE_ONE = 300_000


def write_plain(root: Path, scale: float, form: str) -> int:
    """Fill a source folder as `xinheng sample` does, each file "csv" or "parquet" with Chinese headings; returns bytes."""
    own = write.habit, write.LARGEST_TEXT, jiangxi.spoil
    write.habit = lambda feed, department: Habit(form, "utf-8")  # type: ignore[assignment]
    write.LARGEST_TEXT = 2**40  # longer files stay text
    jiangxi.spoil = lambda root, truth: None  # type: ignore[assignment]
    try:
        write_source("jiangxi-2020", root, scale=scale)
    finally:
        write.habit, write.LARGEST_TEXT, jiangxi.spoil = own
    return sum(f.stat().st_size for f in root.rglob("*") if f.is_file())
