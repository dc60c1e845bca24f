"""Process charts, drawn: what a reader of one series must be told."""

import numpy as np
import polars as pl
import pytest

from metrics.control import PACKAGE, RULES, Convention, as_seen, chart, chart_one
from metrics.process_limits import steps_of
from metrics.runs import run_ends, sides

CALM = "50 52 49 51 50 48 52 50 51 49 50 52 50"  # thirteen points: limits are near 44 and 56


def drawn(values, **more):
    """One series from a drawing: '.' is a period without a value, '_' one without a row."""
    told = [(i, v) for i, v in enumerate(values.split()) if v != "_"]
    return pl.DataFrame(
        {
            "unit_code": "u",
            "period_index": [i for i, _ in told],
            "value": [None if v == "." else float(v) for _, v in told],
        },
        schema_overrides={"value": pl.Float64},
    ).with_columns(**{k: pl.Series(v) if isinstance(v, list) else pl.lit(v) for k, v in more.items()})


def latest(values, **more):
    return as_seen(drawn(values, **more), ["unit_code"]).row(-1, named=True)


@pytest.mark.parametrize(
    ("values", "direction", "variation", "rule"),
    [
        (CALM + " 50", "up", "V2", None),
        (CALM + " 58", "up", "V1", "rule_outside"),
        (CALM + " 58", "down", "V3", "rule_outside"),
        (CALM + " 42", "up", "V3", "rule_outside"),
        (CALM + " 56 53 55.5", "up", "V1", "rule_two_of_three"),
        (CALM + " 51 51 52 51 52 51 52", "up", "V1", "rule_shift"),
        (CALM + " 49 50 51 52 52.5 52.8 52.9", "up", "V1", "rule_trend"),
        (CALM + " 49 50 51 52 52 52.8 52.9", "up", "V2", None),  # a tie breaks the trend
        (CALM + " 51 51 52 _ 52 51 52 51", "up", "V2", None),  # a hole breaks the run
    ],
)
def test_what_the_latest_point_shows(values, direction, variation, rule):
    got = latest(values, direction=direction)
    assert got["variation"] == variation
    hits = [name for name in got if name.startswith("rule_") and got[name]]
    assert hits == ([rule] if rule else [])


def test_a_point_on_the_centre_breaks_a_run():
    assert run_ends(np.array([[1, 1, 1, 0, 1, 1, 1, 1]], dtype=np.int8)).sum() == 0


def test_every_rule_hit_is_told_and_improvement_wins():
    high_but_falling = "60 40 " * 7 + "69 68 67 66 65 64 63"
    got = latest(high_but_falling)
    assert (got["rule_trend"], got["rule_shift"], got["variation"]) == (-1, 1, "V1")
    first_rule = as_seen(drawn(high_but_falling), ["unit_code"], Convention(improvement_wins=False)).row(-1, named=True)
    assert first_rule["variation"] == "V3"


@pytest.mark.parametrize(
    ("n", "chart_kind", "reason"),
    [(7, "none", "TOO_FEW_POINTS"), (8, "run", "RUN_CHART_ONLY"), (12, "run", "RUN_CHART_ONLY"), (13, "xmr", None)],
)
def test_thirteen_points_for_a_verdict_eight_for_a_run_chart(n, chart_kind, reason):
    got = latest(" ".join(CALM.split()[:n]), target=60.0)
    assert (got["chart"], got["series_reason"], got["n_points"]) == (chart_kind, reason, n)
    assert (got["variation"] is None) == (got["assurance"] is None) == (got["lower"] is None) == (n < 13)


def test_a_run_chart_looks_at_runs_round_the_median_and_nothing_else():
    got = latest("10 1 2 1 2 1 2 1 2 1")
    assert (got["centre"], got["rule_outside"], got["rule_two_of_three"], got["rule_trend"]) == (1.5, None, None, 0)


