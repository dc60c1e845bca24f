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
HISTORY = 16  # quarters; thirteen are needed for process limits, and three make the name
KEY = ["plan", "indicator", "region_code"]


@dataclass(frozen=True)
class Province:
    """What provinces of one kind are like.

    n: cases a quarter, of the middling county (others vary by a fifth); apart: standard deviation between counties of
    equal merit, in rate; rho: autocorrelation of neighbouring quarters (or months); lagging: share of series whose true
    rate is `level`; pooled: 1, or 4 where the card asks for more cases than a quarter has; counties: fewer than ten have
    no peers; by_month: the process chart is kept by month; judged: quarters that are held against peers and target.
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
    judged: int = 3  # make the name; earlier quarters are history of the charts and no more

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


@dataclass(frozen=True)
class Invented:
    """Series of some provinces: their keys, who truly lags, cases a period, and x of n, series x periods."""

    kind: Province
    series: pl.DataFrame
    n: np.ndarray
    x: np.ndarray

    def of(self, plans: np.ndarray) -> Invented:
        """Some of the provinces."""
        kept = np.isin(self.series["plan"].to_numpy(), plans)
        return Invented(self.kind, self.series.filter(pl.Series(kept)), self.n[kept], self.x[kept])

    def rows(self, begin: int, judged: int) -> pl.DataFrame:
        """Rows as metrics.assess takes them, from a quarter on; the last `judged` have peers and a target."""
        kind, size, quarters = self.kind, self.n.size, self.kind.history - begin
        a_quarter = self.x.shape[1] // kind.history
        x, n = self.x.reshape(size, kind.history, a_quarter)[:, begin:].sum(axis=2), self.n * a_quarter
        least = n * kind.pooled if kind.pooled > 1 else np.full(size, 30)
        is_judged = pl.Series(np.tile(np.arange(quarters) >= quarters - judged, size))
        return self.series[np.repeat(np.arange(size), quarters)].select(
            *KEY,
            quarter=pl.Series(np.tile([q[0] for q in QUARTERS[begin : kind.history]], size)),
            numerator=pl.Series(x.ravel().astype(float)),
            denominator=pl.Series(np.repeat(n, quarters).astype(float)),
            least_denominator=pl.Series(np.repeat(least, quarters)),
            peer_group=pl.when(is_judged).then(pl.lit("county")),
            shares_target=is_judged,
            **{name: pl.lit(value) for name, value in FIXED.items()},
            value=pl.lit(None, pl.Float64), blank=pl.lit(None, pl.String),
        )  # fmt: skip

    def months(self) -> pl.DataFrame:
        """Months as metrics.assess takes them; none where charts are kept by quarter."""
        if not self.kind.by_month:
            return pl.DataFrame(schema=MONTHS)
        periods = self.x.shape[1]
        at = np.tile(np.arange(periods), self.n.size)
        return self.series[np.repeat(np.arange(self.n.size), periods)].select(
            "indicator", "region_code", department_code=pl.lit("*"),
            quarter=pl.Series(np.array([q[0] for q in QUARTERS])[at // 3]), month_index=pl.Series(at),
            value=pl.Series((self.x / self.n[:, None]).ravel()),
            denominator=pl.Series(np.repeat(self.n, periods).astype(float)),
        )  # fmt: skip

    def latest(self, rows: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
        """Verdicts of the latest quarter, and who truly lags."""
        indicators = self.series.select("plan", "indicator").unique(maintain_order=True)
        found = assess(
            rows, targets(indicators), calendar(indicators.select("plan").unique(), self.kind.history), months
        )
        last = found.judgements.filter(pl.col("quarter") == QUARTERS[self.kind.history - 1][0])
        told = last.select(*KEY, "word", "code", "signals", "change_mark", "is_nameable", "p_named", "q_named")
        return told.join(self.series, on=KEY, how="left")


def invent(rng: np.random.Generator, kind: Province, provinces: int) -> Invented:
    """Some provinces of a kind."""
    size = provinces * kind.series
    county = np.tile(np.arange(kind.counties), provinces * kind.indicators)
    lags = county < round(kind.lagging * kind.counties)
    rate = np.clip(np.where(lags, kind.level, BAR) + kind.apart * rng.normal(size=size), 0.02, 0.98)
    a_quarter = 3 if kind.by_month else 1
    n = np.maximum(5, np.rint(kind.n / a_quarter * np.exp(rng.normal(0, 0.2, size)))).astype(np.int64)
    x = counts(rng, rate, n, kind.history * a_quarter, kind.rho)
    series = pl.DataFrame(
        {
            "plan": np.repeat(np.arange(provinces), kind.series),
            "indicator": np.repeat(np.arange(provinces * kind.indicators), kind.counties),
            "region_code": county,
            "truly": lags,
        }
    )
    return Invented(kind, series, n, x)


def judge(rng: np.random.Generator, kind: Province, provinces: int) -> pl.DataFrame:
    """Verdicts of the latest quarter: plan, indicator, region_code, word, change_mark, is_nameable, truly (does it lag?)."""
    made = invent(rng, kind, provinces)
    return made.latest(made.rows(0, kind.judged), made.months())


def named(rng: np.random.Generator, kind: Province, provinces: int) -> pl.DataFrame:
    """The same, of provinces in which anybody can be named at all, and of no other: a fraction of the time.

    Exact, for a name needs q of 5 % or less in the quarter itself, and that q knows no history: where no unit has it,
    the rest of the chain can name nobody.
    """
    made = invent(rng, kind, provinces)
    no_months = pl.DataFrame(schema=MONTHS)
    now = made.latest(made.rows(kind.history - kind.pooled, 1), no_months)
    plans = now.filter(pl.col("q_named") <= Q_TO_NAME)["plan"].unique()
    if plans.is_empty():
        return now.clear()
    kept = made.of(plans.to_numpy())
    return kept.latest(kept.rows(0, kind.judged), kept.months())


def targets(indicators: pl.DataFrame) -> pl.DataFrame:
    """One rate for every indicator of the plan, due before any quarter that is judged."""
    return indicators.with_columns(
        region_code=pl.lit(None, pl.Int64), department_code=pl.lit(None, pl.String), target_on=pl.lit(date(2015, 12, 31)),
        comparator=pl.lit(">="), value=pl.lit(BAR), kind=pl.lit("reach"), baseline=pl.lit(None, pl.Float64),
        baseline_on=pl.lit(None, pl.Date),
    )  # fmt: skip


def calendar(plans: pl.DataFrame, history: int) -> pl.DataFrame:
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
