"""Does intensity rise with risk? Trend over tiers, equality of tiers, and riskiest against least risky, all rows at once.

Three answers that may differ: the trend asks for a straight rise over stated scores, the homogeneity test for any
difference, the ratio compares the two ends alone, which is what a published plan can be held against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from metrics.exact import rate_ratio, trend_tail
from metrics.multiplicity import with_q
from metrics.vocabulary import TIERS

SCORES = (0.0, 1.0, 2.0, 3.0)  # of TIERS, one step each: stored with every result
LEAST_FOUND = 5  # visited (or found) in all tiers together: below it no arrangement says anything
LEAST_BASE = 30
SURE = 0.05
SMALL_EXPECTED = 5.0  # a cell below it asks for the exact test (statistics.md 2.6) ...
MOST_ENUMERATED = 25  # ... which is enumerated up to so many; beyond, the score is a sum long enough to be normal

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """One value per row; NaN where there is nothing to test (one tier, or none or all visited)."""

    slope: Array  # change of the rate per step of the score
    z: Array  # of the trend; positive: the rate rises
    p_trend: Array  # two-sided
    chi2: Array  # homogeneity, tiers - 1 degrees of freedom
    p_homogeneity: Array


def trend(x: ArrayLike, n: ArrayLike, scores: ArrayLike = SCORES, *, exact: bool = True) -> Trend:
    """Cochran-Armitage test for trend with stated scores, and the chi-square test of equal rates.

    x, n: counts [rows, tiers], 0 <= x <= n; a tier with n = 0 is left out. scores: one per tier.
    z squared is the statistic of R's prop.trend.test and SAS (variance with N; statsmodels' has N - 1).
    Where `exact`, an expected count under 5 is met by the exact conditional test, one-sided and doubled.
    Raises ValueError where x is negative or above n. Source: Armitage 1955 (Biometrics 11:375); Agresti 2002, 3.4.4.
    """
    from scipy import special

    x, n = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if np.any((x < 0) | (x > n)):
        raise ValueError("trend: counts must satisfy 0 <= x <= n")
    s = np.asarray(scores, dtype=np.float64)
    total, found = n.sum(axis=1), x.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = found / total
        spread = (n * s**2).sum(axis=1) - (n * s).sum(axis=1) ** 2 / total
        spread = np.where(spread > 1e-9, spread, np.nan)
        noise = np.where((found > 0) & (found < total), rate * (1 - rate), np.nan)
        away = (s * (x - n * rate[:, None])).sum(axis=1)
        z = away / np.sqrt(noise * spread)
        beyond = np.where(n > 0, (x - n * rate[:, None]) ** 2 / np.where(n > 0, n, 1), 0.0).sum(axis=1)
        chi2 = np.where(np.isnan(spread), np.nan, beyond / noise)
        p = special.erfc(np.abs(z) / np.sqrt(2))
        p_same = special.gammaincc(((n > 0).sum(axis=1) - 1) / 2, chi2 / 2)
        if exact:
            few = np.where(n > 0, n * np.minimum(rate, 1 - rate)[:, None], np.inf).min(axis=1) < SMALL_EXPECTED
            rows = np.flatnonzero(few & ~np.isnan(z) & (np.minimum(found, total - found) <= MOST_ENUMERATED))
            p[rows] = np.minimum(1.0, 2 * trend_tail(x[rows], n[rows], s))
    return Trend(away / spread, z, p, chi2, p_same)


def gradients(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of stat_gradient.

    rows: quarter, asked, region_code, department_code, and for each tier t of a, b, c, d: n_t (register, or visits),
    x_t (visited, or with findings), middle_t (middle of the published band, null without one).
    A state other than rising or inverted is no proof of a flat line: `no_evidence` says so, `too_few` and `one_tier` why.
    """
    x, n, middle = (_by_tier(rows, name) for name in ("x", "n", "middle"))
    n, x = np.nan_to_num(n), np.nan_to_num(x)
    tested = trend(x, n)
    has = n > 0
    few = (x.sum(axis=1) < LEAST_FOUND) | (n.sum(axis=1) < LEAST_BASE)
    low, high = has.argmax(axis=1), len(TIERS) - 1 - has[:, ::-1].argmax(axis=1)
    at = np.arange(len(rows))
    ratio = rate_ratio(x[at, high], n[at, high], x[at, low], n[at, low])
    with np.errstate(divide="ignore", invalid="ignore"):
        planned = middle[at, high] / middle[at, low]
    state = np.select(
        [has.sum(axis=1) < 2, few | np.isnan(tested.z), (tested.p_trend < SURE) & (tested.z > 0), tested.p_trend < SURE],
        ["one_tier", "too_few", "rising", "inverted"], "no_evidence",
    )  # fmt: skip
    two = has.sum(axis=1) >= 2
    names = np.array([*TIERS, None], dtype=object)
    numbers = {
        "slope": tested.slope, "z": tested.z, "p_trend": tested.p_trend, "chi2": tested.chi2, "p_homogeneity": tested.p_homogeneity,
        "ratio": np.where(two, ratio.value, np.nan), "ratio_low": np.where(two, ratio.low, np.nan),
        "ratio_high": np.where(two, ratio.high, np.nan), "planned_ratio": np.where(two, planned, np.nan),
    }  # fmt: skip
    told = rows.select("quarter", "asked", "region_code", "department_code").with_columns(
        n_tiers=pl.Series(has.sum(axis=1), dtype=pl.Int32), n=pl.Series(n.sum(axis=1)).cast(pl.Int64),
        x=pl.Series(x.sum(axis=1)).cast(pl.Int64), scores=_scores(has),
        **{name: _finite(values) for name, values in numbers.items()},
        tier_from=pl.Series(names[np.where(two, low, -1)].tolist(), dtype=pl.String),
        tier_to=pl.Series(names[np.where(two, high, -1)].tolist(), dtype=pl.String), state=pl.Series(state, dtype=pl.String),
    )  # fmt: skip
    sure = pl.when(~pl.col("state").is_in(["one_tier", "too_few"]))
    told = told.with_columns(sure.then(c) for c in ("slope", "z", "p_trend", "chi2", "p_homogeneity"))
    return with_q(told, ["quarter", "asked"], p="p_trend", name="q_trend")


def _by_tier(rows: pl.DataFrame, name: str) -> Array:
    return rows.select(pl.col(f"{name}_{t.lower()}").cast(pl.Float64) for t in TIERS).to_numpy()


def _scores(has: NDArray[np.bool_]) -> pl.Series:
    """The scores of the tiers that have a base, as A=0,B=1,C=2,D=3."""
    frame = pl.DataFrame({t: has[:, i] for i, t in enumerate(TIERS)}, schema=dict.fromkeys(TIERS, pl.Boolean))
    parts = [pl.when(pl.col(t)).then(pl.lit(f"{t}={s:g}")) for t, s in zip(TIERS, SCORES, strict=True)]
    return frame.select(scores=pl.concat_str(parts, separator=",", ignore_nulls=True)).to_series()


def _finite(values: Array) -> pl.Series:
    return pl.Series(np.where(np.isfinite(values), values, np.nan), dtype=pl.Float64, nan_to_null=True)
