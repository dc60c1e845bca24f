"""Units against their peers: who can be tested, what is said, and how often the innocent are flagged."""

import numpy as np
import polars as pl
import pytest

from metrics import compare
from metrics.compare import compare_with_peers, signal
from metrics.multiplicity import with_q
from metrics.segments import by_size
from tests.metrics.test_spread import provinces

SCHEMA = {
    "group": pl.String,
    "unit": pl.Int64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "direction": pl.String,
}


def units(*cells, group="g", direction="up"):
    """cells: (numerator, denominator)."""
    return pl.DataFrame([(group, i, *cell, direction) for i, cell in enumerate(cells)], schema=SCHEMA, orient="row")


def weighed(rows, **settings):
    return signal(with_q(compare_with_peers(rows, ["group"], **settings), []))


def invented(*args, **settings):
    x, n, group = provinces(*args, **settings)
    return pl.DataFrame({"group": group, "numerator": x, "denominator": n}).with_columns(direction=pl.lit("up"))


PEERS = [
    (180, 200),
    (183, 200),
    (178, 200),
    (181, 200),
    (176, 200),
    (184, 200),
    (179, 200),
    (182, 200),
    (180, 200),
    (185, 200),
]


def test_a_laggard_a_leader_and_the_rest():
    got = weighed(units(*PEERS, (140, 200), (200, 200)))
    assert got["peer_signal"].to_list() == ["P2"] * 10 + ["P4", "P0"]
    assert got["n_units"][0] == 12 and got["pooled"][0] == pytest.approx(sum(x for x, _ in PEERS) / 2400 + 340 / 2400)
    assert got["expected"][10] == pytest.approx(0.904, abs=0.01)  # the mean of the others, not of all
    assert got["p_bad"][10] < 1e-4 and got["p_bad"][11] > 0.999


def test_where_less_is_better_the_laggard_is_the_one_with_more():
    rows = [(n - x, n) for x, n in [*PEERS, (140, 200), (200, 200)]]
    assert weighed(units(*rows, direction="down"))["peer_signal"].to_list() == ["P2"] * 10 + ["P4", "P0"]
    undirected = weighed(units(*rows, direction="none"))
    assert undirected["peer_signal"].null_count() == 12 and undirected["p"].null_count() == 0


def test_nine_units_are_no_peer_group_and_say_so():
    got = weighed(pl.concat([units(*PEERS[:9]), units(*PEERS, group="h")]))
    assert got.filter(pl.col("group") == "g")["peer_signal"].to_list() == ["S1"] * 9
    assert got.filter(pl.col("group") == "g")["pooled"].null_count() == 0
    assert set(got.filter(pl.col("group") == "h")["peer_signal"]) == {"P2"}


def test_what_cannot_be_tested_says_why_and_counts_nowhere():
    odd = [(0, 0), (None, None), (None, 5), (201, 200), (-1, 200), (0.5, 1)]
    got = weighed(units(*PEERS, *odd))
    assert got["peer_state"][10:].to_list() == [
        "no_cases",
        "no_cases",
        "no_cases",
        "not_counts",
        "not_counts",
        "not_counts",
    ]
    assert got["n_units"].to_list() == [10] * 16 and got["pooled"].n_unique() == 1
    assert got["p"][10:].null_count() == 6 and got["peer_signal"][10:].null_count() == 6
    assert got["p"][:10].to_list() == weighed(units(*PEERS))["p"].to_list()


def test_a_line_given_from_outside_takes_the_place_of_the_peers_mean():
    rows = units(*PEERS).with_columns(target=pl.lit(0.98))
    got = weighed(rows, centre="target")
    assert set(got["expected"]) == {0.98} and set(got["centre"]) == {0.98} and set(got["peer_signal"]) == {"P4"}
    none = weighed(rows.with_columns(target=pl.lit(None, dtype=pl.Float64)), centre="target")
    assert set(none["peer_state"]) == {"no_centre"} and none["peer_signal"].null_count() == 10


@pytest.mark.parametrize(
    "cells",
    [
        [(50, 50)] * 12,
        [(0, 50)] * 12,
        [(1, 1)] * 12,
        [(0, 1), (1, 1)] * 6,
        [(10**7, 10**7)] * 11 + [(0, 1)],
        [(3, 4)],
        [],
    ],
)
def test_nothing_but_numbers_and_nulls_comes_out(cells):
    rows = units(*cells)
    got = weighed(rows)
    assert got.select(rows.columns).equals(rows)
    for column in got.iter_columns():
        assert not column.dtype.is_float() or not column.is_nan().any(), column.name
    if (len(set(cells)) == 1 and len(cells) == 12) or (1, 1) in cells:
        assert set(got["peer_signal"]) == {"P2"}


def test_order_of_rows_and_company_of_other_groups_change_nothing():
    rows = pl.concat([units(*PEERS, (140, 200)), units(*[(95, 100)] * 10, (60, 100), group="h")])
    mixed = rows.sample(fraction=1, shuffle=True, seed=5)
    got = compare_with_peers(mixed, ["group"])
    assert got.select(rows.columns).equals(mixed)
    straight = compare_with_peers(rows, ["group"]).sort("group", "unit")
    assert got.sort("group", "unit").equals(straight)  # to the last digit
    alone = compare_with_peers(rows.filter(pl.col("group") == "h"), ["group"])
    here = got.filter(pl.col("group") == "h").sort("unit")
    np.testing.assert_allclose(here["p"], alone["p"], rtol=1e-9)
    np.testing.assert_allclose(here["high998"], alone["high998"], rtol=1e-9)


def test_groups_are_compared_alike_however_many_at_a_time(monkeypatch):
    rows = invented(30, 12, 80, 0.9, 0.01, laggards=1)
    at_once = weighed(rows)
    monkeypatch.setattr(compare, "UNITS_A_BLOCK", 50)
    assert weighed(rows).equals(at_once)


def test_counts_are_put_in_order_alike_whole_or_not():
    random = np.random.default_rng(6)
    group, n = random.integers(0, 9, 200), random.integers(1, 40, 200).astype(float)
    x = np.floor(n * random.random(200))
    for part in (0.0, 0.25):
        assert by_size(group, n, x + part).tolist() == np.lexsort((x + part, n, group)).tolist()


def test_units_that_differ_by_a_point_and_nothing_else_are_hardly_ever_alarmed():
    """800 series a family, 40 families: alarms after adjustment in at most one family in twenty (q <= .05)."""
    rows = invented(800, 40, 200, 0.9, 0.0011, seed=21).with_columns(family=pl.col("group") // 20)
    got = signal(with_q(compare_with_peers(rows, ["group"]), ["family"]))
    alarmed = got.group_by("family").agg(pl.col("peer_signal").is_in(["P0", "P4"]).any())["peer_signal"].sum()
    assert alarmed <= 2 + 2 * np.sqrt(2)


def test_planted_laggards_are_found_and_hardly_anyone_else():
    rows = invented(400, 40, 800, 0.9, 0.0011, seed=22, laggards=2).with_columns(unit=pl.int_range(pl.len()) % 40)
    got = signal(with_q(compare_with_peers(rows, ["group"]), []))
    named = got.filter(pl.col("peer_signal") == "P4")
    assert (named["unit"] < 2).sum() >= 0.9 * 800
    assert (named["unit"] >= 2).mean() <= 0.05
