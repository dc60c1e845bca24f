"""Did the level change on the day of a rule? Interrupted time series of monthly counts.

A straight line on the log scale, a step and a change of slope at the date, season, and more spread than Poisson. The slope is
counted from the date: counted from the first month the step would be an effect extrapolated to a month before the rule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.claim import framed
from metrics.rates import Z95
from metrics.segments import Floats

LEAST_MONTHS = 12  # on either side; fewer: weak design
LEAST_TO_FIT = (12, 3)  # in all, and on either side; fewer: nothing is fitted
LEAST_EVENTS = 10  # on either side
SEASON_FROM = 24  # months, from which a yearly pattern can be told from a trend
LAGS = 3  # of the errors that allow for autocorrelation
UNRELATED = (1.5, 2.5)  # Durbin-Watson within: no autocorrelation worth the name


@dataclass(frozen=True)
class Segmented:
    """One fitted series: log coefficients by name, their errors (quasi-Poisson, and allowing for autocorrelation), spread."""

    coef: dict[str, float]
    se: dict[str, float]
    hac_se: dict[str, float]
    dispersion: float
    durbin_watson: float


def segmented(
    count: Floats, exposure: Floats, time: Floats, after: NDArray[np.bool_], *, month: Floats | None = None,
    has_slope: bool = True,
) -> Segmented:  # fmt: skip
    """Fit log E(count) = log exposure + a + b after + c time + d (time - last month before) after + two waves of `month`.

    Arrays of one length, one value a month; exposure above 0; month 1-12, None: no season. Names of the coefficients:
    level, step, trend, slope, sine1, cosine1, sine2, cosine2. Errors: Pearson chi-square per degree of freedom, and
    Newey-West with 3 lags. Raises ValueError where the arrays differ in length or an exposure is not above 0.
    Source: Lopez Bernal, Cummins & Gasparrini 2017 (Int J Epidemiol 46:348), corrected 2020; fitted by statsmodels.
    """
    if len({len(a) for a in (count, exposure, time, after)}) > 1 or np.any(~(exposure > 0)):
        raise ValueError("segmented: arrays of one length and exposures above 0 are needed")
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.stats.stattools import durbin_watson

    columns = {"level": np.ones(len(count)), "step": after.astype(np.float64), "trend": time.astype(np.float64)}
    if has_slope:
        columns["slope"] = np.where(after, time - time[~after].max(), 0.0)
    if month is not None:
        angle = 2 * np.pi * month / 12
        columns |= {
            "sine1": np.sin(angle),
            "cosine1": np.cos(angle),
            "sine2": np.sin(2 * angle),
            "cosine2": np.cos(2 * angle),
        }
    model = GLM(count, np.stack([*columns.values()], axis=1), family=Poisson(), offset=np.log(exposure))
    plain, hac = model.fit(scale="X2"), model.fit(scale="X2", cov_type="HAC", cov_kwds={"maxlags": LAGS})
    return Segmented(
        dict(zip(columns, map(float, plain.params), strict=True)), dict(zip(columns, map(float, plain.bse), strict=True)),
        dict(zip(columns, map(float, hac.bse), strict=True)), float(plain.scale), float(durbin_watson(plain.resid_pearson)),
    )  # fmt: skip


def weigh(months: pl.DataFrame, *, outcome: str = "comply") -> pl.DataFrame:
    """Rows of stat_effect of the design interrupted, one a measure, not yet concluded.

    months: measure_code, month (first day), n, exposure, rule_on. The month in which the rule took effect halfway belongs to
    neither side. estimate: rate ratio of the step; the wider of the two intervals where residuals hang together
    (Durbin-Watson outside 1.5-2.5). reason: weak_design (fewer than 12 months on a side), few_events (fewer than 10 events).
    """
    rows = [
        _of(code, own.sort("month"), outcome) for (code,), own in months.group_by("measure_code", maintain_order=True)
    ]
    return framed(rows)


def _of(code: object, own: pl.DataFrame, outcome: str) -> dict[str, Any]:
    own = own.filter(pl.col("exposure") > 0)
    day = pl.col("rule_on")
    own = own.filter((pl.col("month") >= day) | (pl.col("month").dt.offset_by("1mo") <= day))
    after = own.select(pl.col("month") >= day).to_series().to_numpy().astype(bool)
    n_before, n_after = int((~after).sum()), int(after.sum())
    count, exposure = (own[c].cast(pl.Float64).to_numpy() for c in ("n", "exposure"))
    detail: dict[str, Any] = {"n_before": n_before, "n_after": n_after}
    is_weak = min(n_before, n_after) < LEAST_MONTHS
    row = {
        "measure_code": code, "design": "interrupted", "outcome": outcome, "n_treated": n_after, "n_control": n_before,
        "n_events": int(count.sum()), "reason": "weak_design" if is_weak else None,
    }  # fmt: skip
    if n_before + n_after < LEAST_TO_FIT[0] or min(n_before, n_after) < LEAST_TO_FIT[1]:
        return row | {"detail": json.dumps(detail | {"state": "weak_design"}), "reason": "weak_design"}
    if min(count[after].sum(), count[~after].sum()) < LEAST_EVENTS:
        return row | {"detail": json.dumps(detail | {"state": "few_events"}), "reason": "few_events"}
    month = own["month"].dt.month().cast(pl.Float64).to_numpy()
    time = (own["month"].dt.year() * 12 + own["month"].dt.month()).cast(pl.Float64).to_numpy()
    has_season = n_before + n_after >= SEASON_FROM
    fit = segmented(count, exposure, time - time.min() + 1, after, month=month if has_season else None)
    hangs = not UNRELATED[0] <= fit.durbin_watson <= UNRELATED[1]
    se = max(fit.se["step"], fit.hac_se["step"]) if hangs else fit.se["step"]
    ends = {name: _ends(fit.coef["step"], error["step"]) for name, error in (("plain", fit.se), ("hac", fit.hac_se))}
    slope_low, slope_high = _ends(
        fit.coef["slope"], max(fit.se["slope"], fit.hac_se["slope"]) if hangs else fit.se["slope"]
    )
    from scipy import special

    low, high = _ends(fit.coef["step"], se)
    return row | {
        "estimate": float(np.exp(fit.coef["step"])), "low": low, "high": high,
        "p": float(2 * special.ndtr(-abs(fit.coef["step"] / se))) if se > 0 else None,
        "detail": json.dumps(detail | {
            "step": float(np.exp(fit.coef["step"])), "slope": float(np.exp(fit.coef["slope"])), "slope_low": slope_low,
            "slope_high": slope_high, "dispersion": fit.dispersion, "durbin_watson": fit.durbin_watson,
            "is_autocorrelated": hangs, "hac_low": ends["hac"][0], "hac_high": ends["hac"][1], "season": has_season,
            "state": "weak_design" if is_weak else "fitted",
        }),
    }  # fmt: skip


def _ends(coef: float, se: float) -> tuple[float, float]:
    return float(np.exp(coef - Z95 * se)), float(np.exp(coef + Z95 * se))
