"""Which way does a series go? Net change of stocks, the recent trend of short annual series, Mann-Kendall.

Verdicts use the first two. Mann-Kendall and Sen's slope are here for comparison with published figures: beside the
trend rule of the process chart they would count the same evidence twice (rulings, Sanctions: not in verdicts).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import ndtr

from metrics.series import Floats, Matrix, Truths, codes_of, grid_of

RECENT = 5  # annual points of a recent trend
SURE = 9.549535706083  # chi-square, one degree of freedom, 99.8 %
TRENDS: dict[int, str | None] = {-1: "falling", 0: "none", 1: "rising", 2: None}
REASONS: dict[int, str | None] = {0: None, 1: "TOO_FEW_POINTS", 2: "MISSING_YEAR", 3: "NO_LIMITS", 4: "ALL_OR_NONE"}


def net_change(rows: pl.DataFrame, keys: Sequence[str], period: str = "period_index") -> pl.DataFrame:
    """What was added since the period before: the series in which a stock (coverage, say) can show a change of pace.

    rows: `keys`, period_index, value. Returns the rows with value replaced by the difference from the period just before,
    null where that is missing; denominator, target and unit, which belong to the stock, become null: a change may be below
    nought and has no cases. Where unit and denominator are given, one_case is the least by which the stock can move: one case
    of the denominator, or one of a count. Process charts of a stock are made of this (rulings, Verdicts).
    Raises ValueError where a series has a period twice.
    """
    grid = grid_of(rows, keys, period)
    y = grid.spread(rows["value"])
    change = np.full(y.shape, np.nan)
    change[:, 1:] = np.diff(y, axis=1)
    emptied = [pl.lit(None, dtype=pl.Float64).alias(c) for c in ("denominator", "target") if c in rows.columns]
    no_unit = [pl.lit(None, dtype=pl.String).alias("unit")] if "unit" in rows.columns else []
    least = [_one_case()] if {"unit", "denominator"} <= set(rows.columns) else []
    return rows.with_columns(grid.gather("value", change), *emptied, *no_unit, *least)


def _one_case() -> pl.Expr:
    n, unit = pl.col("denominator").cast(pl.Float64), pl.col("unit").cast(pl.String)
    return pl.when((unit == "percent") & (n > 0)).then(1 / n).when(unit == "count").then(1.0).alias("one_case")


def recent_trend(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The trend of the last five years of each series: sure at 99.8 %, and not the work of one year.

    rows: `keys`, period_index (the year), value, low, high (its 95 % interval, in the value's unit), and where value is a
    proportion numerator, denominator; direction? ('up', 'down', 'none'). Five consecutive years up to the last of the
    series are needed. Weighted least squares, weight (3.92 / (high - low))^2; a trend is told if chi-square = (slope /
    standard error)^2 exceeds 9.55 and the slope keeps its sign with any one year left out. Where a year has no interval
    but counts, Cochran-Armitage and the slopes of the logit take their place; a year of all or none then stops it.
    Returns one row a series: trend ('rising', 'falling', 'none'), judgement ('better', 'worse', 'same'), slope a year,
    chi_square, trend_reason. Source: UK Fingertips, Recent trends (technical guidance; FingertipsNext d1600f4).
    Never with more years until it is sure: that would be looking until something is found.
    """
    grid = grid_of(rows, keys)
    names = [c for c in ("value", "low", "high", "numerator", "denominator") if c in rows.columns]
    cells = {name: _latest_five(grid.spread(rows[name]), grid.spread(rows["value"])) for name in names}
    absent = np.full((grid.shape[0], RECENT), np.nan)
    value, low, high = (cells.get(name, absent) for name in ("value", "low", "high"))
    x, n = cells.get("numerator", absent), cells.get("denominator", absent)
    with np.errstate(invalid="ignore", divide="ignore"):
        has_limits = (high > low).all(axis=1)
        has_counts = ((n > 0) & (x >= 0) & (x <= n)).all(axis=1)
        is_extreme = ((x == 0) | (x == n)).any(axis=1)
        chi, slope, lasting = trend_of_values(value, low, high)
        chi_counts, slope_counts, lasting_counts = trend_of_counts(x, n)
    by_counts = np.isnan(low).any(axis=1) & has_counts  # limits that are there but no limits (14.3 to 14.3) stop it
    chi, slope = np.where(by_counts, chi_counts, chi), np.where(by_counts, slope_counts, slope)
    lasting = np.where(by_counts, lasting_counts, lasting)
    points = np.bincount(grid.row[np.isfinite(rows["value"].cast(pl.Float64).to_numpy())], minlength=grid.shape[0])
    missing = np.isnan(value).any(axis=1)
    reason = np.select([points < RECENT, missing, ~has_limits & ~by_counts, by_counts & is_extreme], [1, 2, 3, 4], 0)
    known = reason == 0
    with np.errstate(invalid="ignore"):
        trend = np.where(known, np.where((chi > SURE) & lasting, np.sign(np.nan_to_num(slope)), 0), 2)
    told = grid.names.with_columns(
        codes_of(TRENDS, "trend", pl.Series(trend.astype(np.int8))),
        pl.Series("slope", np.where(known, slope, np.nan)).fill_nan(None),
        pl.Series("chi_square", np.where(known, chi, np.nan)).fill_nan(None),
        codes_of(REASONS, "trend_reason", pl.Series(reason)),
    )
    return told.with_columns(_judgement(rows, keys, told))


