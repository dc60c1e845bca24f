"""Verdicts, drawn: units over some quarters, their dated targets, and the word that must come out."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics import assess

ENDS = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}


def periods(*quarters, over=False):
    rows = [("p", q, date(int(q[:4]), *ENDS[q[5]]), int(q[:4]) * 4 + int(q[5]) - 1, over) for q in quarters]
    schema = {
        "plan": pl.String,
        "quarter": pl.String,
        "period_end": pl.Date,
        "quarter_index": pl.Int32,
        "is_over": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def targets(*rows, comparator=">=", kind="reach", baseline=None, baseline_on=None, region=None):
    """rows: (date, value)."""
    return pl.DataFrame(
        [("p", "i", region, None, on, comparator, value, kind, baseline, baseline_on) for on, value in rows],
        schema={
            "plan": pl.String, "indicator": pl.String, "region_code": pl.String, "department_code": pl.String, "target_on": pl.Date,
            "comparator": pl.String, "value": pl.Float64, "kind": pl.String, "baseline": pl.Float64, "baseline_on": pl.Date,
        },
        orient="row",
    )  # fmt: skip


def rows(
    *cells,
    family="department",
    unit="percent",
    direction="up",
    least=30,
    margin=0.0,
    region="r",
    department="*",
    shares=True,
    series="flow",
    group=None,
):
    """cells: (quarter, numerator, denominator), None for not returned."""
    return pl.DataFrame(
        [
            ("p", "i", q, region, department, family, x, n, None, 1, "event", None if x is not None else "not_returned", unit, direction, least, margin, shares, series, group)
            for q, x, n in cells
        ],
        schema={
            "plan": pl.String, "indicator": pl.String, "quarter": pl.String, "region_code": pl.String, "department_code": pl.String,
            "family": pl.String, "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64, "n_rows": pl.Int64,
            "origin": pl.String, "blank": pl.String, "unit": pl.String, "direction": pl.String, "least_denominator": pl.Int64, "margin": pl.Float64, "shares_target": pl.Boolean, "series": pl.String, "peer_group": pl.String,
        },
        orient="row",
    )  # fmt: skip


NO_MONTHS = pl.DataFrame(
    schema={
        "indicator": pl.String, "region_code": pl.String, "department_code": pl.String, "quarter": pl.String,
        "month_index": pl.Int64, "value": pl.Float64, "denominator": pl.Float64,
    }
)  # fmt: skip


def judged(given, promised, when, months=NO_MONTHS):
    return assess.assess(given, promised, when, months).judgements


def words(given, promised, when):
    return judged(given, promised, when)["word"].to_list()


YEAR_ENDS = [(date(2020, 12, 31), 0.9), (date(2021, 12, 31), 0.95)]


@pytest.mark.parametrize(
    ("x", "n", "word", "reason"),
    [
        (930, 1000, "met", "MET"),
        (860, 1000, "on_course", "ON_PACE"),  # line from 0.80 to 0.90 stands near 0.85 at mid-year
        (845, 1000, "watch", "BEHIND_PACE"),  # under the line, but the interval reaches it
        (800, 1000, "watch", "SURELY_BEHIND_PACE"),  # sure, but one quarter without peers or history blames nobody
        (20, 25, "insufficient", "TOO_FEW"),
        (0, 0, "insufficient", "NOTHING_DUE"),
        (None, None, "insufficient", "NOT_REPORTED"),
    ],
)
def test_halfway_to_the_first_target(x, n, word, reason):
    promised = targets(*YEAR_ENDS, baseline=0.8, baseline_on=date(2019, 12, 31))
    got = judged(rows(("2020Q2", x, n)), promised, periods("2020Q2")).to_dicts()[0]
    assert (got["word"], got["reasons"]) == (word, reason)


def test_a_target_passed_is_from_then_on_a_floor():
    promised = targets(*YEAR_ENDS)
    got = judged(rows(("2021Q1", 860, 1000)), promised, periods("2021Q1")).to_dicts()[0]
    assert (got["floor"], got["target"], got["word"], got["reasons"]) == (0.9, 0.95, "watch", "SURELY_UNDER_FLOOR")
    assert got["code"] == "OFF_TRACK"  # what was promised is past due


def test_after_the_last_target_only_the_floor_is_left():
    got = judged(rows(("2023Q1", 960, 1000), ("2023Q2", 948, 1000)), targets(*YEAR_ENDS), periods("2023Q1", "2023Q2"))
    assert got["target"].to_list() == [None, None]
    assert got["word"].to_list() == ["met", "watch"]


def test_without_a_baseline_there_is_no_pace():
    got = judged(rows(("2020Q2", 850, 1000)), targets(*YEAR_ENDS), periods("2020Q2")).to_dicts()[0]
    assert got["expected"] is None and (got["word"], got["reasons"]) == ("watch", "BELOW_TARGET_NO_PACE")


def test_the_line_is_straight_in_points():
    promised = targets(*YEAR_ENDS, baseline=0.8, baseline_on=date(2019, 12, 31))
    got = judged(rows(("2020Q2", 860, 1000)), promised, periods("2020Q2")).to_dicts()[0]
    assert got["expected"] == pytest.approx(0.8 + 0.1 * 182 / 366)
    assert got["pace_required"] == pytest.approx((0.9 - 0.86) / (184 / 365.25))


def test_fewer_is_better_when_the_plan_says_at_most():
    promised = targets((date(2020, 12, 31), 0.05), comparator="<=", baseline=0.10, baseline_on=date(2019, 12, 31))
    given = rows(("2020Q1", 40, 1000), ("2020Q2", 70, 1000), ("2020Q3", 120, 1000), direction="down")
    assert words(given, promised, periods("2020Q1", "2020Q2", "2020Q3")) == ["met", "on_course", "watch"]


def test_a_shortfall_inside_the_cards_margin_is_watched_not_blamed():
    promised = targets((date(2020, 12, 31), 1.0))
    got = judged(rows(("2020Q4", 998, 1000), margin=3), promised, periods("2020Q4")).to_dicts()[0]
    assert (got["word"], got["reasons"], got["gap_units"]) == ("watch", "WITHIN_MARGIN", -2.0)


def test_a_plan_that_is_over_is_met_or_not_met_never_on_course():
    promised = targets((date(2015, 12, 31), 0.5), (date(2020, 12, 31), 1.0))
    given = rows(("2014Q4", 10, 100), ("2015Q4", 60, 100), ("2018Q4", 80, 100), ("2020Q4", 98, 100))
    when = periods("2014Q4", "2015Q4", "2018Q4", "2020Q4", over=True)
    assert words(given, promised, when) == [None, "met", "met", "not_met"]


@pytest.mark.parametrize("on", [date(2020, 12, 31), None])
@pytest.mark.parametrize("kind", ["direction", "implied_total"])
def test_a_promise_without_a_number_is_never_shown_as_one(kind, on):
    got = judged(rows(("2020Q2", 100, 100)), targets((on, None), kind=kind), periods("2020Q2")).to_dicts()[0]
    assert (got["target"], got["word"], got["reasons"]) == (None, None, "NO_THRESHOLD")


def test_no_target_no_word():
    none = targets()
    got = judged(rows(("2020Q2", 100, 100)), none, periods("2020Q2")).to_dicts()[0]
    assert (got["word"], got["reasons"]) == (None, "NO_TARGET")


def test_a_regions_own_target_stands_before_the_plans():
    promised = pl.concat([targets((date(2020, 12, 31), 0.9)), targets((date(2020, 12, 31), 0.5), region="s")])
    given = pl.concat([rows(("2020Q4", 60, 100), region="r"), rows(("2020Q4", 60, 100), region="s")])
    got = judged(given, promised, periods("2020Q4"))
    assert dict(zip(got["region_code"], got["word"], strict=True)) == {"r": "watch", "s": "met"}


LONG = [f"{year}Q{q}" for year in range(2017, 2021) for q in range(1, 5)]


def history(*last, level=95, n=100, quarters=LONG, **more):
    """Sixteen quarters near a level, the last ones as given."""
    steps = [0, 1, -1, 0, -1, 1, 0, 0, 1, -1, 0, 1, -1, 0, 0, 1]
    known = [level + step for step in steps[: len(quarters) - len(last)]] + list(last)
    return rows(*((q, x, n) for q, x in zip(quarters, known, strict=True)), **more)


def test_who_is_always_far_below_the_floor_and_has_no_peers_lags_and_is_named():
    got = judged(history(level=50), targets((date(2016, 12, 31), 0.9)), periods(*LONG))
    latest = got.row(-1, named=True)
    assert (latest["code"], latest["rule_number"], latest["signals"]) == ("LAGGING", 7, "T4 V2 A3")
    assert latest["is_nameable"] and latest["q_named"] < 0.001


def test_the_whole_may_lag_but_is_nobody_to_name():
    got = judged(history(level=50, family="region"), targets((date(2016, 12, 31), 0.9)), periods(*LONG))
    assert got["word"].to_list()[-1] == "lagging" and not got["is_nameable"].any()


def test_only_lagging_twice_in_three_quarters_is_named():
    promised = targets((date(2016, 12, 31), 0.9))
    got = judged(history(level=50, quarters=LONG[:14]), promised, periods(*LONG[:14]))
    # the thirteenth quarter is the first with limits, so the first that can be called 滞后
    assert got["n_lagging_of_three"].to_list()[-3:] == [0, 1, 2]
    assert got["is_nameable"].to_list()[-3:] == [False, False, True]


def test_a_missing_quarter_is_missing_and_never_closed_up():
    promised = targets((date(2016, 12, 31), 0.9))
    with_gap = [*LONG[:13], *LONG[15:]]
    got = judged(history(level=50, quarters=with_gap), promised, periods(*with_gap))
    assert got["word"].to_list()[-2:] == ["lagging", "lagging"]
    assert got["previous_value"].to_list()[-1] is None
    assert got["n_lagging_of_three"].to_list()[-1] == 1 and not got["is_nameable"].to_list()[-1]


def test_fewer_than_thirty_cases_are_never_named():
    got = judged(history(level=10, n=25, least=10), targets((date(2016, 12, 31), 0.9)), periods(*LONG))
    assert got["word"].to_list()[-1] == "lagging" and not got["is_nameable"].any()


def test_where_one_quarter_is_too_few_four_are_judged_together():
    got = judged(history(level=9, n=10), targets((date(2016, 12, 31), 0.9)), periods(*LONG)).row(-1, named=True)
    assert (got["n_pooled"], got["judged_n"], got["denominator"]) == (4, 40, 10)


def counties(level, n=400, worst=None, target=0.9):
    """Fourteen counties of one kind over four quarters; one may stand apart."""
    quarters = LONG[-4:]
    steps = [0, 3, -3, 5, -5, 1, -1, 2, -2, 4, -4, 0, 1, -1]
    parts = []
    for nth, step in enumerate(steps):
        base = worst if worst is not None and nth == 0 else level
        shift = [0, 2, -2, 1]
        parts.append(
            rows(
                *((q, base + step + s, n) for q, s in zip(quarters, shift, strict=True)),
                region=f"c{nth:02}",
                family="region",
                group="county:county",
            )
        )
    return judged(pl.concat(parts), targets((date(2019, 12, 31), target)), periods(*quarters))


def test_the_county_that_stands_apart_from_its_peers_is_named_and_nobody_else():
    got = counties(372, worst=310)
    named = got.filter("is_nameable")
    assert set(named["region_code"]) == {"c00"}
    assert set(got.filter(pl.col("word") == "lagging")["region_code"]) == {"c00"}
    latest = got.filter(pl.col("region_code") == "c00").row(-1, named=True)
    assert (latest["code"], latest["n_peers"], latest["rule_number"]) == ("LAGGING", 14, 5)


def test_what_all_fall_short_of_names_nobody():
    got = counties(320)
    assert not got["is_nameable"].any() and "lagging" not in set(got["word"])
    assert got["n_short"].to_list()[-1] == 14


def test_without_a_target_a_unit_is_weighed_by_its_peers():
    got = counties(372, worst=310, target=None)
    latest = got.filter(pl.col("quarter") == LONG[-1])
    assert dict(zip(latest["region_code"], latest["code"], strict=True))["c00"] == "LAGGING_PEERS"
    assert set(latest["word"]) <= {"lagging", "met", "watch"}


def test_the_verdict_says_what_would_change_it():
    got = judged(rows(("2020Q4", 863, 1000)), targets((date(2020, 12, 31), 0.9)), periods("2020Q4")).row(-1, named=True)
    assert (got["change_code"], got["change_units"]) == ("CASES_TO_MILESTONE", 37)


def test_gap_in_whole_cases_is_what_is_still_to_do():
    got = judged(rows(("2020Q4", 863, 1000)), targets((date(2020, 12, 31), 0.9)), periods("2020Q4")).to_dicts()[0]
    assert got["gap_units"] == -37 and got["gap"] == pytest.approx(-0.037)


def test_a_count_is_judged_as_it_is():
    promised = targets((date(2020, 12, 31), 50))
    given = rows(("2020Q4", 51, None), unit="count", least=None)
    assert words(given, promised, periods("2020Q4")) == ["met"]


def test_a_numerator_above_its_denominator_stands_without_an_interval():
    got = judged(rows(("2020Q4", 120, 100)), targets((date(2020, 12, 31), 0.9)), periods("2020Q4")).to_dicts()[0]
    assert got["value"] == 1.2 and got["low"] is None


def test_nothing_to_judge_is_an_empty_table():
    assert judged(rows(), targets(), periods()).height == 0


def test_a_target_for_the_whole_does_not_bind_a_part_that_shares_the_base_with_others():
    promised = targets((date(2020, 12, 31), 0.05))
    ratio = rows(("2020Q4", 10, 1000), department="health", shares=False)
    assert words(ratio, promised, periods("2020Q4")) == [None]
    own = promised.with_columns(department_code=pl.lit("health"))
    assert words(ratio, own, periods("2020Q4")) == ["watch"]


def test_one_case_short_of_a_floor_is_inside_the_margin_too():
    given = rows(("2021Q1", 48, 49), margin=3)
    got = judged(
        given, targets((date(2020, 12, 31), 0.997), (date(2021, 12, 31), 0.998)), periods("2021Q1")
    ).to_dicts()[0]
    assert (got["word"], got["reasons"]) == ("watch", "WITHIN_MARGIN")


def test_a_figure_that_starts_anew_each_year_runs_from_nothing_to_the_years_target():
    promised = targets((date(2019, 12, 31), 0.05), (date(2020, 12, 31), 0.05))
    given = rows(("2020Q1", 13, 1000), ("2020Q2", 10, 1000), ("2020Q4", 50, 1000), series="year_to_date")
    assert words(given, promised, periods("2020Q1", "2020Q2", "2020Q4")) == ["on_course", "watch", "met"]


def test_a_number_without_a_day_is_due_as_it_stands():
    given = rows(("2020Q2", 60, 100), ("2020Q3", 100, 100))
    got = judged(given, targets((None, 1.0), comparator="="), periods("2020Q2", "2020Q3"))
    assert got["word"].to_list() == ["watch", "met"] and got["expected"].to_list() == [None, None]


def test_at_100_per_cent_a_few_missing_cases_are_inside_the_margin():
    promised = targets((date(2020, 12, 31), 1.0))
    given = pl.concat([rows(("2020Q4", x, 100), margin=3, region=f"{x}") for x in (98, 96, 90)])
    got = judged(given, promised, periods("2020Q4"))
    assert dict(zip(got["region_code"], got["signals"], strict=True)) == {"98": "T3", "96": "T3", "90": "T4"}


def test_one_case_missed_after_years_at_100_per_cent_is_no_worsening():
    flawless = [(q, 139, 139) for q in LONG[:-2]]
    got = judged(rows(*flawless, (LONG[-2], 138, 139), (LONG[-1], 138, 139)), targets(), periods(*LONG))
    assert (got["process_rules"].to_list()[-1] or "", got["change_mark"].to_list()[-1]) == ("", "steady")
    assert got["code"].to_list()[-1] == "STABLE"


def test_small_offices_that_nearly_always_do_all_are_not_worsening_by_one_or_two_cases():
    """Their moving ranges are mostly nil: 9 of 11 lay far outside the limits. Chance brings it once in 200 quarters."""
    for n, x, change in ((16, 15, "steady"), (11, 9, "steady"), (8, 7, "steady"), (11, 6, "worsening")):
        done = [(q, n - (i == 4), n) for i, q in enumerate(LONG[:-1])]
        got = judged(rows(*done, (LONG[-1], x, n)), targets(), periods(*LONG))
        assert got["change_mark"].to_list()[-1] == change, (n, x)


def test_a_stock_that_slows_down_near_its_ceiling_is_not_worsening():
    levels = [600, 640, 679, 717, 754, 790, 825, 858, 889, 917, 941, 961, 976, 986, 992, 995]
    given = rows(*((q, x, 1000) for q, x in zip(LONG, levels, strict=True)), series="stock")
    assert "worsening" not in set(judged(given, targets(), periods(*LONG))["change_mark"].drop_nulls())


def test_a_series_judged_by_itself_is_taught_by_those_judged_elsewhere():
    dice, quarters = np.random.default_rng(7), [f"{year}Q{q}" for year in range(2016, 2022) for q in range(1, 5)]
    share = np.clip(0.8 + np.cumsum(dice.normal(0, 0.02, (120, len(quarters))), axis=1), 0.05, 0.99)
    own = [
        rows(*((q, float(round(400 * s)), 400.0) for q, s in zip(quarters, shares, strict=True)), region=f"r{i:03d}")
        for i, shares in enumerate(share)
    ]
    given, when, promised = pl.concat(own), periods(*quarters), targets((date(2022, 12, 31), 0.9))
    mine = pl.col("region_code") == "r050"
    whole = judged(given, promised, when).filter(mine)

    def alone(teaching):
        return assess.assess(given.filter(mine), promised, when, NO_MONTHS, teaching=teaching).judgements

    foreseen = ["quarter", "p_met", "forecast", "forecast_low95", "forecast_high95"]
    assert_frame_equal(alone(given.filter(~mine)).select(foreseen), whole.select(foreseen))
    assert not alone(None).select(foreseen).equals(whole.select(foreseen))


def test_from_a_quarter_on_verdicts_come_out_as_if_all_were_asked_for():
    promised, quarters = targets((date(2016, 12, 31), 0.9), (date(2021, 12, 31), 0.95)), LONG
    own = [
        history(*last, level=level, quarters=quarters, region=f"c{i:02}", family="region", group="county:county")
        for i, (level, last) in enumerate(
            [(95, ()), (50, ()), (92, (70, 70, 70)), (91, (99,)), *[(90 + i, ()) for i in range(9)]]
        )
    ]
    small = history(level=2, n=4, quarters=quarters, region="few", family="office")
    given, when = pl.concat([*own, small]), periods(*quarters)
    since = 2020 * 4 + 1
    whole, late = (assess.assess(given, promised, when, NO_MONTHS, since=s) for s in (None, since))

    def of_late(rows):
        return rows.filter(pl.col("quarter") >= "2020Q2")

    key = ["quarter", "region_code"]
    assert late.judgements["quarter"].unique().sort().to_list() == ["2020Q2", "2020Q3", "2020Q4"]
    assert_frame_equal(late.judgements.sort(key), of_late(whole.judgements).sort(key))
    assert {"lagging", "not_assessable"} < {*late.judgements["word"]} | {*late.judgements["code"].str.to_lowercase()}
    assert late.judgements["n_worse_of_three"].max() > 0 and late.judgements["n_lagging_of_three"].max() == 3
    for table in ("peer_groups", "counts"):
        assert_frame_equal(getattr(late, table), of_late(getattr(whole, table)), check_row_order=False)
