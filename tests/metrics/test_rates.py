"""Wilson's interval and those of a count: published numbers, edges, and a slow twin."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from metrics.rates import Z95, Z998, byar, poisson_exact, poisson_rate, wilson

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "wilson.json"
COUNTS = VECTORS.with_name("byar_poisson.json")
Z = {0.95: Z95, 0.998: Z998}


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
        yield point["x"], point["n"], Z[point["conf"]], point["lower"], point["upper"]
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


@settings(max_examples=20)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=20))
def test_the_exact_interval_of_a_count_leaves_a_fortieth_on_either_side(counts):
    low, high = poisson_exact(counts)
    np.testing.assert_allclose(poisson.cdf(counts, high), 0.025, rtol=1e-8)
    some = np.array(counts) > 0
    np.testing.assert_allclose(poisson.sf(np.array(counts)[some] - 1, low[some]), 0.025, rtol=1e-8)
    twin = np.array([confint_poisson(k, 1, method="exact-c") for k in counts]).T
    np.testing.assert_allclose([low, high], np.nan_to_num(twin), rtol=1e-8)


def test_byar_is_used_from_ten_events_on():
    low, high = poisson_rate([9, 10], [2.0, 2.0])
    assert (low[0], high[0]) == tuple(bound[0] / 2 for bound in poisson_exact([9]))
    assert (low[1], high[1]) == tuple(bound[0] / 2 for bound in byar([10]))


def test_no_event_has_an_upper_bound_and_no_exposure_has_none():
    low, high = poisson_rate([0, 3, np.nan], [4.0, 0.0, 4.0])
    assert low[0] == 0.0 and high[0] == pytest.approx(3.688879454 / 4)
    assert np.isnan([low[1], high[1], low[2], high[2]]).all()


@pytest.mark.parametrize("interval", [byar, poisson_exact])
def test_fewer_events_than_none_are_refused(interval):
    with pytest.raises(ValueError, match="0 or more"):
        interval([-1])


@pytest.mark.skipif(not COUNTS.exists(), reason="../shared/vectors is not beside this checkout")
def test_published_intervals_of_counts_are_reproduced():
    told = json.loads(COUNTS.read_text("utf-8"))
    for point in told["ukhsa_points"]:
        low, high = byar([point["count"]], Z[point["conf"]])
        expected = (np.nan if point["lower"] is None else point["lower"], point["upper"])
        assert (low[0], high[0]) == pytest.approx(expected, rel=1e-8, nan_ok=True)
    for case in told["r_exact_and_byar"]:
        for z, wanted in ((Z95, case["c95"]), (Z998, case["c998"])):
            assert [b[0] for b in poisson_exact([case["count"]], z)] == pytest.approx(wanted["exact"], rel=1e-8)
            assert [b[0] for b in byar([case["count"]], z)] == pytest.approx(wanted["byar_raw"], rel=1e-8, abs=1e-8)
    for area in [a for a in told["ukhsa_rates_per_100000"] + told["ukhsa_grouped"] if a["count"] is not None]:
        for z, ends in ((Z95, ("l95", "u95")), (Z998, ("l998", "u998"))):
            if ends[0] in area:
                got = [b[0] * area["multiplier"] for b in poisson_rate([area["count"]], [area["pop"]], z)]
                assert got == pytest.approx([area[e] for e in ends], rel=1e-8), area["area"]