def _judgement(rows: pl.DataFrame, keys: Sequence[str], told: pl.DataFrame) -> pl.Series:
    if "direction" not in rows.columns:
        return pl.repeat(None, told.height, dtype=pl.String, eager=True).alias("judgement")
    given = rows.group_by(keys, maintain_order=True).agg(pl.col("direction").last())
    good = pl.col("direction").replace_strict({"up": "rising", "down": "falling"}, default=None, return_dtype=pl.String)
    judged = (
        pl.when(good.is_null() | pl.col("trend").is_null())
        .then(None)
        .when(pl.col("trend") == "none")
        .then(pl.lit("same"))
        .when(pl.col("trend") == good)
        .then(pl.lit("better"))
        .otherwise(pl.lit("worse"))
    )
    joined = told.join(given, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return joined.select(judged.alias("judgement")).to_series()


def _latest_five(cells: Matrix, value: Matrix) -> Matrix:
    """The five columns that end with the last known value of each series; NaN where the grid begins later."""
    known = ~np.isnan(value)
    last = value.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1) if value.shape[1] else np.zeros(len(value), dtype=int)
    columns = last[:, None] + np.arange(1 - RECENT, 1)
    if not value.shape[1]:
        return np.full((len(value), RECENT), np.nan)
    return np.where(columns >= 0, np.take_along_axis(cells, np.maximum(columns, 0), axis=1), np.nan)


def trend_of_values(value: Matrix, low: Matrix, high: Matrix) -> tuple[Floats, Floats, Truths]:
    """Chi-square, slope, and whether its sign lasts when any one year is left out. value, low, high: series x years."""
    weight = np.where(high > low, (3.92 / (high - low)) ** 2, np.nan)
    slope, error = _slope(value, weight)
    return (slope / error) ** 2, slope, _lasts(value, weight, slope)


def trend_of_counts(x: Matrix, n: Matrix) -> tuple[Floats, Floats, Truths]:
    """Cochran-Armitage chi-square over the years, and the unweighted slope of the logit. x, n: series x years."""
    t = np.arange(1.0, x.shape[1] + 1)
    total, rate = n.sum(axis=1), x.sum(axis=1) / n.sum(axis=1)
    pull = ((x - n * rate[:, None]) * t).sum(axis=1)
    spread = (n * t**2).sum(axis=1) - (n * t).sum(axis=1) ** 2 / total
    logit = np.where((x > 0) & (x < n), np.log(x / (n - x)), np.nan)
    slope, _ = _slope(logit, np.ones_like(logit))
    return pull**2 / (rate * (1 - rate) * spread), slope, _lasts(logit, np.ones_like(logit), slope)


