"""Control limits of a funnel: how far from the centre line a unit of n cases may stand by chance alone.

Three published conventions give three answers near the line. Ours: the normal form, and the exact binomial where fewer
than five cases are expected on either side. The arcsine form carries the overdispersed limits (metrics/dispersion.py).
All take arrays of any one shape, a centre of 0-1 and n cases, and give rates; NaN where n is 0 or missing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Z95 = 1.959963984540054
Z998 = 3.090232306167813  # one-sided 0.001, not 3
TAIL95, TAIL998 = 0.025, 0.001
FEW = 5  # expected cases on either side below which the normal form misleads


class Limits(NamedTuple):
    """Rates 0-1 of one shape: 95 % and 99.8 % limits."""

    low95: Floats
    high95: Floats
    low998: Floats
    high998: Floats


def limits(centre: ArrayLike, n: ArrayLike) -> Limits:
    """The limits to draw and to read, clipped to 0-1: exact for few expected cases, else the normal form.

    Source: Spiegelhalter 2005 (Stat Med 24:1185), A.1.1.
    """
    centre, n = _checked(centre, n)
    few = (n * np.minimum(centre, 1 - centre)) < FEW
    normal, exact = normal_limits(centre, n), exact_limits(centre, n)
    return Limits(*(np.clip(np.where(few, e, m), 0.0, 1.0) for m, e in zip(normal, exact, strict=True)))


def normal_limits(centre: ArrayLike, n: ArrayLike) -> Limits:
    """centre -/+ z sqrt(centre (1 - centre) / n), not clipped.

    Whoever lies outside has a Wilson interval that leaves the centre out: the same test turned round, hence its name
    "Wilson funnel". Source: UKHSA PHEindicatormethods, phe_funnels.
    """
    centre, n = _checked(centre, n)
    step = np.sqrt(centre * (1 - centre) / n)
    return Limits(centre - Z95 * step, centre + Z95 * step, centre - Z998 * step, centre + Z998 * step)


def exact_limits(centre: ArrayLike, n: ArrayLike) -> Limits:
    """Exact binomial limits with interpolation, not clipped: at tiny n they leave 0-1.

    With r the smallest count whose cumulative probability reaches p, and a = (P(R <= r) - p) / P(R = r), the limit is
    (r - a) / n. Source: Spiegelhalter 2005 (Stat Med 24:1185), A.1.1.
    """
    centre, n = _checked(centre, n)
    return Limits(*(_interpolated(p, centre, n) for p in (TAIL95, 1 - TAIL95, TAIL998, 1 - TAIL998)))


def _interpolated(p: float, centre: Floats, n: Floats) -> Floats:
    from scipy.stats import binom

    with np.errstate(invalid="ignore", divide="ignore"):
        r = binom.ppf(p, n, centre)
        a = (binom.cdf(r, n, centre) - p) / binom.pmf(r, n, centre)
        # Where all or none is certain there is one possible count and nothing to interpolate.
        return np.asarray(np.where((centre <= 0) | (centre >= 1), centre + 0 * n, (r - a) / n))


def arcsine_limits(centre: ArrayLike, n: ArrayLike, tau2: ArrayLike = 0.0) -> Limits:
    """sin^2(asin sqrt(centre) -/+ z sqrt(1 / 4n + tau2)), held at 0 and 1 where the angle runs past them.

    tau2: variance between units on the arcsine scale, 0 for chance alone. Source: Spiegelhalter 2005 (Qual Saf Health
    Care 14:347) as in FunnelPlotR.
    """
    centre, n = _checked(centre, n)
    angle, step = np.arcsin(np.sqrt(centre)), np.sqrt(1 / (4 * n) + np.asarray(tau2, dtype=np.float64))
    ends = (angle - Z95 * step, angle + Z95 * step, angle - Z998 * step, angle + Z998 * step)
    return Limits(*(np.sin(np.clip(e, 0.0, np.pi / 2)) ** 2 for e in ends))


def curves(centre: float, tau2: float, least: float, most: float, points: int = 30) -> pl.DataFrame:
    """n, low95, high95, low998, high998: the arcsine limits over evenly spread (in ratio) cases from least to most."""
    n = np.geomspace(max(least * 0.9, 1.0), max(most * 1.05, least + 1.0), points)
    limits = arcsine_limits(np.full(points, centre), n, np.full(points, tau2))
    return pl.DataFrame({"n": n, **limits._asdict()})


def place(rate: ArrayLike, within: Limits) -> NDArray[np.str_]:
    """low998, low95, inside, high95, high998: where a rate lies; a rate on the limit is inside. '' where either is missing."""
    rate = np.asarray(rate, dtype=np.float64)
    missing = np.isnan(rate) | np.isnan(within.low95)
    conditions = [
        missing, rate < within.low998, rate < within.low95, rate > within.high998, rate > within.high95,
    ]  # fmt: skip
    return np.select(conditions, ["", "low998", "low95", "high998", "high95"], "inside")


def _checked(centre: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    centre, n = np.broadcast_arrays(np.asarray(centre, dtype=np.float64), np.asarray(n, dtype=np.float64))
    if np.any((centre < 0) | (centre > 1)):
        raise ValueError("funnel: a centre line lies between 0 and 1")
    return centre, np.where(n > 0, n, np.nan)
