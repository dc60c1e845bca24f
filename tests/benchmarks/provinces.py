"""Invented provinces about which everything is known: who truly lags, by how much, and that nothing else is wrong.

A province is a plan of its own, so that many go through one call of metrics.assess, the very chain a build runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from metrics.assess import Q_TO_NAME, assess

BAR = 0.9  # the target, and the mean of those who do not lag: by chance nearly half fall short of it
HISTORY = 16  # quarters; the last three make the name, thirteen are needed for process limits
JUDGED = 3
KEY = ["plan", "indicator", "region_code"]


@dataclass(frozen=True)
class Province:
    """What provinces of one kind are like.

    n: cases a quarter, of the middling county (others vary by a fifth); apart: standard deviation between counties of
    equal merit, in rate; rho: autocorrelation of neighbouring quarters (or months); lagging: share of series whose true
    rate is `level`; pooled: 1, or 4 where the card asks for more cases than a quarter has; counties: fewer than ten have
    no peers; by_month: the process chart is kept by month.
    """

    n: int = 200
    apart: float = 0.01
    rho: float = 0.3
    lagging: float = 0.0
    level: float = 0.8
    pooled: int = 1
    counties: int = 100
    indicators: int = 8
    history: int = HISTORY
    by_month: bool = False

    @property
    def series(self) -> int:
        return self.counties * self.indicators


def counts(rng: np.random.Generator, rate: np.ndarray, n: np.ndarray, periods: int, rho: float) -> np.ndarray:
    """Series x periods of x of n, each period binomial, neighbours correlated by rho.

    Binomial AR(1) by thinning: of the cases in time a share stays so, of the others a share comes to be (McKenzie 1985,
    Water Resources Bulletin 21:645; Weiss 2009, AStA 93:211).
    """
    comes = rate * (1 - rho)
    stays = comes + rho
    x = np.empty((rate.size, periods), dtype=np.int64)
    x[:, 0] = rng.binomial(n, rate)
    for now in range(1, periods):
        x[:, now] = rng.binomial(x[:, now - 1], stays) + rng.binomial(n - x[:, now - 1], comes)
    return x


def judge(rng: np.random.Generator, kind: Province, provinces: int) -> pl.DataFrame:
    """Verdicts of the latest quarter: plan, indicator, region_code, word, change_mark, is_nameable, truly (does it lag?)."""
    rows, months, truly = _invent(rng, kind, provinces)
    return _latest(rows, months, kind).join(truly, on=KEY, how="left")


def named(rng: np.random.Generator, kind: Province, provinces: int) -> pl.DataFrame:
    """The same, of provinces in which anybody can be named at all, and of no other: a tenth of the time.

    Exact, for a name needs q of 5 % or less in the quarter itself, and that q knows no history: where no unit has it,
    the rest of the chain can name nobody.
    """
    rows, months, truly = _invent(rng, kind, provinces)
    is_latest = pl.col("quarter") == QUARTERS[kind.history - 1][0]
    year = rows.filter(pl.col("quarter").is_in([q[0] for q in QUARTERS[kind.history - 4 : kind.history]]))
    now = year if kind.pooled > 1 else year.filter(is_latest)
    now = now.with_columns(peer_group=pl.when(is_latest).then("peer_group"), shares_target=is_latest)
    beyond = _latest(now, months.clear(), kind).filter(pl.col("q_named") <= Q_TO_NAME)["plan"].unique()
    within = pl.col("plan").is_in(beyond.implode())
    if beyond.is_empty():
        return _latest(now, months.clear(), kind).clear().join(truly, on=KEY, how="left")
    kept = rows.filter(within)
    months = months.join(kept.select("indicator").unique(), on="indicator", how="semi")
    return _latest(kept, months, kind).join(truly, on=KEY, how="left")


def _latest(rows: pl.DataFrame, months: pl.DataFrame, kind: Province) -> pl.DataFrame:
    plans = rows.select("plan").unique(maintain_order=True)
    indicators = rows.select("plan", "indicator").unique(maintain_order=True)
    found = assess(rows, _targets(indicators), _quarters(plans, kind.history), months)
    latest = found.judgements.filter(pl.col("quarter") == QUARTERS[kind.history - 1][0])
    return latest.select(*KEY, "word", "code", "signals", "change_mark", "is_nameable", "p_named", "q_named")


def _invent(
    rng: np.random.Generator, kind: Province, provinces: int
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    size, quarters = provinces * kind.series, kind.history
    n_lagging = round(kind.lagging * kind.counties)
    county = np.tile(np.arange(kind.counties), provinces * kind.indicators)
    lags = county < n_lagging
    rate = np.clip(np.where(lags, kind.level, BAR) + kind.apart * rng.normal(size=size), 0.02, 0.98)
    a_period = kind.n / (3 if kind.by_month else 1)
    n = np.maximum(5, np.rint(a_period * np.exp(rng.normal(0, 0.2, size)))).astype(np.int64)
    x = counts(rng, rate, n, quarters * (3 if kind.by_month else 1), kind.rho)
    series = pl.DataFrame(
        {
            "plan": np.repeat(np.arange(provinces), kind.series),
            "indicator": np.repeat(np.arange(provinces * kind.indicators), kind.counties),
            "region_code": county,
        }
    )
    by_quarter = x.reshape(size, quarters, -1).sum(axis=2)
    of_quarter = n * (x.shape[1] // quarters)
    judged = np.tile(np.arange(quarters) >= quarters - JUDGED, size)
    rows = series[np.repeat(np.arange(size), quarters)].with_columns(
        quarter=pl.Series(np.tile([q[0] for q in QUARTERS[:quarters]], size)),
        numerator=pl.Series(by_quarter.ravel().astype(float)),
        denominator=pl.Series(np.repeat(of_quarter, quarters).astype(float)),
        least_denominator=pl.Series(np.repeat(of_quarter * kind.pooled if kind.pooled > 1 else np.full(size, 30), quarters)),
        # Earlier quarters are history of the charts and no more: who is named is decided by the last three.
        peer_group=pl.when(pl.Series(judged)).then(pl.lit("county")),
        shares_target=pl.Series(judged),
        **{name: pl.lit(value) for name, value in FIXED.items()},
        value=pl.lit(None, pl.Float64), blank=pl.lit(None, pl.String),
    )  # fmt: skip
    return rows, _months(series, x, n, kind), series.with_columns(truly=pl.Series(lags))


def _months(series: pl.DataFrame, x: np.ndarray, n: np.ndarray, kind: Province) -> pl.DataFrame:
    if not kind.by_month:
        return pl.DataFrame(schema=MONTHS)
    periods = x.shape[1]
    at = np.tile(np.arange(periods), n.size)
    return series[np.repeat(np.arange(n.size), periods)].select(
        "indicator", "region_code", department_code=pl.lit("*"),
        quarter=pl.Series(np.array([q[0] for q in QUARTERS])[at // 3]), month_index=pl.Series(at),
        value=pl.Series((x / n[:, None]).ravel()), denominator=pl.Series(np.repeat(n, periods).astype(float)),
    )  # fmt: skip


def _targets(indicators: pl.DataFrame) -> pl.DataFrame:
    """One rate for every indicator of the plan, due before any quarter that is judged."""
    return indicators.with_columns(
        region_code=pl.lit(None, pl.Int64), department_code=pl.lit(None, pl.String), target_on=pl.lit(date(2015, 12, 31)),
        comparator=pl.lit(">="), value=pl.lit(BAR), kind=pl.lit("reach"), baseline=pl.lit(None, pl.Float64),
        baseline_on=pl.lit(None, pl.Date),
    )  # fmt: skip


def _quarters(plans: pl.DataFrame, history: int) -> pl.DataFrame:
    own = pl.DataFrame(QUARTERS[:history], schema=["quarter", "period_end", "quarter_index"], orient="row")
    return plans.join(own, how="cross").with_columns(pl.col("quarter_index").cast(pl.Int32), is_over=pl.lit(False))


ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
QUARTERS = [(f"{y}Q{q}", date(y, *ENDS[q - 1]), y * 4 + q - 1) for y in range(2016, 2024) for q in range(1, 5)]
FIXED = {
    "department_code": "*", "family": "region", "n_rows": 1, "origin": "event", "unit": "percent", "direction": "up",
    "margin": 0.0, "series": "flow",
}  # fmt: skip
MONTHS = {
    "indicator": pl.Int64, "region_code": pl.Int64, "department_code": pl.String, "quarter": pl.String,
    "month_index": pl.Int64, "value": pl.Float64, "denominator": pl.Float64,
}  # fmt: skip
