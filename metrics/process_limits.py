"""Centre and natural limits of every series, as known at each period. Plain matrices in and out.

XmR and p' are one calculation. Each point has a weight, 1 for XmR and the root of its denominator for p'; steps between
neighbours are taken on weight * (value - centre), and a point's limits lie 2.66 mean steps / weight off the centre. For
p' this is Laney's formula, 3 sigma_i sigma_z with sigma_z = mean step of z / 1.128: the root of p(1 - p) cancels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from metrics.series import Floats, Matrix

WIDTH = 2.66  # 3 / 1.128: from the mean range of two neighbours to three sigma
SCREEN = 3.267  # upper limit of the chart of moving ranges
FEW_CASES = 50  # with a smaller mean denominator, or one varying more than fourfold, XmR misleads (statistics.md 3.1)
UNSTEADY = 4.0
TINY = 1e-12  # what rounding may leave between equal values, relative


@dataclass(frozen=True)
class Limits:
    """Series x periods; each cell says what is known up to its period inside its phase.

    n_points, n_steps: values, and pairs of neighbours, counted. centre: their mean (for p' that of all cases together).
    half: from centre to limit for a point of weight 1, NaN without a pair. is_constant: all values are equal. is_p_prime:
    the chart is p'. root, root_typical: root of each denominator, and of the mean denominator so far.
    """

    n_points: NDArray[np.int64]
    n_steps: NDArray[np.int64]
    centre: Matrix
    half: Matrix
    is_constant: NDArray[np.bool_]
    is_p_prime: NDArray[np.bool_]
    root: Matrix
    root_typical: Matrix

    def weight(self, root: Matrix) -> Matrix:
        return np.where(self.is_p_prime, root, 1.0)

    def at(self, column: NDArray[np.int64]) -> Limits:
        """Each cell told what another column of its series knows (the end of its phase, say)."""
        names = ["n_points", "n_steps", "centre", "half", "is_constant", "is_p_prime", "root_typical"]
        return replace(self, **{n: np.take_along_axis(getattr(self, n), column, axis=1) for n in names})


def phase_starts(phase: NDArray[np.int64]) -> NDArray[np.int64]:
    """Column in which each cell's phase begins. phase: series x periods, changing where a new phase begins."""
    begins = np.zeros(phase.shape, dtype=np.int64)
    begins[:, 1:] = np.where(phase[:, 1:] != phase[:, :-1], np.arange(1, phase.shape[1]), 0)
    return np.maximum.accumulate(begins, axis=1)


def phase_ends(start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Last column of each cell's phase."""
    last = start.shape[1] - 1
    mirrored = phase_starts(start[:, ::-1])
    return np.asarray(last - mirrored[:, ::-1])


def steps_of(y: Matrix, start: NDArray[np.int64]) -> Matrix:
    """Size of each step from the period before; NaN at a gap and where a phase begins."""
    out = np.full(y.shape, np.nan)
    out[:, 1:] = np.where(start[:, 1:] == start[:, :-1], np.abs(y[:, 1:] - y[:, :-1]), np.nan)
    return out


def still_so_far(y: Matrix, start: NDArray[np.int64]) -> Matrix:
    """How many steps of the phase so far were nil, but for what rounding leaves."""
    size = steps_of(y, start)
    with np.errstate(invalid="ignore"):
        nil = size <= TINY * np.fmax(1.0, np.abs(y))
    return _running(np.where(np.isnan(size), np.nan, nil), start)[1]


def limits_so_far(y: Matrix, n: Matrix, start: NDArray[np.int64], may_be_p_prime: NDArray[np.bool_]) -> Limits:
    """What is known at each period. y: values; n: denominators or NaN; start: see `phase_starts`; may_be_p_prime: per series.

    A value without a denominator counts for XmR only; one such period keeps its series on XmR.
    """
    n = np.where(np.isnan(y) | ~(n > 0), np.nan, n)
    step = steps_of(y, start)
    n_points, total = _running(y, start)
    n_steps, ranges = _running(step, start)
    n_counted, cases = _running(n, start)
    low, high = _running_extremes(y, start)
    least, most = _running_extremes(n, start)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = total / n_points
        half = WIDTH * ranges / n_steps
        typical = cases / n_counted
        fits = may_be_p_prime[:, None] & (n_counted == n_points) & (n_points > 0)
        is_p_prime = fits & ((typical < FEW_CASES) | (most > UNSTEADY * least))
        is_constant = (n_points > 0) & (high - low <= TINY * np.maximum(np.abs(low), np.abs(high)))
    root = np.sqrt(n)
    if is_p_prime.any():
        _, good = _running(y * n, start)
        with np.errstate(invalid="ignore", divide="ignore"):
            centre = np.where(is_p_prime, good / cases, centre)
            half = np.where(is_p_prime, WIDTH * _weighted_ranges(y, root, centre, start, is_p_prime) / n_steps, half)
    return Limits(n_points, n_steps, centre, half, is_constant, is_p_prime, root, np.sqrt(typical))


def screened(limits: Limits, y: Matrix, start: NDArray[np.int64], end: NDArray[np.int64]) -> Limits:
    """Limits of whole phases after dropping, once, the steps of SCREEN times their mean or more (R package; XmR only).

    Where every step is dropped, as in a constant series, there are no limits left: NaN, as in the package.
    """
    step = steps_of(y, start)
    with np.errstate(invalid="ignore"):
        kept = np.where(step < SCREEN * limits.half / WIDTH, step, np.nan)
    n_kept, ranges = _running(kept, start)
    with np.errstate(invalid="ignore", divide="ignore"):
        return replace(limits, half=np.take_along_axis(WIDTH * ranges / n_kept, end, axis=1))


def _running(values: Matrix, start: NDArray[np.int64]) -> tuple[NDArray[np.int64], Matrix]:
    """Count and sum of the values known so far in the phase."""
    known = ~np.isnan(values)
    count = np.cumsum(known, axis=1)
    total = np.cumsum(np.where(known, values, 0.0), axis=1)
    if not start.any():
        return count, total
    before = np.maximum(start - 1, 0)
    later = start > 0
    count = count - np.where(later, np.take_along_axis(count, before, axis=1), 0)
    total = total - np.where(later, np.take_along_axis(total, before, axis=1), 0.0)
    return count, total


def _running_extremes(values: Matrix, start: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Least and largest value known so far in the phase."""
    low, high = values.copy(), values.copy()
    for t in range(1, values.shape[1]):
        same = start[:, t] < t
        low[same, t] = np.fmin(low[same, t], low[same, t - 1])
        high[same, t] = np.fmax(high[same, t], high[same, t - 1])
    return low, high


def _weighted_ranges(
    y: Matrix, root: Matrix, centre: Matrix, start: NDArray[np.int64], asked: NDArray[np.bool_]
) -> Matrix:
    """Sum of the steps of root * (y - centre) so far, with the centre as known at each period; NaN where not asked."""
    out = np.full(y.shape, np.nan)
    known = ~np.isnan(y[:, 1:]) & ~np.isnan(y[:, :-1]) & (start[:, 1:] == start[:, :-1])
    of_value, of_root = np.zeros(y.shape), np.zeros(y.shape)
    of_value[:, 1:] = np.where(known, np.diff(y * root, axis=1), 0.0)
    of_root[:, 1:] = np.where(known, np.diff(root, axis=1), 0.0)
    for t in range(y.shape[1]):
        at = np.flatnonzero(asked[:, t])
        sizes = np.abs(of_value[at, : t + 1] - centre[at, t, None] * of_root[at, : t + 1])
        out[at, t] = np.where(np.arange(t + 1) > start[at, t, None], sizes, 0.0).sum(axis=1)
    return out


def median_so_far(y: Matrix, start: NDArray[np.int64], asked: NDArray[np.bool_]) -> Floats:
    """Median of the phase so far where asked, NaN elsewhere: the centre of a run chart."""
    out = np.full(y.shape, np.nan)
    for t in range(y.shape[1]):
        at = np.flatnonzero(asked[:, t])
        if at.size:
            known = np.where(np.arange(t + 1) >= start[at, t, None], y[at, : t + 1], np.nan)
            out[at, t] = _median(known)
    return out


def _median(values: Matrix) -> Floats:
    """Median of each row, NaN left out; NaN for a row of nothing else. np.nanmedian takes five times as long."""
    ordered, n = np.sort(values, axis=1), (~np.isnan(values)).sum(axis=1)  # NaN last
    row = np.arange(len(values))
    return np.asarray((ordered[row, (n - 1) // 2] + ordered[row, n // 2]) / 2)