def test_missing_periods_are_not_closed_up():
    """Seven high points with a hole: closed up, they would be a run of seven and the hole's neighbours a step."""
    whole, holed = CALM + " 51 51 52 51 . 52 51 52", CALM + " 51 51 52 51 52 51 52"
    assert (latest(whole)["variation"], latest(holed)["variation"]) == ("V2", "V1")
    assert latest(CALM + " .")["series_reason"] == "NO_VALUE"
    assert latest(CALM + " .")["variation"] is None


def test_every_other_month_reported_makes_no_limits():
    got = latest(" . ".join(CALM.split()))
    assert (got["n_points"], got["series_reason"], got["lower"]) == (13, "BROKEN_SERIES", None)


def test_two_levels_with_a_hole_between_have_no_width():
    assert latest("5 " * 8 + "_ " + "7 " * 8)["series_reason"] == "BROKEN_SERIES"


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [("up", 1.0, "A1"), ("up", 0.95, "A1"), ("down", 0.95, "A3"), ("down", 1.0, "A1")],
)
def test_a_constant_series_is_compared_with_its_target(direction, target, assurance):
    got = latest("1 " * 15, direction=direction, target=target, unit="percent", denominator=20.0)
    assert (got["chart"], got["series_reason"], got["variation"], got["assurance"]) == (
        "constant",
        "CONSTANT",
        "V2",
        assurance,
    )


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        ("up", 60.0, "A3"),
        ("up", 40.0, "A1"),
        ("up", 51.0, "A2"),
        ("down", 60.0, "A1"),
        ("none", 60.0, None),
        ("up", None, None),
    ],
)
def test_the_target_against_the_limits(direction, target, assurance):
    assert (
        latest(
            CALM, direction=direction, target=pl.Series([target] * 13, dtype=pl.Float64).to_list() if target else None
        )["assurance"]
        == assurance
    )


def test_a_target_on_the_limit_is_hit_and_miss_when_strict():
    rows = drawn("0 1 " * 7)  # mean .5, mean step 1: limits -2.16 and 3.16
    upper = as_seen(rows, ["unit_code"])["upper"][-1]
    rows = rows.with_columns(target=pl.lit(upper))
    assert as_seen(rows, ["unit_code"])["assurance"][-1] == "A2"
    assert as_seen(rows, ["unit_code"], Convention(strict=False))["assurance"][-1] == "A3"


def test_no_direction_no_better_or_worse():
    got = latest(CALM + " 58", direction="none")
    assert (got["variation"], got["series_reason"], got["rule_outside"]) == (None, "NO_DIRECTION", 1)


def test_limits_are_cut_for_drawing_only():
    got = latest("0.99 0.90 " * 8, unit="percent", denominator=500.0, target=0.999)
    assert got["upper"] > 1 and got["drawn_upper"] == 1.0 and got["assurance"] == "A2"
    assert latest("3 1 " * 8, unit="count")["drawn_lower"] == 0.0
    assert latest("3 -1 " * 8)["drawn_lower"] < 0


def test_small_or_unsteady_denominators_get_a_p_prime_chart():
    rates = "0.9 0.8 " * 8
    n = [400.0] * 16
    assert latest(rates, unit="percent", denominator=n)["chart"] == "xmr"
    assert latest(rates, unit="percent", denominator=[30.0] * 16)["chart"] == "p_prime"
    assert latest(rates, unit="percent", denominator=[*n[:15], 90.0])["chart"] == "p_prime"
    assert latest(rates, unit="count", denominator=[30.0] * 16)["chart"] == "xmr"


def test_one_bad_case_of_two_is_no_alarm_on_a_p_prime_chart():
    rates, n = "0.96 0.93 " * 8 + "0.5", [400.0] * 16 + [2.0]
    assert latest(rates, unit="percent", denominator=n)["variation"] == "V2"
    assert latest(rates, unit="percent")["variation"] == "V3"


