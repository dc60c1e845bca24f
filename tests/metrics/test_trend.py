"""Net change of stocks, the recent trend of annual series, Mann-Kendall: drawn, twinned, and held against published figures."""

import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import ClassVar

import numpy as np
import polars as pl
import pytest
from scipy import stats

from metrics.control import OF_CHANGES, as_seen, chart_one
from metrics.trend import mann_kendall, net_change, recent_trend, sen_slope, trend_of_counts

SHARED = Path(__file__).resolve().parents[3] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not SHARED.exists(), reason="../shared/vectors is not beside this checkout")


def years(values, width=1.0, begin=2016, **more):
    """One series of annual values with 95 % intervals of one width; None is a year without a value."""
    rows = [
        ("u", begin + i, v, None if v is None else v - width / 2, None if v is None else v + width / 2)
        for i, v in enumerate(values)
    ]
    schema = {"u": pl.String, "period_index": pl.Int64, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(**{k: pl.lit(v) for k, v in more.items()})


def told(rows):
    return recent_trend(rows, ["u"]).row(0, named=True)


def test_a_stock_is_judged_by_what_is_added_each_month():
    rows = pl.DataFrame(
        {
            "u": 1,
            "period_index": [0, 1, 2, 4, 5],
            "value": [0.5, 0.52, 0.53, 0.6, 0.59],
            "denominator": 100.0,
            "unit": "percent",
        }
    )
    got = net_change(rows, ["u"])
    assert got["value"].to_list() == [None, pytest.approx(0.02), pytest.approx(0.01), None, pytest.approx(-0.01)]
    assert got["denominator"].null_count() == got["unit"].null_count() == 5


def test_coverage_that_stops_growing_is_a_change_for_the_worse():
    monthly = [0.02, 0.022, 0.018, 0.021, 0.019, 0.02, 0.022, 0.018, 0.02, 0.021, 0.019, 0.02, 0.021, 0.0]
    rows = pl.DataFrame({"u": 1, "period_index": range(15), "value": np.cumsum([0.3, *monthly]), "unit": "percent"})
    assert as_seen(net_change(rows, ["u"]), ["u"])["variation"][-1] == "V3"
    assert as_seen(rows, ["u"])["variation"][-1] != "V3"


def stock(cases, n, unit="percent"):
    value = np.array(cases) / (n if unit == "percent" else 1)
    return pl.DataFrame(
        {"u": 1, "period_index": range(len(cases)), "value": value, "denominator": float(n), "unit": unit}
    )


def changed(rows):
    """The latest point as the verdict sees it, which is as the page draws it."""
    net = net_change(rows, ["u"])
    seen = as_seen(net, ["u"], OF_CHANGES).row(-1, named=True)
    drawn = chart_one(
        net["period_index"].to_list(), net["value"].to_list(), [None] * net.height, unit=None, direction="up",
        one_case=net["one_case"].to_list(), convention=OF_CHANGES,
    )  # fmt: skip
    assert (drawn.chart[-1], drawn.variation[-1], drawn.upper[-1]) == (seen["chart"], seen["variation"], seen["upper"])
    return seen


STILL = [130] * 9 + [131] * 5 + [132, 132]  # sixteen months, two cases more


def test_a_stock_that_hardly_moves_has_no_chart_and_a_fall_is_no_worsening():
    rows = stock([*STILL, 129], 139)
    assert as_seen(net_change(rows, ["u"]), ["u"])["variation"][-1] == "V3"  # nil upon nil draws the limits together
    got = changed(rows)
    assert (got["chart"], got["variation"], got["series_reason"], got["n_points"]) == ("none", None, "HARDLY_MOVES", 16)
    assert got["centre"] is got["lower"] is got["rule_outside"] is None
    assert changed(stock([*STILL, 129], 139, unit="count"))["series_reason"] == "HARDLY_MOVES"


def test_a_stock_that_moves_in_half_the_steps_or_by_more_than_a_case_is_charted():
    lively = np.cumsum([100, 2, 3, 1, 2, 3, 2, 1, 3, 2, 2, 1, 3, 2, -9])
    assert (changed(stock(lively, 139))["chart"], changed(stock(lively, 139))["variation"]) == ("xmr", "V3")
    # every second step between changes is nil: half of them, not more; each of the others is ten cases
    steady = np.cumsum([100, *[5, 5, -5, -5] * 4, 5])
    assert changed(stock(steady, 900))["chart"] == "xmr"
    assert changed(stock([*steady, steady[-1] + 5], 900))["series_reason"] == "HARDLY_MOVES"


def test_limits_narrower_than_one_case_are_none():
    # only the denominator moves, a little each month: no step is nil, yet one case more or less would lie outside
    rates = np.cumsum([0.50, *[0.001, 0.002] * 8])[:16]
    rows = pl.DataFrame({"u": 1, "period_index": range(16), "value": rates, "denominator": 100.0, "unit": "percent"})
    assert changed(rows)["series_reason"] == "HARDLY_MOVES"
    assert changed(rows.with_columns(denominator=pl.lit(2000.0)))["chart"] == "xmr"
    # without a denominator nobody knows what one case comes to
    assert changed(rows.with_columns(denominator=pl.lit(None, pl.Float64)))["chart"] == "xmr"


def test_which_stocks_have_a_chart_against_a_slow_twin():
    dice, series = np.random.default_rng(11), []
    for u in range(60):
        moves = dice.integers(-2, 4, 24) * (dice.random(24) < dice.choice([0.1, 0.3, 0.5, 0.9]))
        series.append(stock(np.clip(np.cumsum([40, *moves]), 0, 80), 80).with_columns(u=pl.lit(u)))
    net = net_change(pl.concat(series), ["u"])
    told = as_seen(net, ["u"], OF_CHANGES)
    reasons = set()
    for (_,), own in told.group_by("u", maintain_order=True):
        change = [round(v * 80) for v in own["value"][1:]]
        for k in range(13, len(change) + 1):
            steps = [abs(b - a) for a, b in pairwise(change[:k])]
            coarse = steps.count(0) > len(steps) / 2 or 2.66 * sum(steps) / len(steps) < 1
            wanted = "CONSTANT" if len(set(change[:k])) == 1 else "HARDLY_MOVES" if coarse else None
            assert own["series_reason"][k] == wanted, (change[:k], own["series_reason"][k])
            reasons.add(wanted)
    assert reasons == {"CONSTANT", "HARDLY_MOVES", None}


def test_never_moving_is_constant_and_too_few_months_stay_too_few():
    assert (changed(stock([139] * 20, 139))["chart"], changed(stock([139] * 20, 139))["variation"]) == (
        "constant",
        "V2",
    )
    assert changed(stock(STILL[:8], 139))["series_reason"] == "TOO_FEW_POINTS"


@pytest.mark.parametrize(
    ("values", "direction", "trend", "judgement"),
    [
        ([80, 82, 84, 86, 88], "up", "rising", "better"),
        ([80, 82, 84, 86, 88], "down", "rising", "worse"),
        ([88, 86, 84, 82, 80], "up", "falling", "worse"),
        ([80, 81, 80, 81, 80], "up", "none", "same"),
        ([80, 80, 80, 80, 95], "up", "none", "same"),  # the work of one year
        ([80, 82, 84, 86, 88], "none", "rising", None),
    ],
)
def test_the_trend_of_five_years(values, direction, trend, judgement):
    got = told(years(values, direction=direction))
    assert (got["trend"], got["judgement"], got["trend_reason"]) == (trend, judgement, None)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (years([80, 82, 84, 86]), "TOO_FEW_POINTS"),
        (years([80, 82, None, 84, 86, 88]), "MISSING_YEAR"),
        (years([80, 82, 84, 86, 88], width=0.0), "NO_LIMITS"),
        (years([80, 82, 84, 86, 88]).drop("low", "high"), "NO_LIMITS"),
        (
            years([1, 1, 1, 1, 0.9]).drop("low", "high").with_columns(numerator=pl.col("value") * 50, denominator=50.0),
            "ALL_OR_NONE",
        ),
    ],
)
def test_why_no_trend_is_told(rows, reason):
    got = told(rows)
    assert (got["trend"], got["slope"], got["trend_reason"]) == (None, None, reason)


