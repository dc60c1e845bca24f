"""Looking ahead, drawn: what may be said of a target by its deadline, and when nothing may."""

import numpy as np
import polars as pl
import pytest

from metrics.forecast import fan, outlook
from metrics.history import read_history
from metrics.widening import AS_USUAL, learn_widenings
from tests.benchmarks.forecast import invent, look_at, rows_of

RISING = "61 63.5 64 67.2 69 70.1 73 74.2 75.9 78.1 79 82"
STUCK = "61 63.5 66 69 71 73 75.5 77 78 78.5 78.6 79 78.8 78.9 79.2"
CHANCES = ["p_line", "p_holt", "p_worse", "p_met"]


def history(values, **more):
    """One series from a drawing in per cent: '.' is a period without a value, '_' one without a row."""
    told = [(i, v) for i, v in enumerate(values.split()) if v != "_"]
    rows = pl.DataFrame(
        {
            "unit_code": "u",
            "period_index": [i for i, _ in told],
            "value": [None if v == "." else float(v) / 100 for _, v in told],
        },
        schema_overrides={"value": pl.Float64},
    ).with_columns(
        **({"unit": pl.lit("percent"), "denominator": pl.lit(400.0)} | {k: pl.lit(v) for k, v in more.items()})
    )
    return read_history(rows, ["unit_code"])


def aim(target, as_of=11, deadline=15, comparator=">=", direction="up", **more):
    row = {
        "unit_code": "u",
        "as_of_index": as_of,
        "deadline_index": deadline,
        "target": target,
        "comparator": comparator,
        "direction": direction,
    } | more
    return pl.DataFrame(row, schema_overrides={"target": pl.Float64, "deadline_index": pl.Int64})


def told(values, *args, series=None, **kwargs):
    return outlook(history(values, **(series or {})), aim(*args, **kwargs), AS_USUAL).row(0, named=True)


def test_a_steady_rise_meets_a_target_on_its_way_and_misses_one_beyond():
    near, far = told(RISING, 0.825), told(RISING, 0.97)
    assert (near["signal"], far["signal"]) == ("F1", "F3")
    assert near["low95"] < near["low80"] < near["mean"] < near["high80"] < near["high95"]
    assert (
        near["horizon"] == 4
        and near["n_points"] == 12
        and near["is_met_now"] is False
        and near["forecast_reason"] is None
    )


def test_the_worse_model_decides_about_a_series_that_got_stuck():
    got = told(STUCK, 0.86, as_of=14, deadline=20)
    assert got["p_line"] > 0.4 > 0.2 > got["p_holt"] == got["p_worse"]
    assert got["signal"] == "F3"


def test_less_is_better_is_the_mirror():
    up, down = told(RISING, 0.9), told(RISING, 0.9, comparator="<=", direction="down")
    assert up["p_met"] + down["p_met"] == pytest.approx(1, abs=0.06)  # both count a value on the target as met
    assert told(RISING, 0.9, comparator="=", direction="down")["p_met"] == down["p_met"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"target": None}, "NO_TARGET"),
        ({"deadline": None}, "NO_TARGET"),
        ({"plan_end_index": 14}, "TARGET_AFTER_PLAN"),
        ({"deadline": 11}, "DEADLINE_PASSED"),
        ({"deadline": 18}, "TOO_FAR"),
        ({"as_of": 6, "deadline": 7}, "TOO_FEW_POINTS"),
        ({"as_of": -5, "deadline": 1}, "TOO_FEW_POINTS"),
        ({"as_of": 8, "deadline": 10}, "NO_PROBABILITY"),
        ({"as_of": 14, "deadline": 16}, "NO_RECENT_VALUE"),
        ({"unit_code": "unheard of"}, "TOO_FEW_POINTS"),
    ],
)
def test_when_no_chance_is_stated(given, reason):
    got = told(RISING, **({"target": 0.9} | given))
    assert got["forecast_reason"] == reason
    assert got["signal"] is None and all(got[name] is None for name in CHANCES)


def test_eight_points_give_intervals_but_no_chance():
    got = told(RISING, 0.9, as_of=8, deadline=10)
    assert got["mean"] is not None and got["low80"] < got["high80"]


@pytest.mark.parametrize(
    ("target", "signal", "comparator"), [(1.0, "F1", ">="), (0.95, "F1", ">="), (0.95, "F3", "<=")]
)
def test_a_constant_series_is_compared_with_its_target(target, signal, comparator):
    got = told("100 " * 14, target, as_of=13, deadline=15, comparator=comparator)
    assert (got["signal"], got["forecast_reason"], got["p_met"]) == (signal, "CONSTANT", None)
    assert got["is_met_now"] is (signal == "F1") and got["high95"] == 1.0


