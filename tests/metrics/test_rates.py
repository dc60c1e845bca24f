"""Wilson's interval: published numbers, edges, and a slow twin."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from metrics.rates import Z95, Z998, wilson

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "wilson.json"


def slow_wilson(x, n, z=Z95):
    p = x / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def test_three_of_five_is_too_wide_to_judge():
    low, high = wilson([3], [5])
    assert (round(low[0], 2), round(high[0], 2)) == (0.23, 0.88)


def test_all_and_none_reach_exactly_one_and_zero():
    low, high = wilson([0, 50], [50, 50])
    assert low[0] == 0.0 and high[1] == 1.0


def test_nothing_counted_has_no_interval():
    low, high = wilson([0], [0])
    assert np.isnan(low[0]) and np.isnan(high[0])


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5)])
def test_a_rate_over_one_is_a_fault_of_the_data(x, n):
    with pytest.raises(ValueError, match="0 <= x <= n"):
        wilson([x], [n])


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=30))
def test_the_slow_twin_and_statsmodels_agree(pairs):
    x = np.array([a for a, _ in pairs])
    n = np.array([a + b + 1 for a, b in pairs])
    low, high = wilson(x, n)
    twin = np.array([slow_wilson(a, b) for a, b in zip(x, n, strict=True)]).T
    np.testing.assert_allclose([low, high], np.clip(twin, 0, 1), atol=1e-9)
    np.testing.assert_allclose([low, high], np.clip(proportion_confint(x, n, method="wilson"), 0, 1), atol=1e-9)


def published():
    """(x, n, z, low, high) of the UK health agency's test data and of R's prop.test."""
    told = json.loads(VECTORS.read_text("utf-8"))
    for point in told["ukhsa_points"]:
        yield point["x"], point["n"], {0.95: Z95, 0.998: Z998}[point["conf"]], point["lower"], point["upper"]
    for area in told["ukhsa_areas"]:
        yield area["x"], area["n"], Z95, area["l95"], area["u95"]
        yield area["x"], area["n"], Z998, area["l998"], area["u998"]
    for case in told["r_prop_test"]:
        yield case["x"], case["n"], Z95, *case["c95"]["wilson"]
        yield case["x"], case["n"], Z998, *case["c998"]["wilson"]


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_published_intervals_are_reproduced():
    rows = list(published())
    assert len(rows) > 15
    for x, n, z, low, high in rows:
        got = wilson([x], [n], z)
        assert (got[0][0], got[1][0]) == pytest.approx((low, high), abs=1e-9)
