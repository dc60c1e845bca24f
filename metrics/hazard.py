"""Cox's model for spells (start, stop]: strata, Efron ties, clustered errors, and whether hazards stay proportional.

One million listings with measures that enter when they are applied are some two million spells: sums over risk sets are
differences of running totals, so a fit costs a few passes over the spells and never a loop over them.
statsmodels' PHReg counts a spell as at risk on the very day it begins and clusters Breslow's residuals; single fits agree
with it where neither matters (tests), the rest with R.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.segments import Floats, Ints, distinct

MOST_STEPS = 30
CLOSE = 1e-12  # squared length of the next step in standard errors
FRESH = 0.1  # while a step moves no spell's log hazard by more, the curvature of the step before will do
DIVERGED = 15.0  # a log ratio beyond it is separation, not an estimate


@dataclass(frozen=True)
class Spells:
    """Spells in rows: at risk on days start < t <= stop, `event` on stop; x one column a covariate; `unit` whose it is, numbered from 0."""

    start: Ints
    stop: Ints
    event: NDArray[np.bool_]
    x: Floats
    stratum: Ints
    unit: Ints


@dataclass(frozen=True)
class Fit:
    """Log hazard ratios, their errors from the model and robust to spells of one unit, and the check of proportionality."""

    coef: Floats
    model_se: Floats
    robust_se: Floats
    log_likelihood: tuple[float, float]  # without and with the covariates
    n_events: int
    has_converged: bool
    ph_chi2: Floats  # one a covariate, one degree of freedom each


@dataclass(frozen=True)
class _Sets:
    """Risk sets, one per stratum and day of an event, and the kinds of spells that pass through them."""

    flow: Any  # sparse, sets by kinds: 1 where a kind enters, -1 where it leaves; the running total is who is at risk
    tied: Any  # sparse, sets by kinds: 1 where it happened to the kind
    event: NDArray[np.bool_]
    last: Ints  # the set in which it happened, of kinds with an event
    x: Floats
    n: Floats  # spells of the kind
    deaths: Ints
    set_of: Ints  # of each event, in order of sets
    off: Floats  # how much of the tied is taken off for it


@dataclass(frozen=True)
class _Point:
    """What is known at some coefficients."""

    likelihood: float
    score: Floats
    information: Floats | None
    moments: _Moments | None


@dataclass(frozen=True)
class _Moments:
    """Efron's terms, one per event: its risk set, how much of the tied is taken off, the weight left, means; and the risk of each kind."""

    set_of: Ints
    off: Floats
    weight: Floats
    mean: Floats
    risk: Floats


def fit(spells: Spells, *, is_checked: bool = True) -> Fit:
    """Fit log hazard ratios of the columns of x by Newton's method.

    Strata each have a baseline of their own; tied events after Efron; robust errors are clustered by `unit` (sandwich of
    Efron's score residuals). ph_chi2: score test that a log ratio moves with 1 - Kaplan-Meier (NaN unless `is_checked`).
    has_converged is False where the likelihood has no maximum (all events on one side) or the columns depend on each
    other: nothing of it may be told then. Days are whole numbers. Raises ValueError where a spell ends before it begins.
    Source: Cox 1972; Efron 1977; Lin & Wei 1989; Grambsch & Therneau 1994, as in R's survival 3.5 (coxph, cox.zph).
    """
    if np.any(spells.stop <= spells.start):
        raise ValueError("fit: a spell must end after it begins")
    p = spells.x.shape[1]
    came, left, days = _places(spells)
    sets = _gathered(spells, came, left, days.size)
    beta, point, has_converged = _climbed(sets, p)
    null = point.likelihood if p == 0 else _at(sets, np.zeros(p), is_full=False).likelihood
    information, moments = point.information, point.moments
    inverse = None if information is None else _solved(information, np.eye(p))
    if not has_converged or inverse is None or information is None or moments is None:
        blank = np.full(p, np.nan)
        return Fit(blank, blank, blank, (null, point.likelihood), int(sets.deaths.sum()), False, blank)
    meat = _meat(spells, came, left, beta, moments, days.size)
    robust = inverse @ meat @ inverse
    chi2 = _proportional(spells, sets, days, moments, information) if is_checked else np.full(p, np.nan)
    errors = np.sqrt(np.diag(inverse)), np.sqrt(np.maximum(np.diag(robust), 0.0))
    return Fit(beta, *errors, (null, point.likelihood), int(sets.deaths.sum()), True, chi2)


