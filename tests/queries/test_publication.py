"""When is an act due online, and was it there in time?"""

from __future__ import annotations

from tests.drawing import shows

LATE = "act | month | n_decided | n_due | n_in_time | n_late_open"


def test_the_national_holiday_week_does_not_count(mart):
    got = mart(
        "agg_publication_month",
        stg_decisions="""
        act     | decided_on | published_on
        --------+------------+-------------
        penalty | 2020-09-28 | 2020-10-14
        penalty | 2020-09-28 | 2020-10-15   """,
    )
    shows(
        got,
        """
        act     | month   | n_decided | n_due | n_in_time
        --------+---------+-----------+-------+----------
        penalty | 2020-09 | 2         | 2     | 1         """,
    )


def test_an_act_decided_on_friday_or_over_the_weekend_is_due_on_the_seventh_working_day_after(mart):
    got = mart(
        "agg_act_state",
        stg_decisions="""
        department_code | decided_on | published_on
        ----------------+------------+-------------
        friday_7th      | 2020-06-05 | 2020-06-16
        friday_8th      | 2020-06-05 | 2020-06-17
        saturday_7th    | 2020-06-06 | 2020-06-16
        saturday_8th    | 2020-06-06 | 2020-06-17   """,
    )
    shows(
        got,
        """
        department_code | delay_days | state
        ----------------+------------+----------
        friday_7th      | 7          | last_day
        friday_8th      | 8          | late_done
        saturday_7th    | 7          | last_day
        saturday_8th    | 8          | late_done """,
    )


def test_where_the_decision_day_counts_the_limit_ends_a_working_day_earlier(mart):
    got = mart(
        "agg_act_state",
        decision_day_counts=True,
        stg_decisions="""
        department_code | decided_on | published_on
        ----------------+------------+-------------
        same_friday     | 2020-06-05 | 2020-06-05
        friday_last     | 2020-06-05 | 2020-06-15
        friday_late     | 2020-06-05 | 2020-06-16
        same_saturday   | 2020-06-06 | 2020-06-06
        saturday_last   | 2020-06-06 | 2020-06-16   """,
    )
    shows(
        got,
        """
        department_code | delay_days | state
        ----------------+------------+----------
        same_friday     | 1          | in_time
        friday_last     | 7          | last_day
        friday_late     | 8          | late_done
        same_saturday   | 0          | in_time
        saturday_last   | 7          | last_day  """,
    )


def test_the_saturday_after_the_last_day_is_late(mart):
    # decided on a Wednesday: the seventh working day is a Friday
    got = mart(
        "agg_act_state",
        stg_decisions="""
        department_code | decided_on | published_on
        ----------------+------------+-------------
        friday          | 2020-08-05 | 2020-08-14
        saturday        | 2020-08-05 | 2020-08-15   """,
    )
    shows(
        got,
        """
        department_code | delay_days | state
        ----------------+------------+----------
        friday          | 7          | last_day
        saturday        | 8          | late_done """,
    )


def test_a_make_up_saturday_is_a_working_day(mart):
    # 2020-06-28 is a Sunday worked for the Dragon Boat days: decided on Friday 19 June, it is the fourth working day
    got = mart(
        "agg_act_state",
        stg_decisions="""
        decided_on | published_on
        -----------+-------------
        2020-06-19 | 2020-06-28   """,
    )
    shows(got, "delay_days | state\n---+---\n4 | in_time")


def test_an_open_act_past_its_limit_is_late_and_one_inside_it_counts_nowhere(mart):
    got = mart(
        "agg_publication_month",
        as_of="2020-06-30",
        stg_decisions="""
        decision_id | decided_on | published_on
        ------------+------------+-------------
        past_limit  | 2020-06-01 |
        inside      | 2020-06-24 |
        inside_done | 2020-06-24 | 2020-06-25   """,
    )
    shows(
        got,
        """
        month   | n_decided | n_published | n_due | n_in_time | n_due_published | n_late_open
        --------+-----------+-------------+-------+-----------+-----------------+------------
        2020-06 | 3         | 1           | 1     | 0         | 0               | 1          """,
    )


def test_what_was_published_after_the_as_of_date_was_not_public_then(mart):
    acts = """
        decided_on | published_on
        -----------+-------------
        2020-06-01 | 2020-07-20
        2020-08-03 | 2020-08-04   """
    shows(
        mart("agg_publication_month", as_of="2020-06-30", stg_decisions=acts),
        """
        month   | n_decided | n_published | n_due | n_late_open
        --------+-----------+-------------+-------+------------
        2020-06 | 1         | 0           | 1     | 1          """,
    )


