"""Moran's I against published and reference runs, by hand, and its permutations against what theory says of them."""

import json
from pathlib import Path

import numpy as np
import pytest

from metrics.moran import local_moran, local_p, orders, row_standardised, two_sided, whole_moran, whole_p

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "moran_lisa.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"] if VECTORS.exists() else []
N, SEED = 9_999, 5


def touching(neighbours):
    found = np.zeros((len(neighbours), len(neighbours)), dtype=bool)
    for i, others in enumerate(neighbours):
        found[i, others] = True
    return found


def lattice(side):
    """Squares of a board that share a side."""
    x, y = np.divmod(np.arange(side * side), side)
    return (abs(x[:, None] - x) + abs(y[:, None] - y)) == 1


def smooth(n, near, *, seed=1, rounds=2):
    values = np.random.default_rng(seed).normal(size=n)
    for _ in range(rounds):
        values = values + row_standardised(near) @ values
    return values - values.mean()


@pytest.mark.skipif(not CASES, reason="vectors lie outside the checkout")
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
@pytest.mark.parametrize("style", ["global_W", "global_B"])
def test_the_global_i_and_its_moments_are_those_published(case, style):
    near, wanted = touching(case["neighbors"]), case[style]
    got = whole_moran(np.array(case["y"]), row_standardised(near) if style == "global_W" else near.astype(float))
    assert got.moran == pytest.approx(wanted["I"], abs=1e-9) and got.expected == pytest.approx(wanted["EI"], abs=1e-9)
    assert got.variance == pytest.approx(wanted["var_rand"], abs=1e-9)
    assert got.variance_normal == pytest.approx(wanted["var_norm"], abs=1e-9)
    assert got.p == pytest.approx(wanted["p_rand_two"], abs=1e-8) and got.p_normal == pytest.approx(
        wanted["p_norm_two"], abs=1e-8
    )


@pytest.mark.skipif(not CASES, reason="vectors lie outside the checkout")
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_the_local_i_its_quadrant_and_conditional_moments_are_those_published(case):
    wanted, n = case["local_W"], len(case["y"])
    got, of_spdep = local_moran(np.array(case["y"]), row_standardised(touching(case["neighbors"]))), n / (n - 1)
    near = {"rtol": 0, "atol": 1e-8}
    np.testing.assert_allclose(got.local, wanted["Ii_esda_n_minus_1"], **near)
    np.testing.assert_allclose(got.expected * of_spdep, wanted["E_cond_for_Ii_n"], **near)
    np.testing.assert_allclose(got.variance * of_spdep**2, wanted["Var_cond_for_Ii_n"], **near)
    np.testing.assert_allclose(got.z, wanted["Z_cond"], **near)
    np.testing.assert_allclose(got.p, wanted["p_cond_two"], **near)
    assert got.quadrant.tolist() == wanted["quadrant"]


# A board of 6 x 6 squares, and what esda 2.9.0 says of it: Moran_Local(permutations=99999, seed=1).p_sim (one-sided), and
# Moran(permutations=99999).I and .p_sim.
BOARD = np.sin(np.arange(36.0) ** 2) + np.arange(36) / 20
ESDA_I, ESDA_P = 0.227521418808, 0.02103
ESDA_LOCAL = np.array([
    0.1458, 0.0029, 0.4021, 0.0072, 0.1265, 0.4845, 0.0146, 0.1609, 0.0458, 0.1948, 0.1105, 0.1975, 0.0432,
    0.3317, 0.1699, 0.4829, 0.2335, 0.2254, 0.339, 0.3081, 0.0737, 0.4683, 0.2301, 0.3485, 0.0847, 0.3701, 0.2011,
    0.0552, 0.1336, 0.1313, 0.4521, 0.0204, 0.0639, 0.0469, 0.0676, 0.2722
])  # fmt: skip