def _climbed(sets: _Sets, p: int) -> tuple[Floats, _Point, bool]:
    """Where the likelihood is highest, what is known there, and whether it is a summit at all."""
    beta = np.zeros(p)
    point = _at(sets, beta)
    information, is_fresh = point.information, True
    for _ in range(MOST_STEPS if sets.deaths.size else 0):
        step = None if information is None else _solved(information, point.score)
        if step is None or np.abs(beta).max(initial=0.0) > DIVERGED:
            break
        if point.score @ step <= CLOSE:
            return (beta, point, True) if is_fresh else (beta, _at(sets, beta), True)
        is_fresh = bool(np.abs(sets.x @ step).max() > FRESH)
        ahead = _at(sets, beta + step, is_full=is_fresh)
        for _ in range(10):
            if ahead.likelihood >= point.likelihood - 1e-9 * abs(point.likelihood):
                break
            step = step / 2
            ahead = _at(sets, beta + step, is_full=is_fresh)
        beta, point = beta + step, ahead
        information = point.information if is_fresh else information
    return beta, point, p == 0


def _places(spells: Spells) -> tuple[Ints, Ints, Ints]:
    """Where each spell comes into and goes out of the line of risk sets, and the day of every risk set."""
    first = int(spells.start.min(initial=0))
    span = int(spells.stop.max(initial=0)) - first + 2
    sets = distinct(spells.stratum[spells.event] * span + spells.stop[spells.event] - first)
    came = np.searchsorted(sets, spells.stratum * span + spells.start - first, side="right")
    left = np.searchsorted(sets, spells.stratum * span + spells.stop - first, side="right")
    return came, left, sets % span + first


def _gathered(spells: Spells, came: Ints, left: Ints, size: int) -> _Sets:
    """Spells alike in every way counted once; those at risk on no day of an event left out."""
    from scipy.sparse import csr_array

    inside = np.flatnonzero(left > came)
    kinds, kind = _patterns(spells.x[inside])
    key = ((came[inside] * (size + 1) + left[inside]) * max(len(kinds), 1) + kind) * 2 + spells.event[inside]
    _, first, n = np.unique(key, return_index=True, return_counts=True)
    own = inside[first]
    event, kinds_n = spells.event[own], n.astype(np.float64)
    last = left[own][event] - 1
    deaths = np.bincount(last, weights=kinds_n[event], minlength=size).astype(np.int64)
    set_of = np.repeat(np.arange(size), deaths)
    nth = np.arange(set_of.size) - np.repeat(np.cumsum(deaths) - deaths, deaths)
    there = np.arange(own.size)
    ones = np.ones(own.size)
    flow = csr_array(
        (np.concatenate([ones, -ones]), (np.concatenate([came[own], left[own]]), np.concatenate([there, there]))),
        shape=(size + 1, own.size),
    )
    tied = csr_array((ones[event], (last, there[event])), shape=(size, own.size))
    return _Sets(flow, tied, event, last, spells.x[own], kinds_n, deaths, set_of, nth / deaths[set_of])


def _patterns(x: Floats) -> tuple[Floats, Ints]:
    """Distinct lines of x and which of them each line is; column by column, as sorting whole lines is slow."""
    code = np.zeros(len(x), dtype=np.int64)
    for column in x.T:
        values, own = np.unique(column, return_inverse=True)
        _, code = np.unique(code * len(values) + own, return_inverse=True)
    _, first, code = np.unique(code, return_index=True, return_inverse=True)
    return x[first], code


def _at(sets: _Sets, beta: Floats, *, is_full: bool = True) -> _Point:
    """Log likelihood and score; in full also the information and the moments they are made of."""
    e = sets.event
    linear = sets.x @ beta
    risk = sets.n * np.exp(linear)

    def over(values: Floats) -> Floats:
        going, tied = np.cumsum(sets.flow @ values)[:-1], sets.tied @ values
        return np.asarray(going[sets.set_of] - sets.off * tied[sets.set_of])

    weight = over(risk)
    likelihood = float(sets.n[e] @ linear[e] - np.log(weight).sum())
    score = sets.n[e] @ sets.x[e] - (_shares(sets, 1 / weight) * risk) @ sets.x
    if not is_full:
        return _Point(likelihood, score, None, None)
    mean = np.empty((weight.size, len(beta)))
    for j, column in enumerate(sets.x.T):
        mean[:, j] = over(risk * column) / weight
    moments = _Moments(sets.set_of, sets.off, weight, mean, risk)
    return _Point(likelihood, score, _information(sets, moments, np.ones(weight.size)), moments)


