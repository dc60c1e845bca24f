"""Where units are heading: the stored distributions give the very chances the verdict states, and the best year so far."""

import math

import numpy as np
import polars as pl
import pytest

from metrics import forecast, prospect, track_record
from metrics.history import read_history

QUARTERS = [f"{y}Q{q}" for y in range(2019, 2027) for q in (1, 2, 3, 4)][:31]


def series(unit, values, *, denominator=200, kind="flow", measured="percent", direction="up"):
    rows = [
        {"indicator": "i", "region_code": unit, "department_code": "*", "family": "region", "quarter": q, "value": v,
         "numerator": None if measured != "percent" else v * denominator, "denominator": float(denominator) if measured == "percent" else None,
         "unit": measured, "series": kind, "direction": direction}
        for q, v in zip(QUARTERS[-len(values):], values, strict=True) if v is not None
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"numerator": pl.Float64, "denominator": pl.Float64})


@pytest.fixture(scope="module", params=[True, False], ids=["with peers", "alone"])
def many(request):
    rng = np.random.default_rng(3)
    walks = np.clip(0.8 + rng.normal(0, 0.02, (110, 31)) + np.linspace(0, 0.08, 31), 0, 1)
    walks = np.round(walks * 200) / 200
    rows = pl.concat([series(f"r{i}", list(w)) for i, w in enumerate(walks)])
    return rows.with_columns(peers=pl.lit("county")) if request.param else rows


def test_the_chance_is_the_one_the_verdict_states(many):
    looked = prospect.look_ahead(many, ["2026Q4", "2027Q4"])
    told = prospect.chance(looked, 0.9)
    aims = looked.select(
        *prospect.KEY, as_of_index=prospect.index(pl.lit("2026Q3")), deadline_index=prospect.index(pl.col("horizon_quarter")),
        target=pl.lit(0.9), comparator=pl.lit(">="), direction=pl.lit("up"),
    )  # fmt: skip
    assert looked["spread"].is_null().all() == ("peers" not in many.columns)
    points = many.with_columns(period_index=prospect.index(pl.col("quarter")))
    judged = forecast.outlook(read_history(points, prospect.KEY), aims)
    for mine, theirs in (("p_met", "p_met"), ("p_met_worse", "p_worse"), ("low80", "low80"), ("high95", "high95")):
        assert np.allclose(told[mine].to_numpy(), judged[theirs].to_numpy(), atol=1e-12), mine


def test_a_higher_bar_is_never_likelier(many):
    looked = prospect.look_ahead(many, ["2027Q4"])
    chances = np.stack([prospect.chance(looked, t)["p_met"].to_numpy() for t in np.linspace(0.7, 1, 16)])
    assert (np.diff(chances, axis=0) <= 1e-12).all() and chances[0].min() > chances[-1].max()
    most = prospect.chance(looked, 0.75, is_least=False)["p_met"].to_numpy()
    assert (most < 0.5).all()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (series("r", [0.9] * 7), "TOO_FEW_POINTS"),
        (series("r", [0.9 + 0.01 * (i % 3) for i in range(9)]), "NO_PROBABILITY"),
        (series("r", [1.0] * 20), "CONSTANT"),
        (series("r", [0.9 + 0.01 * (i % 3) for i in range(20)], kind="year_to_date"), "YEAR_TO_DATE"),
        (series("r", [0.9 + 0.01 * (i % 3) for i in range(12)] + [None] * 3), "NO_RECENT_VALUE"),
    ],
)
def test_where_no_chance_can_be_stated_the_reason_is(rows, reason):
    beside = series("x", [0.8 + 0.01 * (i % 4) for i in range(31)])
    found = prospect.chance(prospect.look_ahead(pl.concat([rows, beside]), ["2026Q4"]), 0.95)
    own = found.filter(pl.col("region_code") == "r").to_dicts()[0]
    assert own["reason"] == reason
    assert own["p_met"] == (
        1.0 if reason == "CONSTANT" else None
    )  # what stands at 100 % meets 95 %, and no chance is claimed


def test_the_best_year_adds_up_cases_and_bridges_no_gap():
    rows = pl.concat([
        series("a", [0.5, 0.9, 0.9, 0.9, 0.9, None, 1.0, 1.0, 1.0]), series("b", [9.0, 8.0, 2.0, 3.0, 3.0, 4.0], measured="duration", direction="down"),
        series("c", [1.0, 2.0, 3.0, 4.0], measured="count", direction="none"),
    ]).with_columns(period_index=prospect.index(pl.col("quarter")))  # fmt: skip
    got = {r["region_code"]: (r["best"], r["best_until"]) for r in prospect.best_year(rows).to_dicts()}
    assert got == {"a": (pytest.approx(0.9), QUARTERS[-5]), "b": (3.0, QUARTERS[-1])}


