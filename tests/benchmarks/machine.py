"""The machine a run was taken on, and how fast it was that day: what makes times of two days comparable."""

from __future__ import annotations

import platform
import statistics
import time
from importlib.metadata import version

import duckdb
import numpy as np
import psutil


def described() -> dict[str, object]:
    """System, processors and memory; versions of what the time is spent in."""
    return {
        "system": platform.platform(),
        "cpus": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        **{p: version(p) for p in ("streamlit", "duckdb", "polars", "plotly")},
    }


def load() -> float:
    """Processes that wanted a processor, over the last minute."""
    return round(psutil.getloadavg()[0], 1)


def calibration(times: int = 5) -> float:
    """Processor seconds of a fixed piece of work (a Python loop, a numpy sort, a DuckDB group-by): the median of some."""
    dice = np.random.default_rng(1).random(1_000_000)
    with duckdb.connect(config={"threads": 1}) as con:
        return round(statistics.median(_once(con, dice) for _ in range(times)), 3)


def _once(con: duckdb.DuckDBPyConnection, dice: np.ndarray) -> float:
    begun, total = time.process_time(), 0
    for i in range(1_000_000):
        total += i & 7
    np.sort(dice)
    con.sql("select i % 1000 as k, sum(hash(i) % 7) as s from range(2000000) as r(i) group by k").fetchall()
    return time.process_time() - begun