def test_nearly_always_all_of_them_is_likely_to_be_all_again():
    got = told("99 " + "100 " * 19, 1.0, as_of=19, deadline=21)
    assert got["p_met"] > 0.7 and got["forecast_reason"] is None


def test_met_already_is_a_question_of_staying_there():
    got = told("90 91 90 92 91 90 92 91 90 91 92 91 90 88 86 84 82", 0.8, as_of=16, deadline=20)
    assert got["is_met_now"] is True and got["p_worse"] < 0.8


def test_rates_stay_between_nought_and_one_and_counts_above_nought():
    high = outlook(history("90 92 93 95 96 97 98 99 99 99.5 99.6 99.9"), aim(0.95), AS_USUAL).row(0, named=True)
    assert high["high95"] == 1.0 and high["p_met"] <= 0.999
    low = outlook(
        history("900 800 700 600 500 400 300 250 150 90 50 20", unit="count"), aim(0.1, comparator="<="), AS_USUAL
    ).row(0, named=True)
    assert low["low95"] == 0.0
    assert (
        outlook(history("900 800 700 600 500 400 300 250 150 90 50 20", unit=None), aim(0.1), AS_USUAL)["low95"][0] < 0
    )


def test_a_hole_is_no_step_and_a_quiet_end_is_waited_out():
    holed = told("61 63.5 64 _ 69 70.1 . 74.2 75.9 78.1 79 82 84", 0.9, as_of=12)
    assert holed["forecast_reason"] == "TOO_FEW_POINTS" or holed["n_points"] == 11
    quiet = told(RISING + " . .", 0.9, as_of=13, deadline=15)
    assert quiet["forecast_reason"] is None and quiet["horizon"] == 2
    # Nobody has heard anything since, so the same day is seen as from the last value.
    assert quiet["p_met"] == pytest.approx(told(RISING, 0.9, as_of=11, deadline=15)["p_met"], abs=0.05)
    assert told(RISING + " . . .", 0.9, as_of=14, deadline=16)["forecast_reason"] == "NO_RECENT_VALUE"


def test_twelve_values_scattered_over_years_are_no_recent_past():
    assert told(" . . ".join(RISING.split()), 0.9, as_of=33, deadline=35)["forecast_reason"] == "NO_RECENT_VALUE"


def test_few_cases_a_quarter_make_it_less_sure():
    many = told(RISING, 0.84)
    few = told(RISING, 0.84, series={"denominator": 8.0})
    assert few["high95"] - few["low95"] > many["high95"] - many["low95"]


def test_many_aims_of_one_series_are_told_as_each_alone_and_rows_keep_their_order():
    x, n, _ = invent(np.random.default_rng(1), 30, 26)
    seen = read_history(rows_of(x, n), ["series"])
    aims = pl.concat(
        pl.DataFrame({"series": np.arange(30), "as_of_index": o, "target": 0.9, "comparator": ">=", "direction": "up", "deadline_index": o + 4})
        for o in (10, 15, 25)
    ).sample(fraction=1, shuffle=True, seed=2)  # fmt: skip
    together = outlook(seen, aims, AS_USUAL)
    assert together.select(aims.columns).equals(aims)
    for one, row in zip(aims.iter_slices(1), together.iter_rows(named=True), strict=True):
        alone = outlook(seen, one, AS_USUAL).row(0, named=True)
        assert {k: v if v is None or isinstance(v, str) else pytest.approx(v) for k, v in alone.items()} == row


def test_what_came_later_is_not_known_then():
    x, n, _ = invent(np.random.default_rng(2), 40, 30)
    aims = pl.DataFrame(
        {
            "series": np.arange(40),
            "as_of_index": 19,
            "target": 0.9,
            "comparator": ">=",
            "direction": "up",
            "deadline_index": 23,
        }
    )
    whole = outlook(read_history(rows_of(x, n), ["series"]), aims, AS_USUAL)
    cut = outlook(read_history(rows_of(x[:, :20], n[:, :20]), ["series"]), aims, AS_USUAL)
    assert whole.equals(cut)


def test_the_fan_ends_where_the_aim_is_told():
    x, n, _ = invent(np.random.default_rng(3), 40, 30)
    seen = read_history(rows_of(x, n), ["series"])
    ahead = fan(seen, horizon=4, widenings=AS_USUAL)
    assert ahead.height == 160 and ahead["period_index"].unique().sort().to_list() == [30, 31, 32, 33]
    aims = pl.DataFrame(
        {
            "series": np.arange(40),
            "as_of_index": 29,
            "target": 0.9,
            "comparator": ">=",
            "direction": "up",
            "deadline_index": 33,
        }
    )
    end = outlook(seen, aims, AS_USUAL).sort("series")
    for name in ("mean", "low80", "high95"):
        assert ahead.filter(pl.col("period_index") == 33).sort("series")[name].to_numpy() == pytest.approx(
            end[name].to_numpy()
        )


