"""Tails of the beta-binomial: fractions by hand, scipy term by term, and sizes scipy takes minutes for."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import beta, betabinom, binom

from metrics.beta_binomial import LONGEST_WALK, tails

WORKED = Path(__file__).parent / "worked" / "beta_binomial.csv"


def slow(x, n, mean, rho):
    terms = betabinom.pmf(np.arange(n + 1), n, mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1))
    return terms[:x].sum() + terms[x] / 2, terms[x] / 2 + terms[x + 1 :].sum()


@pytest.mark.parametrize("case", pl.read_csv(WORKED).to_dicts(), ids=lambda c: f"{c['x']} of {c['n']}")
def test_worked_by_hand(case):
    a, b = case["a"], case["b"]
    got = tails(case["x"], case["n"], a / (a + b), 1 / (a + b + 1))
    assert float(got.low) == pytest.approx(float(Fraction(case["below"]) + Fraction(case["at"]) / 2), rel=1e-12)
    assert float(got.low + got.high) == pytest.approx(1)


def test_scipy_added_up_term_by_term_agrees():
    dice = np.random.default_rng(1)
    n = np.rint(10 ** dice.uniform(0, 4, 300)).astype(int)
    mean = dice.choice([0.001, 0.05, 0.3, 0.5, 0.9, 0.98, 0.999], 300)
    rho = 10 ** dice.uniform(-5, -0.5, 300)
    deviation = np.sqrt(n * mean * (1 - mean) * (1 + (n - 1) * rho))
    x = np.clip(np.rint(n * mean + dice.uniform(-6, 6, 300) * deviation), 0, n).astype(int)
    got = tails(x, n, mean, rho)
    twin = np.array([slow(*case) for case in zip(x, n, mean, rho, strict=True)])
    walked = (deviation <= LONGEST_WALK) & (twin.min(axis=1) > 1e-12)  # below that scipy's own terms lose digits
    assert 100 < walked.sum() < 290
    np.testing.assert_allclose(np.minimum(*got)[walked], twin.min(axis=1)[walked], rtol=1e-6)
    # Long tails are integrated: to a thousandth of themselves.
    there = twin.min(axis=1) > 1e-12
    np.testing.assert_allclose(np.minimum(*got)[there], twin.min(axis=1)[there], rtol=1e-3)


def test_units_that_are_mostly_all_or_nothing_agree_too_and_cost_the_same_with_millions_of_cases():
    middle = [(4_000, 20_000, 0.4, 0.5), (900, 20_000, 0.05, 0.06), (15_000, 20_000, 0.9, 0.3), (300, 20_000, 0.1, 0.9)]
    edges = [(353, 375, 0.95, 0.6), (19_700, 20_000, 0.995, 0.7), (17_600, 20_000, 0.98, 0.55)]
    cases = middle + edges
    got = tails(*np.array(cases).T)
    np.testing.assert_allclose(
        np.transpose(got), [slow(int(x), int(n), mean, rho) for x, n, mean, rho in cases], rtol=2e-9
    )
    large = tails(400_000, 10_000_000, 0.1, 0.5)
    assert float(large.low) == pytest.approx(beta.cdf(0.04, 0.1, 0.9), rel=1e-6)


def test_without_dispersion_it_is_the_binomial_and_with_millions_of_cases_the_beta():
    got = tails([3, 90, 100], [10, 100, 100], [0.5, 0.95, 0.95], 0.0)
    for x, n, p, low in zip([3, 90, 100], [10, 100, 100], [0.5, 0.95, 0.95], got.low, strict=True):
        assert low == pytest.approx(binom.cdf(x - 1, n, p) + binom.pmf(x, n, p) / 2, rel=1e-10)
    large = tails(8_900_000, 10_000_000, 0.9, 0.001)
    assert float(large.low) == pytest.approx(beta.cdf(0.89, 0.9 * 999, 0.1 * 999), rel=1e-3)


def test_all_or_nothing_has_one_possible_count():
    got = tails([0, 5, 4, 0], [5, 5, 5, 5], [0.0, 1.0, 1.0, 1.0], 0.2)
    assert got.low.tolist() == [0.5, 0.5, 0, 0] and got.high.tolist() == [0.5, 0.5, 1, 1]


def test_what_is_missing_stays_missing_and_shapes_are_kept():
    got = tails([[1, np.nan], [0, 1]], [[2, 2], [0, 2]], 0.5, 0.1)
    assert np.isnan(got.low).tolist() == [[False, True], [True, False]]


@pytest.mark.parametrize("case", [(3, 2, 0.5, 0.1), (-1, 2, 0.5, 0.1), (1, 2, 1.1, 0.1), (1, 2, 0.5, -0.1)])
def test_what_is_no_count_or_no_probability_is_refused(case):
    with pytest.raises(ValueError, match="tails"):
        tails(*case)
