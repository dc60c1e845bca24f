"""Before and after: the drawn example, regression to the mean taken off, and what is not watched."""

import json
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from metrics import before_after
from metrics.effect import concluded
from metrics.measured_pairs import pairs

DAY = date(2023, 1, 1)


def register(n, measured, *, days=10):
    """n listings of one stratum on one day; the first `measured` are measured after `days`."""
    listings = pl.DataFrame({"listing_id": range(n), "entity_id": [f"e{i}" for i in range(n)]}).with_columns(
        begun_on=pl.lit(DAY), happened_on=pl.lit(None, pl.Date), until_on=pl.lit(DAY + timedelta(370)),
        **dict.fromkeys(("office", "ground", "list", "grade", "region_level"), pl.lit("x")), prior=pl.lit(0),
    )  # fmt: skip
    measures = pl.DataFrame({"listing_id": range(measured)}).with_columns(
        measure_code=pl.lit("m"), applied_on=pl.lit(DAY + timedelta(days))
    )
    return listings, measures


def weigh(listings, measures, records):
    return before_after.weigh(pairs(listings, measures), records, records["on"].min())


def records(*rows):
    return pl.DataFrame(rows, schema={"entity_id": pl.String, "on": pl.Date}, orient="row")


def test_the_months_round_the_measure_are_counted_for_both_sides():
    listings, measures = register(60, 30)
    at = DAY + timedelta(10)
    bad = [(f"e{i}", at - timedelta(5)) for i in range(15)]  # half the measured, in the month before
    bad += [(f"e{i}", at + timedelta(29)) for i in range(3)] + [(f"e{i}", at + timedelta(30)) for i in range(6)]
    bad += [("e59", at - timedelta(400)), ("stranger", at)]  # too far back; nobody of ours
    bad += [("e0", at - timedelta(4))]  # a month with two is one month
    found = weigh(listings, measures, records(*bad))
    course = found.course.filter(group_code="treated").select("month", "n", "rate").rows_by_key("month")
    assert (course[-1][0], course[0][0], course[1][0]) == ((30, 0.5), (30, 0.1), (30, 0.2))
    assert course[11][0] == (30, 0.0) and course[-12][0][0] == 30
    row = found.effect.row(0, named=True)
    assert row["estimate"] == pytest.approx((3 + 6) / 30 / 12 - 15 / 30 / 12)
    assert (row["n_treated"], row["design"], row["outcome"]) == (30, "before_after", "reoffend")


def test_what_controls_change_by_is_regression_to_the_mean_and_is_taken_off():
    rng = np.random.default_rng(1)
    listings, measures = register(1200, 600, days=40)
    at, rows = DAY + timedelta(40), []
    for i in range(1200):
        # everybody was listed in a bad time: six times as many records before as after, measured or not
        for k in range(-12, 11):
            if rng.random() < (0.30 if k < 0 else 0.05):
                rows.append((f"e{i}", at + timedelta(30 * k + 3)))
    found = weigh(listings, measures, records(*rows))
    row = concluded(found.effect).row(0, named=True)
    detail = json.loads(row["detail"])
    assert row["high"] < -0.2  # the naive change looks splendid
    assert detail["expected_regression"] == pytest.approx(row["estimate"], abs=0.02)
    assert detail["low"] < 0 < detail["high"]
    assert (row["claim"], row["reason"]) == ("association_only", "regression_to_mean")


def test_a_control_measured_later_is_watched_until_then():
    listings, _ = register(60, 0)
    measures = pl.DataFrame({
        "listing_id": range(60), "measure_code": ["m"] * 60,
        "applied_on": [DAY + timedelta(10 if i < 30 else 100) for i in range(60)],
    })  # fmt: skip
    found = weigh(listings, measures, records(*[(f"e{i}", DAY - timedelta(380)) for i in range(60)]))
    n = dict(found.course.filter(group_code="control").select("month", "n").iter_rows())
    assert n[2] == 30 and 3 not in n  # 90 days after the tenth comes the hundredth


def test_pairs_are_of_whom_was_measured_and_who_was_not_yet_on_the_same_day_of_its_listing():
    listings, measures = register(4, 2)
    found = pairs(
        listings.with_columns(begun_on=pl.Series([DAY, DAY, DAY + timedelta(50), DAY + timedelta(60)])), measures
    )
    day = timedelta(1)
    assert found["treated_entity"].to_list() == ["e0", "e1"] and found["nth"].to_list() == [0, 1]
    assert found["treated_day"].to_list() == [DAY + 10 * day] * 2
    late = {"e2": DAY + 60 * day, "e3": DAY + 70 * day}
    assert found["control_day"].to_list() == [late[e] for e in found["control_entity"]]
    assert {*found["treated_until"], *found["control_until"]} == {DAY + 371 * day}


def test_a_measure_taken_of_everybody_at_once_has_a_row_and_no_pair():
    listings, measures = register(3, 3)
    (row,) = pairs(listings, measures).iter_rows(named=True)
    assert (row["measure_code"], row["treated_entity"], row["control_entity"]) == ("m", None, None)
    assert weigh(listings, measures, records(("e0", DAY))).effect["reason"].to_list() == ["few_events"]


def test_too_few_are_not_told():
    listings, measures = register(20, 10)
    row = concluded(weigh(listings, measures, records(("e0", DAY))).effect).row(0, named=True)
    assert (row["estimate"], row["claim"], row["reason"]) == (None, "cannot_say", "few_events")
    nothing = weigh(listings, measures.head(0), records())
    assert nothing.effect.height == 0 and nothing.course.height == 0
