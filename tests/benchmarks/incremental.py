"""One department's new quarterly file: seconds until it is published, as a ratio to the whole build of the same run."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from data.snapshot.kept import MOST_GROWN
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.part import in_own_process
from tests.same_rows import differing

PLAN = "jiangxi-2020"
TARGET = 10.0  # seconds to published, whatever lies in the warehouse already
EVENTS_AT_SCALE_ONE = 300_000
SMALL = 0.02  # to see that the rows are the same
ALWAYS_GO_ON = ("--always-go-on",)
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
    if not setting.is_quick:
        with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
            yield from _of_every_feed(setting, Path(folder))


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
        os.sync()  # a file comes hours after the build before, whose pages are on the disk by then
        built = _run(source, home, AS_OF + timedelta(days=days))
        case = f"{name}: one file more, {'a day later' if days else 'the same day'}"
        more = partial(figure, ratio_to="the whole build")
        yield more(case, built["seconds"], "s", target=TARGET, ratio=built["seconds"] / whole["seconds"])
        cpu = built["cpu_seconds"]
        yield more(f"{case}, processor", cpu, "s", ratio=cpu / whole["cpu_seconds"])
        yield figure(f"{case}, steps made of {built['steps']}", built["made"], "steps")


def _of_every_feed(setting: Setting, folder: Path) -> Iterator[Figure]:
    """One file more of each feed in turn, each taken in by the build going on; now and then held against a whole build."""
    from data.sample.source import write_source

    source, home = folder / "source", folder / "home"
    write_source(PLAN, source, scale=SMALL)
    held = {}
    for feed in sorted(p for p in source.iterdir() if p.is_dir()):
        files = sorted((f for f in feed.rglob("*") if f.is_file()), key=lambda f: (f.parent.name, f.name))
        if len(files) > 1:
            held[files[-1]] = folder / f"{feed.name}-{files[-1].name}"
            shutil.move(files[-1], held[files[-1]])
    _run(source, home, AS_OF, *ALWAYS_GO_ON)
    tables, grown = set[str](), 1.0
    for n, (place, kept) in enumerate(held.items(), 1):
        shutil.move(kept, place)
        built = _run(source, home, AS_OF + timedelta(days=n // 4), *ALWAYS_GO_ON)
        if n % 4 == 0 or n == len(held):
            whole = _run(source, folder / f"whole-{n}", AS_OF + timedelta(days=n // 4))
            tables |= differing(Path(built["snapshot"]), Path(whole["snapshot"])).keys()
            grown = Path(built["snapshot"]).stat().st_size / Path(whole["snapshot"]).stat().st_size
    name = f"tables that differ from a whole build, one file more of each of {len(held)} feeds"
    yield Figure("incremental", name, len(tables), "tables", setting.command, target=0)
    name = f"size of the snapshot after {len(held)} builds that went on, of one written whole"
    yield Figure("incremental", name, grown, "x", setting.command, target=MOST_GROWN)


def _run(source: Path, home: Path, day: date, *more: str) -> dict[str, Any]:
    return in_own_process("incremental", source, home, day.isoformat(), *more)


def main() -> None:
    """One build: SOURCE HOME DAY [--always-go-on: however few the rows]. Prints JSON."""
    from data.home import Home
    from data.snapshot import build as building
    from data.snapshot import patch

    source, home, day, *more = sys.argv[1:]
    if more:
        building.ROWS_IN_MEMORY, patch.LEAST_ROWS = 0, 500
    begun = time.perf_counter()
    built = building.build(Home(Path(home)), [Path(source)], as_of=date.fromisoformat(day))
    seconds, n = time.perf_counter() - begun, built.steps.height
    found = {"seconds": seconds, "cpu_seconds": time.process_time(), "steps": n, "made": n - built.taken_over}
    found |= {"snapshot": str(Path(home) / "snapshots" / f"{built.snapshot_id}.duckdb")}
    slowest = built.steps.sort("seconds", descending=True).head(20)
    print(json.dumps(found | {"slowest": slowest.select("step", "rows", "seconds").to_dicts()}))


if __name__ == "__main__":
    main()
