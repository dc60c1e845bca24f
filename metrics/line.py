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
    """One fitted line a series. Time is counted from the last period of the window, which is 0; shapes: series."""

    intercept: Floats  # at time 0
    slope: Floats
    variance: Floats  # of the noise, floor applied
    n_points: Floats
    weights: Matrix  # 1 for a point used, 0 for a gap: series x window
    rho: float

    def ahead(self, h: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the value h periods after the window (h: per series), NaN with fewer than three points."""
        w, n = self.weights, self.n_points
        t = np.arange(w.shape[1]) - w.shape[1] + 1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            middle = (w @ t) / n
            off = (t - middle[:, None]) * w
            sxx = (off * off).sum(axis=1)
            c = w / n[:, None] + off * ((h - middle) / sxx)[:, None]
            error = 1 + ((c @ _likeness(t, self.rho)) * c).sum(axis=1)
            if self.rho > 0:
                error = error - 2 * (c * self.rho ** (h[:, None] - t)).sum(axis=1)
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
        off = (t - middle[:, None]) * w
        sxx = (off * off).sum(axis=1)
        slope = (off * z).sum(axis=1) / sxx
        level = z.sum(axis=1) / n
        rss = (((z - level[:, None]) * w - slope[:, None] * off) ** 2).sum(axis=1)
        alike = _likeness(t, rho)
        used_up = ((w @ alike) * w).sum(axis=1) / n + ((off @ alike) * off).sum(axis=1) / sxx
        variance = np.maximum(rss / (n - used_up), floor)
    return Line(level - slope * middle, slope, variance, n, w, rho)


def _likeness(t: Floats, rho: float) -> Matrix:
    """Correlation matrix of AR(1) noise at times t."""
    return np.asarray(rho ** np.abs(t[:, None] - t[None, :]))
