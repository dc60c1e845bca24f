"""Each test of plausibility: worked by hand, against scipy, and its own false alarms among honest figures."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from metrics.plausibility import PATTERNS, WEIGHED, crowding, heaping, identical, rate_change, weigh_patterns

WORKED = Path(__file__).parent / "worked" / "two_rates.csv"
RUNS = 4000
few = st.integers(0, 60)


def bound(level, runs=RUNS):
    """The level and two Monte Carlo errors."""
    return level + 2 * np.sqrt(level * (1 - level) / runs)


@pytest.mark.parametrize("case", pl.read_csv(WORKED).to_dicts(), ids=lambda c: f"{c['x1']} of {c['n1']}")
def test_worked_by_hand(case):
    got = rate_change(case["x0"], case["n0"], case["x1"], case["n1"])
    if case["p_rate"] != "1/2":
        assert float(got.p_rate) == pytest.approx(float(Fraction(case["p_rate"])))
    else:
        assert float(got.p_rate) == pytest.approx(0.5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(few, few, few, few), min_size=1, max_size=8))
def test_both_halves_against_scipy_one_by_one(cells):
    x0, y0, x1, y1 = (np.array(v) for v in zip(*cells, strict=True))
    n0, n1 = x0 + y0 + 1, x1 + y1 + 1
    got = rate_change(x0, n0, x1, n1)
    drawn = hypergeom(n0 + n1, x0 + x1, n1)
    np.testing.assert_allclose(got.p_rate, drawn.sf(x1) + drawn.pmf(x1) / 2, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(got.p_base, binom.cdf(n1, n0 + n1, 0.5), rtol=1e-9)
    np.testing.assert_allclose(got.change, got.from_numerator + got.from_denominator, atol=1e-12)
    assert (got.p == np.maximum(got.p_rate, got.p_base)).all()


def test_a_rate_that_rose_because_bad_cases_left_the_base():
    got = rate_change(160, 200, 150, 160)
    assert got.change > 0 and got.from_numerator < 0 < got.from_denominator and got.p < 0.05
    assert rate_change(160, 200, 128, 160).p > 0.4  # good and bad left alike
    assert rate_change(160, 200, 190, 200).p > 0.4  # the rate rose, the base stayed


def test_for_a_rate_that_should_fall_padding_the_base_is_the_same_thing():
    down = rate_change(40, 200, 40, 400, down=True)
    assert down.from_denominator < 0 and down.p < 0.001
    assert rate_change(40, 200, 80, 400, down=True).p > 0.4


def test_periods_without_cases_say_nothing_and_impossible_counts_are_refused():
    assert np.isnan(rate_change([0, 5], [0, 9], [3, 0], [4, 0]).p).all()
    with pytest.raises(ValueError, match="0 <= x <= n"):
        rate_change(3, 2, 1, 2)


def test_heaping_identical_and_crowding_by_hand():
    assert heaping(2, 3, 0.5) == pytest.approx(0.5)  # two or three of three coins
    assert identical(3, 4, 3) == pytest.approx((27 / 64) ** 2)  # 4 (3/4)^3 (1/4), twice more
    assert crowding(8, 2, 2) == pytest.approx((45 * 4 + 10 * 2 + 1) / 3**10)


def test_what_is_certain_or_absent_is_not_weighed():
    assert np.isnan(heaping([10, 0], [10, 0], [1.0, np.nan])).all()
    assert np.isnan(identical([0, 5], [0, 9], [3, 1])).all() and identical(9, 9, 3) == 1
    assert np.isnan(crowding(0, 0, 2)) and crowding(0, 5, 2) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 80), few, st.floats(1e-6, 1 - 1e-6), st.integers(2, 4))
def test_no_rate_repeats_a_count_more_often_than_the_bound_says(n, x, rate, k):
    x = min(x, n)
    assert identical(x, n, k) >= binom.pmf(x, n, rate) ** (k - 1) - 1e-12


# Honest figures, and how often each test cries at 5 %


def test_false_alarms_where_the_base_shrinks_honestly_or_the_rate_truly_rises():
    dice = np.random.default_rng(1)
    n0 = np.full(RUNS, 300)
    x0 = dice.binomial(n0, 0.85)
    fewer = dice.binomial(x0, 0.7), dice.binomial(n0 - x0, 0.7)  # cases leave whatever their outcome
    new = dice.binomial(210, 0.85, RUNS)  # another quarter's cases, fewer of them
    better = dice.binomial(300, 0.93, RUNS)
    for x1, n1 in ((fewer[0], fewer[0] + fewer[1]), (new, 210), (better, 300)):
        assert np.mean(rate_change(x0, n0, x1, n1).p < 0.05) <= bound(0.05)


def test_false_alarms_of_full_marks_with_offices_of_every_size():
    dice = np.random.default_rng(2)
    n = dice.integers(5, 120, (RUNS, 30))
    x = dice.binomial(n, 0.97)
    p = heaping((x == n).sum(axis=1), 30, (0.97**n).mean(axis=1))
    assert np.mean(p < 0.05) <= bound(0.05)
    assert heaping(22, 30, (0.97 ** n[0]).mean()) < 0.01


def test_false_alarms_of_identical_quarters():
    dice = np.random.default_rng(3)
    x = dice.binomial(60, 0.5, (RUNS, 3))
    alike = (x[:, 0] == x[:, 1]) & (x[:, 1] == x[:, 2])
    assert np.mean(alike & (identical(x[:, 0], 60, 3) < 0.05)) <= bound(0.05)


def test_false_alarms_of_the_last_day():
    dice = np.random.default_rng(4)
    here, beside = dice.poisson(30, RUNS), dice.poisson(60, RUNS)
    assert np.mean(crowding(here, beside, 2) < 0.05) <= bound(0.05)


# The table of patterns

ROWS = {
    "pattern": pl.String, "indicator": pl.String, "act": pl.String, "department_code": pl.String, "region_code": pl.String,
    "quarter": pl.String, "n": pl.Int64, "n_of": pl.Int64, "observed": pl.Float64, "reference": pl.Float64,
    "n_examined": pl.Int64, "series": pl.String,
}  # fmt: skip


def patterns(*cells):
    """cells: (pattern, n, n_of, observed, reference, n_examined, series)."""
    rows = [(p, "M01-2", None, "transport", "360102", "2020Q1", *rest) for p, *rest in cells]
    return pl.DataFrame(rows, schema=ROWS, orient="row")


def test_every_pattern_is_weighed_by_its_own_test():
    got = weigh_patterns(
        patterns(
            ("heaping_at_full", 6, 10, 0.6, 0.01, 3, "flow"),
            ("exactly_on_target", 8, 10, 0.9, 0.5, 3, "flow"),
            ("identical_quarters", 3, 3, 61.0, 72.0, 200, "flow"),
            ("shrinking_denominator", 120, 200, 110 / 120, 0.8, 100, "flow"),
            ("limit_day_spike", 40, 60, 7.0, 10.0, 12, None),
        )
    )
    expected = [
        heaping(6, 10, 0.01), crowding(8, 1, 2), identical(61, 72, 3), rate_change(160, 200, 110, 120).p, crowding(40, 20, 2),
    ]  # fmt: skip
    assert got.columns == WEIGHED and got["pattern"].to_list() == list(PATTERNS)
    np.testing.assert_allclose(got["p"], [float(p) for p in expected])
    np.testing.assert_allclose(got["q"], np.minimum(1, got["p"] * got["n_examined"]))
    assert got["state"].to_list() == [
        "beyond_chance",
        "beyond_chance",
        "within_chance",
        "within_chance",
        "beyond_chance",
    ]


def test_a_stock_that_repeats_itself_and_a_place_where_all_are_full_are_not_tested():
    got = weigh_patterns(
        patterns(("identical_quarters", 4, 4, 61.0, 72.0, 9, "stock"), ("heaping_at_full", 10, 10, 1.0, 1.0, 9, "flow"))
    )
    assert got["p"].to_list() == got["q"].to_list() == [None, None]
    assert got["state"].to_list() == ["same_cases", "all_full"]


def test_one_of_many_places_looked_at_needs_more_to_stand_out():
    one, many = (weigh_patterns(patterns(("limit_day_spike", 33, 60, 7.0, 13.5, m, None))) for m in (1, 5000))
    assert one["state"].to_list() == ["beyond_chance"] and many["state"].to_list() == ["within_chance"]


def test_nothing_found_is_an_empty_table():
    assert weigh_patterns(patterns()).columns == WEIGHED
