"""The invented source at about 3 million rows: rows a second, processor time, memory, and whether both grow in a line.

`--full` adds the one of 30 million rows (about 800 MB on disk for a minute).
`python -m tests.benchmarks.sample SCALE OUT` is one run in a process of its own; it prints JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.once import Clock
from tests.benchmarks.part import in_own_process

MICROSECONDS = 2.0  # a row: 500,000 rows a second
LINEAR = 1.25  # times as much by the row as in the next smaller one
MEMORY = 3_000  # MB, for 30 million rows
SCALES = (1.0, 7.0)  # about 0.5 and 3 million rows
FULL = 70.0  # about 30 million


def measure(setting: Setting) -> Iterator[Figure]:
    """Each size cold; the next one as a ratio to the one before, by the row."""
    scales = (0.1, 0.3) if setting.is_quick else (*SCALES, *([FULL] if setting.is_full else []))
    before: dict[str, Any] | None = None
    for scale in scales:
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
            made = run(scale, Path(folder) / "source")
        yield from told(setting, made, before)
        before = made


def told(setting: Setting, made: dict[str, Any], before: dict[str, Any] | None) -> Iterator[Figure]:
    """The figures of one size. What every size has to do once weighs on the smaller ones: targets from 3 million rows on."""
    figure = partial(Figure, "sample", command=setting.command)
    is_large = made["rows"] > 2_500_000
    name = f"{made['rows'] / 1e6:.1f} M rows"
    for what, key, target in (("time", "seconds", MICROSECONDS), ("processor", "cpu_seconds", None)):
        each = made[key] / made["rows"]
        ratio = each / (before[key] / before["rows"]) if before else None
        size = f"{before['rows'] / 1e6:.1f} M rows" if before else None
        goal = target if is_large else None
        yield figure(f"{name}: {what}", each * 1e6, "µs/row", target=goal, ratio=ratio, ratio_to=size)
        if ratio and is_large:
            yield figure(f"{name}: {what} by the row, held against {size}", ratio, "x", target=LINEAR)
    yield figure(f"{name}: rows a second", made["rows"] / made["seconds"], "1/s")
    yield figure(f"{name}: peak", made["peak_mb"], "MB", target=MEMORY if is_large else None)
    yield figure(f"{name}: on disk", made["size_mb"], "MB")


def run(scale: float, out: Path) -> dict[str, Any]:
    """One run, cold."""
    return in_own_process("sample", f"{scale:g}", out)


def once(scale: float, out: Path) -> dict[str, Any]:
    """Write the Jiangxi sample, measure, and take it away again."""
    from data.sample import write_source

    clock = Clock()
    clock.start()
    truth = write_source("jiangxi-2020", out, scale=scale)
    taken = clock.stop()
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    shutil.rmtree(out)
    return {"rows": sum(truth.rows.values()), "size_mb": size / 2**20} | taken


if __name__ == "__main__":
    print(json.dumps(once(float(sys.argv[1]), Path(sys.argv[2]))))