def _shares(sets: _Sets, each: Floats) -> Floats:
    """For each kind, `each` (one an event) summed over the events it is at risk at, less what is taken off where it is tied.

    What is summed over risk sets, and then over events, is summed over kinds by these: one pass instead of one for every pair.
    """
    size = sets.deaths.size
    whole, off = np.bincount(sets.set_of, each, size), np.bincount(sets.set_of, sets.off * each, size)
    from_here = np.append(np.cumsum(whole[::-1])[::-1], 0.0)
    return np.asarray(sets.flow.T @ from_here - sets.tied.T @ off)


def _information(sets: _Sets, moments: _Moments, by: Floats) -> Floats:
    """Sum over events of the covariance of x in the risk set, each times `by`."""
    of_kind = _shares(sets, by / moments.weight) * moments.risk
    return np.asarray(sets.x.T @ (sets.x * of_kind[:, None]) - moments.mean.T @ (moments.mean * by[:, None]))


def _solved(matrix: Floats, right: Floats) -> Floats | None:
    """Solution of matrix * y = right; None where the matrix says nothing about some direction."""
    scale = np.sqrt(np.diag(matrix))
    if np.any(~(scale > 1e-8)) or np.linalg.cond(matrix / np.outer(scale, scale)) > 1e10:
        return None
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _meat(spells: Spells, came: Ints, left: Ints, beta: Floats, moments: _Moments, size: int) -> Floats:
    """Sum over units of the outer product of their score residuals."""
    at_work = np.flatnonzero(left > came)
    a, b, event, x = came[at_work], left[at_work], spells.event[at_work], spells.x[at_work]
    risk, own = np.exp(x @ beta), moments.set_of
    ends = b[event] - 1  # the risk set in which it happened
    deaths = np.bincount(own, minlength=size)

    def running(values: Floats) -> Floats:
        return np.concatenate([[0.0], np.cumsum(np.bincount(own, values, size))])

    hazard, part = running(1 / moments.weight), np.bincount(own, moments.off / moments.weight, size)
    unit = spells.unit[at_work]
    totals = []
    for j, mean in enumerate(moments.mean.T):
        moved, moved_part = running(mean / moments.weight), np.bincount(own, moments.off * mean / moments.weight, size)
        residual = -risk * (x[:, j] * (hazard[b] - hazard[a]) - (moved[b] - moved[a]))
        middle = np.bincount(own, mean, size) / deaths
        # of tied events only the part not yet taken off was at risk
        residual[event] += x[event, j] - middle[ends] + risk[event] * (x[event, j] * part[ends] - moved_part[ends])
        totals.append(np.bincount(unit, residual))
    whole = np.stack(totals)
    return np.asarray(whole @ whole.T, dtype=np.float64)


def _proportional(spells: Spells, sets: _Sets, days: Ints, moments: _Moments, information: Floats) -> Floats:
    """Score test of x * g(t) beside x, g one minus the Kaplan-Meier curve of all strata just before the day."""
    g = _elapsed(spells, days)[moments.set_of]
    g = g - g.mean()
    e = sets.event
    by_set = np.zeros(sets.deaths.size)
    by_set[moments.set_of] = g
    score = (sets.n[e] * by_set[sets.last]) @ sets.x[e] - g @ moments.mean
    beside, own = _information(sets, moments, g), _information(sets, moments, g * g)
    left = _solved(information, beside)
    if left is None:
        return np.full(len(score), np.nan)
    rest = np.diag(own) - np.einsum("jk,kj->j", beside, left)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(rest > 1e-12, score**2 / rest, np.nan)


def _elapsed(spells: Spells, days: Ints) -> Floats:
    """One minus the Kaplan-Meier curve of all spells just before each of the days."""
    at, deaths = np.unique(spells.stop[spells.event], return_counts=True)
    come, go = np.sort(spells.start), np.sort(spells.stop)
    at_risk = np.searchsorted(come, at, side="left") - np.searchsorted(go, at, side="left")
    before = np.concatenate([[1.0], np.cumprod(1 - deaths / at_risk)])
    return np.asarray(1 - before[np.searchsorted(at, days)], dtype=np.float64)