def test_a_new_phase_begins_with_the_stated_period_and_no_earlier():
    values, phase = "10 12 11 " * 6 + "30 32 31 " * 6, [0] * 18 + [1] * 18
    seen = as_seen(drawn(values, phase=phase), ["unit_code"])
    assert seen["chart"][17:19].to_list() == ["xmr", "none"]
    whole = chart(drawn(values, phase=phase), ["unit_code"])
    assert whole["centre"].unique().sort().to_list() == pytest.approx([11, 31])
    assert whole["variation"].unique().to_list() == ["V2"]
    assert chart(drawn(values), ["unit_code"])["rule_shift"].abs().sum() == 36  # unstated, it is a shift


def test_what_was_seen_then_is_not_rewritten_later():
    long = drawn(CALM + " 58 50 30 31 70")
    short = long.head(14)
    now, then = as_seen(long, ["unit_code"]).head(14), as_seen(short, ["unit_code"])
    assert now.equals(then)


def test_rows_keep_their_order_and_series_their_names():
    one, other = drawn(CALM), drawn(CALM + " 58").with_columns(unit_code=pl.lit(None, dtype=pl.String))
    mixed = pl.concat([other, one]).sample(fraction=1, shuffle=True, seed=3)
    got = as_seen(mixed, ["unit_code"])
    assert got.select(mixed.columns).equals(mixed)
    assert got.filter(pl.col("unit_code").is_null() & (pl.col("period_index") == 13))["variation"].item() == "V1"


def test_nothing_given_nothing_said():
    got = as_seen(drawn("1").clear(), ["unit_code"])
    assert got.is_empty() and "variation" in got.columns
    assert chart(drawn("1").clear(), ["unit_code"]).is_empty()


def test_faults_of_the_caller_are_named():
    with pytest.raises(ValueError, match="twice in a series"):
        as_seen(pl.concat([drawn("1 2"), drawn("1")]), ["unit_code"])
    with pytest.raises(ValueError, match="'better' is none of up, down, none"):
        as_seen(drawn("1 2", direction="better"), ["unit_code"])
    with pytest.raises(ValueError, match="number them consecutively"):
        as_seen(drawn("1 2").with_columns(period_index=pl.Series([20180331, 20200630])), ["unit_code"])
    with pytest.raises(ValueError, match="use chart"):
        as_seen(drawn("1 2"), ["unit_code"], PACKAGE)


def test_a_gap_is_on_neither_side():
    assert sides(np.array([[1.0, np.nan, 3.0]]), np.array([[2.0]])).tolist() == [[-1, 0, 1]]
    assert np.isnan(steps_of(np.array([[1.0, np.nan, 3.0]]), np.zeros((1, 3), dtype=np.int64))).all()


@pytest.mark.parametrize(("unit", "direction"), [("percent", "up"), ("count", "down"), (None, "none")])
def test_one_series_by_itself_is_told_what_a_frame_of_it_is(unit, direction):
    chance, columns = np.random.default_rng(3), ("chart", "variation", "centre", "drawn_lower", "drawn_upper")
    for n in (1, 9, 14, 31):
        value = [None if chance.random() < 0.1 else float(v) for v in np.round(chance.beta(8, 2, n), 2)]
        cases = [float(v) for v in chance.integers(0, 60, n)]
        index = [24_000 + i + (i > 5) for i in range(n)]  # a period without a row
        told = chart_one(index, value, cases, unit=unit, direction=direction)
        rows = {
            "u": "u",
            "period_index": index,
            "value": value,
            "denominator": cases,
            "unit": unit,
            "direction": direction,
        }
        frame = chart(pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "unit": pl.String}), ["u"])
        assert (told.chart, told.variation, told.centre, told.lower, told.upper) == tuple(
            frame[c].to_list() for c in columns
        )
        hit = [{rule for rule in RULES if row[f"rule_{rule}"]} for row in frame.iter_rows(named=True)]
        assert told.rules == hit
