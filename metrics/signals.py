"""What a point says: the chart it stands on, the rules it hits, better or worse, and whether the target is within reach.

Matrices in and out, series x periods; `control` brings them from rows and back. Codes are small whole numbers until then.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from metrics.chance_limits import reach
from metrics.process_limits import Limits, median_so_far, still_so_far
from metrics.runs import RUN, mark_back, run_ends, sides, trend_ends, two_of_three
from metrics.series import Marks, Matrix, Truths, Wholes

LEAST_POINTS = 13  # for limits and a verdict
LEAST_RUN = 8  # for a run chart
LEAST_STEPS = 6  # pairs of neighbours behind the limits: half of what thirteen unbroken points have

RULES = ("outside", "trend", "two_of_three", "shift")  # in the order of the R package: the first hit names the point
NONE, RUN_CHART, XMR, P_PRIME, CONSTANT = range(5)
KNOWN = (0, 5)  # reasons with which a point is judged: none, and a constant series


@dataclass(frozen=True)
class Convention:
    """Which published convention. The defaults are ours; PACKAGE is that of the R package, for its vectors.

    screen: drop moving ranges of 3.267 times their mean or more, once (drawn charts only). near_counts_outside: points
    beyond a limit count in two-of-three as well (Making Data Count since November 2023). strict: a target must lie beyond
    a limit, not on it, to be surely passed or failed. improvement_wins: a point hit in both directions is an improvement
    (NHS tool); else the first of RULES says. fix_after: only the first so many periods of a phase make its limits.
    most_still: no chart where a larger share of the steps is nil, or where one case lies outside the limits (see `_too_coarse`).
    still_by_chance: where a larger share of the steps of a rate is nil, its limits are at least as wide as chance makes them.
    """

    screen: bool = False
    near_counts_outside: bool = True
    strict: bool = True
    improvement_wins: bool = True
    fix_after: int | None = None
    least_points: int = LEAST_POINTS
    least_run: int = LEAST_RUN
    least_steps: int = LEAST_STEPS
    most_still: float | None = None
    still_by_chance: float | None = None


OURS = Convention(still_by_chance=0.5)
OF_CHANGES = Convention(most_still=0.5)  # for the net change of a stock, which may well stand still for months
PACKAGE = Convention(
    screen=True, near_counts_outside=False, improvement_wins=False, least_points=1, least_run=1, least_steps=1
)


@dataclass(frozen=True)
class Given:
    """The rows as matrices. start: column where the phase of each cell begins. one: what one case adds to the value."""

    y: Matrix
    n: Matrix
    target: Matrix
    start: Wholes
    is_rate: Truths  # per series
    good: Marks  # per series: 1 up, -1 down, 0 none
    one: Matrix | None = None

    def part(self, block: slice) -> Given:
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        return Given(**{name: cells[block] for name, cells in known.items() if cells is not None})


@dataclass(frozen=True)
class State:
    """What can be said in each cell: the chart, its centre and limits, and why not more."""

    limits: Limits
    chart: Marks
    centre: Matrix
    half: Matrix  # for a point of weight 1
    reason: Marks
    is_still: Truths  # a rate whose limits are those of chance (`chance_limits`)


def state_of(given: Given, limits: Limits, convention: Convention, end: Wholes | None = None) -> State:
    """Limits from thirteen points, a run chart from eight, nothing below: which of these each cell has."""
    limits, is_still = _no_narrower_than_chance(given, limits, convention, end)
    n = limits.n_points
    enough, some = n >= convention.least_points, n >= convention.least_run
    unbroken = (limits.n_steps >= convention.least_steps) & (np.nan_to_num(limits.half) > 0)
    is_constant = enough & limits.is_constant & (limits.n_steps >= convention.least_steps)
    coarse = enough & unbroken & ~is_constant & _too_coarse(given, limits, convention, end)
    full = enough & unbroken & ~is_constant & ~coarse
    run = some & ~enough
    cases = [is_constant, full & limits.is_p_prime, full, run]
    chart = np.select(cases, [CONSTANT, P_PRIME, XMR, RUN_CHART], NONE).astype(np.int8)
    nowhere = (given.good == 0)[:, None]  # the card takes no side: rules stand, but nothing is better or worse
    reasons = [np.isnan(given.y), is_constant, coarse, full & nowhere, full, run, enough]
    reason = np.select(reasons, [1, 5, 7, 6, 0, 3, 4], 2)
    if end is None:
        median = median_so_far(given.y, given.start, run)
    else:
        is_end = np.arange(given.y.shape[1]) == end
        median = np.take_along_axis(median_so_far(given.y, given.start, run & is_end), end, axis=1)
    centre = np.where(full | is_constant, limits.centre, np.where(run, median, np.nan))
    half = np.where(full | is_constant, limits.half, np.nan)
    return State(limits, chart, centre, half, reason.astype(np.int8), is_still)


def _no_narrower_than_chance(
    given: Given, limits: Limits, convention: Convention, end: Wholes | None
) -> tuple[Limits, Truths]:
    """Where a rate stands still in most steps, its moving ranges say too little (`chance_limits`). The limits, and where."""
    if convention.still_by_chance is None:
        return limits, np.zeros(given.y.shape, dtype=bool)
    still = _stands_still(given, limits, convention.still_by_chance, end)
    is_still = given.is_rate[:, None] & ~limits.is_constant & still
    with np.errstate(invalid="ignore"):
        at = np.nonzero(is_still & (limits.centre > 0) & (limits.centre < 1) & (given.n > 0) & ~np.isnan(given.y))
    half = limits.half.copy()
    half[at] = np.maximum(half[at], reach(limits.centre[at], given.n[at]) * limits.weight(limits.root)[at])
    return replace(limits, half=half), is_still


def _too_coarse(given: Given, limits: Limits, convention: Convention, end: Wholes | None) -> Truths:
    """Where a chart would take the grain of the figures for a change: most steps are nil, or a single case, the least by which
    the value can move at all, already lies outside the limits.

    Moving ranges that are mostly nil pull the limits together, and the first thing that happens falls outside. Such chunky
    data are one of two cases in which a chart errs by false alarms (Wheeler 2023, Quality Digest, The Problem of Chunky Data;
    2011, Working with Rare Events: mostly zero counts carry no information, another chart is needed).
    """
    if convention.most_still is None:
        return np.zeros(given.y.shape, dtype=bool)
    one = np.full(given.y.shape, np.nan) if given.one is None else _carried(given.one)
    if end is not None:
        one = np.take_along_axis(one, end, axis=1)
    with np.errstate(invalid="ignore"):
        return _stands_still(given, limits, convention.most_still, end) | np.asarray(limits.half < one)


def _stands_still(given: Given, limits: Limits, most: float, end: Wholes | None) -> Truths:
    """Where a larger share than `most` of the steps that make the limits is nil."""
    still = still_so_far(given.y, given.start)
    if end is not None:
        still = np.take_along_axis(still, end, axis=1)
    return np.asarray(still > most * limits.n_steps)


def _carried(cells: Matrix) -> Matrix:
    """A gap is told what was known before it."""
    column = np.maximum.accumulate(np.where(np.isnan(cells), 0, np.arange(cells.shape[1])), axis=1)
    return np.take_along_axis(cells, column, axis=1)


def rules_at_the_end(given: Given, state: State, convention: Convention) -> dict[str, Marks]:
    """The rules at each point, seen from that point: only runs that end there, against the centre known there."""
    y, limits, shape = given.y, state.limits, given.y.shape
    in_phase = [np.arange(shape[1]) - back >= given.start for back in range(RUN)]

    def earlier(matrix: Matrix, back: int) -> Matrix:
        out = np.full(shape, np.nan)
        out[:, back:] = matrix[:, : max(shape[1] - back, 0)]
        return np.where(in_phase[back], out, np.nan)

    offs = [earlier(y, back) - state.centre for back in range(RUN)]
    with np.errstate(invalid="ignore"):
        above = np.logical_and.reduce([off > 0 for off in offs])
        below = np.logical_and.reduce([off < 0 for off in offs])
        heights = [off * limits.weight(earlier(limits.root, back)) / state.half for back, off in enumerate(offs[:3])]
        near = [np.abs(h) > 2 / 3 for h in heights]
        if not convention.near_counts_outside:
            near = [x & ~(np.abs(h) > 1) for x, h in zip(near, heights, strict=True)]
        side = [np.sign(np.nan_to_num(off)) for off in offs[:3]]
        outside = np.where(np.abs(heights[0]) > 1, side[0], 0)
    together = (side[0] == side[1]) & (side[0] == side[2]) & (sum(x.astype(np.int8) for x in near) >= 2)
    marks = {
        "outside": outside,
        "trend": trend_ends(y, given.start),
        "two_of_three": np.where(near[0] & together, side[0], 0),
        "shift": above.astype(np.int8) - below.astype(np.int8),
    }
    return _only_where_charted(marks, state)


def rules_over_the_whole(given: Given, state: State, convention: Convention) -> dict[str, Marks]:
    """The rules over whole phases: every point of a run is marked."""
    y, limits = given.y, state.limits
    off = y - state.centre
    with np.errstate(invalid="ignore"):
        height = np.abs(off) * limits.weight(limits.root) / state.half
        near, beyond = height > 2 / 3, height > 1
    side = sides(y, state.centre)
    marks = {
        "outside": np.where(beyond, side, 0),
        "trend": mark_back(trend_ends(y, given.start)),
        "two_of_three": two_of_three(near & (convention.near_counts_outside | ~beyond), side, given.start),
        "shift": mark_back(run_ends(side, start=given.start)),
    }
    return _only_where_charted(marks, state)


def _only_where_charted(marks: dict[str, Matrix], state: State) -> dict[str, Marks]:
    """A run chart knows no limits, a constant series hits no rule, and less than a run chart has no rules at all.

    Nor does a rate that stands still know rules of the side of the centre: nearly all its points lie on one.
    """
    known = {rule: np.isin(state.chart, charts_of(rule)) for rule in marks}
    for rule in ("two_of_three", "shift"):
        known[rule] &= ~(state.is_still & np.isin(state.chart, (XMR, P_PRIME)))
    return {rule: np.where(known[rule], m, 0).astype(np.int8) for rule, m in marks.items()}


def charts_of(rule: str) -> list[int]:
    """The charts that know this rule."""
    return [XMR, P_PRIME] if rule in ("outside", "two_of_three") else [RUN_CHART, XMR, P_PRIME]


def _variation(given: Given, state: State, marks: dict[str, Marks], convention: Convention) -> Marks:
    """1 improvement, 2 common cause, 3 concern, 0 nothing to say."""
    signs = np.stack([marks[rule] * given.good[:, None] for rule in RULES])
    better, worse = (signs > 0).any(axis=0), (signs < 0).any(axis=0)
    if not convention.improvement_wins:
        first = np.take_along_axis(signs, np.argmax(signs != 0, axis=0)[None], axis=0)[0]
        better, worse = first > 0, first < 0
    said = np.select([better, worse], [1, 3], 2)
    return np.where(np.isin(state.reason, KNOWN), said, 0).astype(np.int8)


def _assurance(given: Given, state: State, convention: Convention) -> Marks:
    """Does the target lie beyond the limits? A constant series is compared with the target itself.

    For p' the limits are those of a period with the mean denominator so far.
    """
    good = given.good[:, None]
    half = state.half / state.limits.weight(state.limits.root_typical)
    target, low, high = given.target * good, state.centre * good - half, state.centre * good + half
    with np.errstate(invalid="ignore"):
        passed, failed = (target < low, target > high) if convention.strict else (target <= low, target >= high)
        is_constant, stands = state.chart == CONSTANT, state.centre * good
        passed, failed = np.where(is_constant, target <= stands, passed), np.where(is_constant, target > stands, failed)
    said = np.select([passed, failed], [1, 3], 2)
    known = ~np.isnan(target) & ~np.isnan(low) & (good != 0) & np.isin(state.reason, KNOWN)
    return np.where(known, said, 0).astype(np.int8)


def said(given: Given, state: State, marks: dict[str, Marks], convention: Convention) -> dict[str, NDArray[np.generic]]:
    """Everything a row is told, as matrices of small numbers."""
    limits = state.limits
    weight = limits.weight(np.where(np.isnan(limits.root), limits.root_typical, limits.root))
    return {
        "chart": state.chart,
        "n_points": limits.n_points.astype(np.int32),
        "centre": state.centre,
        "lower": state.centre - state.half / weight,
        "upper": state.centre + state.half / weight,
        **{f"rule_{rule}": m for rule, m in marks.items()},
        "variation": _variation(given, state, marks, convention),
        "assurance": _assurance(given, state, convention),
        "series_reason": state.reason,
    }
