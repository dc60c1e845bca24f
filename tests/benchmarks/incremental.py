"""One department's new quarterly file: seconds until it is published, as a ratio to the whole build of the same run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, Setting
from tests.browser.serving import ROOT

PLAN = "jiangxi-2020"
TARGET = 10.0  # seconds to published, whatever lies in the warehouse already
EVENTS_AT_SCALE_ONE = 300_000
AS_OF = date(2026, 10, 10)  # of the demonstration
LATER = {
    "decisions/market_regulation": 0,
    "decisions/housing_construction": 1,
}  # sent last, and days as-of moves by then


def measure(setting: Setting) -> Iterator[Figure]:
    """Seconds and processor seconds of the build that takes in one file more; every build in a process of its own."""
    scales = (1,) if setting.is_quick else (1, 10, *((100,) if setting.is_full else ()))
    for scale in scales:
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
            yield from _one(setting, Path(folder), scale)


def _one(setting: Setting, folder: Path, scale: int) -> Iterator[Figure]:
    from data.sample.source import write_source

    figure = partial(Figure, "incremental", command=setting.command)
    source, home, name = folder / "source", folder / "home", f"{scale * EVENTS_AT_SCALE_ONE / 1e6:g} M rows"
    write_source(PLAN, source, scale=float(scale))
    held = {}
    for sender in LATER:
        newest = max((source / sender).iterdir())
        held[newest] = folder / "later" / sender
        shutil.move(newest, held[newest])
    whole = _run(source, home, AS_OF)
    yield figure(f"{name}: whole build", whole["seconds"], "s")
    yield figure(f"{name}: whole build, processor", whole["cpu_seconds"], "s")
    for (place, kept), days in zip(held.items(), LATER.values(), strict=True):
        shutil.move(kept, place)
        built = _run(source, home, AS_OF + timedelta(days=days))
        case = f"{name}: one file more, {'a day later' if days else 'the same day'}"
        more = partial(figure, ratio_to="the whole build")
        yield more(case, built["seconds"], "s", target=TARGET, ratio=built["seconds"] / whole["seconds"])
        cpu = built["cpu_seconds"]
        yield more(f"{case}, processor", cpu, "s", ratio=cpu / whole["cpu_seconds"])
        yield figure(f"{case}, steps made of {built['steps']}", built["made"], "steps")


def _run(source: Path, home: Path, day: date) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.incremental", str(source), str(home), day.isoformat()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """One build: SOURCE HOME DAY. Prints JSON."""
    from data.home import Home
    from data.snapshot.build import build

    source, home, day = sys.argv[1:]
    begun = time.perf_counter()
    built = build(Home(Path(home)), [Path(source)], as_of=date.fromisoformat(day))
    seconds, n = time.perf_counter() - begun, built.steps.height
    found = {"seconds": seconds, "cpu_seconds": time.process_time(), "steps": n, "made": n - built.taken_over}
    slowest = built.steps.sort("seconds", descending=True).head(20)
    print(json.dumps(found | {"slowest": slowest.select("step", "rows", "seconds").to_dicts()}))


if __name__ == "__main__":
    main()
