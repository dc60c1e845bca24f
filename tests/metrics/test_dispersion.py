"""Dispersion and the widened funnel: reference runs, a slow twin, and groups where there is nothing to widen."""

import json
from math import asin, sin, sqrt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.dispersion import dispersion_of, overdispersed

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "funnel_overdispersion.json"
SIDES = {"low95": "odll95", "high95": "odul95", "low998": "odll998", "high998": "odul998"}


def units(*cells, group="g"):
    """cells: (numerator, denominator)."""
    rows = [(group, *cell) for cell in cells]
    return pl.DataFrame(
        rows, schema={"group": pl.String, "numerator": pl.Float64, "denominator": pl.Float64}, orient="row"
    )


def quantile(values, p):
    """Type 7."""
    v, at = sorted(values), p * (len(values) - 1)
    low = int(at)
    return v[low] + (at - low) * (v[min(low + 1, len(v) - 1)] - v[low])


def slow(cells):
    centre = sum(x for x, _ in cells) / sum(n for _, n in cells)
    z = [(asin(sqrt(x / n)) - asin(sqrt(centre))) * 2 * sqrt(n) for x, n in cells]
    low, high = quantile(z, 0.1), quantile(z, 0.9)
    phi = sum(min(max(v, low), high) ** 2 for v in z) / len(z)
    w = [4 * n for _, n in cells]
    tau2 = max(0.0, (len(z) * phi - (len(z) - 1)) / (sum(w) - sum(v * v for v in w) / sum(w))) if len(z) >= 10 else 0.0
    angle = [max(0.0, asin(sqrt(centre)) - 1.959963984540054 * sqrt(1 / (4 * n) + tau2)) for _, n in cells]
    return (
        phi,
        tau2,
        z,
        [v / sqrt(1 + 4 * n * tau2) for v, (_, n) in zip(z, cells, strict=True)],
        [sin(a) ** 2 for a in angle],
    )


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 200), st.integers(1, 100)), min_size=2, max_size=14), min_size=1, max_size=4
    )
)
def test_every_group_on_its_own_agrees_with_the_slow_twin(groups):
    groups = [[(x, x + rest) for x, rest in cells] for cells in groups]
    rows = pl.concat([units(*cells, group=str(i)) for i, cells in enumerate(groups)]).sample(
        fraction=1, shuffle=True, seed=1
    )
    got = overdispersed(rows.with_row_index("at"), ["group"])
    for i, _ in enumerate(groups):
        own = got.filter(pl.col("group") == str(i)).sort("at")
        phi, tau2, z, adjusted, low = slow(list(own.select("numerator", "denominator").iter_rows()))
        np.testing.assert_allclose(own["phi"], phi, atol=1e-9)
        np.testing.assert_allclose(own["tau2"], tau2, atol=1e-9)
        np.testing.assert_allclose(own["z"], z, atol=1e-9)
        np.testing.assert_allclose(own["z_adjusted"], adjusted, atol=1e-9)
        np.testing.assert_allclose(own["low95"], low, atol=1e-9)


def test_what_a_whole_sector_shares_is_taken_in_and_the_flags_before_and_after_are_said():
    spread = [(n * (85 + 2 * i) // 100, n) for i, n in enumerate([4000] * 8)]
    got = overdispersed(units(*spread, *spread), ["group"]).row(0, named=True)
    assert got["n_outside"] >= 12 and got["n_outside_adjusted"] == 0
    assert got["dispersion"] == "stratify" and got["phi"] > 10


def test_fewer_than_ten_units_are_not_widened_and_say_so():
    got = overdispersed(units(*[(80, 100), (99, 100)] * 4), ["group"])
    assert set(got["dispersion"]) == {"not_adjusted"} and set(got["tau2"]) == {0.0}


def test_a_given_line_is_used_and_rows_without_cases_count_nowhere():
    rows = units(*[(90, 100)] * 10, (0, 0), (None, None), (5, 3)).with_columns(line=pl.lit(0.95))
    got = overdispersed(rows, ["group"], centre="line")
    assert got["z"][0] == pytest.approx(20 * (asin(sqrt(0.9)) - asin(sqrt(0.95))))
    assert got["phi"][0] == pytest.approx(got["z"][0] ** 2)
    assert got["dispersion"][10:].to_list() == [None] * 3 and got["low95"][10:].null_count() == 3


@pytest.mark.parametrize("cells", [[(100, 100)] * 12, [(0, 40)] * 12, [(3, 4)], []])
def test_constant_single_and_empty_groups_have_numbers_or_nothing(cells):
    got = overdispersed(units(*cells), ["group"])
    for name in ("z", "phi", "tau2", "z_adjusted", "low95", "high95", "low998", "high998"):
        assert got[name].null_count() == 0 and not got[name].is_nan().any()
    assert set(got["n_outside"]) <= {0}


def n_outside(told):
    """Some cases name the units, some count them."""
    return sum(told[f"n_{side}"] if f"n_{side}" in told else len(told[side]) for side in ("low", "high"))


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_reference_runs_of_proportions_are_reproduced():
    cases = [c for c in json.loads(VECTORS.read_text("utf-8"))["cases"] if c["data_type"] == "PR"]
    assert len(cases) >= 3
    for case in cases:
        told, trim = case["expected"], case["trim_by"]
        rows = units(*zip(case["numerator"], case["denominator"], strict=True)).with_columns(
            line=pl.lit(told["target"])
        )
        got = overdispersed(rows, ["group"], centre="line", trim=trim)
        assert got["phi"][0] == pytest.approx(told["phi"], rel=1e-8)
        assert got["tau2"][0] == pytest.approx(told["tau2"], abs=1e-8)
        np.testing.assert_allclose(got["z"], told["z"], atol=1e-8)
        for ours, theirs in SIDES.items():
            # Where the angle runs past the end of the scale the package folds it back by a trifle; ours stays at the end.
            at_end = got[ours].is_in([0.0, 1.0]).to_numpy()
            np.testing.assert_allclose(got[ours].to_numpy()[~at_end], np.array(told[theirs])[~at_end], atol=1e-6)
            np.testing.assert_allclose(got[ours], told[theirs], atol=1e-4)
        for name, count in (("unadj998", "n_outside"), ("od998", "n_outside_adjusted")):
            assert got[count][0] == n_outside(told["outliers"][name])


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_reference_runs_of_ratios_on_the_log_scale_drop_their_ends():
    told = json.loads(VECTORS.read_text("utf-8"))
    cases = [c for c in told["cases"] if c["data_type"] == "SR"]
    published = {c["case"]: c["value"] for c in told["published_checks"] if c["what"].startswith("phi")}
    assert len(cases) >= 2
    for case in cases:
        observed, expected = np.array(case["numerator"]), np.round(case["denominator"], 2)
        s = 1 / np.sqrt(expected)
        z = np.log(observed / expected) / s
        np.testing.assert_allclose(z, case["expected"]["z"], atol=1e-8)
        one = np.zeros(z.size, dtype=np.int64)
        phi, tau2, used = (v[0] for v in dispersion_of(z, s, one, 1, trim=case["trim_by"], truncate=True))
        assert used == case["expected"]["n_used"]
        assert (phi, tau2) == pytest.approx((case["expected"]["phi"], case["expected"]["tau2"]), rel=1e-8)
        assert round(phi, 6) == published.get(case["id"], round(phi, 6))
        np.testing.assert_allclose(np.exp(1.959964 * np.sqrt(s**2 + tau2)), case["expected"]["odul95"], atol=1e-6)
