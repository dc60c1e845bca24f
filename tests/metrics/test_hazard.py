"""Cox's model: reference runs of R, statsmodels where it agrees, a slow twin of the clustered errors, and what has no estimate."""

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest

from metrics.hazard import Spells, fit

VECTOR = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "cox.json"


def from_birth(time, event, x):
    n = len(time)
    return Spells(np.full(n, -1), np.asarray(time), np.asarray(event, bool), x, np.zeros(n, np.int64), np.arange(n))


@pytest.mark.skipif(not VECTOR.exists(), reason="../shared/vectors is not beside this checkout")
def test_reference_runs_with_tied_days_are_reproduced_down_to_the_check_of_proportionality():
    for case in json.loads(VECTOR.read_text("utf-8"))["cases"]:
        time, event, *x = (np.array(column, dtype=float) for column in case["input"])
        got, told = fit(from_birth(time.astype(int), event, np.stack(x, axis=1))), case["efron"]
        np.testing.assert_allclose(got.coef, np.atleast_1d(told["coef"]), atol=1e-5)
        np.testing.assert_allclose(np.exp(got.coef), np.atleast_1d(told["hr"]), atol=1e-5)
        np.testing.assert_allclose(got.model_se, np.atleast_1d(told["se"]), atol=1e-5)
        np.testing.assert_allclose(got.log_likelihood, told["loglik"], atol=1e-6)
        np.testing.assert_allclose(got.ph_chi2, case["zph_km"]["chisq"][:-1], atol=1e-6)
        assert got.n_events == told["nevent"] and got.has_converged


def some(seed, n, *, strata=3, two=True):
    """Units watched from day 0 that may change sides once; day-tied; a covariate each, and one they keep."""
    rng = np.random.default_rng(seed)
    end, change = rng.integers(1, 25, n), rng.integers(0, 25, n)
    happened, kept, stratum = rng.random(n) < 0.7, rng.integers(0, 3, n), rng.integers(0, strata, n)
    rows = []
    for i in range(n):
        if two and change[i] < end[i]:
            rows.append((-1, change[i], False, 0, kept[i], stratum[i], i))
            rows.append((change[i], end[i], happened[i], 1, kept[i], stratum[i], i))
        else:
            rows.append((-1, end[i], happened[i], 0, kept[i], stratum[i], i))
    start, stop, event, *x, own, unit = (np.array(c) for c in zip(*rows, strict=True))
    keep = stop > start
    return Spells(start[keep], stop[keep], event[keep], np.stack(x, axis=1)[keep].astype(float), own[keep], unit[keep])


def test_statsmodels_agrees_once_its_entry_is_shifted_past_the_day():
    from statsmodels.duration.hazard_regression import PHReg

    spells = some(1, 250)
    theirs = PHReg(
        spells.stop + 1, spells.x, status=spells.event.astype(int), entry=spells.start + 1.5, strata=spells.stratum, ties="efron"
    ).fit()  # fmt: skip
    got = fit(spells)
    np.testing.assert_allclose(got.coef, theirs.params, atol=1e-5)
    np.testing.assert_allclose(got.model_se, theirs.bse, atol=1e-5)


def slow_robust(spells, beta):
    """Efron's score residuals by their definition, unit by unit, and the sandwich round the information."""
    x, score = spells.x, [exp(v) for v in spells.x @ beta]
    p = x.shape[1]
    residual, information = np.zeros((len(x), p)), np.zeros((p, p))
    for stratum, day in sorted(
        {(s, t) for s, t, e in zip(spells.stratum, spells.stop, spells.event, strict=True) if e}
    ):
        risk = [i for i in range(len(x)) if spells.stratum[i] == stratum and spells.start[i] < day <= spells.stop[i]]
        tied = [i for i in risk if spells.event[i] and spells.stop[i] == day]
        for nth in range(len(tied)):
            left = {i: score[i] * (1 - nth / len(tied) if i in tied else 1) for i in risk}
            whole = sum(left.values())
            mean = sum(left[i] * x[i] for i in risk) / whole
            for i in risk:
                residual[i] -= left[i] * (x[i] - mean) / whole
                information += left[i] / whole * np.outer(x[i] - mean, x[i] - mean)
            for i in tied:
                residual[i] += (x[i] - mean) / len(tied)
    by_unit = {}
    for i, unit in enumerate(spells.unit):
        by_unit[unit] = by_unit.get(unit, 0) + residual[i]
    inverse = np.linalg.inv(information)
    return np.sqrt(np.diag(inverse)), np.sqrt(
        np.diag(inverse @ sum(np.outer(u, u) for u in by_unit.values()) @ inverse)
    )


@pytest.mark.parametrize("seed", [2, 3])
def test_errors_robust_to_spells_of_one_unit_are_those_of_the_slow_twin(seed):
    spells = some(seed, 90)
    got = fit(spells)
    model, robust = slow_robust(spells, got.coef)
    np.testing.assert_allclose(got.model_se, model, rtol=1e-9)
    np.testing.assert_allclose(got.robust_se, robust, rtol=1e-9)


def test_splitting_a_spell_changes_nothing():
    whole = some(4, 120, two=False)
    at = whole.stop > 5
    halves = Spells(
        np.concatenate([whole.start, np.full(at.sum(), 5)]), np.concatenate([np.where(at, 5, whole.stop), whole.stop[at]]),
        np.concatenate([whole.event & ~at, whole.event[at]]), np.concatenate([whole.x, whole.x[at]]),
        np.concatenate([whole.stratum, whole.stratum[at]]), np.concatenate([whole.unit, whole.unit[at]]),
    )  # fmt: skip
    one, two = (fit(Spells(s.start, s.stop, s.event, s.x[:, 1:], s.stratum, s.unit)) for s in (whole, halves))
    for name in ("coef", "model_se", "robust_se", "ph_chi2"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-8)


def test_what_has_no_estimate_says_so_and_holds_no_number():
    one_side = from_birth([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], np.array([[1.0], [1], [1], [0], [0], [0]]))
    twice = some(5, 60)
    twice = Spells(twice.start, twice.stop, twice.event, twice.x[:, [0, 0]], twice.stratum, twice.unit)
    nothing = from_birth([3, 4], [0, 0], np.array([[0.0], [1]]))
    nobody = from_birth(np.zeros(0, int), [], np.zeros((0, 1)))
    for spells in (one_side, twice, nothing, nobody):
        got = fit(spells)
        assert not got.has_converged and np.isnan(got.coef).all() and np.isnan(got.robust_se).all()
    with pytest.raises(ValueError, match="end after it begins"):
        fit(Spells(np.array([3]), np.array([3]), np.array([True]), np.ones((1, 1)), np.zeros(1, int), np.zeros(1, int)))
