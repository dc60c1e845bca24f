"""One part of a build from its staged rows on, and a process of its own for whatever is measured cold."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

import queries
from tests.browser.serving import ROOT


def in_own_process(module: str, *arguments: object) -> dict[str, Any]:
    """What `python -m tests.benchmarks.<module> ...` prints as its last line, a JSON object."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def lay_out(con: duckdb.DuckDBPyConnection, rows: Path, feeds: Iterable[str], as_of: str) -> None:
    """Lookups, and raw_<feed> over ROWS/<feed>.parquet for the feeds of the part; the others are empty."""
    from data.contracts import FEEDS
    from data.mapping import read_settings
    from data.snapshot import load, mart

    con.execute(queries.tables())
    (rows / "source.toml").write_text('name = "bench"\nplans = ["jiangxi-2020"]\ndemo = true\n', encoding="utf-8")
    catalogue, settings = load.load_catalogue([]), [read_settings(rows)]
    load.load_lookups(con, catalogue, settings)
    load.load_day(con, catalogue, settings, date.fromisoformat(as_of))
    load.load_submissions(con, [])
    files = {feed: rows / f"{feed}.parquet" for feed in feeds}
    con.executemany("insert into staged_file values ($1, $2, 1, null)", [(str(f), feed) for feed, f in files.items()])
    for feed in FEEDS:
        mart.raw_view(con, feed, [files[feed]] if feed in files else [])


def told(steps: Mapping[str, Mapping[str, float]]) -> str:
    """Costs of the steps and of the whole, as JSON."""
    whole = {k: sum(s[k] for s in steps.values()) for k in ("seconds", "cpu_seconds")}
    return json.dumps(whole | {"peak_mb": max(s["peak_mb"] for s in steps.values()), "steps": steps})
