"""The sanction chain of 1 million listings with 3 million measures, from the staged rows to the stored results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.part import in_own_process
from tests.benchmarks.sanctions_rows import write_rows

MOST_SECONDS, MOST_MEMORY = 60.0, 3072.0  # on two cores; MB
SHOWN_SHARE = 0.05  # steps shorter than this share of the whole are told together


def measure(setting: Setting) -> Iterator[Figure]:
    """Seconds, processor seconds and peak of the whole part, and its longest steps."""
    figure = partial(Figure, "sanctions", command=setting.command)
    n = 20_000 if setting.is_quick else 1_000_000
    with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
        rows = Path(folder) / "rows"
        write_rows(rows, n)
        told = in_own_process("sanctions_once", rows)
    large = {s: v for s, v in told["steps"].items() if v["seconds"] >= SHOWN_SHARE * told["seconds"]}
    name = f"{n / 1e6:g} M listings"
    for step, cost in large.items():
        yield figure(f"{name}: {step}", cost["seconds"], "s")
    yield figure(
        f"{name}: {len(told['steps']) - len(large)} short steps",
        told["seconds"] - sum(v["seconds"] for v in large.values()),
        "s",
    )
    yield figure(f"{name}: whole part", told["seconds"], "s", target=None if setting.is_quick else MOST_SECONDS)
    yield figure(f"{name}: whole part, processor", told["cpu_seconds"], "s")
    yield figure(f"{name}: peak", told["peak_mb"], "MB", target=MOST_MEMORY)