def test_nothing_known_nothing_foreseen():
    empty = read_history(rows_of(np.zeros((1, 1)), np.ones((1, 1))).clear(), ["series"])
    assert fan(empty).is_empty()
    aims = pl.DataFrame(
        {"series": 0, "as_of_index": 9, "target": 0.9, "comparator": ">=", "direction": "up", "deadline_index": 12},
        schema_overrides={"series": pl.Int64},
    )
    assert outlook(empty, aims)["forecast_reason"].to_list() == ["TOO_FEW_POINTS"]
    assert outlook(empty, aims.clear()).is_empty()
    assert fan(history("50 51")).is_empty()


@pytest.mark.parametrize(("name", "value"), [("comparator", ">"), ("direction", "better")])
def test_faults_of_the_caller_are_named(name, value):
    with pytest.raises(ValueError, match=f"{name}: '{value}' is none of"):
        outlook(history(RISING), aim(0.9).with_columns(pl.lit(value).alias(name)), AS_USUAL)


def test_whatever_comes_there_is_a_number_or_a_reason():
    """Gaps, constants, leaps, no denominators, odd targets: never NaN, never a chance without its reason to be missing."""
    rng = np.random.default_rng(7)
    x, n, _ = invent(rng, 300, 24)
    value, size = x / n, n.astype(float)
    value[:40], value[40:60] = 1.0, 0.0
    value[60:100, 12:] = 1.0
    value[rng.random(value.shape) < 0.15] = np.nan
    size[rng.random(300) < 0.3] = np.nan
    rows = rows_of(x, n).with_columns(value=pl.Series(value.ravel()), denominator=pl.Series(size.ravel()))
    rows = rows.with_columns(
        unit=pl.when(pl.col("series") % 5 < 3)
        .then(pl.lit("percent"))
        .when(pl.col("series") % 5 == 3)
        .then(pl.lit("count"))
    )
    aims = rows.select(
        "series", as_of_index="period_index", deadline_index=pl.col("period_index") + pl.col("series") % 13,
        target=pl.Series(rng.choice([0.0, 0.5, 0.9, 1.0, 1.2], rows.height)), comparator=pl.lit("="), direction=pl.lit("up"),
    )  # fmt: skip
    got = outlook(read_history(rows, ["series"]), aims)
    numbers = got.select(pl.col(pl.Float64))
    assert not numbers.select(pl.any_horizontal(pl.all().is_nan().any())).item()
    silent = pl.col("forecast_reason").is_not_null()
    assert got.select((pl.col("p_met").is_null() == silent).all()).item()
    assert got.select((pl.col("signal").is_null() == (silent & pl.col("forecast_reason").ne("CONSTANT"))).all()).item()
    assert got["p_met"].drop_nulls().is_between(0.001, 0.999).all()
    assert set(got["forecast_reason"].drop_nulls()) >= {
        "TOO_FEW_POINTS",
        "TOO_FAR",
        "NO_RECENT_VALUE",
        "CONSTANT",
        "DEADLINE_PASSED",
    }


def test_intervals_hold_what_they_say_on_quarters_kept_back():
    """Three invented provinces of 400 series; the full proof is `make bench`. Bands of two Monte Carlo errors."""
    provinces = [look_at(np.random.default_rng([1, i]), series=400) for i in range(3)]
    for (h, share), nominal in {(1, "80"): 0.8, (1, "95"): 0.95, (4, "80"): 0.8, (4, "95"): 0.95}.items():
        inside = np.concatenate([p.inside[h, share] for p in provinces])
        assert inside.mean() == pytest.approx(nominal, abs=2 * np.sqrt(nominal * (1 - nominal) / inside.size)), (
            h,
            share,
        )
    chance, is_met = np.concatenate([p.chance for p in provinces]), np.concatenate([p.is_met for p in provinces])
    assert np.mean((chance - is_met) ** 2) < 0.07  # guessing by the share met would score .25


def test_too_few_series_to_learn_from_leave_the_usual_widths():
    x, n, _ = invent(np.random.default_rng(4), 60, 24)
    learned = learn_widenings(read_history(rows_of(x, n), ["series"]))
    assert learned.of == AS_USUAL.of