def test_looking_back_uses_nothing_that_came_later(many):
    due = pl.DataFrame({
        "plan": ["p"], "indicator": ["i"], "region_code": ["r0"], "department_code": ["*"], "family": ["region"], "quarter": ["2025Q4"],
        "target_on": ["2025-12-31"], "target": [0.85], "comparator": [">="], "direction": ["up"], "came": [0.9],
    }).with_columns(pl.col("target_on").str.to_date())  # fmt: skip
    told = track_record.look_back(many, due).sort("quarters_before")
    assert told["quarters_before"].to_list() == [1, 2, 4, 8] and told["said_in"].to_list() == [
        "2025Q3",
        "2025Q2",
        "2024Q4",
        "2023Q4",
    ]
    bent = many.with_columns(value=pl.when(pl.col("quarter") > "2025Q3").then(pl.lit(0.1)).otherwise("value"))
    again = track_record.look_back(bent, due).sort("quarters_before")
    assert told["p_met"].null_count() == 0 and told["is_met"].all()
    assert told.drop("came").equals(again.drop("came"))


def test_brier_scores_against_a_plain_sum():
    history = pl.DataFrame({
        "indicator": ["i", "i", "i", "i"], "quarters_before": [4, 4, 4, 4], "p_met": [0.9, 0.7, 0.2, None], "p_met_worse": [0.8, 0.6, 0.1, None],
        "last_value": [1.0, 0.0, 0.0, 1.0], "straight_line": [1.0, 1.0, 1.0, 1.0], "is_met": [True, True, False, True], "target_on": [None] * 4,
    }, schema_overrides={"quarters_before": pl.Int32})  # fmt: skip
    whole = (
        track_record.calibration(history).filter((pl.col("class") == "*") & (pl.col("indicator") == "*")).to_dicts()[0]
    )
    assert (whole["n"], whole["n_met"]) == (3, 2)
    assert math.isclose(whole["brier"], (0.1**2 + 0.3**2 + 0.2**2) / 3) and math.isclose(
        whole["brier_last_value"], 1 / 3
    )
    assert math.isclose(whole["brier_straight_line"], 1 / 3)
    assert track_record.calibration(history)["class"].unique().sort().to_list() == ["*", "20-40", "60-80", "80-100"]


def test_units_that_go_together_are_worth_fewer_trials():
    """Ten indicators of ten counties each: alone each county is a trial, where a whole indicator goes one way ten are."""
    apart = [(i + k) % 2 == 0 for i in range(10) for k in range(10)]
    together = [i % 2 == 0 for i in range(10) for _ in range(10)]
    widths = {}
    for name, met in (("apart", apart), ("together", together)):
        rows = pl.DataFrame({
            "indicator": [f"i{i}" for i in range(10) for _ in range(10)], "is_met": met, "target_on": ["2025"] * 100,
        }).with_columns(
            quarters_before=pl.lit(4, pl.Int32), p_met=pl.lit(0.5), p_met_worse=pl.lit(0.5), last_value=pl.lit(1.0), straight_line=pl.lit(1.0)
        )  # fmt: skip
        row = (
            track_record.calibration(rows)
            .filter((pl.col("indicator") == "*") & (pl.col("class") == "40-60"))
            .row(0, named=True)
        )
        assert row["share_met"] == 0.5
        widths[name] = row["met_high"] - row["met_low"]
    assert widths["apart"] == pytest.approx(0.1923, abs=0.001)  # Wilson, 50 of 100
    assert widths["together"] == pytest.approx(0.55, abs=0.03)  # about 9 trials
    lone = (
        track_record.calibration(rows)
        .filter((pl.col("indicator") == "i0") & (pl.col("class") == "*"))
        .row(0, named=True)
    )
    assert lone["met_high"] - lone["met_low"] > 0.7  # one day is one trial, however many counties


def test_nothing_gives_nothing():
    empty = series("r", [0.5]).clear()
    assert prospect.look_ahead(empty, ["2026Q4"]).is_empty()
    assert track_record.calibration(track_record.look_back(empty, pl.DataFrame())).is_empty()