def test_permutations_say_what_esda_says_within_chance():
    near, d = lattice(6), BOARD - BOARD.mean()
    weights = row_standardised(near)
    assert whole_moran(BOARD, weights).moran == pytest.approx(ESDA_I, abs=1e-11)
    room = 4 * np.sqrt(ESDA_LOCAL * (1 - ESDA_LOCAL) / N) + 2e-4
    assert (abs(local_p([d], [near], N, SEED)[0] / 2 - ESDA_LOCAL) < room).all()
    assert whole_p(d[:, None], weights, N, SEED)[0] / 2 == pytest.approx(ESDA_P, abs=4 * np.sqrt(ESDA_P / N) + 2e-4)


def test_by_hand_four_in_a_row():
    y, weights = np.array([1.0, 2.0, 3.0, 6.0]), row_standardised(touching([[1], [0, 2], [1, 3], [2]]))
    # deviations -2 -1 0 3, their neighbours' means -1 -1 1 0: products 2 1 0 0, squares 14
    got, local = whole_moran(y, weights), local_moran(y, weights)
    assert got.moran == pytest.approx(3 / 14) and got.expected == pytest.approx(-1 / 3)
    np.testing.assert_allclose(local.local, np.array([2, 1, 0, 0]) * 3 / 14)
    assert local.quadrant.tolist() == ["LL", "LL", "LH", "HL"]


def test_the_local_values_add_up_to_the_global_one():
    near = lattice(6)
    y = smooth(36, near)
    weights = row_standardised(near)
    assert local_moran(y, weights).local.sum() == pytest.approx(whole_moran(y, weights).moran * 35)


def slow_local_p(d, near, n_orders):
    """Area by area, order by order."""
    drawn, found = orders(d.size - 1, n_orders, SEED), []
    for i in range(d.size):
        others, neighbours = np.delete(d, i), np.flatnonzero(near[i])
        sums = np.array([sum(others[j] for j in order[: neighbours.size]) for order in drawn])
        at_least, at_most = ((sign * (sums - d[neighbours].sum()) >= -1e-9).sum() for sign in (1, -1))
        found.append(min(1.0, 2 * (min(at_least, at_most) + 1) / (n_orders + 1)) if neighbours.size else np.nan)
    return np.array(found)


def test_the_slow_twin_moves_one_area_at_a_time():
    near = lattice(4)
    near[0, :] = near[:, 0] = False  # an island among them
    maps = [np.round(smooth(16, near, seed=s), 1) for s in (1, 2)]
    maps = [d - d.mean() for d in maps]
    for d, got in zip(maps, local_p(maps, [near, near], 499, SEED), strict=True):
        np.testing.assert_allclose(got, slow_local_p(d, near, 499))


def test_many_maps_at_once_and_one_alone_give_the_same_p():
    near = lattice(6)
    maps = np.column_stack([smooth(36, near, seed=s, rounds=s % 3) for s in range(6)])
    weights = row_standardised(near)
    together = whole_p(maps, weights, N, SEED)
    np.testing.assert_allclose(together, [whole_p(maps[:, [k]], weights, N, SEED)[0] for k in range(6)])


def test_random_orders_agree_with_the_moments_under_randomisation():
    near = lattice(8)
    weights = row_standardised(near)
    for rounds in (0, 1):
        d = smooth(64, near, seed=3, rounds=rounds)
        moved = d[orders(64, N, SEED)]
        found = np.einsum("pi,pi->p", moved @ weights.T, moved) / (d @ d)
        told = whole_moran(d, weights)
        assert found.mean() == pytest.approx(told.expected, abs=4 * np.sqrt(told.variance / N))
        assert found.var() == pytest.approx(told.variance, rel=0.06)


def test_two_sided_p_counts_the_map_itself_and_ties_on_both_sides():
    np.testing.assert_allclose(two_sided(np.array([0.0, 50, 99]), np.array([99.0, 60, 99]), 99), [0.02, 1.0, 1.0])


def test_an_order_of_fewer_areas_is_a_random_order_still():
    few = orders(5, 6000, SEED)
    assert (np.sort(few, axis=1) == np.arange(5)).all()
    counts = np.array([[(few[:, place] == area).sum() for place in range(5)] for area in range(5)])
    assert abs(counts - 1200).max() < 5 * np.sqrt(1200 * 0.8)
