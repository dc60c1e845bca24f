"""Does it rise with risk? Published tests, hand-made tiers, and statsmodels row by row."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from statsmodels.stats.contingency_tables import Table

from metrics import exact
from metrics.gradient import SCORES, gradients, trend

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "cochran_armitage.json"
KEYS = ["quarter", "asked", "region_code", "department_code"]


def rows(*cells, asked="ratio"):
    """cells: one per office: ((x, n), ...) for tiers A-D, None where a tier has no register."""
    office = [{
        "quarter": "2020Q4", "asked": asked, "region_code": f"R{i}", "department_code": "*",
        **{f"{name}_{t}": (pair[k] if pair else None) for t, pair in zip("abcd", tiers, strict=True) for k, name in enumerate("xn")},
    } for i, tiers in enumerate(cells)]  # fmt: skip
    schema = dict.fromkeys(KEYS, pl.String) | {f"{n}_{t}": pl.Int64 for t in "abcd" for n in "xn"}
    return pl.DataFrame(office, schema=schema).with_columns(
        pl.lit(None, pl.Float64).alias(f"middle_{t}") for t in "abcd"
    )


def told(*cells, **bands):
    frame = rows(*cells).with_columns(pl.lit(v, pl.Float64).alias(f"middle_{t}") for t, v in bands.items())
    return gradients(frame).sort("region_code").to_dicts()


RISING = ((30, 3000), (120, 1200), (90, 300), (45, 60))
INVERTED = ((300, 1000), (100, 500), (10, 200), (2, 100))
FLAT = ((300, 3000), (120, 1200), (30, 300), (6, 60))


def test_rising_inverted_and_flat_are_told_apart():
    assert [r["state"] for r in told(RISING, INVERTED, FLAT)] == ["rising", "inverted", "no_evidence"]


def test_a_flat_line_is_no_proof_of_equality_and_an_inverted_one_has_a_negative_slope():
    rising, inverted, flat = told(RISING, INVERTED, FLAT)
    assert rising["slope"] > 0 > inverted["slope"] and flat["p_trend"] == pytest.approx(1)
    assert rising["z"] > 0 > inverted["z"] and rising["q_trend"] >= rising["p_trend"]


def test_too_few_and_one_tier_say_so_instead_of_testing():
    few, none, one, nothing = told(
        ((1, 300), (0, 100), (1, 40), (2, 10)), ((0, 300), (0, 100), (0, 40), (0, 10)), ((30, 300), None, None, None),
        (None, None, None, None),
    )  # fmt: skip
    assert [few["state"], none["state"], one["state"], nothing["state"]] == [
        "too_few",
        "too_few",
        "one_tier",
        "one_tier",
    ]
    assert all(
        r[k] is None for r in (few, none, one) for k in ("slope", "z", "p_trend", "q_trend", "chi2", "p_homogeneity")
    )
    assert (one["tier_from"], one["tier_to"], one["ratio"], one["n_tiers"], one["scores"]) == (
        None,
        None,
        None,
        1,
        "A=0",
    )
    assert (few["n"], few["x"]) == (450, 4) and (few["tier_from"], few["tier_to"]) == ("A", "D")


def test_an_office_of_one_tier_may_come_first():
    one, rising = told(((30, 300), None, None, None), RISING)
    assert (one["tier_from"], one["tier_to"], rising["tier_from"], rising["tier_to"]) == (None, None, "A", "D")


def test_everybody_visited_leaves_nothing_to_test():
    (row,) = told(((300, 300), (100, 100), (40, 40), (10, 10)))
    assert (row["state"], row["z"], row["ratio"]) == ("too_few", None, 1.0)


def test_the_ends_are_the_outermost_tiers_with_a_register():
    (row,) = told((None, (60, 1200), (90, 300), None), b=0.125, c=0.405)
    assert (row["tier_from"], row["tier_to"], row["scores"], row["n_tiers"]) == ("B", "C", "B=1,C=2", 2)
    assert (
        row["ratio"] == pytest.approx((90 / 300) / (60 / 1200)) and row["ratio_low"] < row["ratio"] < row["ratio_high"]
    )
    assert row["planned_ratio"] == pytest.approx(0.405 / 0.125)


def test_nothing_at_the_low_end_is_no_number_but_has_a_lower_bound():
    (row,) = told(((0, 3000), (5, 300), (3, 100), (8, 40)), a=0.0, d=0.8)
    assert (row["ratio"], row["ratio_high"], row["planned_ratio"]) == (None, None, None)
    assert row["ratio_low"] > 10 and row["state"] == "rising"


def test_small_tiers_are_tested_exactly():
    x, n = np.array([[1.0, 1, 0, 3]]), np.array([[60.0, 30, 6, 4]])
    got = trend(x, n).p_trend[0]
    assert got == pytest.approx(2 * exact.trend_tail(x, n, np.array(SCORES))[0])
    assert got > 3 * trend(x, n, exact=False).p_trend[0]  # what the normal curve would claim


tier = st.tuples(st.integers(0, 300), st.integers(1, 300))


@settings(max_examples=30)
@given(st.lists(st.lists(tier, min_size=4, max_size=4), min_size=1, max_size=8))
def test_every_row_agrees_with_statsmodels_and_scipy(offices):
    x = np.array([[a for a, _ in office] for office in offices], dtype=float)
    n = x + np.array([[b for _, b in office] for office in offices])
    got = trend(x, n, exact=False)
    for i in range(len(x)):
        if x[i].sum() == 0:
            assert np.isnan(got.z[i])
            continue
        table = np.column_stack([x[i], n[i] - x[i]])
        total = n[i].sum()
        twin = Table(table, shift_zeros=False).test_ordinal_association(np.array(SCORES), np.array([1, 0]))
        assert got.z[i] == pytest.approx(twin.zscore * np.sqrt(total / (total - 1)), abs=1e-9)
        same = chi2_contingency(table, correction=False)
        assert (got.chi2[i], got.p_homogeneity[i]) == pytest.approx((same.statistic, same.pvalue), abs=1e-9)


def test_the_slope_is_that_of_the_weighted_line():
    x, n = np.array([[3.0, 12, 9, 5]]), np.array([[300.0, 120, 30, 6]])
    line = np.polyfit(SCORES, (x / n)[0], 1, w=np.sqrt(n[0]))
    assert trend(x, n).slope[0] == pytest.approx(line[0])


def test_counts_over_the_base_are_a_fault_of_the_data():
    with pytest.raises(ValueError, match="0 <= x <= n"):
        trend([[3, 1]], [[2, 1]], (0, 1))


def test_no_rows_are_no_rows():
    assert gradients(rows()).is_empty()


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_published_trends_are_reproduced():
    for case in json.loads(VECTORS.read_text("utf-8"))["cases"]:
        x, n, score = (case["input"][k] for k in ("x", "n", "score"))
        got, wanted = trend([x], [n], score, exact=False), case["expected"]
        assert got.z[0] ** 2 == pytest.approx(wanted["chisq_uncorrected_N"], rel=1e-9, abs=1e-12), case["id"]
        assert got.p_trend[0] == pytest.approx(wanted["p"], rel=1e-8)
        total = sum(n)
        assert got.z[0] ** 2 * (total - 1) / total == pytest.approx(wanted["coin_chisq_N_minus_1"], rel=1e-9, abs=1e-12)
        assert got.chi2[0] == pytest.approx(wanted["homogeneity_chisq"], rel=1e-9, abs=1e-12)
        assert got.p_homogeneity[0] == pytest.approx(wanted["homogeneity_p"], rel=1e-8)