def test_the_acts_own_limit_stands_above_the_rule(mart):
    got = mart(
        "agg_act_state",
        stg_decisions="""
        department_code | decided_on | due_on     | published_on
        ----------------+------------+------------+-------------
        own             | 2020-06-01 | 2020-06-30 | 2020-06-29
        own_last        | 2020-06-01 | 2020-06-30 | 2020-06-30
        own_open        | 2020-06-01 | 2020-06-30 |
        own_inside      | 2020-06-01 | 2029-06-30 |
        rule            | 2020-06-01 |            | 2020-06-29   """,
    )
    shows(
        got,
        """
        department_code | state       | rule
        ----------------+-------------+--------------------------
        own             | in_time     |
        own_last        | last_day    |
        own_open        | late_open   |
        own_inside      | inside_open |
        rule            | late_done   | publication-national-2018 """,
    )


def test_instants_are_compared_where_both_sides_have_one_and_days_elsewhere(mart):
    got = mart(
        "agg_act_state",
        stg_decisions="""
        department_code | decided_on | due_on     | due_at           | published_on | published_at
        ----------------+------------+------------+------------------+--------------+-----------------
        an_hour_late    | 2020-06-01 | 2020-06-05 | 2020-06-05 12:00 | 2020-06-05   | 2020-06-05 13:00
        to_the_hour     | 2020-06-01 | 2020-06-05 | 2020-06-05 12:00 | 2020-06-05   | 2020-06-05 12:00
        a_day_only      | 2020-06-01 | 2020-06-05 | 2020-06-05 12:00 | 2020-06-05   |                 """,
    )
    shows(
        got,
        """
        department_code | state
        ----------------+----------
        an_hour_late    | late_done
        to_the_hour     | last_day
        a_day_only      | last_day """,
    )


def test_an_act_without_any_limit_counts_as_decided_only(mart):
    got = mart(
        "agg_publication_month",
        stg_decisions="""
        act     | decided_on | published_on
        --------+------------+-------------
        penalty | 2016-06-01 | 2016-06-02
        reward  | 2019-06-03 | 2019-06-04   """,
    )
    shows(
        got,
        """
        act     | month   | n_decided | n_published | n_due | n_without_limit
        --------+---------+-----------+-------------+-------+----------------
        penalty | 2016-06 | 1         | 1           | 0     | 1
        reward  | 2019-06 | 1         | 1           | 0     | 1              """,
    )


def test_the_nearer_rule_wins_and_a_younger_one_replaces_an_older(mart):
    got = mart(
        "dim_publication_limit",
        ref_rule="""
            rule     | kind              | region_code | acts            | days | valid_from | valid_to
            ---------+-------------------+-------------+-----------------+------+------------+-----------
            nation   | publication_limit |             | licence,penalty | 7    | 2018-01-01 |
            province | publication_limit | 360000      | penalty         | 5    | 2019-01-01 | 2019-12-31
            other    | report_limit      |             | penalty         | 1    | 2018-01-01 |           """,
        stg_decisions="""
            act     | region_code
            --------+------------
            penalty | 360102
            penalty | 230402     """,
    )  # fmt: skip
    shows(
        got.filter(got["act"] == "penalty"),
        """
        act     | region_code | from_on    | until_on   | rule     | days
        --------+-------------+------------+------------+----------+-----
        penalty | 360102      | 2018-01-01 | 2019-01-01 | nation   | 7
        penalty | 360102      | 2019-01-01 | 2020-01-01 | province | 5
        penalty | 360102      | 2020-01-01 | 9999-01-01 | nation   | 7
        penalty | 230402      | 2018-01-01 | 9999-01-01 | nation   | 7    """,
    )


def test_the_picture_of_lateness_counts_acts_by_working_days_and_keeps_the_missing_apart(mart):
    got = mart(
        "agg_publication_delay",
        stg_decisions="""
        decided_on | published_on
        -----------+-------------
        2020-06-01 | 2020-06-01
        2020-06-01 | 2020-06-02
        2020-06-05 | 2020-06-09
        2020-06-05 |
        2026-09-28 |              """,
    )
    shows(
        got,
        """
        quarter | delay_days | n_acts
        --------+------------+-------
        2020Q2  | 0          | 1
        2020Q2  | 1          | 1
        2020Q2  | 2          | 1
        2020Q2  |            | 1     """,
    )
