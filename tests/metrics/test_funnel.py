"""Funnel limits: published areas and limits, a slow twin that adds up binomial terms, and the ends of the scale."""

import json
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import funnel
from metrics.rates import Z95, Z998, poisson_rate, wilson

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "funnel_proportion.json"
published = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
SIGNS = {"Low (0.001)": "low998", "Low (0.025)": "low95", "High (0.001)": "high998", "High (0.025)": "high95"}


def slow_exact(p, centre, n):
    terms = [comb(n, k) * centre**k * (1 - centre) ** (n - k) for k in range(n + 1)]
    below = 0.0
    for r, term in enumerate(terms):
        below += term
        if below >= p:
            return (r - (below - p) / term) / n
    raise AssertionError


@settings(max_examples=40, deadline=None)  # the first call imports scipy.stats
@given(st.sampled_from([0.02, 0.1, 0.37, 0.5, 0.95]), st.integers(1, 60))
def test_exact_limits_and_their_slow_twin(centre, n):
    got = funnel.exact_limits([centre], [n])
    twin = [slow_exact(p, centre, n) for p in (0.025, 0.975, 0.001, 0.999)]
    np.testing.assert_allclose(np.ravel(got), twin, atol=1e-9)


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0.05, 0.95))
def test_outside_the_normal_funnel_is_outside_the_units_own_wilson_interval(n, x, centre):
    x = min(x, n)
    low, high = wilson([x], [n])
    limits = funnel.normal_limits([centre], [n])
    if min(abs(x / n - limits.low95[0]), abs(x / n - limits.high95[0])) > 1e-9:
        assert (x / n < limits.low95[0] or x / n > limits.high95[0]) == (not low[0] <= centre <= high[0])


def test_few_expected_cases_get_the_exact_limits_and_nothing_leaves_the_scale():
    got = funnel.limits([0.95, 0.95, 0.5, 0.05], [40, 400, 5, 5])
    exact, normal = funnel.exact_limits(0.95, 40), funnel.normal_limits(0.95, 400)
    assert (got.low95[0], got.low95[1]) == (exact.low95, normal.low95)
    assert all(np.all((side >= 0) & (side <= 1)) for side in got)


@pytest.mark.parametrize("make", [funnel.limits, funnel.normal_limits, funnel.exact_limits, funnel.arcsine_limits])
def test_all_or_none_leaves_no_room_and_no_cases_no_limits(make):
    got = make([0.0, 1.0, 0.5, 0.5], [30, 30, 0, np.nan])
    for side in got:
        assert np.isnan(side[2:]).all()
        if make is not funnel.arcsine_limits:  # on that scale even a certain rate has its step
            assert list(side[:2]) == [0, 1]


def test_a_centre_beyond_the_scale_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        funnel.limits([1.2], [30])


def test_a_rate_on_the_limit_is_inside_and_a_missing_one_nowhere():
    within = funnel.Limits(*(np.array([v] * 7) for v in (0.8, 0.96, 0.7, 0.99)))
    got = funnel.place([0.69, 0.7, 0.8, 0.9, 0.97, 0.995, np.nan], within)
    assert list(got) == ["low998", "low95", "inside", "inside", "high95", "high998", ""]


@published
def test_the_published_areas_lie_where_they_were_published_to_lie():
    told = json.loads(VECTORS.read_text("utf-8"))["ukhsa"]
    x, n = (np.array([a[c] for a in told["areas"]]) for c in ("x", "n"))
    got = funnel.place(x / n, funnel.normal_limits(told["baseline"], n))
    assert list(got) == [SIGNS.get(a["significance"], "inside") for a in told["areas"]]


@published
def test_the_published_ratios_lie_where_they_were_published_to_lie():
    """A ratio of observed to expected lies outside where 1 lies outside its own interval: Byar, exact below ten."""
    told = json.loads(VECTORS.read_text("utf-8"))["ukhsa"]["ratio"]
    observed, expected = (np.array([r[c] for r in told]) for c in ("obs", "expected"))
    (low95, high95), (low998, high998) = (poisson_rate(observed, expected, z) for z in (Z95, Z998))
    within = [high998 < 1, high95 < 1, low998 > 1, low95 > 1]
    got = np.select(within, ["Low (0.001)", "Low (0.025)", "High (0.001)", "High (0.025)"], "Not significant")
    assert list(got) == [r["significance"] for r in told]


@published
def test_the_published_limits_are_reproduced():
    told = json.loads(VECTORS.read_text("utf-8"))
    curve = np.array(told["ukhsa"]["limit_curve_percent"])
    got = funnel.normal_limits(told["ukhsa"]["baseline"], curve[:, 0])
    np.testing.assert_allclose(curve[:, 1], 100 * np.clip(got.low95, 0, 1), atol=1e-5)
    np.testing.assert_allclose(curve[:, 2], 100 * np.clip(got.high95, 0, 1), atol=1e-5)
    np.testing.assert_allclose(curve[:, 3], 100 * np.clip(got.low998, 0, 1), atol=1e-5)
    for case in told["spiegelhalter2005_exact_binomial"]:
        exact = funnel.exact_limits(case["target"], case["n"])
        assert exact == pytest.approx(tuple(case[k] for k in ("l95", "u95", "l998", "u998")), abs=1e-9)
        normal = funnel.normal_limits(case["target"], case["n"])
        assert normal == pytest.approx(tuple(case["normal"]), abs=1e-9)
