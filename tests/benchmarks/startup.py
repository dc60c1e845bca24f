"""How long a person waits before anything happens: the command, a small check, the server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.figures import Figure, Setting, percentile
from tests.benchmarks.protocol import open_tab
from tests.benchmarks.rows import SMALL_FILE
from tests.browser.serving import ROOT, dashboard

OPEN_SECONDS = 1.0
START_SECONDS = 3.0


def measure(setting: Setting) -> Iterator[Figure]:
    """Wall seconds; each command runs once unmeasured, so that the disk's cache is warm as on a machine in use."""
    figure = partial(Figure, "startup", command=setting.command)
    times = setting.times(7, 3)
    python = _p50([sys.executable, "-c", "pass"], times)
    with tempfile.TemporaryDirectory(prefix="xinheng-bench-") as folder:
        file = Path(folder) / "decisions.csv"
        file.write_text(SMALL_FILE, encoding="utf-8")
        for name, arguments in (
            ("xinheng --help", ["--help"]),
            ("xinheng check, a file of 3 rows", ["check", str(file), "--feed", "decisions", "--as-of", "2026-10-10"]),
        ):
            seconds = _p50([sys.executable, "-m", "dashboard.cli", *arguments], times)
            yield figure(f"{name} p50", seconds, "s", ratio=seconds / python, ratio_to="an empty Python", n=times)
    answers, opens = zip(*(_served(setting.home) for _ in range(setting.times(3, 1))), strict=True)
    yield figure("xinheng serve to /api/ready p50", percentile(answers, 0.5), "s", n=len(answers))
    whole = [a + b for a, b in zip(answers, opens, strict=True)]
    yield figure("start to first answered page p50", percentile(whole, 0.5), "s", target=START_SECONDS, n=len(whole))
    yield figure("first page after that, slowest", max(opens), "s", target=OPEN_SECONDS, n=len(opens))


def _p50(command: list[str], times: int) -> float:
    return percentile([_seconds(command) for _ in range(times + 1)][1:], 0.5)


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return time.perf_counter() - begun


def _served(home: Path) -> tuple[float, float]:
    """Seconds until the server answers, and until the first reader has the first page."""

    async def open_once(base: str) -> float:
        tab, run = await open_tab(base)
        await tab.close()
        return run.seconds

    with dashboard(home, servers=None) as served:
        return served.seconds_to_answer, asyncio.run(open_once(served.url))
