"""Formal talks: held, rectified by the day agreed, recorded, and by whom they were held."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from tests.drawing import shows
from tests.queries.test_twins import DEPARTMENTS, REGIONS, perhaps, some_day
from tests.queries.twins import quarter_of


def test_a_limit_that_still_runs_counts_nowhere_else(mart):
    got = mart(
        "agg_interview_office",
        as_of="2020-06-30",
        stg_interviews="""
        held_on    | rectify_by | rectified_on
        -----------+------------+-------------
        2020-05-10 | 2020-06-10 | 2020-06-10
        2020-05-10 | 2020-06-10 | 2020-06-11
        2020-05-10 | 2020-06-10 |
        2020-05-10 | 2020-06-30 | 2020-07-01
        2020-05-10 | 2020-07-01 |
        2020-05-10 | 2020-07-01 | 2020-06-01
        2020-05-10 |            | 2020-06-01
        2020-07-10 | 2020-08-01 |              """,
    )
    shows(
        got,
        """
        quarter | n_held | n_due | n_in_time | n_late_done | n_late_open | n_rectified | n_open_inside | n_done_inside | n_without_limit
        --------+--------+-------+-----------+-------------+-------------+-------------+---------------+---------------+----------------
        2020Q2  | 7      | 4     | 1         | 1           | 2           | 2           | 1             | 1             | 1               """,
    )


def test_a_limit_that_ended_after_the_office_last_sent_anything_is_unreported(mart):
    got = mart(
        "agg_interview_office",
        meta_submission="submission_id | feed | received_on\n---+---+---\nS1 | interviews | 2020-06-15",
        stg_interviews="""
        held_on    | rectify_by | rectified_on
        -----------+------------+-------------
        2020-05-10 | 2020-06-15 |
        2020-05-10 | 2020-06-16 |
        2020-05-10 | 2020-06-16 | 2020-06-01   """,
    )
    shows(got, "n_held | n_due | n_late_open | n_unreported | n_done_inside\n---+---+---+---+---\n3 | 1 | 1 | 2 | 0")


def test_who_listed_holds_the_talk(mart):
    got = mart(
        "agg_interview_office",
        stg_listings="""
        listing_id | department_code
        -----------+------------------
        L1         | market_regulation
        L2         | transport         """,
        stg_interviews="""
        listing_id | department_code   | recorded_on
        -----------+-------------------+------------
        L1         | market_regulation | 2020-06-03
        L2         | market_regulation |
        L9         | market_regulation |
                   | market_regulation | 2020-06-03  """,
    )
    shows(
        got,
        "n_held | n_recorded | n_listed | n_by_lister | n_unknown_listing\n---+---+---+---+---\n4 | 2 | 2 | 1 | 1",
    )


@pytest.mark.parametrize("seed", range(2))
def test_interviews_against_their_twin(mart, seed):
    dice, as_of = Random(seed), date(2020, 9, 15)
    listings = [{"listing_id": f"L{i}", "department_code": dice.choice(DEPARTMENTS)} for i in range(5)]
    rows = []
    for i in range(160):
        held = some_day(dice, "2020-01-01", "2020-12-31")
        rows.append({
            "interview_id": f"T{i}", "kind": dice.choice(["reminder", "warning"]), "region_code": dice.choice(REGIONS),
            "department_code": dice.choice(DEPARTMENTS), "held_on": held,
            "listing_id": perhaps(dice, f"L{dice.randint(0, 7)}"),
            "rectify_by": perhaps(dice, held + timedelta(days=dice.randint(0, 60)), 0.8),
            "rectified_on": perhaps(dice, held + timedelta(days=dice.randint(0, 60)), 0.7),
            "recorded_on": perhaps(dice, held + timedelta(days=dice.randint(0, 10)), 0.9),
        })  # fmt: skip
    listed_by = {x["listing_id"]: x["department_code"] for x in listings}
    expected: dict[tuple, Counter] = defaultdict(Counter)
    for r in rows:
        if r["held_on"] > as_of:
            continue
        cell = expected[quarter_of(r["held_on"]), r["kind"], r["region_code"], r["department_code"]]
        cell["n_held"] += 1
        cell["n_recorded"] += bool(r["recorded_on"]) and r["recorded_on"] <= as_of
        done = r["rectified_on"] if r["rectified_on"] and r["rectified_on"] <= as_of else None
        by = r["rectify_by"]
        if by is None:
            cell["n_without_limit"] += 1
        elif by > as_of:
            cell["n_done_inside" if done else "n_open_inside"] += 1
        else:
            cell["n_due"] += 1
            cell["n_rectified"] += bool(done)
            cell["n_late_open" if not done else "n_in_time" if done <= by else "n_late_done"] += 1
        if r["listing_id"] in listed_by:
            cell["n_listed"] += 1
            cell["n_by_lister"] += listed_by[r["listing_id"]] == r["department_code"]
        elif r["listing_id"]:
            cell["n_unknown_listing"] += 1
    got = mart("agg_interview_office", as_of=str(as_of), stg_interviews=rows, stg_listings=listings)
    assert len(expected) == got.height
    for row in got.to_dicts():
        cell = expected[row["quarter"], row["kind"], row["region_code"], row["department_code"]]
        assert {k: v for k, v in row.items() if k.startswith("n_")} == {k: cell[k] for k in row if k.startswith("n_")}
