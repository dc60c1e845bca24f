"""One build, ours or bare DuckDB's, in a process of its own, so that its peak of memory is its own. Prints JSON.

`python -m tests.benchmarks.once ours SOURCE HOME` or `... bare SOURCE OUT`.
"""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Steps = list[dict[str, Any]]
SAID = {"clean": "合格", "random": "双随机抽查"}  # words of the files for those of the contracts


def main() -> None:
    """Seconds, rows and peak per step, and of the whole."""
    kind, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    steps, whole = ours(source, target) if kind == "ours" else bare(source, target)
    print(json.dumps(whole | {"peak_mb": max(s["peak_mb"] for s in steps), "steps": steps}))


def ours(source: Path, home: Path) -> tuple[Steps, dict[str, float]]:
    """`xinheng build` of one source: what dashboard/commands/building.py calls."""
    from data.home import home as home_of
    from data.snapshot.build import build
    from data.snapshot.steps import Step

    steps: Steps = []
    clock, whole = Clock(), Clock()  # what lies between two steps is of the whole

    def watch(step: Step) -> None:
        if step.is_done:
            steps.append({"step": step.step, "rows": step.rows} | clock.stop())
        else:
            clock.start()

    whole.start()
    build(home_of(home), [source], watch=watch)
    return steps, whole.stop()


def bare(source: Path, out: Path) -> tuple[Steps, dict[str, float]]:
    """bare.sql and bare_marts.sql on the same files; the calendar and the regions are given to them."""
    import duckdb

    from data.lookups import read_regions, read_workdays, region_ancestors

    out.mkdir(parents=True, exist_ok=True)
    is_parquet = any(source.rglob("*.parquet"))
    values = {
        "read": "read_parquet" if is_parquet else "read_csv", "form": "parquet" if is_parquet else "csv",
        "how": "union_by_name = true" if is_parquet else "header = true, delim = ',', all_varchar = true", "source": str(source),
        "out": str(out), "rows": str(out),
    }  # fmt: skip
    staging, marts = (
        re.sub(
            r"\$(read|form|how|source|out|rows)\b", lambda m: values[m[1]], (HERE / name).read_text(encoding="utf-8")
        )
        for name in ("bare.sql", "bare_marts.sql")
    )
    for word, chinese in SAID.items():
        marts = marts.replace(f"'{word}'", f"'{chinese}'")
    steps, clock, whole = [], Clock(), Clock()
    whole.start()
    with duckdb.connect(str(out / "bare.duckdb")) as con:
        con.execute("set preserve_insertion_order = false")
        con.register("workday", read_workdays().to_arrow())
        con.register("ancestor", region_ancestors(read_regions()).to_arrow())
        for name, sql in (("stage", staging), ("count", re.sub(r"-- part: \w+", "", marts))):
            clock.start()
            con.execute(sql)
            steps.append({"step": name, "rows": 0} | clock.stop())
    return steps, whole.stop()


class Clock:
    """Seconds, processor seconds and peak of resident memory between start and stop."""

    def start(self) -> None:
        with suppress(OSError):  # Linux: count the peak anew; elsewhere it stays the largest so far
            Path("/proc/self/clear_refs").write_text("5")
        self.begun, self.cpu = time.perf_counter(), time.process_time()

    def stop(self) -> dict[str, float]:
        return {
            "seconds": time.perf_counter() - self.begun,
            "cpu_seconds": time.process_time() - self.cpu,
            "peak_mb": peak_mb(),
        }


def peak_mb() -> float:
    """Peak of resident memory since the clock was started, MB."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
    except (OSError, IndexError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
