"""Can the flags be trusted? Invented provinces about which everything is known go through the very chain a build runs.

Who is named though nothing is wrong, who is found though it lags, how often a steady series looks worse, and whether
forecasts hold what they say. `--only proof --write` writes the table the methods page shows (metrics/proof.toml).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from typing import Literal

import numpy as np
import polars as pl
import tomli_w

from metrics.assess import Q_TO_NAME
from metrics.catalogue import PROOF
from metrics.flags import CHANCE, CHANCE_BY_MONTH
from tests.benchmarks import forecast
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.provinces import BAR, Province, judge, named
from tests.browser.serving import ROOT

SEED = 2026
TOGETHER = 25  # provinces in one call of assess
FEW = 10  # provinces that are enough for a share of units
POWER = 0.9
LEVELS, SIZES, APART, POOLED = (0.89, 0.875, 0.85, 0.825, 0.8), (50, 100, 200, 400), (0.0, 0.01, 0.02), (1, 4)
PLANTED = 0.05


@dataclass(frozen=True)
class Row:
    """One line of the table: a share measured, its Monte Carlo error, and what it is held to."""

    part: str  # null, lagging, change, forecast, power
    case_zh: str
    case_en: str
    what_zh: str
    what_en: str
    value: float
    se: float
    runs: int
    target: float | None = None
    side: Literal["most", "least", "near"] = "most"
    cell: dict[str, float] | None = None  # where on the curve of power: level, n, apart, pooled

    @property
    def holds(self) -> bool | None:
        """Within two Monte Carlo errors; None where nothing is claimed."""
        if self.target is None:
            return None
        off = {"most": self.value - self.target, "least": self.target - self.value}.get(
            self.side, abs(self.value - self.target)
        )
        return off <= 2 * self.se

    def as_dict(self) -> dict[str, object]:
        rounded = vars(self) | {"value": round(self.value, 5), "se": round(self.se, 5), "holds": self.holds}
        return {name: value for name, value in rounded.items() if value is not None}


@dataclass(frozen=True)
class Case:
    """Provinces of one kind, how many of them, and what they are called."""

    zh: str
    en: str
    kind: Province
    provinces: int = 2000
    is_claimed: bool = True


NULL = (
    Case("无人落后：单位间标准差1个百分点，季度间自相关0.3，每季约200件", "Nobody lags: units 1 point apart (SD), autocorrelation .3, about 200 cases a quarter", Province()),
    Case("无人落后：同上，四季合并判断", "Nobody lags: the same, four quarters pooled", Province(pooled=4)),
    Case("无人落后：单位间标准差2个百分点", "Nobody lags: units 2 points apart", Province(apart=0.02), 300, False),
    Case("无人落后：单位之间没有差别", "Nobody lags: units do not differ at all", Province(apart=0.0), 300, False),
    Case("无人落后：过程图按月绘制", "Nobody lags: process charts by month", Province(by_month=True), 300, False),
    Case("无人落后：各9个单位、没有同类比较，真实水平恰等于目标", "Nobody lags: nine units each and no peers, all truly at the target", Province(apart=0.0, counties=9, indicators=88), 300, False),
)  # fmt: skip
SOME = (
    Case("5%的序列真实水平为80%，每季约200件", "5 % of series truly at 80 %, about 200 cases a quarter", Province(lagging=PLANTED), 60, False),
    Case("5%的序列真实水平为80%，每季约200件，四季合并判断", "5 % of series truly at 80 %, about 200 cases a quarter, four quarters pooled", Province(lagging=PLANTED, pooled=4), 60),
    Case("5%的序列真实水平为85%，每季约200件，四季合并判断", "5 % of series truly at 85 %, about 200 cases a quarter, four quarters pooled", Province(lagging=PLANTED, level=0.85, pooled=4), 60, False),
)  # fmt: skip


def measure(setting: Setting) -> Iterator[Figure]:
    """The table, line by line; written to metrics/proof.toml where asked."""
    os.environ["POLARS_MAX_THREADS"] = "1"  # of the workers: provinces are what runs side by side
    asked = ["git", "rev-parse", "--short", "HEAD"]  # at the start: what is run
    code = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    made: list[Row] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for row in _rows(setting, pool):
            made.append(row)
            if setting.is_written:  # line by line: a run that is broken off leaves what it has found
                PROOF.write_text(_text(setting, code, made), encoding="utf-8")
            yield _figure(setting, row)


def _rows(setting: Setting, pool: ProcessPoolExecutor) -> Iterator[Row]:
    for nth, case in enumerate(NULL):
        yield from named_though_nothing_is_wrong(setting, pool, case, [SEED, 1, nth])
    for nth, case in enumerate(SOME):
        yield from named_where_some_lag(case, _judged(setting, pool, case, [SEED, 2, nth]))
    yield from _worse_by_chance(setting, pool)
    yield from _forecasts(setting)
    yield from _curve(setting, pool)


def _judged(
    setting: Setting, pool: ProcessPoolExecutor, case: Case, seed: Sequence[int], most: int | None = None
) -> pl.DataFrame:
    """Tallies of the case's provinces, of the first `most` where not all are needed."""
    provinces = min(setting.times(case.provinces, max(2, case.provinces // 50)), most or case.provinces)
    starts, sizes = _chunks(provinces)
    parts = pool.map(partial(province_tallies, case.kind), [[*seed, s] for s in starts], sizes)
    return pl.concat([part.with_columns(pl.col("plan") + s) for s, part in zip(starts, parts, strict=True)])


def _chunks(provinces: int) -> tuple[range, list[int]]:
    starts = range(0, provinces, TOGETHER)
    return starts, [min(TOGETHER, provinces - s) for s in starts]


def province_tallies(kind: Province, seed: Sequence[int], provinces: int) -> pl.DataFrame:
    """What became of some provinces: units, named, lagging and worse, by plan and truly."""
    found = judge(np.random.default_rng(seed), kind, provinces)
    return found.group_by("plan", "truly", maintain_order=True).agg(
        units=pl.len().cast(pl.Int64),
        named=pl.col("is_nameable").sum().cast(pl.Int64),
        lagging=(pl.col("word") == "lagging").sum().cast(pl.Int64),
        worse=(pl.col("change_mark") == "worsening").sum().cast(pl.Int64),
    )


def provinces_with_a_name(kind: Province, seed: Sequence[int], provinces: int) -> int:
    """In how many of some provinces anybody who does not lag is named."""
    found = named(np.random.default_rng(seed), kind, provinces)
    return found.filter(pl.col("is_nameable") & ~pl.col("truly"))["plan"].n_unique()


def named_though_nothing_is_wrong(
    setting: Setting, pool: ProcessPoolExecutor, case: Case, seed: Sequence[int]
) -> Iterator[Row]:
    """Share of provinces with anybody named: every one of them is a false discovery."""
    runs = setting.times(case.provinces, case.provinces // 50)
    starts, sizes = _chunks(runs)
    hit = sum(pool.map(partial(provinces_with_a_name, case.kind), [[*seed, s] for s in starts], sizes))
    near = (hit + 1) / (runs + 2)  # never an error of nought because nothing happened
    yield Row(
        "null", case.zh, case.en, "有任何单位被列名的省所占比例（误报率）", "provinces with anybody named (false discovery rate)",
        hit / runs, float(np.sqrt(near * (1 - near) / runs)), runs, Q_TO_NAME if case.is_claimed else None,
    )  # fmt: skip
    told = _judged(setting, pool, case, seed, FEW)
    yield Row(
        "null", case.zh, case.en, "当季判为滞后（多数待核）的单位比例", "units called lagging in the latest quarter, most still to be checked",
        *_mean(told["lagging"] / told["units"], told["units"].sum()), told.height,
    )  # fmt: skip


def named_where_some_lag(case: Case, told: pl.DataFrame) -> Iterator[Row]:
    """Of the named, how many do not lag; of those that lag, how many are named."""
    of = told.group_by("plan").agg(
        wrong=pl.col("named").filter(~pl.col("truly")).sum(), named=pl.col("named").sum(),
        found=pl.col("named").filter("truly").sum(), lagging=pl.col("units").filter("truly").sum(),
    )  # fmt: skip
    runs = of.height
    yield Row(
        "lagging", case.zh, case.en, "被列名者中并未落后的比例（误报率）", "of those named, the share that does not lag (false discovery rate)",
        *_mean(of["wrong"] / of["named"].clip(lower_bound=1), of["named"].sum()), runs, Q_TO_NAME,
    )  # fmt: skip
    yield Row(
        "lagging", case.zh, case.en, "真实落后者中被列名的比例（检出率）", "of those that lag, the share named (power)",
        *_mean(of["found"] / of["lagging"], of["lagging"].sum()), runs, POWER if case.is_claimed else None, "least",
    )  # fmt: skip


def _curve(setting: Setting, pool: ProcessPoolExecutor) -> Iterator[Row]:
    """Power by gap, cases, distance between units of equal merit, and quarters pooled."""
    cells = [(n, a, p, level) for n in SIZES for a in APART for p in POOLED for level in LEVELS]
    if setting.is_quick:
        cells = [c for c in cells if c[0] in (100, 200) and c[1] == 0.01 and c[3] in (0.85, 0.8)]
    for nth, (n, apart, pooled, level) in enumerate(cells):
        zh = f"真实水平{100 * level:g}%（目标及同类{100 * BAR:g}%），每季{n}件，单位间标准差{100 * apart:g}个百分点，{'四季合并' if pooled > 1 else '单季'}"
        en = f"true level {100 * level:g} % (target and peers {100 * BAR:g} %), {n} cases a quarter, units {100 * apart:g} points apart, {'four quarters pooled' if pooled > 1 else 'one quarter'}"
        kind = Province(n=n, apart=apart, pooled=pooled, level=level, lagging=PLANTED)
        told = _judged(setting, pool, Case(zh, en, kind, 3), [SEED, 3, nth]).filter("truly")
        cell = {"level": level, "n": n, "apart": apart, "pooled": pooled}
        found = _mean(told["named"] / told["units"], told["units"].sum())
        yield Row("power", zh, en, "检出率", "power", *found, int(told["units"].sum()), cell=cell)


def _worse_by_chance(setting: Setting, pool: ProcessPoolExecutor) -> Iterator[Row]:
    """How often a steady series shows 恶化 in its latest quarter, by autocorrelation."""
    for nth, rho in enumerate((0.0, 0.3, 0.6)):
        for by_month in (False, True):
            kind = Province(rho=rho, apart=0.0, by_month=by_month, history=31)
            how = ("按月", "by month") if by_month else ("按季", "by quarter")
            case = Case(
                f"没有变化的序列，{how[0]}，自相关{rho:g}",
                f"series that do not change, {how[1]}, autocorrelation {rho:g}",
                kind,
                10,
            )
            told = _judged(setting, pool, case, [SEED, 4, nth, by_month])
            expected = (CHANCE_BY_MONTH if by_month else CHANCE["V"]) if rho == 0.3 else None
            yield Row(
                "change", case.zh, case.en, "最近一季标“恶化”的比例", "share marked worsening in the latest quarter",
                *_mean(told["worse"] / told["units"], told["units"].sum()), told.height * kind.series, expected,
            )  # fmt: skip


def _forecasts(setting: Setting) -> Iterator[Row]:
    """Held-back quarters of the benchmark of forecasts, as shares."""
    seen = [forecast.look_at(np.random.default_rng([2026, i])) for i in range(setting.times(12, 2))]
    for h in (1, 4):
        for share in ("80", "95"):
            inside = pl.Series([p.inside[h, share].mean() for p in seen])
            yield Row(
                "forecast", f"预测：留出的季度，提前{h}季", f"forecast: quarters kept back, {h} ahead", f"落在{share}%区间内的比例", f"share inside the {share} % interval",
                *_mean(inside, len(seen) * forecast.SERIES), len(seen) * forecast.SERIES, int(share) / 100, "near",
            )  # fmt: skip
    chance, is_met = (np.concatenate([getattr(p, name) for p in seen]) for name in ("chance", "is_met"))
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0)):
        own = (chance >= low) & (chance <= high)
        said, came = float(chance[own].mean()), float(is_met[own].mean())
        yield Row(
            "forecast", f"达标概率{low:.0%}至{high:.0%}，平均{said:.1%}，提前四季", f"chance of meeting the target {low:.0%} to {high:.0%}, on average {said:.1%}, four quarters ahead",
            "实际达标的比例", "share that met it", came, float(np.sqrt(said * (1 - said) / own.sum())), int(own.sum()), round(said, 5), "near",
        )  # fmt: skip


def _mean(by_province: pl.Series, n: int) -> tuple[float, float]:
    """Mean, and its error from the spread between provinces; never less than one more hit among all n would change."""
    values = by_province.to_numpy()
    error = values.std(ddof=1) / np.sqrt(values.size) if values.size > 1 else 0.0
    return float(values.mean()), float(max(error, 1 / (n + 2)))


def _figure(setting: Setting, row: Row) -> Figure:
    """As a line of the benchmark, whose targets are upper bounds: power is counted as what is missed."""
    is_power = row.side == "least"
    value = 1 - row.value if is_power else abs(row.value - (row.target or 0)) if row.side == "near" else row.value
    most = None if row.target is None else (1 - row.target if is_power else 0 if row.side == "near" else row.target)
    text = f"{row.case_en}: {row.what_en} {row.value:.2%} (MC error {row.se:.2%}{f', target {row.target:.1%}' if row.target is not None else ''})"
    bound = None if most is None or setting.is_quick else 100 * (most + 2 * row.se)
    return Figure(
        "proof", text + ("; missed" if is_power else ""), 100 * value, "%", setting.command, bound, n=row.runs
    )


def _text(setting: Setting, code: str, rows: Sequence[Row]) -> str:
    head = {
        "run_on": date.today(), "code": code, "seeds": [SEED], "is_quick": setting.is_quick,
        "runs": sum(r.runs for r in rows), "command": f"{setting.command} --write",
    }  # fmt: skip
    return "# Written by the command named here. Not typed by hand.\n" + tomli_w.dumps(
        head | {"row": [r.as_dict() for r in rows]}
    )
