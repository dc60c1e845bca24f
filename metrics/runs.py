"""The rules of a process chart: which points are more than chance? One column of marks a rule, all series at once.

A mark is 1 where the rule is hit on the high side (or rising), -1 on the low side (or falling), 0 elsewhere. A gap ends
every run: seven points with a hole between them are no run of seven.
Source: NHS England, Making Data Count; as coded in nhs-r-community/NHSRplotthedots 050b07d, R/ptd_calculate_point_type.R.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from metrics.series import Marks, Matrix

Columns = NDArray[np.int64]
RUN = 7  # points on one side, or rising or falling one after the other


def sides(y: Matrix, centre: Matrix) -> Marks:
    """Above (1) or below (-1) the centre; 0 on it, and for a gap: both break a run."""
    with np.errstate(invalid="ignore"):
        return (y > centre).astype(np.int8) - (y < centre).astype(np.int8)


def run_ends(side: Marks, length: int = RUN, start: Columns | None = None) -> Marks:
    """Where a run of `length` equal marks, none of them 0, ends or goes on.

    side: series x periods. start: the column where each cell's phase begins; a run does not lead over a change of phase.
    """
    ends = np.zeros_like(side)
    ends[:, length - 1 :] = side[:, length - 1 :]
    for back in range(1, min(length, side.shape[1])):
        ends[:, back:][side[:, :-back] != side[:, back:]] = 0
    if start is not None:
        ends[np.arange(side.shape[1]) - length + 1 < start] = 0
    return ends


def mark_back(ends: Marks, length: int = RUN) -> Marks:
    """Mark every point of the runs that end at `ends`; a turning point shared by two trends belongs to the later."""
    marks = ends.copy()
    for back in range(1, length):
        later = ends[:, back:]
        marks[:, : later.shape[1]][later != 0] = later[later != 0]
    return marks


def steps(y: Matrix, start: Columns) -> Marks:
    """Sign of each step from the period before; 0 for a tie, after a gap and where a phase begins."""
    out = np.zeros(y.shape, dtype=np.int8)
    with np.errstate(invalid="ignore"):
        change = np.diff(y, axis=1)
        out[:, 1:] = (change > 0).astype(np.int8) - (change < 0).astype(np.int8)
    out[np.arange(y.shape[1]) == start] = 0
    return out


def trend_ends(y: Matrix, start: Columns) -> Marks:
    """Where seven strictly rising (1) or falling (-1) points end: six steps. A tie breaks the trend."""
    return run_ends(steps(y, start), RUN - 1)


def two_of_three(near: NDArray[np.bool_], side: Marks, start: Columns | None = None) -> Marks:
    """Points near a limit that are two of three neighbours, all three on that side of the centre; only near ones marked."""
    ends = run_ends(side, 3, start)
    count = near.astype(np.int8)
    count[:, 2:] += near[:, 1:-1].astype(np.int8) + near[:, :-2]
    ends[count < 2] = 0
    return np.where(near, mark_back(ends, 3), 0).astype(np.int8)
