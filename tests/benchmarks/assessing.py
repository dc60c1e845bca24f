"""How long does it take to judge a whole jurisdiction anew, and how much memory?

30,000 series of 31 quarters, each quarter held against peers and target and looked ahead from, in a process of its own;
and a loop over statsmodels for 300 of them: Wilson at every quarter, and one damped Holt, from the last quarter only (from
every quarter, as ours, it would take nineteen times as long).
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from metrics.assess import assess
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.once import peak_mb
from tests.benchmarks.part import in_own_process
from tests.benchmarks.provinces import Province, calendar, invent, targets

QUARTERS, COUNTIES, TRIED = 31, 100, 300
LATER = ((date(2019, 12, 31), 0.9), (date(2025, 12, 31), 0.95))  # one promise to keep, one ahead


def measure(setting: Setting) -> Iterator[Figure]:
    """Wall, processor, memory, and the ratio to statsmodels."""
    series = setting.times(30_000, 3_000)
    told = in_own_process("assessing", series)
    name, command = f"assess {series:,} series x {QUARTERS} quarters", setting.command
    yield Figure("assessing", f"{name}: wall", told["seconds"], "s", command, 30, n=series)
    yield Figure("assessing", f"{name}: processor", told["cpu_seconds"], "CPU s", command, n=series)
    yield Figure("assessing", f"{name}: peak of memory, input rows included", told["peak_mb"], "MB", command, 2_000, n=series)  # fmt: skip
    tried = setting.times(TRIED, 30)
    theirs = _statsmodels(tried)
    ratio = (theirs / tried) / (told["cpu_seconds"] / series)
    yield Figure("assessing", f"a loop over statsmodels for {tried} of them: Wilson, and Holt from the last quarter only", theirs, "CPU s", command, None, ratio, "our time a series", tried)  # fmt: skip


def main() -> None:
    """Judge as many series as asked, print seconds and peak as JSON."""
    kind = Province(counties=COUNTIES, indicators=int(sys.argv[1]) // COUNTIES, history=QUARTERS, judged=QUARTERS)
    made = invent(np.random.default_rng(1), kind, 1)
    rows, months = made.rows(0, QUARTERS), made.months()
    plans = rows.select("plan").unique()
    one = targets(rows.select("plan", "indicator").unique(maintain_order=True)).with_columns(
        baseline=pl.lit(0.85), baseline_on=pl.lit(date(2015, 12, 31))
    )
    promised = pl.concat([one.with_columns(target_on=pl.lit(on), value=pl.lit(value)) for on, value in LATER])
    wall, cpu = time.perf_counter(), time.process_time()
    assess(rows, promised, calendar(plans, QUARTERS), months)
    spent = {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps(spent | {"peak_mb": peak_mb()}))


def _statsmodels(series: int) -> float:
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.tsa.holtwinters import Holt

    made = invent(np.random.default_rng(1), Province(counties=series, indicators=1, history=QUARTERS), 1)
    x, n = made.x, np.repeat(made.n[:, None], QUARTERS, axis=1)
    begun = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for i in range(series):
            for q in range(QUARTERS):
                proportion_confint(x[i, q], n[i, q], method="wilson")
            Holt(x[i] / n[i], damped_trend=True, initialization_method="estimated").fit().forecast(8)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
