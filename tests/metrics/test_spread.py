"""Mean and dispersion of a group: known ones are found again, outliers left out, groups keep apart, false alarms kept."""

import numpy as np
import pytest

from metrics.beta_binomial import tails
from metrics.spread import LEAST_RHO, spread_of, widened


def provinces(n_groups, m, n, mean, rho, seed=7, laggards=0, gap=0.1):
    """Invented groups of m units of n cases; the first `laggards` of each truly lie `gap` below the rest."""
    dice = np.random.default_rng(seed)
    true = np.full((n_groups, m), mean)
    true[:, :laggards] -= gap
    rates = dice.beta(true * (1 / rho - 1), (1 - true) * (1 / rho - 1)) if rho else true
    cases = np.broadcast_to(n, (n_groups, m)).astype(float)
    x = dice.binomial(cases.astype(int), rates).astype(float)
    return x.ravel(), cases.ravel(), np.repeat(np.arange(n_groups), m)


def mid_p(x, n, group, n_groups):
    """Of so few, unit by unit."""
    found = spread_of(x, n, group, n_groups)
    return widened(tails(x, n, found.others_mean, found.others_rho).low, found.freedom)


@pytest.mark.parametrize(
    ("n", "mean", "rho"), [(200, 0.9, 0.01), (1000, 0.9, 0.003), (200, 0.98, 0.01), (40, 0.7, 0.05), (3000, 0.5, 0.004)]
)
def test_a_known_mean_and_dispersion_are_found_again(n, mean, rho):
    found = spread_of(*provinces(200, 40, n, mean, rho), 200)
    assert np.mean(found.mean) == pytest.approx(mean, abs=0.003)
    assert np.median(found.rho) == pytest.approx(rho, rel=0.12)


def test_without_dispersion_the_floor_is_all_there_is():
    found = spread_of(*provinces(100, 40, 200, 0.9, 0.0), 100)
    assert np.median(found.rho) == LEAST_RHO and np.median(found.freedom) > 1e6


@pytest.mark.parametrize(("m", "laggards"), [(12, 1), (30, 3), (40, 6)])
def test_laggards_do_not_hide_by_widening_the_spread(m, laggards):
    x, n, group = provinces(100, m, 800, 0.9, LEAST_RHO, laggards=laggards)
    is_laggard = np.tile(np.arange(m) < laggards, 100)
    low = mid_p(x, n, group, 100)
    assert np.mean(low[is_laggard] < 0.001) > 0.6
    assert np.mean(low[~is_laggard] < 0.001) < 0.001
    assert np.median(spread_of(x, n, group, 100).rho) < 2.5 * LEAST_RHO


def test_one_county_with_five_of_a_hundred_missing_where_all_others_together_miss_one():
    x, n = np.array([100.0] * 11 + [99, 95]), np.full(13, 100.0)
    found = spread_of(x, n, np.zeros(13, dtype=np.int64), 1)
    assert found.rho[0] == LEAST_RHO and found.others_mean[-1] == pytest.approx(1199 / 1200, abs=1e-4)
    assert mid_p(x, n, np.zeros(13, dtype=np.int64), 1)[-1] < 1e-4


def test_a_capital_with_most_of_the_cases_does_not_make_the_rest_look_bad():
    x, n = np.array([88.0, 91, 90, 89, 92, 90, 91, 88, 90, 92, 89, 20000]), np.array([100.0] * 11 + [20000])
    assert spread_of(x, n, np.zeros(12, dtype=np.int64), 1).mean[0] == pytest.approx(0.9, abs=0.005)


def test_each_group_is_what_it_would_be_alone():
    parts = [
        provinces(1, m, n, p, 0.01, seed=s)
        for s, (m, n, p) in enumerate([(10, 20, 0.9), (25, 300, 0.97), (1, 9, 0.5), (3, 50, 0.6)])
    ]
    x, n = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    group = np.concatenate([np.full(part[0].size, i) for i, part in enumerate(parts)])
    mixed = np.random.default_rng(3).permutation(x.size)
    got = spread_of(x[mixed], n[mixed], group[mixed], 4)
    for i, part in enumerate(parts):
        alone = spread_of(*part, 1)
        here = np.argsort(mixed)[group == i]
        for name in ("mean", "rho", "others_mean", "others_rho", "freedom"):
            np.testing.assert_allclose(getattr(got, name)[here], getattr(alone, name), rtol=1e-9)


@pytest.mark.parametrize("x", [[1.0] * 12, [0.0] * 12, [50.0] * 12, [0.0, 1] * 6])
def test_constant_groups_have_numbers_and_accuse_nobody(x):
    n = np.full(12, max(*x, 1.0))
    low = mid_p(np.array(x), n, np.zeros(12, dtype=np.int64), 1)
    assert np.isfinite(low).all() and low.min() > 0.05


# (cases, mean, dispersion): from none to three points between units, from all but certain to an even chance
ORDINARY = [(200, 0.9, 0.0), (200, 0.9, 0.0011), (2000, 0.9, 0.0011), (200, 0.9, 0.01), (20, 0.98, 0.003), (200, 0.98, 0.0011), (200, 0.5, 0.004)]  # fmt: skip


@pytest.mark.parametrize(("n", "mean", "rho"), ORDINARY)
def test_false_alarms_stay_near_what_they_claim(n, mean, rho):
    """At 2.5 % they stay below it, at one in a thousand within two Monte Carlo errors of twice that (30 units a group)."""
    x, cases, group = provinces(400, 30, n, mean, rho, seed=11)
    low = mid_p(x, cases, group, 400)
    assert np.mean(low < 0.025) <= 0.025
    assert np.mean(low < 0.001) <= 0.002 + 2 * np.sqrt(0.002 / low.size)