def test_only_the_last_five_years_count():
    falling_once = [99, 70, 80, 82, 84, 86, 88]
    assert told(years(falling_once)) == told(years(falling_once[2:], begin=2018))


def test_nothing_given_no_trend():
    assert recent_trend(years([1]).clear(), ["u"]).is_empty()
    assert net_change(years([1]).clear(), ["u"]).is_empty()


def test_many_series_at_once_are_told_as_each_alone():
    rng = np.random.default_rng(3)
    series = [years(np.cumsum(rng.normal(0.3, 1, 6)) + 80).with_columns(u=pl.lit(str(i))) for i in range(40)]
    together = recent_trend(pl.concat(series).sample(fraction=1, shuffle=True, seed=1), ["u"]).sort("u")
    alone = pl.concat([recent_trend(one, ["u"]) for one in series]).sort("u")
    assert together.drop("slope", "chi_square").equals(alone.drop("slope", "chi_square"))
    assert together["slope"].to_numpy() == pytest.approx(alone["slope"].to_numpy())


def test_mann_kendall_counts_what_a_slow_twin_counts():
    rng = np.random.default_rng(4)
    y = rng.integers(0, 6, (50, 12)).astype(float)
    y[rng.random(y.shape) < 0.1] = np.nan
    got = mann_kendall(y)
    for i, row in enumerate(y):
        known = row[~np.isnan(row)]
        s = sum(np.sign(b - a) for k, a in enumerate(known) for b in known[k + 1 :])
        ties = np.unique(known, return_counts=True)[1]
        n = len(known)
        var = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
        assert (got["s"][i], got["var_s"][i]) == pytest.approx((s, var))


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (4, 1, 2, 3), (2, 4, 1, 3)])
def test_the_exact_p_counts_orders(order):
    def far(p):
        return abs(sum(np.sign(b - a) for i, a in enumerate(p) for b in p[i + 1 :]))

    orders = list(permutations(range(4)))
    share = sum(far(p) >= far(order) for p in orders) / len(orders)
    assert mann_kendall(np.array([order], dtype=float))["p_exact"][0] == pytest.approx(share)


