"""Maps tested: a cluster that is there, none where there is none, islands and small maps told apart."""

import numpy as np
import polars as pl
import pytest

from metrics.spatial import LEAST_AREAS, N_PERMUTATIONS, weigh_map, weigh_maps

SIDE = 8


def board(side=SIDE, level="county"):
    """Neighbours on a board of side x side regions named r00, r01, ...: sides and corners touch."""
    x, y = np.divmod(np.arange(side * side), side)
    near = np.maximum(abs(x[:, None] - x), abs(y[:, None] - y)) == 1
    pairs = [(f"r{i:02}", f"r{j:02}") for i, j in zip(*np.nonzero(near), strict=True)]
    frame = pl.DataFrame(pairs, schema=["region_code", "neighbour_code"], orient="row")
    return frame.with_columns(root_code=pl.lit("X"), level=pl.lit(level))


def maps(*rates, n=200, indicator="I{}", level="county"):
    """One map a list of rates; None leaves a region without a figure."""
    rows = [
        (indicator.format(k), "2026Q3", "X", level, f"r{i:02}", None if r is None else float(round(r * n)), float(n))
        for k, own in enumerate(rates)
        for i, r in enumerate(own)
    ]
    names = ["indicator", "quarter", "root_code", "level", "region_code", "numerator", "denominator"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.col("numerator").cast(pl.Float64))


def corner(low=0.7, high=0.9, size=3, seed=0):
    """A board at 90 % with a corner of low rates."""
    x, y = np.divmod(np.arange(SIDE * SIDE), SIDE)
    noise = np.random.default_rng(seed).normal(scale=0.01, size=SIDE * SIDE)
    return list(np.where((x < size) & (y < size), low, high) + noise)


def shuffled(seed):
    return list(np.random.default_rng(seed).permutation(corner()))


def test_a_low_corner_is_found_and_a_shuffled_one_is_none():
    got = weigh_maps(maps(corner(), shuffled(1)), board())
    assert got.whole["state"].to_list() == ["clustered", "no_pattern"]
    cluster = got.places.filter(pl.col("state") == "cluster_low")
    assert set(cluster["indicator"]) == {"I0"} and {"r00", "r01", "r08", "r09"} <= set(cluster["region_code"])
    assert set(cluster["region_code"]) <= {f"r{8 * x + y:02}" for x in range(4) for y in range(4)}
    assert got.whole["n_low"].to_list() == [cluster.height, 0] and got.whole["n_permutations"].unique().to_list() == [
        N_PERMUTATIONS
    ]
    assert (cluster["q"] <= 0.05).all() and (cluster["quadrant"] == "LL").all()


def test_one_map_on_demand_is_the_map_of_the_build():
    built = weigh_maps(maps(corner(), shuffled(1)), board())
    one = weigh_map(
        maps(corner()).select("region_code", "numerator", "denominator"),
        board().select("region_code", "neighbour_code"),
    )
    told = ["region_code", "stabilised", "local_moran", "quadrant", "z", "p", "q", "state"]
    assert one.places.select(told).equals(built.places.filter(pl.col("indicator") == "I0").select(told))
    assert one.whole["p"][0] == built.whole["p"][0] and one.whole["moran"][0] == pytest.approx(built.whole["moran"][0])


def test_the_same_rows_in_another_order_and_again_give_the_same_numbers():
    rows = maps(corner(), shuffled(1))
    first, again = (
        weigh_maps(r, board()).places.sort("indicator", "region_code")
        for r in (rows, rows.sample(fraction=1, shuffle=True, seed=4))
    )
    assert first.equals(again)


def test_a_region_whose_neighbours_have_no_figure_is_an_island_and_named():
    rates = corner()
    for i in (1, 8, 9):  # all around r00
        rates[i] = None
    got = weigh_maps(maps(rates), board())
    assert got.whole.select("n", "n_islands").row(0) == (60, 1)
    island = got.places.filter(pl.col("region_code") == "r00")
    assert island.select("state", "p", "q", "quadrant").rows() == [("island", None, None, None)]
    assert set(got.places["region_code"]).isdisjoint({"r01", "r08", "r09"})


@pytest.mark.parametrize(("rates", "state"), [
    ([0.9] * 64, "constant"), ([0.9] * 20 + [0.5] * 9 + [None] * 35, "too_few"), ([None] * 64, None),
])  # fmt: skip
def test_a_map_that_cannot_be_tested_says_why(rates, state):
    got = weigh_maps(maps(rates), board())
    assert got.places.is_empty()
    assert got.whole.select("state", "p", "q", "n_high").rows() == ([(state, None, None, None)] if state else [])


def test_no_neighbours_known_is_all_islands():
    got = weigh_maps(maps(corner()), board().clear())
    assert got.whole.select("n", "n_islands", "state").row(0) == (0, 64, "too_few") and got.places.is_empty()


def test_maps_of_unlike_regions_share_a_run_and_do_not_mix():
    holes = [None if i % 9 == 0 else r for i, r in enumerate(corner(seed=2))]
    together = weigh_maps(maps(corner(), holes, shuffled(3)), board()).places
    alone = weigh_maps(maps(holes, indicator="I1"), board()).places
    told = ["region_code", "local_moran", "p", "state"]
    assert together.filter(pl.col("indicator") == "I1").select(told).equals(alone.select(told))


def test_levels_do_not_touch_each_other():
    rows = pl.concat([maps(corner()), maps(corner(), level="city")])
    neighbours = pl.concat([board(), board(level="city").head(0)])
    got = weigh_maps(rows, neighbours).whole.sort("level")
    assert got["state"].to_list() == ["too_few", "clustered"] and got["n"].to_list() == [0, 64] and LEAST_AREAS == 30


def test_with_nothing_wrong_and_big_regions_side_by_side_one_test_in_twenty_is_below_five_per_cent():
    dice = np.random.default_rng(7)
    size = np.round(60 * np.exp(np.add.outer(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE)).ravel()))
    rows = [
        (f"I{m}", "q", "X", "county", f"r{i:02}", float(x), float(n))
        for m in range(60) for i, (x, n) in enumerate(zip(dice.binomial(size.astype(int), 0.98), size, strict=True))
    ]  # fmt: skip
    got = weigh_maps(pl.DataFrame(rows, schema=maps([0.5]).schema, orient="row"), board())
    assert (got.places["p"] < 0.05).mean() == pytest.approx(
        0.05, abs=2 * np.sqrt(0.05 * 0.95 / (60 * 16))
    )  # 64 places, as good as 16 apart
    assert (got.whole["p"] < 0.05).sum() <= 60 * 0.05 + 2 * np.sqrt(60 * 0.05 * 0.95)
    assert (got.whole["state"] == "no_pattern").all()
