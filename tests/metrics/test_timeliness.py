"""Intervals of in-time rates and of their difference, against the paper and an independent calculation."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from metrics.timeliness import difference, with_interval


def test_the_interval_of_a_rate_is_wilsons_and_blank_without_a_base():
    got = with_interval(pl.DataFrame({"n_in_time": [4247, 5, 0, 0], "n_due": [4408, 5, 3, 0]}))
    for row in got.head(3).to_dicts():
        low, high = proportion_confint(row["n_in_time"], row["n_due"], method="wilson")
        assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))
    assert got.row(3) == (0, 0, None, None)
    assert with_interval(got.clear().select("n_in_time", "n_due")).is_empty()


def test_more_in_time_than_due_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="counts"):
        with_interval(pl.DataFrame({"n_in_time": [3], "n_due": [2]}))


# Newcombe 1998 (Stat Med 17:873), table II, method 10.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_equals_the_paper(counts, low, high):
    assert difference(*counts) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_interval_of_a_difference_against_statsmodels(n, m, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    low, high = difference(x, n, y, m)
    expected = confint_proportions_2indep(x, n, y, m, method="newcomb")
    assert (low, high) == (pytest.approx(max(expected[0], -1), abs=1e-9), pytest.approx(min(expected[1], 1), abs=1e-9))
    assert difference(y, m, x, n) == (pytest.approx(-high), pytest.approx(-low))


def test_nothing_against_nothing_is_no_comparison():
    with pytest.raises(ValueError, match="base"):
        difference(0, 0, 1, 2)
