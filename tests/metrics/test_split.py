"""A target divided over units: exact to the case, by the rule stated, with what cannot be done named."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.split import RULES, divide, unlikely


def units(*rows, percentile=None):
    frame = pl.DataFrame(rows, schema=["unit", "numerator", "denominator"], orient="row")
    return frame.with_columns(percentile=pl.Series(percentile or [None] * len(rows), dtype=pl.Float64))


THREE = units(("a", 80, 100), ("b", 150, 200), ("c", 10, 50))


def asked(split):
    return split.units["asked"].to_list()


def test_equal_gap_closing_closes_the_same_share_of_every_gap():
    # 240 of 350; 90 % asks for 315: 75 of the 110 missing cases, 68.2 % of 20, 50 and 40: 13.6, 34.1, 27.3
    got = divide(THREE, 0.9, "equal_gap_closing")
    assert (got.wanted, got.whole, got.state, got.left_over) == (315, 315, "exact", 0)
    assert asked(got) == [94, 184, 37]
    assert got.units["more"].to_list() == [14, 34, 27] and got.units["share"].to_list() == [0.94, 0.92, 0.74]


def test_equal_effort_asks_the_same_of_every_hundred_until_a_unit_is_full():
    # 75 cases over 350: 21.4 of every hundred; a has room for 20 only, so 22 of every hundred of b and c: 55 of 250
    got = divide(THREE, 0.9, "equal_effort")
    assert got.whole == 315 and asked(got) == [100, 194, 21]


def test_peer_percentile_goes_to_what_better_peers_have_and_on_only_if_that_is_not_enough():
    peers = THREE.with_columns(percentile=pl.Series([0.85, 0.85, 0.85]))
    half_way = divide(peers, 0.7, "peer_percentile")  # 245 of 350, 5 more; the way is 5, 20 and 32.5
    assert half_way.whole == 245 and half_way.units["more"].to_list() == [0, 2, 3]
    beyond = divide(peers, 0.9, "peer_percentile")
    assert beyond.whole == 315 and min(beyond.units["share"]) >= 0.85


def test_an_own_split_that_does_not_add_up_says_how_many_cases_are_left_over():
    got = divide(THREE, 0.9, "own", own=pl.Series([0.9, 0.9, None]))
    assert asked(got) == [90, 180, 10] and (got.state, got.left_over) == ("own_differs", 35)
    more = divide(THREE, 0.9, "own", own=pl.Series([1.0, 1.0, 0.5]))
    assert (more.state, more.left_over) == ("own_exceeds", -10)
    odd = divide(THREE, 0.7, "own", own=pl.Series([0.5, 1.01, None]))
    assert odd.units["trouble"].to_list() == ["below_present", "beyond_ceiling", None]


def test_less_is_better():
    late = units(("a", 20, 100), ("b", 40, 100))
    got = divide(late, 0.2, "equal_gap_closing", is_least=False)  # 60 late, 40 allowed: a third fewer each
    assert got.whole == 40 and got.units["more"].to_list() == [7, 13] and asked(got) == [13, 27]


@pytest.mark.parametrize(
    ("frame", "target", "ceiling", "state", "whole"),
    [
        (THREE, 0.5, 1.0, "met_already", 240),
        (units(("a", 0, 1), ("b", 0, 1)), 0.9, 0.9, "too_much", 0),  # nine tenths of one case are none
        (units(("a", 0, 0)), 0.9, 1.0, "no_cases", 0),
    ],
)
def test_what_cannot_be_divided_is_said(frame, target, ceiling, state, whole):
    got = divide(frame, target, "equal_gap_closing", ceiling=ceiling)
    assert (got.state, got.whole) == (state, whole)


@pytest.mark.parametrize(
    ("rule", "target", "own"), [("fair", 0.9, None), ("own", 0.9, None), ("equal_effort", 1.2, None)]
)
def test_nonsense_is_refused_in_a_sentence(rule, target, own):
    with pytest.raises(ValueError, match=r"rule|target"):
        divide(THREE, target, rule, own=own)


def test_a_unit_without_cases_is_asked_for_nothing_and_named():
    got = divide(units(("a", 5, 10), ("b", 0, 0)), 0.8, "equal_effort")
    assert asked(got) == [8, 0] and got.units["trouble"].to_list() == [None, "no_cases"]


def test_what_is_next_to_impossible_is_named():
    got = divide(THREE, 0.9, "equal_gap_closing").units.with_columns(p_met=pl.Series([0.6, 0.01, None]))
    assert unlikely(got)["trouble"].to_list() == [None, "unlikely", None]


@given(
    rows=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=40),
    target=st.floats(0, 1),
    rule=st.sampled_from([r for r in RULES if r != "own"]),
    is_least=st.booleans(),
)
def test_the_parts_always_add_up_and_nobody_is_asked_for_less(rows, target, rule, is_least):
    frame = units(*[(str(i), min(x, n), n) for i, (x, n) in enumerate(rows)], percentile=[0.8] * len(rows))
    got = divide(frame, target, rule, is_least=is_least)
    assert got.whole == sum(asked(got)) and (got.units["more"] >= 0).all()
    if got.state == "exact":
        assert got.whole == got.wanted
    held, total = int(np.sum(frame["numerator"].to_numpy())), int(np.sum(frame["denominator"].to_numpy()))
    if got.state == "met_already":
        assert (held >= got.wanted) if is_least else (held <= got.wanted)
    assert got.state != "too_much" and (got.state == "no_cases") == (total == 0)