def _slope(y: Matrix, w: Matrix) -> tuple[Floats, Floats]:
    """Weighted least squares on 1..5: slope, and its standard error where weights are inverse variances."""
    t = np.arange(1.0, y.shape[1] + 1)
    sw, swt, swtt = w.sum(axis=1), (w * t).sum(axis=1), (w * t * t).sum(axis=1)
    base = sw * swtt - swt**2
    return (sw * (w * t * y).sum(axis=1) - swt * (w * y).sum(axis=1)) / base, np.sqrt(sw / base)


def _lasts(y: Matrix, w: Matrix, slope: Floats) -> Truths:
    without = []
    for year in range(y.shape[1]):
        kept = w.copy()
        kept[:, year] = 0
        without.append(np.sign(_slope(np.nan_to_num(y), kept)[0]) == np.sign(slope))
    return np.logical_and.reduce(without)


def mann_kendall(y: Matrix) -> dict[str, Floats]:
    """Mann-Kendall test of each row of y (series x periods, NaN left out): s, var_s, z, p (two-sided, normal), tau, p_exact.

    Tie-corrected variance and continuity correction; tau is Kendall's tau-a. p_exact only without ties and below 10 points,
    where the normal p misleads (5 rising points: .0275 for .0167); NaN otherwise. NaN with fewer than two points.
    Source: Mann 1945; Kendall 1975; figures of pyMannKendall 1.4 and R cor.test.
    """
    n = (~np.isnan(y)).sum(axis=1).astype(float)
    s, tied = np.zeros(len(y)), np.zeros(len(y))
    with np.errstate(invalid="ignore", divide="ignore"):
        for back in range(1, y.shape[1]):
            s += np.nansum(np.sign(y[:, back:] - y[:, :-back]), axis=1)
        ordered = np.sort(y, axis=1)  # NaN last
        size = np.ones(y.shape)
        for t in range(1, y.shape[1]):
            size[:, t] = np.where(ordered[:, t] == ordered[:, t - 1], size[:, t - 1] + 1, 1)
            # t(t-1)(2t+5) grows by this as a group of ties grows from t-1 to t
            tied += np.where(size[:, t] > 1, _tie(size[:, t]) - _tie(size[:, t] - 1), 0)
        variance = (_tie(n) - tied) / 18
        z = np.where(s == 0, 0.0, (s - np.sign(s)) / np.sqrt(variance))
        few = n < 2
        exact = np.where((tied == 0) & (n < 10) & ~few, _exact(n, s), np.nan)
        told = {"s": s, "var_s": variance, "z": z, "p": 2 * ndtr(-np.abs(z)), "tau": s / (n * (n - 1) / 2)}
    return {name: np.where(few, np.nan, v) for name, v in told.items()} | {"p_exact": exact}


def _tie(size: Floats) -> Floats:
    return size * (size - 1) * (2 * size + 5)


def _exact(n: Floats, s: Floats) -> Floats:
    """Two-sided chance of an S this far from 0 among all orders of n different values."""
    counts = np.ones(1)  # orders by number of inversions, for 1, 2, ... values
    table = {1: counts}
    for size in range(2, 10):
        counts = np.convolve(counts, np.ones(size))
        table[size] = counts
    p = np.full(len(n), np.nan)
    for size, orders in table.items():
        own = n == size
        inversions = np.arange(len(orders))
        far = np.abs(size * (size - 1) / 2 - 2 * inversions)
        p[own] = [(orders[far >= abs(one)]).sum() / orders.sum() for one in s[own]]
    return p


def sen_slope(y: Matrix) -> tuple[Floats, Floats]:
    """Sen's slope and intercept of each row: the median of all pairwise slopes over distance in periods.

    y: series x periods, NaN for a gap, whose place counts. Intercept: median of y - median period * slope (Conover 1980).
    Memory grows with the square of the periods; meant for a few hundred series. Source: Sen 1968.
    """
    first, second = np.triu_indices(y.shape[1], k=1)
    with np.errstate(invalid="ignore"):
        slopes = (y[:, second] - y[:, first]) / (second - first)
    known = ~np.isnan(y)
    slope = np.nanmedian(slopes, axis=1)
    when = np.where(known, np.arange(y.shape[1]), np.nan)
    return slope, np.nanmedian(y, axis=1) - np.nanmedian(when, axis=1) * slope
