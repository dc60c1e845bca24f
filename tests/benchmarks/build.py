"""A whole build of the demonstration province, every feed, from Parquet and from CSV, held against bare DuckDB on the same files.

Bare DuckDB reads, casts, writes the same staged Parquet and does the same group-bys by the plainest SQL (bare.sql,
bare_marts.sql); it checks nothing, judges nothing and writes no snapshot. The ratio is that of the whole build; what the
statistics take, which do not grow with the rows, stands beside it. `--full` adds 30 million events. Of the largest and the
smallest of these snapshots it is also measured what a reader's act costs on each page (sizes.py).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import queries
from tests.benchmarks import sizes
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.part import in_own_process
from tests.benchmarks.plain_source import EVENTS_AT_SCALE_ONE, write_plain

MOST = 3.0  # times bare DuckDB
MOST_MEMORY = 3072  # MB
SCALES, FULL = (1.0, 10.0), 100.0  # 0.3, 3 and 30 million events
PARTS = ("check and stage", "staging queries and marts", "statistics", "write the snapshot")
SHOWN_SHARE = 0.03  # steps shorter than this share of the whole are told together


def measure(setting: Setting) -> Iterator[Figure]:
    """Each size and form cold, in processes of their own: bare DuckDB before ours and after, for machines change their pace."""
    scales = (0.1, 0.2) if setting.is_quick else (*SCALES, *([FULL] if setting.is_full else []))
    for form in ("parquet", "csv"):
        before: dict[str, Any] | None = None
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as smallest:
            for scale in scales:
                with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
                    told, built = _one(setting, Path(folder), scale, form, before)
                    yield from told
                    if form == "parquet":
                        yield from _pages(setting, Path(smallest), Path(folder) / "home", scale, scales)
                before = built


def _pages(setting: Setting, smallest: Path, home: Path, scale: float, scales: tuple[float, ...]) -> Iterator[Figure]:
    """The snapshot of the smallest is kept until that of the largest is there."""
    if scale == scales[0]:
        shutil.move(home / "snapshots", smallest)
        shutil.move(home / "current.json", smallest)
    elif scale == scales[-1]:
        name = f"{_events(scale)} M events held against {_events(scales[0])}"
        yield from sizes.beside(setting, partial(Figure, "build", command=setting.command), name, smallest, home)


def _events(scale: float) -> str:
    return f"{scale * EVENTS_AT_SCALE_ONE / 1e6:g}"


def _one(
    setting: Setting, folder: Path, scale: float, form: str, before: dict[str, Any] | None
) -> tuple[list[Figure], dict[str, Any]]:
    figure = partial(Figure, "build", command=setting.command)
    is_large = scale >= SCALES[-1]  # what every build has to do once weighs on small sources
    name = f"{_events(scale)} M events, {form}"
    size = write_plain(folder / "source", scale, form)
    bare = in_own_process("once", "bare", folder / "source", folder / "bare")
    ours = in_own_process("once", "ours", folder / "source", folder / "home")
    after = in_own_process("once", "bare", folder / "source", folder / "bare_after")
    bare = bare | {what: (bare[what] + after[what]) / 2 for what in ("seconds", "cpu_seconds")}
    again = in_own_process("once", "ours", folder / "source", folder / "home")
    costs = parts(ours)
    counted = sum(costs.values()) - costs["statistics"]
    times = ours["cpu_seconds"] / bare["cpu_seconds"]
    told = [
        figure(f"{name}: size of the source", size / 2**20, "MB"),
        figure(f"{name}: bare DuckDB, processor, mean of before and after", bare["cpu_seconds"], "s"),
        figure(f"{name}: bare DuckDB, after held against mean", after["cpu_seconds"] / bare["cpu_seconds"], "x"),
        figure(f"{name}: bare DuckDB, peak", bare["peak_mb"], "MB"),
        *(figure(f"{name}: {part}", cost, "CPU s") for part, cost in costs.items()),
        *(figure(f"{name}: {step}", cost, "CPU s") for step, cost in _longest(ours)),
        figure(f"{name}: build", ours["seconds"], "s", ratio=ours["seconds"] / bare["seconds"], ratio_to="bare DuckDB"),
        figure(f"{name}: build, processor", ours["cpu_seconds"], "s", ratio=times, ratio_to="bare DuckDB"),
        figure(f"{name}: times bare DuckDB, processor", times, "x", target=MOST if is_large else None),
        figure(f"{name}: times bare DuckDB without the statistics", counted / bare["cpu_seconds"], "x"),
        figure(f"{name}: build, peak", ours["peak_mb"], "MB", target=MOST_MEMORY if is_large else None),
        figure(f"{name}: again, nothing changed", again["seconds"], "s", ratio=again["seconds"] / ours["seconds"], ratio_to="the first build"),
    ]  # fmt: skip
    if before:
        ratio = ours["cpu_seconds"] / before["cpu_seconds"] / (scale / before["scale"])
        told.append(figure(f"{name}: processor by the event, held against {before['scale']:g} of it", ratio, "x"))
    return told, ours | {"scale": scale}


def parts(built: dict[str, Any]) -> dict[str, float]:
    """Processor seconds of a build by what they are spent on."""
    asked = {name for folder in ("staging", "marts", "checks") for name in queries.all_in(folder)}
    costs = dict.fromkeys(PARTS, 0.0)
    for step in built["steps"]:
        name = str(step["step"])
        part = PARTS[0] if name.startswith("stage ") else PARTS[1] if name in asked else PARTS[2]
        costs[PARTS[3] if name == "write" else part] += step["cpu_seconds"]
    return costs


def _longest(built: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The steps worth a line, the longest first."""
    costs = sorted(((s["cpu_seconds"], str(s["step"])) for s in built["steps"]), reverse=True)
    yield from ((step, cost) for cost, step in costs if cost >= SHOWN_SHARE * built["cpu_seconds"])
