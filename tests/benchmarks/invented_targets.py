"""Targets about which it is known that nobody peeped: drawn by lot from what stood two years before their date."""

from __future__ import annotations

import numpy as np
import polars as pl

from metrics import prospect

QUARTERS = [f"{2018 + k // 4}Q{k % 4 + 1}" for k in range(36)]
INDICATORS, COUNTIES = 12, 100
KINDS = np.repeat(["county", "district", "county_city"], [61, 27, 12])
SET_BEFORE = 8  # quarters before its date a target is drawn
ABOUT = 0.05  # standard deviation of targets about what stood then, in rate


def province(rng: np.random.Generator, drift: float = 0.0) -> pl.DataFrame:
    """Rows as prospect.look_ahead takes them: twelve indicators in a hundred counties of three kinds, nine years of quarters.

    All counties share a course on the logit scale that drifts (`drift` a quarter in the mean of indicators, SD 0.03), and
    shocks (SD 0.08, autocorrelation 0.5). Around it counties differ for good (SD 0, 0.2 or 0.5 by indicator), some drift away, and each is unsettled (SD 0.1,
    autocorrelation 0.3). From 4 to 500 cases a quarter by indicator, counties of it unlike; chance is binomial.
    """
    t = np.arange(len(QUARTERS))
    shape = (INDICATORS, COUNTIES, t.size)
    course = rng.uniform(1, 3, INDICATORS)[:, None] + rng.normal(drift, 0.03, INDICATORS)[:, None] * t
    course += 0.08 * _carried(rng, (INDICATORS, t.size), 0.5)
    apart = rng.choice([0, 0.2, 0.5], INDICATORS)[:, None] * rng.normal(size=shape[:2])
    away = rng.choice([0, 0.01], INDICATORS)[:, None] * rng.normal(size=shape[:2])
    logit = course[:, None, :] + apart[:, :, None] + away[:, :, None] * t + 0.1 * _carried(rng, shape, 0.3)
    size = np.exp(rng.uniform(np.log(4), np.log(500), INDICATORS))[:, None] * np.exp(rng.normal(0, 0.5, shape[:2]))
    n = np.maximum(1, rng.poisson(np.repeat(size[:, :, None], t.size, axis=2)))
    x = rng.binomial(n, 1 / (1 + np.exp(-logit)))
    indicator, county, quarter = (v.ravel() for v in np.indices(shape))
    return pl.DataFrame(
        {
            "indicator": np.char.mod("i%d", indicator), "region_code": np.char.mod("%03d", county), "department_code": "*",
            "family": "region", "quarter": np.array(QUARTERS)[quarter], "value": (x / n).ravel(),
            "numerator": x.ravel().astype(float), "denominator": n.ravel().astype(float), "unit": "percent", "series": "flow",
            "direction": "up", "peers": np.char.add(np.char.mod("i%d:", indicator), KINDS[county]),
        }
    )  # fmt: skip


def drawn_by_lot(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """A target for every rate with peers at every year's end, as track_record.look_back takes them.

    The value is drawn about what all peers together stood at two years before; how the unit fared since plays no part.
    """
    rates = rows.filter((pl.col("unit") == "percent") & pl.col("direction").is_in(["up", "down"])).with_columns(
        _at=prospect.index(pl.col("quarter"))
    )
    has_cases = rates.filter(pl.col("peers").is_not_null() & (pl.col("denominator") > 0))
    stood = has_cases.group_by("peers", _at=pl.col("_at") + SET_BEFORE).agg(
        _stood=pl.col("numerator").sum() / pl.col("denominator").sum()
    )
    due = (
        rates.filter(pl.col("quarter").str.ends_with("Q4")).join(stood, on=["peers", "_at"]).sort(*prospect.KEY, "_at")
    )
    target = due["_stood"].to_numpy() + ABOUT * rng.normal(size=due.height)
    return due.select(
        *prospect.KEY, "quarter", plan=pl.lit("p"),
        target_on=pl.date(pl.col("quarter").str.slice(0, 4).cast(pl.Int32), 12, 31),
        target=pl.Series(np.round(np.clip(target, 0.005, 1), 3)),
        comparator=pl.when(pl.col("direction") == "down").then(pl.lit("<=")).otherwise(pl.lit(">=")),
        direction="direction", came="value",
    )  # fmt: skip


def _carried(rng: np.random.Generator, shape: tuple[int, ...], rho: float) -> np.ndarray:
    """Standard normal noise carried over from one quarter to the next (last axis)."""
    noise = rng.normal(size=shape)
    for now in range(1, shape[-1]):
        noise[..., now] = rho * noise[..., now - 1] + np.sqrt(1 - rho**2) * noise[..., now]
    return noise
