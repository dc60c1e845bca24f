"""Holt's exponential smoothing with a damped trend, for all series and a grid of parameters at once.

State after each period: level l and trend b, with f = l + phi b the value foreseen and e the error made:
l = f + alpha e, b = phi b + alpha beta e. A gap makes no error: the state moves on by its own trend.
Prediction variance: s2 (1 + sum of c_j^2, j < h), c_j = alpha (1 + beta (phi + ... + phi^j)).
Source: Gardner and McKenzie 1985; Hyndman, Koehler, Ord and Snyder 2008, ch. 6 (class 1, additive error, AAdN).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.series import Floats, Matrix

FIRST = 8  # points whose line starts the smoothing
FEW_CELLS = 1_000  # series x parameter sets up to which a call costs more than what it reckons


class Smoothing(NamedTuple):
    """alpha: weight of the newest value; beta: of the newest change of level; phi: what a trend keeps each period."""

    alpha: float
    beta: float
    phi: float


GRID = tuple(Smoothing(a, b, p) for a in (0.05, 0.2, 0.4, 0.7) for b in (0.05, 0.2) for p in (0.8, 0.95))


@dataclass(frozen=True)
class Smoothed:
    """The state at some origins, with the parameters that erred least up to there. Shapes: origins x series."""

    grid: tuple[Smoothing, ...]
    level: Matrix
    trend: Matrix
    squares: Matrix  # sum of squared errors one period ahead
    n_errors: NDArray[np.int64]
    pick: NDArray[np.int64]  # which of the grid

    @staticmethod
    def join(parts: Sequence[Smoothed]) -> Smoothed:
        """The same origins of several blocks of series."""
        names = ("level", "trend", "squares", "n_errors", "pick")
        return Smoothed(parts[0].grid, *(np.concatenate([getattr(p, n) for p in parts], axis=1) for n in names))

    def ahead(self, origin: int, series: NDArray[np.int64], h: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Mean, variance per unit of error variance, and mean squared error, h periods (>= 1) after an origin."""
        reach, spread = _tables(self.grid, int(h.max(initial=1)))
        pick = self.pick[origin, series]
        mean = self.level[origin, series] + self.trend[origin, series] * reach[pick, h]
        with np.errstate(invalid="ignore", divide="ignore"):
            squares = self.squares[origin, series] / (self.n_errors[origin, series] - LOST)
        return mean, spread[pick, h], squares


LOST = 4  # degrees of freedom spent on level, trend and the choice of parameters


def start_on_line(y: Matrix, first: int = FIRST) -> tuple[Floats, Floats]:
    """Level and trend one period before the first value, from the line through the first values (NaN: gap)."""
    known = ~np.isnan(y)
    w = (known & (np.cumsum(known, axis=1) <= first)).astype(float)
    n = np.maximum(w.sum(axis=1), 1)
    t = np.arange(y.shape[1], dtype=float)
    z = np.nan_to_num(y) * w
    middle = (w @ t) / n
    off = (t - middle[:, None]) * w
    sxx = (off * off).sum(axis=1)
    trend = np.where(sxx > 0, (off * z).sum(axis=1) / np.where(sxx > 0, sxx, 1.0), 0.0)
    begins = np.argmax(known, axis=1)
    return z.sum(axis=1) / n + trend * (begins - 1 - middle), trend


def start_on_first_two(y: Matrix) -> tuple[Floats, Floats]:
    """Level y1 and trend y2 - y1 (Hyndman and Athanasopoulos): the textbook's start, for its figures. No gaps."""
    return y[:, 0].copy(), y[:, 1] - y[:, 0]


def smooth(
    y: Matrix,
    origins: Sequence[int],
    grid: Sequence[Smoothing] = GRID,
    start: tuple[Floats, Floats] | None = None,
) -> Smoothed:
    """Run every parameter set over every series and keep, at each origin (a column), the one that erred least so far.

    y: series x periods, NaN for a gap. start: level and trend before the first value (default `start_on_line`).
    """
    level0, trend0 = start if start is not None else start_on_line(y)
    known = ~np.isnan(y)
    begun = np.logical_or.accumulate(known, axis=1)
    shape = (len(origins), y.shape[0])
    best = np.full(shape, np.inf)
    level, trend, pick = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    at = {column: i for i, column in enumerate(origins)}
    columns = [np.ascontiguousarray(np.nan_to_num(y[:, t])) for t in range(y.shape[1])]
    counted = np.cumsum(known, axis=1)[:, list(origins)].T
    if len(y) * len(grid) <= FEW_CELLS:
        return _side_by_side(columns, known, begun, at, tuple(grid), (level0, trend0), counted)
    for number, (alpha, beta, phi) in enumerate(grid):
        now, slope, squares = level0.copy(), trend0.copy(), np.zeros(y.shape[0])
        for t, come in enumerate(columns):
            seen = now + phi * slope
            error = np.where(known[:, t], come - seen, 0.0)
            squares += error * error
            now = np.where(begun[:, t], seen + alpha * error, now)
            slope = np.where(begun[:, t], phi * slope + alpha * beta * error, slope)
            if t in at:
                i = at[t]
                better = squares < best[i]
                for kept, value in ((best, squares), (level, now), (trend, slope)):
                    np.copyto(kept[i], value, where=better)
                pick[i][better] = number
    return Smoothed(tuple(grid), level, trend, best, counted, pick)


def _side_by_side(
    columns: Sequence[Floats], known: NDArray[np.bool_], begun: NDArray[np.bool_], at: Mapping[int, int],
    grid: tuple[Smoothing, ...], start: tuple[Floats, Floats], counted: NDArray[np.int64],
) -> Smoothed:  # fmt: skip
    """The same of a few series, every parameter set at once: a sixteenth of the calls, each on sixteen times the cells."""
    alpha, beta, phi = (np.array(column)[:, None] for column in zip(*grid, strict=True))
    now, slope = (np.repeat(first[None, :], len(grid), axis=0) for first in start)
    squares, weight, every = np.zeros(now.shape), alpha * beta, np.arange(now.shape[1])
    shape = (len(at), now.shape[1])
    best, level, trend, pick = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    for t, come in enumerate(columns):
        damped = phi * slope
        seen = now + damped
        error = np.where(known[:, t], come - seen, 0.0)
        squares += error * error
        now = np.where(begun[:, t], seen + alpha * error, now)
        slope = np.where(begun[:, t], damped + weight * error, slope)
        if t in at:
            i, first = at[t], np.argmin(squares, axis=0)
            pick[i], best[i], level[i], trend[i] = first, *(kept[first, every] for kept in (squares, now, slope))
    return Smoothed(grid, level, trend, best, counted, pick)


@cache
def _tables(grid: tuple[Smoothing, ...], longest: int) -> tuple[Matrix, Matrix]:
    """For each parameter set and horizon 0..longest: phi + ... + phi^h, and the variance factor."""
    steps = np.arange(1, longest + 1)
    reach = np.zeros((len(grid), longest + 1))
    spread = np.ones((len(grid), longest + 1))
    for i, (alpha, beta, phi) in enumerate(grid):
        reach[i, 1:] = np.cumsum(phi**steps)
        weights = alpha * (1 + beta * reach[i, 1:])
        spread[i, 2:] += np.cumsum(weights**2)[:-1]
    return reach, spread
