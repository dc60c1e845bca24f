"""Exact tests: R's numbers, scipy one by one, and a trend by trying every arrangement."""

import json
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson
from statsmodels.stats.rates import test_poisson_2indep as two_rates

from metrics import exact

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "rate_ratio.json"
few = st.integers(0, 40)


@settings(max_examples=40)
@given(st.lists(st.tuples(few, few, st.floats(0.01, 0.99)), min_size=1, max_size=20))
def test_two_sided_binomial_adds_every_outcome_no_likelier(cells):
    x, rest, share = (np.array(v, dtype=float) for v in zip(*cells, strict=True))
    got = exact.binomial_two_sided(x, x + rest, share)
    twin = [binomtest(int(a), int(a + b), p).pvalue if a + b else 1.0 for a, b, p in zip(x, rest, share, strict=True)]
    np.testing.assert_allclose(got, twin, rtol=1e-8, atol=1e-12)


@settings(max_examples=40)
@given(st.lists(st.tuples(few, st.floats(0.1, 60)), min_size=1, max_size=20))
def test_two_sided_poisson_adds_every_count_no_likelier(cells):
    x, mean = (np.array(v, dtype=float) for v in zip(*cells, strict=True))
    chances = poisson.pmf(np.arange(400)[:, None], mean)
    twin = (chances * (chances <= poisson.pmf(x, mean) * (1 + 1e-7))).sum(axis=0)
    np.testing.assert_allclose(exact.poisson_two_sided(x, mean), twin, rtol=1e-6)


@settings(max_examples=40)
@given(st.lists(st.tuples(few, st.integers(1, 500), few, st.integers(1, 500)), min_size=1, max_size=10))
def test_the_interval_of_a_ratio_holds_exactly_one_fortieth_on_either_side(cells):
    a, m, b, n = (np.array(v, dtype=float) for v in zip(*cells, strict=True))
    got = exact.rate_ratio(a, m, b, n)
    for i in range(len(a)):
        if a[i] + b[i] == 0:
            assert np.isnan(got.value[i])
            continue
        for end, wanted in ((got.low[i], a[i] > 0), (got.high[i], b[i] > 0)):
            if wanted:  # at the end of the interval the chance of what was seen, or of more still, is 2.5 %
                share = end * m[i] / (end * m[i] + n[i])
                tails = (binomtest(int(a[i]), int(a[i] + b[i]), share, t).pvalue for t in ("less", "greater"))
                assert min(tails) == pytest.approx(0.025, rel=1e-6)


def test_nothing_on_one_side_leaves_one_end_open_and_nothing_on_both_says_nothing():
    got = exact.rate_ratio([0, 5, 0, 5], [10, 10, 10, 10], [5, 0, 0, 5], [10, 10, 10, 0])
    assert (got.value[0], got.low[0], got.value[1], got.high[1]) == (0.0, 0.0, np.inf, np.inf)
    assert np.isfinite([got.high[0], got.low[1]]).all()
    assert np.isnan([got.value[2], got.low[2], got.value[3], got.p[3]]).all()


@pytest.mark.parametrize(
    "wrong", [lambda: exact.rate_ratio([-1], [1], [1], [1]), lambda: exact.share_below([3], [2], [0.5])]
)
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def slow_tail(x, n, scores):
    """Every arrangement by hand."""
    seen, m = sum(a * s for a, s in zip(x, scores, strict=True)), sum(x)
    middle = m * sum(b * s for b, s in zip(n, scores, strict=True)) / sum(n)
    beyond = 0
    for way in product(*(range(b + 1) for b in n)):
        if sum(way) == m:
            score = sum(a * s for a, s in zip(way, scores, strict=True))
            far = score >= seen - 1e-9 if seen >= middle else score <= seen + 1e-9
            beyond += far * np.prod([float(comb(b, a)) for a, b in zip(way, n, strict=True)])
    return beyond / comb(sum(n), m)


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=3), min_size=1, max_size=6)
)
def test_the_tail_of_a_trend_is_that_of_all_arrangements(rows):
    x = np.array([[a for a, _ in row] for row in rows], dtype=float)
    n = x + np.array([[b for _, b in row] for row in rows])
    keep = (x.sum(axis=1) > 0) & (n.sum(axis=1) > x.sum(axis=1))
    x, n, scores = x[keep], n[keep], np.array([0.0, 1.0, 3.0])
    twin = [slow_tail(a.astype(int), b.astype(int), scores) for a, b in zip(x, n, strict=True)]
    # on the very middle either direction is its own, and both are no evidence
    got, twin = (np.minimum(np.array(tail), 0.5) for tail in (exact.trend_tail(x, n, scores), twin))
    np.testing.assert_allclose(got, twin, rtol=1e-9)


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_the_numbers_of_r_are_reproduced():
    told = {case["id"]: case for case in json.loads(VECTORS.read_text("utf-8"))["cases"]}
    two = told["two_tier_rate_ratio"]
    got = exact.rate_ratio(two["x"][:1], two["t"][:1], two["x"][1:], two["t"][1:])
    assert [got.value[0], got.low[0], got.high[0], got.p[0]] == pytest.approx(
        [two["r"]["rr"], *two["r"]["ci"], two["r"]["p"]]
    )
    twin = two_rates(two["x"][0], two["t"][0], two["x"][1], two["t"][1], method="exact-cond")
    assert got.p[0] == pytest.approx(twin.pvalue)
    one = told["observed_vs_required"]
    got = exact.count_ratio([one["x"]], [one["required"]])
    assert [got.value[0], got.low[0], got.high[0], got.p[0]] == pytest.approx(
        [one["r"]["ratio"], *one["r"]["ci"], one["r"]["p"]]
    )
    share = told["share_vs_required_binom"]
    p, high = exact.share_below([share["x"]], [share["n"]], [share["required"]])
    assert (p[0], high[0]) == pytest.approx((share["r"]["p_less"], share["r"]["ci_onesided"][1]))
