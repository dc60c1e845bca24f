"""Do forecasts hold what they say, and how fast is a whole jurisdiction looked at through time?

Invented provinces of 800 series are forecast from 31 quarters and held against eight more that were kept back. A claim
holds within two Monte Carlo errors, taken from the spread between provinces; a few provinces (--quick) prove nothing.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.control import as_seen
from metrics.forecast import fan, outlook
from metrics.history import read_history
from metrics.widening import learn_widenings
from tests.benchmarks.figures import Figure, Setting
from tests.benchmarks.once import peak_mb

SERIES, QUARTERS, KEPT_BACK = 800, 31, 8
HORIZONS = (1, 2, 4, 8)
KINDS = ("steady", "drifting", "nearing a ceiling")
TRIED = 300  # series a loop over statsmodels is timed on
KEY = ["series"]


def measure(setting: Setting) -> Iterator[Figure]:
    """Coverage by horizon, calibration of the chance, false alarms of process charts, and time against statsmodels."""
    provinces = [look_at(np.random.default_rng([2026, i])) for i in range(setting.times(25, 4))]
    yield from _coverage(setting, provinces)
    yield from _calibration(setting, provinces)
    yield from _false_alarms(setting)
    yield from _speed(setting)


@dataclass(frozen=True)
class Seen:
    """One province: was the value inside (horizon x share: one entry a series), and what was said of a target."""

    inside: dict[tuple[int, str], np.ndarray]
    kind: np.ndarray
    chance: np.ndarray
    signal: np.ndarray
    is_met: np.ndarray


def invent(
    rng: np.random.Generator, series: int, quarters: int, rho: float = 0.3, shares: Sequence[float] = (0.5, 0.25, 0.25)
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts x of n in time, and the kind of each series: half steady, a quarter drifting, a quarter nearing a ceiling.

    Levels from 70 to 98 per cent; around its level a series moves by one point (standard deviation) with autocorrelation
    rho, which is the overdispersion; n from 30 to 1,000 a quarter, itself unsteady by 15 per cent; chance is binomial.
    """
    t = np.arange(quarters)
    kind = rng.choice(3, series, p=shares)
    level = rng.uniform(0.7, 0.98, series)
    drift = rng.normal(0, 0.025, series)[:, None] * (t - quarters / 2)
    drifting = 1 / (1 + np.exp(-(np.log(level / (1 - level))[:, None] + drift)))
    begin, speed = np.minimum(rng.uniform(0.5, 0.8, series), level), rng.uniform(6, 20, series)
    nearing = level[:, None] - (level - begin)[:, None] * np.exp(-t / speed[:, None])
    p = np.select([kind[:, None] == 1, kind[:, None] == 2], [drifting, nearing], level[:, None])
    noise = rng.normal(size=(series, quarters))
    for now in range(1, quarters):
        noise[:, now] = rho * noise[:, now - 1] + np.sqrt(1 - rho**2) * noise[:, now]
    size = np.exp(rng.uniform(np.log(30), np.log(1_000), series))[:, None]
    n = np.maximum(5, rng.poisson(size * np.exp(rng.normal(0, 0.15, (series, quarters)))))
    return rng.binomial(n, np.clip(p + 0.01 * noise, 0.001, 0.999)), n, kind


def rows_of(x: np.ndarray, n: np.ndarray) -> pl.DataFrame:
    series, periods = x.shape
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(series), periods),
            "period_index": np.tile(np.arange(periods), series),
            "value": (x / n).ravel(),
            "denominator": n.ravel().astype(float),
        }
    ).with_columns(unit=pl.lit("percent"), direction=pl.lit("up"), target=pl.lit(0.95))


def look_at(rng: np.random.Generator, series: int = SERIES) -> Seen:
    """Invent a province, forecast it, and hold the forecasts against what was kept back."""
    x, n, kind = invent(rng, series, QUARTERS + KEPT_BACK)
    rate, now = x / n, QUARTERS - 1
    history = read_history(rows_of(x[:, :QUARTERS], n[:, :QUARTERS]), KEY)
    widenings = learn_widenings(history)
    ahead = fan(history, KEPT_BACK, widenings=widenings)
    inside = {}
    for h in HORIZONS:
        own = ahead.filter(pl.col("period_index") == now + h).sort("series")
        come = rate[own["series"].to_numpy(), now + h]
        for share in ("80", "95"):
            inside[h, share] = (come >= own[f"low{share}"].to_numpy() - 1e-9) & (
                come <= own[f"high{share}"].to_numpy() + 1e-9
            )
    target = np.round(rng.uniform(0.7, 0.99, series), 2)
    aims = pl.DataFrame({"series": np.arange(series), "target": target}).with_columns(
        as_of_index=pl.lit(now), deadline_index=pl.lit(now + 4), comparator=pl.lit(">="), direction=pl.lit("up")
    )
    told = outlook(history, aims, widenings)
    stated = told["p_met"].is_not_null().to_numpy()
    return Seen(
        inside=inside,
        kind=kind[ahead.filter(pl.col("period_index") == now + 1).sort("series")["series"].to_numpy()],
        chance=told["p_met"].to_numpy()[stated],
        signal=told["signal"].to_numpy()[stated],
        is_met=(rate[:, now + 4] >= target - 1e-9)[stated],
    )


