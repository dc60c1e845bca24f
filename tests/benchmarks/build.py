"""The build, step by step, from CSV and from Parquet, as a ratio to bare DuckDB on the same files in the same run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.rows import write_rows
from tests.browser.serving import ROOT

SHOWN_SHARE = 0.02  # steps shorter than this share of the whole are told together


def measure(setting: Setting) -> Iterator[Figure]:
    """Seconds and peak memory per step, event rows a second; every build cold, in a process of its own."""
    sizes = (50_000,) if setting.is_quick else (1_000_000, 3_000_000)
    for n_rows in sizes:
        for form in ("csv", "parquet"):
            with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
                yield from _one(setting, Path(folder), n_rows, form)


def _one(setting: Setting, folder: Path, n_rows: int, form: str) -> Iterator[Figure]:
    figure = partial(Figure, "build", command=setting.command)
    name = f"{n_rows / 1e6:g} M rows, {form}"
    size = write_rows(folder / "source", n_rows, form)
    yield figure(f"{name}: size of the source", size / 2**20, "MB")
    bare = _run("bare", folder / "source", folder / "bare")
    ours = _run("ours", folder / "source", folder / "home")
    again = _run("ours", folder / "source", folder / "home")
    yield figure(f"{name}: bare DuckDB", bare["seconds"], "s")
    yield figure(f"{name}: bare DuckDB, peak", bare["peak_mb"], "MB")
    for step, seconds, peak in _steps(ours):
        yield figure(f"{name}: {step}", seconds, "s")
        yield figure(f"{name}: {step}, peak", peak, "MB")
    whole = partial(figure, ratio_to="bare DuckDB")
    yield whole(f"{name}: build", ours["seconds"], "s", ratio=ours["seconds"] / bare["seconds"])
    yield whole(f"{name}: build, processor", ours["cpu_seconds"], "s", ratio=ours["cpu_seconds"] / bare["cpu_seconds"])
    yield whole(f"{name}: build, peak", ours["peak_mb"], "MB", ratio=ours["peak_mb"] / bare["peak_mb"])
    stage, bare_stage = _stage(ours), bare["steps"][0]["seconds"]
    yield figure(f"{name}: check and stage", stage, "s", ratio=stage / bare_stage, ratio_to="bare DuckDB's")
    yield figure(f"{name}: event rows a second", n_rows / ours["seconds"], "1/s")
    yield figure(
        f"{name}: again, nothing changed",
        again["seconds"],
        "s",
        ratio=again["seconds"] / ours["seconds"],
        ratio_to="the first build",
    )


def _steps(built: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """(step, seconds, peak) of the steps worth a line, and the rest as one."""
    large = [s for s in built["steps"] if s["seconds"] >= SHOWN_SHARE * built["seconds"]]
    small = [s for s in built["steps"] if s not in large]
    yield from (("stage" if s["step"].startswith("stage ") else s["step"], s["seconds"], s["peak_mb"]) for s in large)
    if small:
        yield f"{len(small)} short steps", sum(s["seconds"] for s in small), max(s["peak_mb"] for s in small)


def _stage(built: dict[str, Any]) -> float:
    return sum(s["seconds"] for s in built["steps"] if s["step"].startswith("stage "))


def _run(kind: str, source: Path, target: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.once", kind, str(source), str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))
