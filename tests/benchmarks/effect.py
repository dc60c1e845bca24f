"""Can "works" be believed? Invented registers with a known hazard ratio, confounded by office, through the functions a build calls.

How often the interval holds the truth, how often a measure that does nothing is said to work, and how often one that works
is found. `--only effect --write` writes metrics/effect_proof.toml.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Literal

import numpy as np
import polars as pl
import tomli_w

from metrics.catalogue import EFFECT_PROOF
from metrics.timeliness import difference
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.proof import Row
from tests.benchmarks.sanctioned import MEASURES, Register, invent
from tests.browser.serving import ROOT

SEED, RUNS, TOGETHER = 2026, 2000, 25
LEVEL, MOST_FALSE, POWER = 0.95, 0.05, 0.9


@dataclass(frozen=True)
class Case:
    """Registers of one kind and what they are called; power is promised of the first only."""

    zh: str
    en: str
    kind: Register
    runs: int = RUNS
    is_claimed: bool = True


CASES = (
    Case("真实风险比1.5，3000条名单，40个部门，按部门混杂", "true hazard ratio 1.5, 3,000 listings, 40 offices, confounded by office", Register((1.5, 1.0))),
    Case("真实风险比1.0（两项措施都没有作用），3000条名单，40个部门，按部门混杂", "true hazard ratio 1.0 (neither measure does anything), 3,000 listings, 40 offices, confounded by office", Register((1.0, 1.0))),
    Case("真实风险比1.0，部门间差异加倍", "true hazard ratio 1.0, offices twice as far apart", Register((1.0, 1.0), apart=1.0, confounding=1.0), 400, False),
    Case("真实风险比1.5，600条名单，15个部门", "true hazard ratio 1.5, 600 listings, 15 offices", Register((1.5, 1.0), 600, 15), 400, False),
    Case("真实风险比0.7（措施适得其反），3000条名单", "true hazard ratio 0.7 (the measure works against), 3,000 listings", Register((0.7, 1.0)), 400, False),
)  # fmt: skip


def measure(setting: Setting) -> Iterator[Figure]:
    """The table, line by line; written to metrics/effect_proof.toml where asked."""
    os.environ["POLARS_MAX_THREADS"] = "1"  # of the workers: registers are what runs side by side
    asked = ["git", "rev-parse", "--short", "HEAD"]  # at the start: what is run
    code = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    made: list[Row] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for nth, case in enumerate(CASES):
            runs = setting.times(case.runs, 50)
            starts = range(0, runs, TOGETHER)
            parts = pool.map(partial(conclusions, case.kind), [[SEED, 1 + nth, s] for s in starts], [min(TOGETHER, runs - s) for s in starts])  # fmt: skip
            for row in _rows(case, pl.concat(parts)):
                made.append(row)
                if setting.is_written:
                    EFFECT_PROOF.write_text(_text(setting, code, made), encoding="utf-8")
                yield _figure(setting, row)


def conclusions(kind: Register, seed: list[int], runs: int) -> pl.DataFrame:
    """What is concluded about each measure of some registers: rows of stat_effect with the true ratio."""
    from metrics import effect

    truly = pl.DataFrame({"measure_code": MEASURES, "truly": kind.ratios})
    found = []
    for run in range(runs):
        listings, measures = invent(np.random.default_rng([*seed, run]), kind)
        told = effect.concluded(effect.weigh(listings, measures).effect).drop("detail")
        told = told.join(truly, on="measure_code", maintain_order="left").with_columns(run=pl.lit(seed[-1] + run))
        naive = pl.Series("naive", [_naive(listings, measures, code) for code in MEASURES])
        found.append(told.join(pl.DataFrame({"measure_code": MEASURES}).with_columns(naive), on="measure_code"))
    return pl.concat(found)


def _naive(listings: pl.DataFrame, measures: pl.DataFrame, code: str) -> bool:
    """Whether setting all that were measured beside all that never were would show a difference in compliance."""
    is_measured = listings["listing_id"].is_in(measures.filter(measure_code=code)["listing_id"].implode())
    complied = listings["happened_on"].is_not_null()
    (x, n), (y, m) = ((int((complied & own).sum()), int(own.sum())) for own in (is_measured, ~is_measured))
    low, high = difference(x, n, y, m)
    return low > 0 or high < 0


def _rows(case: Case, told: pl.DataFrame) -> Iterator[Row]:
    for (truly,), own in told.filter(design="hazard").group_by("truly", maintain_order=True):
        held = own.select((pl.col("low") <= truly) & (pl.col("high") >= truly)).to_series().drop_nulls()
        yield _row(
            "coverage", case, f"真实风险比{truly:g}落在95%区间内的比例", f"share of 95 % intervals of the hazard ratio that hold {truly:g}",
            held, LEVEL, "near",
        )  # fmt: skip
        yield from _nothing_to_find(case, own) if truly == 1 else _something_to_find(case, own, float(str(truly)))
    nothing = told.filter((pl.col("design") == "matched") & (pl.col("truly") == 1) & pl.col("low").is_not_null())
    yield _row(
        "coverage", case, "配对比较：措施无作用时95%区间包含0的比例", "matched comparison: share of 95 % intervals that hold 0 where the measure does nothing",
        nothing.select((pl.col("low") <= 0) & (pl.col("high") >= 0)).to_series(), None, "near",
    )  # fmt: skip


def _nothing_to_find(case: Case, own: pl.DataFrame) -> Iterator[Row]:
    by_run = own.group_by("run").agg((pl.col("claim") == "works").any())["claim"]
    yield _row(
        "false", case, "有无作用的措施被判为“有效”的次数占比", "share of runs in which a measure that does nothing is said to work",
        by_run, MOST_FALSE,
    )  # fmt: skip
    yield _row(
        "naive", case, "对照：直接比较“实施过”与“从未实施”，看到并不存在的差别的比例", "for contrast: share in which measured against never measured shows a difference that is not there",
        own["naive"],
    )  # fmt: skip


def _something_to_find(case: Case, own: pl.DataFrame, truly: float) -> Iterator[Row]:
    claim, zh, en = ("works", "有效", "work") if truly > 1 else ("works_against", "适得其反", "work against")
    yield _row(
        "power", case, f"风险比{truly:g}的措施判为“{zh}”的比例（检出率）", f"share said to {en} of measures with ratio {truly:g} (power)",
        own["claim"] == claim, POWER if case.is_claimed else None, "least",
    )  # fmt: skip


def _row(
    part: str, case: Case, zh: str, en: str, hits: pl.Series, target: float | None = None,
    side: Literal["most", "least", "near"] = "most",
) -> Row:  # fmt: skip
    n, hit = hits.len(), int(hits.sum())
    near = (
        target if side == "near" and target else (hit + 1) / (n + 2)
    )  # never an error of nought because nothing happened
    return Row(
        part, case.zh, case.en, zh, en, hit / max(n, 1), float(np.sqrt(near * (1 - near) / max(n, 1))), n, target, side
    )


def _figure(setting: Setting, row: Row) -> Figure:
    """As a line of the benchmark, whose targets are upper bounds: power is counted as what is missed, coverage as how far off."""
    value = {"least": 1 - row.value, "near": abs(row.value - (row.target or LEVEL))}.get(row.side, row.value)
    most = None if row.target is None else {"least": 1 - row.target, "near": 0.0}.get(row.side, row.target)
    claimed = "" if row.target is None else f", target {row.target:.0%}"
    text = f"{row.case_en}: {row.what_en} {row.value:.2%} (MC error {row.se:.2%}{claimed})"
    bound = None if most is None or setting.is_quick else 100 * (most + 2 * row.se)
    return Figure("effect", text, 100 * value, "%", setting.command, bound, n=row.runs)


def _text(setting: Setting, code: str, rows: list[Row]) -> str:
    head = {
        "run_on": date.today(), "code": code, "seeds": [SEED], "is_quick": setting.is_quick,
        "runs": sum(setting.times(c.runs, 50) for c in CASES), "command": f"{setting.command} --write",
    }  # fmt: skip
    return "# Written by the command named here. Not typed by hand.\n" + tomli_w.dumps(
        head | {"row": [r.as_dict() for r in rows]}
    )
