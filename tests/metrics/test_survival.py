"""Kaplan-Meier and Aalen-Johansen: reference runs, statsmodels on every group, and what a curve says where there is little."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from metrics import survival
from metrics.recurrence import mean_counts
from metrics.survival import BY, CAUSES, incidence, log_log, told

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
GROUP = dict.fromkeys(BY, "*") | {"quarter": "2026Q2", "asked": "comply"}


def cases(*rows, **group):
    """rows: (days, cause) or (days, cause, n) or (days, cause, n, entry)."""
    found = [dict(zip(("days", "cause", "n", "entry"), (*r, 1)[:3] if len(r) == 2 else r, strict=False)) for r in rows]
    schema = {"days": pl.Int32, "cause": pl.String, "n": pl.Int64, "entry": pl.Int32}
    return pl.DataFrame([{"entry": None} | r for r in found], schema=schema).with_columns(
        **{k: pl.lit(v) for k, v in (GROUP | group).items()}
    )


def numbers(values):
    return np.array([np.nan if v is None else v for v in values], dtype=float)


@needs_vectors
def test_reference_runs_of_kaplan_meier_are_reproduced_medians_by_rs_midpoint_rule():
    for case in json.loads((VECTORS / "kaplan_meier.json").read_text("utf-8"))["cases"]:
        given = case["input"]
        group = np.array(given.get("group", ["all"] * len(given["time"])))
        for name, expected in case["expected"].items():
            own = [
                (t, "complied" if e else None)
                for t, e, g in zip(given["time"], given["status"], group, strict=True)
                if g == name
            ]
            got, table = incidence(cases(*own), BY, CAUSES["comply"]), expected["table"]
            assert got["days"].to_list() == table["time"]
            assert got["n_at_risk"].to_list() == table["n_risk"] and got["n_here"].to_list() == table["n_event"]
            np.testing.assert_allclose(1 - got["share"], table["surv"], atol=1e-8)
            np.testing.assert_allclose(
                got["variance"].sqrt().fill_null(np.nan), numbers(table["std_err_greenwood"]), atol=1e-8
            )
            band = expected["ci_log_log"]
            np.testing.assert_allclose(1 - got["high"].fill_null(np.nan), numbers(band["lower"]), atol=1e-8)
            np.testing.assert_allclose(1 - got["low"].fill_null(np.nan), numbers(band["upper"]), atol=1e-8)
            said = told(cases(*[(*row, 10) for row in own])).summary  # ten of each: a median is said
            assert said["median_days"].item() == band["median"][0]
            if expected["events"] >= survival.LEAST_EVENTS:
                said = told(cases(*own)).summary
                assert [*said["median_days", "median_low", "median_high"].row(0)] == band["median"]


@needs_vectors
def test_reference_runs_of_competing_endings_are_reproduced_with_aalens_variance():
    for case in json.loads((VECTORS / "aalen_johansen.json").read_text("utf-8"))["cases"]:
        given, expected = case["input"], case["expected"]
        causes = [str(k) for k in sorted({*given["cause"]} - {0})]
        rows = cases(*[(t, str(k) if k else None) for t, k in zip(given["time"], given["cause"], strict=True)])
        got = incidence(rows, BY, causes)
        for cause in causes:
            own = got.filter(cause=cause)
            at = np.searchsorted(own["days"], expected["times"], "right") - 1
            for ours, theirs, off in (("share", "est", 1e-9), ("variance", "var_gray", 1e-9)):
                value = np.where(at < 0, 0.0, own[ours].to_numpy()[at])
                np.testing.assert_allclose(value, expected[theirs][f"1 {cause}"], atol=off)


@needs_vectors
def test_the_interval_of_an_incidence_is_the_one_sas_prints():
    given = json.loads((VECTORS / "aalen_johansen.json").read_text("utf-8"))["published_sas"]
    table = pl.DataFrame({"share": [0.2, 0.4], "variance": given["variance_sas"][4:6]})
    got = table.select(**log_log(pl.col("share"), pl.col("variance")))
    np.testing.assert_allclose(got.to_numpy(), given["ci_sas"][2:4], atol=1e-8)


def random_groups(seed, n, n_groups, causes):
    rng = np.random.default_rng(seed)
    days = rng.integers(0, 40, n)
    cause = rng.choice([*causes, None], n).tolist()
    return pl.DataFrame({"days": days, "cause": pl.Series(cause, dtype=pl.String), "n": 1}).with_columns(
        **{k: pl.lit(v) for k, v in GROUP.items() if k != "region_code"},
        region_code=pl.Series(rng.integers(0, n_groups, n)).cast(pl.String),
    )


def test_every_group_on_its_own_equals_statsmodels():
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

    one = random_groups(1, 600, 6, ["complied"])
    got = incidence(one, BY, ["complied"])
    for (region,), own in one.group_by("region_code"):
        theirs = SurvfuncRight(own["days"].to_numpy(), own["cause"].is_not_null().cast(pl.Int64).to_numpy())
        ours = got.filter(region_code=region)
        np.testing.assert_array_equal(ours["days"], theirs.surv_times)
        np.testing.assert_allclose(1 - ours["share"], theirs.surv_prob, atol=1e-12)
        some = ours["variance"].is_not_null().to_numpy()
        np.testing.assert_allclose(ours["variance"].drop_nulls().sqrt(), theirs.surv_prob_se[some], atol=1e-12)
    many = random_groups(2, 600, 6, ["repaired", "expired"]).with_columns(asked=pl.lit("end"))
    got = incidence(many, BY, ["repaired", "expired"])
    number = {"repaired": 1, "expired": 2}
    for (region,), own in many.group_by("region_code"):
        theirs = CumIncidenceRight(own["days"].to_numpy(), own["cause"].replace_strict(number, default=0).to_numpy())
        for cause, k in number.items():
            ours = got.filter(region_code=region, cause=cause)
            at = np.searchsorted(theirs.times, ours["days"])
            np.testing.assert_allclose(ours["share"], theirs.cinc[k - 1][at], atol=1e-12)


def test_counts_say_what_single_cases_say_and_late_comers_are_at_risk_only_from_then():
    rows = random_groups(3, 400, 3, ["complied"])
    counted = rows.group_by(*BY, "days", "cause").agg(pl.col("n").sum())
    for a, b in zip(told(rows), told(counted), strict=True):
        assert a.sort(BY + tuple(c for c in ("days",) if c in a.columns)).equals(
            b.sort(BY + tuple(c for c in ("days",) if c in b.columns))
        )
    late = incidence(cases((2, "complied"), (3, "complied"), (9, None), (9, "complied", 1, 2)), BY, ["complied"])
    assert late["n_at_risk"].to_list() == [3, 3, 2]  # whoever comes on day 2 is not at risk on it


@pytest.mark.parametrize(
    "rows, n, left_out, state",
    [
        ([(5, "complied", 0)], 0, 0, "no_cases"),
        ([(None, None, 3)], 0, 3, "no_cases"),
        ([(-4, "complied", 1), (30, None, 2)], 2, 1, "no_events"),
        ([(3, "complied", 9)], 9, 0, "few_events"),
        ([(3, "complied", 11), (900, None, 30)], 41, 0, "not_reached"),
        ([(3, "complied", 11), (900, None, 3)], 14, 0, "estimated"),
    ],
)
def test_what_can_be_said_is_said_in_one_word(rows, n, left_out, state):
    found = told(cases(*rows))
    said = found.summary.row(0, named=True)
    assert (said["n"], said["n_left_out"], said["state"]) == (n, left_out, state)
    assert (said["median_days"] is None) == (state != "estimated")
    assert found.curves.height == 0 if n == 0 else found.curves["days"].min() == 0
    floats = [s for frame in found for s in frame if s.dtype == pl.Float64]
    assert not any(s.is_nan().any() or s.is_infinite().any() for s in floats)


def test_shares_by_a_day_are_told_only_as_far_as_anybody_was_watched():
    said = told(cases((30, "complied", 20), (200, None, 20))).summary.row(0, named=True)
    assert (said["by_90"], said["by_180"], said["by_365"], said["by_730"]) == (0.5, 0.5, None, None)
    everybody = told(cases((30, "complied", 20))).summary.row(0, named=True)
    assert everybody["by_730"] == 1.0 and everybody["median_days"] == 30


def test_an_unstated_ending_takes_cases_away_and_gets_no_curve():
    rows = cases((1, "repaired"), (2, "exit_unstated", 2), (3, "expired"), asked="end")
    found = told(rows)
    assert set(found.curves["cause"]) == {*CAUSES["end"]}
    shares = dict(found.curves.group_by("cause").agg(pl.col("share").max()).iter_rows())
    assert shares["repaired"] == 0.25 and shares["expired"] == pytest.approx(0.25) and shares["complied"] == 0


def test_a_long_curve_keeps_its_ends_and_shape_in_sixty_points():
    rng = np.random.default_rng(4)
    days = rng.exponential(300, 5000).astype(int).clip(0, 1000)
    rows = cases(*[(int(d), "complied" if d < 1000 else None) for d in days])
    whole, thin = incidence(rows, BY, ["complied"]), told(rows).curves
    assert whole.height > 500 and 40 <= thin.height <= survival.POINTS
    assert thin["days"].max() == 1000 and thin["share"].max() == pytest.approx(whole["share"].max())
    drawn = np.interp(whole["days"], thin["days"], thin["share"])
    assert np.abs(drawn - whole["share"].to_numpy()).max() < 0.04


def test_something_else_asked_is_refused():
    with pytest.raises(ValueError, match="asked must be one of comply, end, reoffend"):
        told(cases((1, None), asked="repaid"))


def test_mean_counts_divide_each_day_by_those_still_watched():
    exits = pl.DataFrame({"exit_id": [1, 2, 3, 4], "until": [800, 800, 400, 100]}).with_columns(
        **{k: pl.lit(v) for k, v in GROUP.items()}
    )
    again = pl.DataFrame({"exit_id": [1, 1, 3, 4], "days": [50, 500, 200, 300]})
    got = mean_counts(exits, again).row(0, named=True)
    # day 50: 1 of 4; day 200: 1 of 3 (exit 4 was watched 100 days; its listing on day 300 is not seen); day 500: 1 of 2
    assert got["mean_count_365"] == pytest.approx(1 / 4 + 1 / 3)
    assert got["mean_count_730"] == pytest.approx(1 / 4 + 1 / 3 + 1 / 2)
    due = {1: 1 / 16 + 1 / 9, 2: 1 / 16 + 1 / 9, 3: 1 / 16 + 1 / 9, 4: 1 / 16}
    seen = {1: 1 / 4, 2: 0, 3: 1 / 3, 4: 0}
    se = sum((seen[i] - due[i]) ** 2 for i in due) ** 0.5
    assert got["mean_count_365_high"] == pytest.approx(
        got["mean_count_365"] * np.exp(1.959964 * se / got["mean_count_365"]), rel=1e-6
    )


def test_nobody_watched_so_long_and_nobody_listed_again_are_two_things():
    exits = pl.DataFrame({"exit_id": [1, 2], "until": [500, 500]}).with_columns(
        **{k: pl.lit(v) for k, v in GROUP.items()}
    )
    again = pl.DataFrame(schema={"exit_id": pl.Int64, "days": pl.Int64})
    got = mean_counts(exits, again).row(0, named=True)
    assert (got["mean_count_365"], got["mean_count_365_high"], got["mean_count_730"]) == (0.0, None, None)


def test_the_number_at_risk_is_told_every_ninety_days_as_far_as_anybody_was_watched():
    got = told(cases((30, "complied", 20), (200, None, 5), (400, "complied", 2), (500, None))).curves
    marks = got.filter(pl.col("days") % 90 == 0).select("days", "n_at_risk", "n_events").rows()
    assert marks == [(0, 28, 0), (90, 8, 20), (180, 8, 20), (270, 3, 20), (360, 3, 20), (450, 1, 22)]
    assert got["days"].max() == 500 and got["share"].is_sorted()


def test_a_cause_that_is_over_when_everybody_has_left_is_told_for_every_later_day():
    said = told(cases((10, "repaired", 12), (50, "expired", 12), asked="end")).summary
    assert said.filter(cause="repaired").select("by_90", "by_730").row(0) == (0.5, 0.5)
