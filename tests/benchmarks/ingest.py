"""Ingest of one clean CSV of acts, end to end, as a ratio to bare DuckDB, which reads, casts, writes and checks nothing.

`python -m tests.benchmarks.ingest ours SOURCE OUT` (or `bare`) is one run in a process of its own; it prints JSON.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial, reduce
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.once import Clock
from tests.benchmarks.part import in_own_process
from tests.benchmarks.rows import AS_OF, DECISIONS_SHARE, write_rows

MICROSECONDS = 2.5  # a row: 400,000 rows a second
MEMORY = 3_000  # MB for the largest
ONE_FILE = Path("decisions/market_regulation") / AS_OF / "decisions.csv"


def measure(setting: Setting) -> Iterator[Figure]:
    """Time and processor time a row, and peak memory, for files of three sizes; each run cold."""
    for n_rows in (100_000,) if setting.is_quick else (1_000_000, 3_000_000, 10_000_000):
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
            source = write_one_file(Path(folder), n_rows)
            bare, ours = run("bare", source, Path(folder) / "bare"), run("ours", source, Path(folder) / "ours")
        assert ours["rows"] == bare["rows"]
        yield from told(setting, f"{n_rows / 1e6:g} M rows", bare, ours)


def told(setting: Setting, name: str, bare: dict[str, Any], ours: dict[str, Any]) -> Iterator[Figure]:
    """The figures of one size."""
    figure = partial(Figure, "ingest", command=setting.command, ratio_to="bare DuckDB")
    for what, key, unit, times, target in (
        ("time", "seconds", "µs/row", 1e6 / ours["rows"], MICROSECONDS),
        ("processor", "cpu_seconds", "µs/row", 1e6 / ours["rows"], None),
        ("peak", "peak_mb", "MB", 1.0, MEMORY),
    ):
        goal = None if setting.is_quick else target
        yield figure(f"{name}: {what}", ours[key] * times, unit, target=goal, ratio=ours[key] / bare[key])
    yield Figure("ingest", f"{name}: rows a second", ours["rows"] / ours["seconds"], "1/s", setting.command)


def write_one_file(folder: Path, n_rows: int) -> Path:
    """A source of a single file: the acts of the build benchmark, pasted together."""
    parts, source = folder / "parts", folder / "source"
    write_rows(parts, round(n_rows / DECISIONS_SHARE), "csv")
    (source / ONE_FILE).parent.mkdir(parents=True)
    shutil.copy(parts / "source.toml", source)
    with (source / ONE_FILE).open("wb") as out:
        for i, part in enumerate(sorted((parts / "decisions").rglob("*.csv"))):
            head, rows = part.read_bytes().split(b"\n", 1)
            out.write(rows if i else head + b"\n" + rows)
    shutil.rmtree(parts)
    return source


def run(kind: str, source: Path, out: Path) -> dict[str, Any]:
    """One run, cold."""
    return in_own_process("ingest", kind, source, out)


def staging() -> Callable[[Path, Path], int]:
    """Ours: read, normalise, contract, scan, staged Parquet, receipt."""
    from data.ingest.stage import stage_source

    def stage(source: Path, out: Path) -> int:
        (one,) = stage_source(source, out).submissions
        assert one.kept == one.rows
        return one.rows

    return stage


def copying() -> Callable[[Path, Path], int]:
    """The first statement of bare.sql on the one file."""
    import duckdb

    text = (Path(__file__).parent / "bare.sql").read_text(encoding="utf-8")
    sql = re.findall(r"copy \(.*?\);", text, flags=re.S)[0]

    def copy(source: Path, out: Path) -> int:
        out.mkdir(parents=True)
        values = {
            "$read": "read_csv",
            "$form": "csv",
            "$how": "header = true",
            "$source": str(source),
            "$out": str(out),
        }
        with duckdb.connect() as con:
            return int(con.execute(reduce(lambda s, place: s.replace(*place), values.items(), sql)).fetchall()[0][0])

    return copy


if __name__ == "__main__":
    work = staging() if sys.argv[1] == "ours" else copying()  # what is imported is not what is measured
    clock = Clock()
    clock.start()
    rows = work(Path(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps({"rows": rows} | clock.stop()))
