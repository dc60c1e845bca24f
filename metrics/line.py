"""The straight line through the recent past, drawn on: where it leads and how far it may be wrong.

Ordinary least squares over the last periods, gaps left out. Noise of neighbouring periods is alike; with first-order
autocorrelation rho the residual variance is too small and the error of a point ahead too narrow. Both are corrected
exactly: E[RSS] = s2 tr(M V) and Var = s2 (1 + c'Vc - 2 c'g), V the AR(1) correlation matrix, c the weights the forecast
gives to the points, g their correlation with the point ahead. rho = 0 is the textbook prediction interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.series import Floats, Matrix

WINDOW = 12  # periods: three years of quarters, one of months


@dataclass(frozen=True)
class Line:
    """One fitted line a series. Time is counted from the last period of the window, which is 0. One entry a series.

    A forecast weighs the points by c = w / n + k off, w 1 for a point and 0 for a gap, off the distance from their middle
    in time. So c'Vc and c'g are made of a few sums over the points, whatever the horizon.
    """

    intercept: Floats  # at time 0
    slope: Floats
    variance: Floats  # of the noise, floor applied
    n_points: Floats
    middle: Floats  # mean time of the points
    sxx: Floats  # sum of off squared
    alike: tuple[Floats, Floats, Floats]  # w'Vw, w'V off, off'V off
    near: tuple[Floats, Floats]  # w'r and off'r, r the correlation of each point with time 0
    rho: float

    def ahead(self, h: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the value h periods after the window (h: per series), NaN with fewer than three points."""
        n, (ww, wo, oo), (wr, ro) = self.n_points, self.alike, self.near
        with np.errstate(invalid="ignore", divide="ignore"):
            k = (h - self.middle) / self.sxx
            error = 1 + ww / n**2 + 2 * k * wo / n + k**2 * oo
            if self.rho > 0:
                error = error - 2 * self.rho**h * (wr / n + k * ro)
            enough = n >= 3
            mean = np.where(enough, self.intercept + self.slope * h, np.nan)
            return mean, np.where(enough, self.variance * error, np.nan)


def fit_line(y: Matrix, rho: float = 0.0, floor: Floats | float = 0.0) -> Line:
    """The line through each row of y (series x window, NaN for a gap), by ordinary least squares.

    rho: autocorrelation of the noise at lag one, 0 <= rho < 1. floor: least variance of the noise, for rows that happen to
    lie on a line. Source: any textbook for rho = 0 (R predict.lm agrees); Judge et al. 1985, ch. 8, for the rest.
    Raises ValueError for a rho outside its range.
    """
    if not 0 <= rho < 1:
        raise ValueError(f"rho {rho}: an autocorrelation from 0 to below 1")
    w = (~np.isnan(y)).astype(float)
    z = np.nan_to_num(y)
    t = np.arange(y.shape[1]) - y.shape[1] + 1.0
    n = w.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (w @ t) / n
        off = np.where(w > 0, t - middle[:, None], 0.0)
        sxx = (off * off).sum(axis=1)
        slope = (off * z).sum(axis=1) / sxx
        level = z.sum(axis=1) / n
        rss = (((z - level[:, None]) * w - slope[:, None] * off) ** 2).sum(axis=1)
        v = rho ** np.abs(t[:, None] - t[None, :])
        of_w, of_off = w @ v, off @ v
        alike = (of_w * w).sum(axis=1), (of_w * off).sum(axis=1), (of_off * off).sum(axis=1)
        variance = np.maximum(rss / (n - alike[0] / n - alike[2] / sxx), floor)
        r = rho**-t
        return Line(level - slope * middle, slope, variance, n, middle, sxx, alike, (w @ r, off @ r), rho)
