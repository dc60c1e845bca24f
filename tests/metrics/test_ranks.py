"""Ranks with their uncertainty: published differences of rates, a slow twin, ties, and how often all intervals hold."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.ranks import rank_intervals
from metrics.segments import squares

WORKED = Path(__file__).parent / "worked" / "difference_of_rates.csv"


def units(*cells, group="g", direction="up"):
    rows = [(group, *cell, direction) for cell in cells]
    schema = {"group": pl.String, "numerator": pl.Float64, "denominator": pl.Float64, "direction": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def intervals(rows, **settings):
    return rank_intervals(rows, ["group"], **settings).select("rank", "rank_low", "rank_high").rows()


def slow(cells, level=0.95):
    m = len(cells)
    alpha = (1 - level) / max(1, m * (m - 1) // 2)
    ranks = []
    for i, (x, n) in enumerate(cells):
        ahead = behind = above = 0
        for j, (y, k) in enumerate(cells):
            if i == j:
                continue
            low, high = confint_proportions_2indep(y, k, x, n, method="newcomb", alpha=alpha)
            ahead, behind, above = ahead + (low > 0), behind + (high < 0), above + (y / k > x / n)
        ranks.append((1 + above, 1 + ahead, m - behind))
    return ranks


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_the_slow_twin_compares_pair_by_pair(pairs):
    cells = [(x, x + rest + 1) for x, rest in pairs]
    assert intervals(units(*cells)) == slow(cells)


@pytest.mark.parametrize("case", pl.read_csv(WORKED).to_dicts(), ids=lambda c: f"{c['x1']}/{c['n1']}")
def test_two_units_change_places_unless_the_published_interval_leaves_nought_out(case):
    got = intervals(units((case["x1"], case["n1"]), (case["x2"], case["n2"])))
    surely = case["low"] > 0
    assert [(low, high) for _, low, high in got] == ([(1, 1), (2, 2)] if surely else [(1, 2), (1, 2)])


def test_ties_share_the_better_rank_and_can_never_be_surely_apart():
    got = rank_intervals(units((9, 10), (90, 100), (900, 1000), (10, 1000)), ["group"])
    assert got["rank"].to_list() == [1, 1, 1, 4] and got["n_tied"].to_list() == [3, 3, 3, 1]
    assert got["rank_high"].to_list() == [3, 3, 3, 4] and got["rank_low"].to_list() == [1, 1, 1, 4]


def test_where_less_is_better_the_order_turns():
    assert intervals(units((10, 1000), (900, 1000), direction="down")) == [(1, 1, 1), (2, 2, 2)]
    assert rank_intervals(units((1, 9), direction="none"), ["group"])["rank"].to_list() == [None]


def test_who_has_no_cases_is_ranked_with_nobody():
    got = rank_intervals(units((5, 10), (0, 0), (None, None), (11, 10), (9, 10)), ["group"])
    assert got["n_ranked"].to_list() == [2, None, None, None, 2] and got["rank"].to_list() == [2, None, None, None, 1]
    assert intervals(units()) == [] and intervals(units((3, 3))) == [(1, 1, 1)]


def test_units_at_a_hundred_per_cent_are_not_ranked_by_luck():
    assert set(intervals(units(*[(30, 30)] * 8, *[(29, 30)] * 8))) == {(1, 1, 16), (9, 1, 16)}


def test_groups_of_unlike_size_share_blocks_and_none_is_lost():
    group = np.repeat(np.arange(7), [1, 50, 3, 3, 20, 1, 2])
    blocks = squares(np.random.default_rng(0).permutation(group), 7, most_cells=500)
    assert sorted(np.concatenate([places[there] for places, there in blocks])) == list(range(80))
    assert all(places.shape[1] ** 2 * len(places) <= 500 or len(places) == 1 for places, _ in blocks)


@pytest.mark.parametrize(("mean", "n"), [(0.9, 200), (0.985, 40)])
def test_in_95_of_100_provinces_every_units_true_rank_lies_in_its_interval(mean, n):
    dice = np.random.default_rng(4)
    true = np.clip(norm.ppf(np.linspace(0.05, 0.95, 12), mean, 0.02), 0, 1)
    x = dice.binomial(n, np.tile(true, (300, 1)))
    rows = pl.DataFrame(
        {"group": np.repeat(np.arange(300), 12), "numerator": x.ravel(), "denominator": np.full(3600, n)}
    )
    got = rank_intervals(rows.with_columns(direction=pl.lit("up")), ["group"])
    low, high = (got[c].to_numpy().reshape(300, 12) for c in ("rank_low", "rank_high"))
    best, worst = (true[None, :] > true[:, None]).sum(axis=1) + 1, (true[None, :] >= true[:, None]).sum(axis=1)
    assert ((low <= worst) & (best <= high)).all(axis=1).mean() >= 0.95
