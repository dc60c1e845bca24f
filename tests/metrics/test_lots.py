"""Sums of draws: every chance by convolution, one draw by scipy, and large ones by the normal curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from metrics.lots import ODDS, Lots, compare


def slow(x, draws):
    """p and power from the chance of every sum."""
    even, tilted = np.ones(1), [np.ones(1) for _ in ODDS]
    for n, here, drawn in draws:
        k = np.arange(drawn + 1)
        chance = hypergeom.pmf(k, n, here, drawn)
        even = np.convolve(even, chance)
        tilted = [np.convolve(t, chance * o**k / (chance * o**k).sum()) for t, o in zip(tilted, ODDS, strict=True)]
    p = np.array([even[even <= c * (1 + 1e-7)].sum() for c in even])
    return p[x], min(t[p <= 0.05 * (1 + 1e-7)].sum() for t in tilted)


def lots(rows):
    cells = np.array([(i, *draw) for i, draws in enumerate(rows) for draw in draws], dtype=float)
    return Lots(cells[:, 0].astype(np.int64), *cells[:, 1:].T)


one_draw = st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1)).map(
    lambda d: (d[0] + d[1] + 1, d[0], int(d[2] * (d[0] + d[1] + 1)))
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.lists(one_draw, min_size=1, max_size=3), st.floats(0, 1)), min_size=1, max_size=6))
def test_p_and_power_are_those_of_all_sums(cells):
    rows = [draws for draws, _ in cells]
    ends = [(sum(max(0, d - (n - m)) for n, m, d in draws), sum(min(m, d) for _, m, d in draws)) for draws in rows]
    x = np.array(
        [low + round(share * (high - low)) for (low, high), (_, share) in zip(ends, cells, strict=True)], dtype=float
    )
    told = lots(rows)
    p, power = compare(x, told)
    varies = np.bincount(told.row, weights=told.variance()) > 1e-9
    for i, draws in enumerate(rows):
        if not varies[i]:
            assert np.isnan([p[i], power[i]]).all()
            continue
        twin = slow(int(x[i]), draws)
        assert p[i] == pytest.approx(twin[0], rel=1e-6, abs=2e-12)
        assert power[i] == pytest.approx(twin[1], abs=1e-6)


def test_a_chance_of_exactly_five_per_cent_is_rejected_whatever_the_rounding():
    _, power = compare(np.array([2.0]), lots([[(16, 14, 4)]]))  # 91 of 1,820 ways
    assert power[0] == pytest.approx(slow(2, [(16, 14, 4)])[1], abs=1e-9) and power[0] > 0.01


def test_one_draw_is_fishers_exact_test():
    p, _ = compare(np.array([8.0]), lots([[(200, 40, 20)]]))
    assert p[0] == pytest.approx(fisher_exact([[8, 32], [12, 148]]).pvalue, rel=1e-9)


def test_large_draws_are_normal_and_come_close_to_the_exact_answer():
    draws = [(20_000, 6_000, 900)]
    p, power = compare(np.array([300.0]), lots([draws]))
    assert p[0] == pytest.approx(
        hypergeom.sf(299, 20_000, 6_000, 900) + hypergeom.cdf(240, 20_000, 6_000, 900), rel=0.02
    )
    assert power[0] == pytest.approx(1.0, abs=1e-6)


def test_the_normal_power_meets_the_exact_one_where_they_change_over():
    exact = lots([[(4_000, 300, 890)]])  # variance 53.9
    normal = lots([[(4_000, 360, 890)]])  # 63.6
    powers = [compare(np.array([70.0]), draws)[1][0] for draws in (exact, normal)]
    assert powers[0] == pytest.approx(powers[1], abs=0.02)


def test_a_part_that_is_the_whole_says_nothing():
    p, power = compare(np.array([5.0, 0.0]), lots([[(50, 50, 5)], [(50, 20, 0)]]))
    assert np.isnan([*p, *power]).all()


def test_what_lies_far_outside_is_as_good_as_impossible():
    p, _ = compare(np.array([60.0]), lots([[(100_000, 100, 500)]]))
    assert p[0] <= 1e-12