def test_sen_slope_is_the_median_over_distance_in_time():
    rng = np.random.default_rng(5)
    y = rng.normal(size=(20, 9))
    y[:, 4] = np.nan  # the gap keeps its place
    slope, _ = sen_slope(y)
    x = np.delete(np.arange(9), 4)
    assert slope == pytest.approx([stats.theilslopes(np.delete(row, 4), x)[0] for row in y])


def test_one_point_has_no_trend():
    assert np.isnan(mann_kendall(np.array([[1.0, np.nan]]))["z"][0])


@needs_vectors
def test_published_mann_kendall_and_sen():
    vectors = json.loads((SHARED / "mann_kendall.json").read_text("utf-8"))
    cases = [(c["y"], c["expected"]) for c in vectors["cases"]]
    published = vectors["published"]["expected"]
    flat = {
        "S": published["original"]["s"],
        "var_S": published["original"]["var_s"],
        "tau_a": published["original"]["tau"],
        "p_exact_no_ties": None,
    }
    flat |= {
        "z": published["original"]["z"],
        "p": published["original"]["p"],
        "sen_slope": published["sens_slope"]["slope"],
        "sen_intercept_median": published["sens_slope"]["intercept"],
    }
    for values, expected in [*cases, (vectors["published"]["y"], flat)]:
        y = np.array([[np.nan if v is None else v for v in values]], dtype=float)
        got = {name: v[0] for name, v in mann_kendall(y).items()}
        names = {"s": "S", "var_s": "var_S", "z": "z", "p": "p", "tau": "tau_a"}
        for ours, theirs in names.items():
            assert got[ours] == pytest.approx(expected[theirs], rel=1e-9, abs=1e-9), ours
        if expected["p_exact_no_ties"] is not None:
            assert got["p_exact"] == pytest.approx(expected["p_exact_no_ties"], abs=1e-9)
        slope, intercept = sen_slope(y)
        assert (slope[0], intercept[0]) == pytest.approx(
            (expected["sen_slope"], expected["sen_intercept_median"]), abs=1e-9
        )


@needs_vectors
class TestFingertips:
    """The recent-trend marker of the English public health profiles."""

    told = json.loads((SHARED / "recent_trend_fingertips.json").read_text("utf-8")) if SHARED.exists() else {}
    marker: ClassVar = {"Increasing": "rising", "Decreasing": "falling", "NoChange": "none", "CannotBeCalculated": None}

    def test_current_method(self):
        good = {"High is good": "up", "Low is good": "down"}
        for case in self.told["current_method"]:
            points = pl.DataFrame(case["points"], schema_overrides={"value": pl.Float64})
            rows = points.select(
                "value", "denominator", u=pl.lit("u"), period_index="year", low="lower", high="upper", numerator="count",
                direction=pl.lit(good.get(case["polarity"], "none")),
            )  # fmt: skip
            got = told(rows)
            assert got["trend"] == self.marker[case["published_trend"]], case["id"]
            assert got["judgement"] == case["published_judgement"]
            if "recomputed" in case:
                assert got["chi_square"] == pytest.approx(case["recomputed"]["chi2"], rel=1e-9)
                assert got["slope"] == pytest.approx(case["recomputed"]["slope"], rel=1e-9)

    def test_older_method_on_counts(self):
        for case in self.told["older_method_unit_tests"]:
            chi, _, _ = trend_of_counts(
                np.array([case["count"]], dtype=float), np.array([case["denominator"]], dtype=float)
            )
            assert chi[0] == pytest.approx(case["cochran_armitage_chi2_all_points"], abs=1e-6)
            assert (chi[0] > 3.84) == (case["published_marker_95"] != "NoChange")

    def test_proportions_of_2020(self):
        for case in self.told["fingertips_open_2020"]:
            rate = [x / n for x, n in zip(case["count"], case["denominator"], strict=True)]
            counts = pl.DataFrame(
                {
                    "u": "u",
                    "period_index": case["year"],
                    "value": rate,
                    "numerator": case["count"],
                    "denominator": case["denominator"],
                }
            )
            got, published = told(counts), case["published"]
            if "recomputed" not in case:
                assert (got["trend"], got["trend_reason"]) == (self.marker[published["marker"]], "ALL_OR_NONE")
                continue
            assert got["chi_square"] == pytest.approx(case["recomputed"]["chi2_proportion"], abs=1e-6)
            limits = told(
                counts.with_columns(
                    value=pl.Series(case["value"], dtype=pl.Float64),
                    low=pl.Series(case["lower"]),
                    high=pl.Series(case["upper"]),
                )
            )
            assert limits["chi_square"] == pytest.approx(case["recomputed"]["chi2_weighted"], abs=1e-6)
            assert (limits["trend"] != "none") == published["significant"]
