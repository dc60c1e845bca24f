"""`python -m tests.benchmarks`: measure, print a table, write bench.json; with --record keep the run in BENCHMARKS.md."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.benchmarks import document, history, machine
from tests.benchmarks.figures import Figure, Setting, line, table
from tests.benchmarks.registry import BENCHMARKS, Benchmark
from tests.browser.serving import ROOT

DEMO_SECONDS = 30


def main() -> int:
    """0 where every target is met (or nothing was measured), 1 where one is missed or a benchmark failed."""
    asked = _arguments()
    if asked.document:
        document.write(history.read())
        return 0
    if asked.report is None:
        report = measure(asked)
        asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written to {asked.out}")
    else:
        report = json.loads(asked.report.read_text(encoding="utf-8"))
    if asked.record:
        kept = history.with_run(history.read(), history.lines(report))
        history.write(kept)
        document.write(kept)
        print(f"recorded in {document.FILE.name}")
    return _outcome(report)


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Run what was asked for; one that fails is told and stops no other."""
    wanted = [b for b in BENCHMARKS if b.name in asked.only or (not asked.only and (asked.full or not b.is_long))]
    figures: list[Figure] = []
    seconds, failed = {}, []
    commit, load, calibration = _commit(), [machine.load()], [machine.calibration()]  # before anything moves on
    with _home(asked, wanted, figures) as home:
        for benchmark in wanted:
            begun = time.perf_counter()
            try:
                for figure in importlib.import_module(f"tests.benchmarks.{benchmark.name}").measure(
                    _setting(asked, benchmark, home)
                ):
                    figures.append(figure)
                    print(line(figure), file=sys.stderr, flush=True)
            except Exception:
                traceback.print_exc()
                failed.append(benchmark.name)
            seconds[benchmark.name] = round(time.perf_counter() - begun, 1)
            load.append(machine.load())
    print(table(figures))
    return {
        "taken_at": datetime.now().isoformat(timespec="seconds"),
        "commit": commit,
        "size": "quick" if asked.quick else "full" if asked.full else "usual",
        "machine": machine.described() | {"load": load, "calibration": [*calibration, machine.calibration()]},
        "seconds": seconds,
        "failed": failed,
        "figures": [f.as_dict() for f in figures if f.benchmark not in failed],
    }  # fmt: skip


def _setting(asked: argparse.Namespace, benchmark: Benchmark, home: Path) -> Setting:
    flags = ["--quick"] * asked.quick + ["--full"] * asked.full
    command = " ".join(["python -m tests.benchmarks --only", benchmark.name, *flags])
    return Setting(home, asked.quick, command, asked.write, is_full=asked.full)


def _outcome(report: dict[str, Any]) -> int:
    held = [f for f in report["figures"] if f["target"] is not None]
    missed = [f for f in held if not f["is_met"]]
    print(f"{len(held) - len(missed)} of {len(held)} targets met")
    for f in missed:
        print(f"  missed: {f['benchmark']}: {f['name']}: {f['value']:.4g} {f['unit']}, target {f['target']:g}")
    for name in report["failed"]:
        print(f"  failed: {name}")
    return 1 if missed or report["failed"] else 0


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    names = [b.name for b in BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=names, nargs="+", default=[], help="one benchmark, or some")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer repeats and smaller inputs: to see that it works")
    size.add_argument("--full", action="store_true", help="30 million events and the long proofs too: hours")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write metrics/proof.toml (or effect_proof.toml), the table the methods page shows",
    )
    parser.add_argument(
        "--record", action="store_true", help="keep the run in tests/benchmarks/history.csv and BENCHMARKS.md"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="measure nothing: take an earlier bench.json (with --record)"
    )
    parser.add_argument(
        "--document", action="store_true", help="measure nothing: write BENCHMARKS.md anew of the runs kept"
    )
    parser.add_argument("--home", type=Path, help="serve the snapshot of this home instead of building the demo")
    parser.add_argument("--scale", type=float, default=1.0, help="scale of the demo that is built")
    parser.add_argument("--out", type=Path, default=ROOT / "bench.json")
    asked = parser.parse_args(given)
    if asked.record and asked.quick:
        parser.error("a quick run shows that a benchmark works; its figures are not kept")
    return asked


@contextmanager
def _home(asked: argparse.Namespace, wanted: Sequence[Benchmark], figures: list[Figure]) -> Iterator[Path]:
    """The home given, or one with a fresh demo where somebody needs it; building that is a figure itself."""
    if asked.home or not any(b.needs_home for b in wanted):
        yield (asked.home or ROOT).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
        scale = 0.1 if asked.quick else asked.scale
        arguments = ["demo", "--build-only", "--scale", f"{scale:g}"]
        begun = time.perf_counter()
        command = [sys.executable, "-m", "dashboard.cli", *arguments, "--home", folder]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        name, target = f"invent and build the demo, scale {scale:g}", None if asked.quick else DEMO_SECONDS
        seconds = time.perf_counter() - begun
        figures.append(Figure(wanted[0].name, name, seconds, "s", f"xinheng {' '.join(arguments)}", target))
        yield Path(folder)


def _commit() -> str:
    """The commit measured, with a + where files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    others = [
        "status",
        "--porcelain",
        "--untracked-files=no",
        "--",
        ".",
        ":!BENCHMARKS.md",
        ":!tests/benchmarks/history.csv",
    ]
    return git("rev-parse", "--short", "HEAD") + ("+" if git(*others) else "")


if __name__ == "__main__":
    raise SystemExit(main())
