"""Benjamini-Hochberg: R's numbers, statsmodels family by family, and p-values that are missing."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from metrics.multiplicity import tally, with_q

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "bh_adjust.json"


def family_of(*p, family="2026Q3"):
    return pl.DataFrame({"quarter": [family] * len(p), "p": p}, schema={"quarter": pl.String, "p": pl.Float64})


def test_four_tests_by_hand():
    # sorted .005 .01 .03 .04; times 4 / rank: .02 .02 .04 .04
    assert with_q(family_of(0.01, 0.04, 0.03, 0.005), ["quarter"])["q"].to_list() == pytest.approx(
        [0.02, 0.04, 0.04, 0.02]
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=20), min_size=1, max_size=4))
def test_each_family_alone_agrees_with_statsmodels_and_scipy(families):
    rows = pl.concat([family_of(*p, family=str(i)) for i, p in enumerate(families)])
    got = with_q(rows.sample(fraction=1, shuffle=True, seed=3).with_row_index("at"), ["quarter"])
    assert got["at"].to_list() == list(range(rows.height))
    for i, _ in enumerate(families):
        own = got.filter(pl.col("quarter") == str(i))
        tested = own.drop_nulls("p")
        assert own.filter(pl.col("p").is_null())["q"].null_count() == own.height - tested.height
        if tested.height:
            np.testing.assert_allclose(tested["q"], multipletests(tested["p"], method="fdr_bh")[1], atol=1e-12)
            np.testing.assert_allclose(tested["q"], false_discovery_control(tested["p"]), atol=1e-12)


def test_tests_that_are_not_among_the_rows_count_when_their_number_is_told():
    rows = family_of(0.001, 0.01).with_columns(m=pl.lit(100))
    assert with_q(rows, ["quarter"], n_tests="m")["q"].to_list() == pytest.approx([0.1, 0.5])
    assert with_q(rows.with_columns(m=pl.lit(1)), ["quarter"], n_tests="m")["q"].to_list() == pytest.approx(
        [0.002, 0.01]
    )


def test_a_missing_p_be_it_null_or_nan_has_no_q_and_no_weight():
    assert with_q(family_of(0.03, None, float("nan")), [])["q"].to_list() == [0.03, None, None]
    assert with_q(family_of(), ["quarter"]).columns == ["quarter", "p", "q"]


def test_a_p_beyond_one_is_refused():
    with pytest.raises(ValueError, match="outside 0-1"):
        with_q(family_of(1.2), [])


def test_tests_made_flags_by_chance_flags_found_and_flags_left():
    rows = with_q(pl.concat([family_of(0.001, 0.04, 0.5, None), family_of(None, family="2026Q4")]), ["quarter"])
    assert tally(rows, ["quarter"]).rows() == [("2026Q3", 3, pytest.approx(0.15), 2, 1), ("2026Q4", 0, 0.0, 0, 0)]


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_the_reference_run_and_the_published_count_of_rejections():
    told = json.loads(VECTORS.read_text("utf-8"))
    for case in told["cases"]:
        got = with_q(family_of(*case["p"]), ["quarter"])["q"]
        np.testing.assert_allclose(got, case["expected"]["BH"], atol=1e-10)
        if case["id"] == told["published"]["case"]:
            assert (got <= told["published"]["alpha"]).sum() == told["published"]["bh_rejections"]
