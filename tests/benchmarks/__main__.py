"""`python -m tests.benchmarks`: measure, print a table, write bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.benchmarks.figures import Figure, Setting, line, table
from tests.browser.serving import ROOT

BENCHMARKS = (
    "startup",
    "websocket",
    "browser",
    "ingest",
    "build",
    "marts",
    "sanctions",
    "forecast",
    "assessing",
    "proof",
    "effect",
    "places",
    "sample",
)
WITHOUT_HOME = (
    "ingest",
    "build",
    "marts",
    "sanctions",
    "forecast",
    "assessing",
    "proof",
    "effect",
    "places",
    "sample",
)  # these need no snapshot


def main() -> int:
    """0 where every target is met, 1 where one is missed."""
    asked = _arguments()
    names = [asked.only] if asked.only else list(BENCHMARKS)
    figures: list[Figure] = []
    with _home(asked, figures) as home:
        for name in names:
            setting = Setting(
                home,
                asked.quick,
                " ".join(["python -m tests.benchmarks --only", name, *(["--quick"] if asked.quick else [])]),
                asked.write,
            )
            for figure in importlib.import_module(f"tests.benchmarks.{name}").measure(setting):
                figures.append(figure)
                print(line(figure), file=sys.stderr, flush=True)
    asked.out.write_text(json.dumps(_report(asked, figures), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{table(figures)}\n\nwritten to {asked.out}")
    missed = [f.name for f in figures if f.is_met is False]
    print(
        f"{len(missed)} of {sum(f.target is not None for f in figures)} targets missed" if missed else "all targets met"
    )
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, help="one benchmark")
    parser.add_argument("--quick", action="store_true", help="fewer repeats and smaller inputs: to see that it works")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write metrics/proof.toml (or effect_proof.toml), the table the methods page shows",
    )
    parser.add_argument("--home", type=Path, help="serve the snapshot of this home instead of building the demo")
    parser.add_argument("--scale", type=float, default=1.0, help="scale of the demo that is built")
    parser.add_argument("--out", type=Path, default=ROOT / "bench.json")
    return parser.parse_args()


@contextmanager
def _home(asked: argparse.Namespace, figures: list[Figure]) -> Iterator[Path]:
    """The home given, or one with a fresh demo; building that is a figure itself."""
    if asked.home or asked.only in WITHOUT_HOME:
        yield (asked.home or ROOT).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
        scale = 0.1 if asked.quick else asked.scale
        arguments = ["demo", "--build-only", "--scale", f"{scale:g}"]
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "dashboard.cli", *arguments, "--home", folder],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - begun
        target = None if asked.quick else 30
        figures.append(
            Figure(
                "demo",
                f"invent and build the demo, scale {scale:g}",
                seconds,
                "s",
                f"xinheng {' '.join(arguments)}",
                target,
            )
        )
        yield Path(folder)


def _report(asked: argparse.Namespace, figures: list[Figure]) -> dict[str, object]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "taken_at": datetime.now().isoformat(timespec="seconds"),
        "commit": commit,
        "is_quick": asked.quick,
        "machine": {
            "system": platform.platform(),
            "cpus": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
            "load_at_end": psutil.getloadavg()[0],
        },
        "versions": {"python": platform.python_version()}
        | {p: version(p) for p in ("streamlit", "duckdb", "polars", "plotly")},
        "figures": [f.as_dict() for f in figures],
    }


if __name__ == "__main__":
    raise SystemExit(main())
