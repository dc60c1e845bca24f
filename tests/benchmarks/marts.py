"""What the build makes of 5 million visits and 20 million decisions once they are staged, as a ratio to bare DuckDB.

Processor seconds, so that a busy machine counts for neither side; each side cold, in a process of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.part import in_own_process
from tests.benchmarks.staged import write_staged

MOST = 3.0  # times bare DuckDB
MOST_MEMORY = 4096  # MB
SHOWN_SHARE = 0.05  # steps shorter than this share of the whole are told together


def measure(setting: Setting) -> Iterator[Figure]:
    """Processor seconds and peak of memory of each part and of both, and the longest steps."""
    figure = partial(Figure, "marts", command=setting.command)
    cost = {"bare": 0.0, "ours": 0.0}
    peak = 0.0
    for part, n in (("visits", setting.times(5_000_000, 50_000)), ("publication", setting.times(20_000_000, 200_000))):
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
            rows = Path(folder) / part
            write_staged(rows, part, n)
            bare, ours = (in_own_process("marts_once", kind, part, rows) for kind in ("bare", "ours"))
        yield from _figures(figure, f"{part}, {n / 1e6:g} M rows", bare, ours)
        cost = {"bare": cost["bare"] + bare["cpu_seconds"], "ours": cost["ours"] + ours["cpu_seconds"]}
        peak = max(peak, ours["peak_mb"])
    # small inputs are all fixed cost: only the full size is held to the target
    most = None if setting.is_quick else MOST
    yield figure("both: times bare DuckDB, processor", cost["ours"] / cost["bare"], "x", target=most)
    yield figure("both: peak", peak, "MB", target=MOST_MEMORY)


def _figures(figure: Any, name: str, bare: dict[str, Any], ours: dict[str, Any]) -> Iterator[Figure]:
    yield figure(f"{name}: bare DuckDB, processor", bare["cpu_seconds"], "s")
    yield figure(f"{name}: bare DuckDB, peak", bare["peak_mb"], "MB")
    large = {s: v for s, v in ours["steps"].items() if v["cpu_seconds"] >= SHOWN_SHARE * ours["cpu_seconds"]}
    for step, cost in large.items():
        yield figure(f"{name}: {step}", cost["cpu_seconds"], "s")
    rest = ours["cpu_seconds"] - sum(v["cpu_seconds"] for v in large.values())
    yield figure(f"{name}: {len(ours['steps']) - len(large)} short steps", rest, "s")
    times = ours["cpu_seconds"] / bare["cpu_seconds"]
    yield figure(f"{name}: marts, processor", ours["cpu_seconds"], "s", ratio=times, ratio_to="bare DuckDB")
    yield figure(f"{name}: marts, peak", ours["peak_mb"], "MB")