def _coverage(setting: Setting, provinces: list[Seen]) -> Iterator[Figure]:
    for h in HORIZONS:
        for share in ("80", "95"):
            by_province = [p.inside[h, share].mean() for p in provinces]
            covered, error = float(np.mean(by_province)), float(np.std(by_province, ddof=1) / np.sqrt(len(provinces)))
            by_kind = ", ".join(
                f"{name} {np.mean(np.concatenate([p.inside[h, share][p.kind == k] for p in provinces])):.1%}"
                for k, name in enumerate(KINDS)
            )
            yield Figure(
                "forecast",
                f"{share} % interval, {h} quarter(s) ahead: held {covered:.2%} ({by_kind}); off by",
                abs(covered - int(share) / 100) / error,
                "MC err",
                setting.command,
                None if setting.is_quick else 2,
                n=len(provinces) * SERIES,
            )


def _calibration(setting: Setting, provinces: list[Seen]) -> Iterator[Figure]:
    chance, is_met, signal = (
        np.concatenate([getattr(p, name) for p in provinces]) for name in ("chance", "is_met", "signal")
    )
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1)):
        own = (chance >= low) & (chance <= high)
        said, came = chance[own].mean(), is_met[own].mean()
        error = np.sqrt(max(said * (1 - said), 1e-9) / own.sum())
        name = f"chance of {low:.0%} to {high:.0%} a year ahead: said {said:.1%}, came {came:.1%}; apart by"
        yield Figure("forecast", name, abs(said - came) / error, "MC err", setting.command, n=int(own.sum()))
    for code, least in (("F1", True), ("F3", False)):
        own = signal == code
        share = is_met[own].mean()
        name = f"{code}: target {'met' if least else 'missed'}"
        yield Figure("forecast", name, 100 * (share if least else 1 - share), "%", setting.command, n=int(own.sum()))


def _false_alarms(setting: Setting) -> Iterator[Figure]:
    """How often a series to which nothing happens shows concern at its last quarter, and in two of its last three."""
    series = setting.times(20_000, 2_000)
    for rho in (0.0, 0.3, 0.6):
        x, n, _ = invent(np.random.default_rng([3, int(10 * rho)]), series, QUARTERS, rho=rho, shares=(1, 0, 0))
        seen = as_seen(rows_of(x, n), KEY).filter(pl.col("period_index") >= QUARTERS - 3)
        concern = (pl.col("variation") == "V3").fill_null(False)
        told = seen.group_by("series").agg(last=concern.sort_by("period_index").last(), two=concern.sum() >= 2)
        for name, shown in (("last", "at the last quarter"), ("two", "in two of the last three")):
            text = f"steady series, autocorrelation {rho:g}: concern shown {shown}"
            yield Figure("forecast", text, 100 * told[name].mean(), "%", setting.command, n=series)


def _speed(setting: Setting) -> Iterator[Figure]:
    """Processor seconds, for one jurisdiction of 30,000 series, and for statsmodels one series at a time."""
    series = setting.times(30_000, 3_000)
    quarterly = rows_of(*invent(np.random.default_rng(1), series, QUARTERS)[:2])
    monthly = rows_of(*invent(np.random.default_rng(2), series, 3 * QUARTERS)[:2])
    seconds = _clock(lambda: as_seen(quarterly, KEY))
    yield Figure(
        "forecast", "process charts, 31 quarters, each seen from each", seconds, "CPU s", setting.command, 10, n=series
    )
    seconds = _clock(lambda: as_seen(monthly, KEY))
    yield Figure(
        "forecast", "process charts, 93 months, each seen from each", seconds, "CPU s", setting.command, 10, n=series
    )

    def foresee() -> None:
        history = read_history(quarterly, KEY)
        aims = quarterly.select(
            *KEY, "target", as_of_index="period_index", deadline_index=(pl.col("period_index") // 4 + 1) * 4 + 3,
            comparator=pl.lit(">="), direction=pl.lit("up"),
        )  # fmt: skip
        outlook(history, aims)

    ours = _clock(foresee)
    name = "chances of meeting a target, two models, as seen from each of 31 quarters"
    yield Figure("forecast", name, ours, "CPU s", setting.command, 10, n=series)
    theirs = _clock(lambda: _statsmodels(quarterly["value"].head(TRIED * QUARTERS).to_numpy().reshape(TRIED, QUARTERS)))
    name, ratio = f"a loop over statsmodels Holt, damped trend, for {TRIED} of them", (theirs / TRIED) / (ours / series)
    yield Figure("forecast", name, theirs, "CPU s", setting.command, None, ratio, "our time a series", TRIED)
    yield Figure("forecast", "peak of memory, input rows included", peak_mb(), "MB", setting.command, 2_000)


def _statsmodels(y: np.ndarray) -> None:
    from statsmodels.tsa.holtwinters import Holt

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in y:
            Holt(one, damped_trend=True, initialization_method="estimated").fit().forecast(8)


def _clock(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
