"""Limits by chance alone, held against scipy's binomial distribution."""

import numpy as np
import pytest
from scipy.stats import binom

from metrics.chance_limits import MANY, TAIL, reach


def test_no_count_within_is_rarer_than_the_tail_and_the_next_beyond_is():
    rng = np.random.default_rng(5)
    n = rng.integers(1, 400, 3000).astype(float)
    share = np.concatenate([rng.beta(0.3, 5, 1500), rng.beta(5, 0.3, 1500)]).clip(1e-6, 1 - 1e-6)
    rare = np.minimum(share, 1 - share)
    few = n * rare <= MANY
    last = np.floor((rare + reach(share, n)) * n)[few]  # the most cases within
    assert (binom.sf(last, n[few], rare[few]) <= TAIL).all()
    assert (binom.sf(last - 1, n[few], rare[few]) > TAIL)[last > 0].all()
    assert few.sum() > 0


@pytest.mark.parametrize(
    ("share", "n", "steady", "outside"), [(0.985, 16, 13, 12), (0.9966, 11, 10, 9), (0.004, 100, 3, 4)]
)
def test_by_hand(share, n, steady, outside):
    least = reach(np.array([share]), np.array([float(n)]))[0]
    assert abs(steady / n - share) < least < abs(outside / n - share)


def test_many_cases_are_three_sigma():
    assert reach(np.array([0.5]), np.array([400.0]))[0] == pytest.approx(3 * 0.025)
