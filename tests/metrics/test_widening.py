"""What held-back periods teach about the width of intervals."""

import numpy as np
import pytest
from scipy import stats

from metrics.widening import AS_USUAL, UNLEARNED, Widening, learn

TEN = np.full(1_000, 10.0)


def errors(factor, rng, shift=0.0):
    """Errors `factor` times as wide as t with ten degrees of freedom says, evenly spread."""
    even = stats.t.ppf((np.arange(1_000) + 0.5) / 1_000, 10) * factor + shift
    return rng.permutation(even)


def test_errors_as_stated_leave_widths_as_they_are_and_wider_ones_widen():
    rng = np.random.default_rng(1)
    for factor, shift in ((1.0, 0.0), (1.3, 0.0), (0.8, 0.25)):
        got = learn({1: [(20, errors(factor, rng, shift), TEN)]}, UNLEARNED["both"])
        assert got.at[0] == pytest.approx([factor, factor, shift], abs=0.01)
        assert got.slope.tolist() == [0, 0, 0]


def test_the_factor_follows_the_history_behind_the_forecast():
    rng = np.random.default_rng(2)
    cells = {h: [(n, errors(0.7 + 0.5 * h / (n - 4), rng), TEN) for n in (14, 18, 24)] for h in (2, 4)}
    got = learn(cells, UNLEARNED["both"])
    assert got.slope[:2] == pytest.approx([0.5, 0.5], abs=0.03)
    sd, h, n = np.ones(1), np.array([4]), np.array([34])
    low, high = got.bounds(sd, np.array([10.0]), h, n)[0, [0, 4]]
    assert (low, high) == pytest.approx((-stats.t.ppf(0.975, 10) * 0.7667, stats.t.ppf(0.975, 10) * 0.7667), abs=0.03)


def test_too_few_errors_teach_nothing():
    few = (20, errors(2.0, np.random.default_rng(3))[:99], TEN[:99])
    assert learn({1: [few]}, UNLEARNED["holt"]) is UNLEARNED["holt"]
    assert learn({}, UNLEARNED["line"]) is UNLEARNED["line"]
    got = learn(
        {1: [(20, errors(1.5, np.random.default_rng(3)), TEN)], 2: [few], 3: [(20, np.full(1_000, np.nan), TEN)]},
        UNLEARNED["line"],
    )
    assert got.at[2] == pytest.approx(got.at[0])  # a horizon without errors takes the one before


@pytest.mark.parametrize(
    "widening",
    [
        UNLEARNED["both"],
        Widening(np.array([[1.4, 1.1, 0.2]]), np.array([0.5, 0.1, -0.1])),
        Widening(np.array([[0.01, 0.01, 0.0]]), np.zeros(3)),
    ],
)
def test_the_chance_agrees_with_the_bounds_and_falls_steadily(widening):
    df, h, n = np.full(5, 10.0), np.full(5, 3), np.full(5, 20)
    bounds = widening.bounds(np.ones(1), df[:1], h[:1], n[:1])[0]
    assert widening.chance_above(bounds, df, h, n) == pytest.approx([0.975, 0.9, 0.5, 0.1, 0.025])
    z = np.linspace(-6, 6, 200)
    chance = widening.chance_above(z, np.full(200, 10.0), np.full(200, 3), np.full(200, 20))
    assert (np.diff(chance) < 0).all() and 0 < chance[-1] < chance[0] < 1


def test_rates_and_other_units_keep_their_own_widths():
    two = Widening(np.array([[2.0, 2.0, 0.0]]), np.zeros(3))
    mixed = type(AS_USUAL)(AS_USUAL.of | {(False, "both"): two})
    sd, df, h, n = np.ones(2), np.full(2, 10.0), np.ones(2, dtype=int), np.full(2, 20)
    got = mixed.bounds("both", np.array([True, False]), sd, df, h, n)[:, 3]
    assert got == pytest.approx(stats.t.ppf(0.9, 10) * np.array([0.9, 2.0]))
