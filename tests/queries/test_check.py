"""What do the feeds say against each other? Findings are counted and shown; no row is dropped for them."""

from __future__ import annotations

import re

import pytest

import queries
from data.contracts import FEEDS
from metrics import vocabulary
from tests.drawing import shows

CHECKS = queries.all_in("checks")


def test_every_finding_has_a_code_of_the_vocabulary_and_every_code_a_check():
    named = {code for sql in CHECKS.values() for code in re.findall(r"'([a-z_]+)'", sql) if "_" in code} - set(FEEDS)
    assert named == set(vocabulary.FINDINGS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_source_without_rows_has_no_findings_and_the_columns_are_those_of_meta_finding(mart, name):
    got = mart(name)
    assert got.is_empty()
    assert set(got.columns) == {"finding", "feed", "department_code", "region_code", "quarter", "n_rows"}


def test_an_entity_the_register_does_not_hold_is_found_where_there_is_a_register(mart):
    visits = """
        entity_id
        ---------
        E1
        E9        """
    shows(mart("check_unknown_entity", raw_inspections=visits), "finding | feed")
    shows(mart("check_unknown_entity", raw_inspections=visits, raw_entities="""
        entity_id
        ---------
        E1        """), """
        finding        | feed        | n_rows
        ---------------+-------------+-------
        unknown_entity | inspections | 1     """)  # fmt: skip


def test_unknown_places_and_departments_are_found_and_withdrawn_codes_after_their_end(mart):
    acts = """
        decision_id | region_code | department_code   | decided_on
        ------------+-------------+-------------------+-----------
        fine        | 360102      | market_regulation | 2020-06-01
        nowhere     | 999999      | market_regulation | 2020-06-01
        nobody      | 360102      | ministry_of_magic | 2020-06-01
        then        | 360622      | market_regulation | 2017-06-01
        now         | 360622      | market_regulation | 2020-06-01 """
    shows(
        mart("check_unknown_region", raw_decisions=acts),
        """
        finding        | region_code | n_rows
        ---------------+-------------+-------
        unknown_region | 999999      | 1     """,
    )
    shows(
        mart("check_unknown_department", raw_decisions=acts),
        """
        finding            | department_code   | n_rows
        -------------------+-------------------+-------
        unknown_department | ministry_of_magic | 1     """,
    )
    shows(
        mart("check_withdrawn_region", raw_decisions=acts),
        """
        finding          | region_code | n_rows
        -----------------+-------------+-------
        withdrawn_region | 360622      | 1     """,
    )


def test_visits_before_registration_and_after_deregistration_are_found(mart):
    got = mart("check_entity_inspected_outside_register", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2020-01-01    | 2020-12-31     """, stg_inspections="""
        entity_id | inspected_on
        ----------+-------------
        E1        | 2019-12-31
        E1        | 2020-12-31
        E1        | 2021-01-01   """)  # fmt: skip
    shows(
        got,
        """
        finding                            | n_rows
        -----------------------------------+-------
        entity_inspected_before_registered | 1
        entity_inspected_after_leaving     | 1     """,
    )


def test_impossible_dates_of_decisions_are_found(mart):
    got = mart(
        "check_decision_dates",
        as_of="2020-12-31",
        stg_decisions="""
        decided_on | published_on
        -----------+-------------
        2020-06-01 | 2020-05-30
        2021-01-01 |
        2020-06-01 | 2020-06-01   """,
    )
    shows(
        got,
        """
        finding                  | n_rows
        -------------------------+-------
        published_before_decided | 1
        decided_after_as_of      | 1     """,
    )


def test_a_tier_sent_with_a_visit_is_held_against_the_register(mart):
    got = mart("check_tier_contradicts_grade", stg_grades="""
        tier | valid_from
        -----+-----------
        A    | 2020-01-01 """, stg_inspections="""
        tier | inspected_on
        -----+-------------
        A    | 2020-06-01
        B    | 2020-06-01
             | 2020-06-01   """)  # fmt: skip
    assert got["n_rows"].to_list() == [1]


def test_returns_that_cannot_be_are_found(mart):
    got = mart(
        "check_return_numbers",
        stg_returns="""
        indicator | numerator | denominator | value
        ----------+-----------+-------------+------
        M01-2     | 9.0       | 10.0        | 0.9
        M01-2     | 9.0       | 10.0        | 0.96
        M01-2     | 11.0      | 10.0        |
        M01-2     | -1.0      | 10.0        |
        M01-2     |           |             | 1.2
        M34-1     |           |             | 6.0
        M31-2     | 90.0      | 10.0        | 9.0  """,
    )
    shows(
        got,
        """
        finding                   | n_rows
        --------------------------+-------
        return_contradicts_itself | 1
        return_out_of_range       | 3     """,
    )


def test_unknown_indicators_and_tasks_are_found(mart):
    shows(mart("check_unknown_indicator", stg_returns="""
        indicator
        ---------
        M01-2
        X-1       """), """
        finding           | feed    | n_rows
        ------------------+---------+-------
        unknown_indicator | returns | 1     """)  # fmt: skip
    shows(mart("check_unknown_task", stg_task_reports="""
        plan | task
        -----+-----
        P    | 99   """), """
        finding      | feed         | n_rows
        -------------+--------------+-------
        unknown_task | task_reports | 1     """)  # fmt: skip


def test_a_row_about_a_listing_nobody_sent_is_found_where_there_are_listings(mart):
    sent = {
        "raw_measures": "measure_id | listing_id\n---+---\nM1 | L1\nM2 | L9",
        "raw_interviews": "interview_id | listing_id\n---+---\nT1 | L9\nT2 |",
    }
    shows(mart("check_unknown_listing", **sent), "finding | feed")
    shows(
        mart("check_unknown_listing", raw_listings="listing_id\n---\nL1", **sent),
        """
        finding         | feed       | n_rows
        ----------------+------------+-------
        unknown_listing | measures   | 1
        unknown_listing | interviews | 1     """,
    )


def test_measures_before_the_listing_and_during_a_dispute_are_found(mart):
    got = mart("check_measure_against_listing", as_of="2020-09-30",
        stg_listings="""
            listing_id | listed_on
            -----------+-----------
            L1         | 2020-03-01
            L2         | 2020-03-01
            L3         | 2020-03-01 """,
        stg_objections="""
            listing_id | raised_on  | suspended_on | answered_on
            -----------+------------+--------------+------------
            L2         | 2020-05-01 |              | 2020-05-20
            L3         | 2020-05-01 | 2020-05-02   |            """,
        stg_measures="""
            measure_id | listing_id | applied_on | ended_on
            -----------+------------+------------+-----------
            early      | L1         | 2020-02-28 |
            the_day    | L1         | 2020-03-01 |
            through    | L2         | 2020-04-01 |
            ended      | L2         | 2020-04-01 | 2020-05-01
            afterwards | L2         | 2020-05-21 |
            not_yet    | L2         |            |
            suspended  | L3         | 2020-04-01 |
            regardless | L3         | 2020-06-01 |           """)  # fmt: skip
    shows(
        got,
        """
        finding                 | feed     | n_rows
        ------------------------+----------+-------
        measure_before_listing  | measures | 1
        measured_while_disputed | measures | 2     """,
    )


def test_listings_that_end_twice_without_a_day_too_early_or_never(mart):
    sent = """
        listing_id | _position | listed_on  | complied_on | exited_on  | exit_reason | expires_on | list
        -----------+-----------+------------+-------------+------------+-------------+------------+--------------
        twice      | 1         | 2020-03-01 |             | 2020-05-01 | repaired    |            | joint_sanction
        twice      | 2         | 2020-03-01 |             | 2020-06-01 | repaired    |            | joint_sanction
        again      | 1         | 2020-03-01 |             | 2020-05-01 | repaired    |            | joint_sanction
        again      | 2         | 2020-03-01 |             | 2020-05-01 | repaired    |            | joint_sanction
        renamed    | 1         | 2020-03-01 |             | 2020-05-01 | repaired    |            | joint_sanction
        renamed    | 2         | 2020-03-01 |             | 2020-05-01 | expired     |            | joint_sanction
        no_day     | 1         | 2020-03-01 |             |            | expired     | 2021-03-01 | focus
        early      | 1         | 2020-03-01 | 2020-02-29  |            |             | 2021-03-01 | focus
        forever    | 1         | 2017-01-01 |             |            |             |            | market_ban
        forever_2  | 1         | 2020-01-01 |             |            |             |            | market_ban
        young      | 1         | 2019-01-01 |             |            |             |            | red           """
    shows(
        mart("check_listing", as_of="2020-09-30", raw_listings=sent),
        """
        finding                    | feed     | n_rows
        ---------------------------+----------+-------
        listing_ended_twice        | listings | 2
        listing_ending_without_day | listings | 1
        complied_before_listing    | listings | 1
        endless_list           | listings | 2     """,
    )


def test_an_objection_raised_while_another_is_open_is_found(mart):
    got = mart("check_objection_overlap", stg_objections="""
        listing_id | raised_on  | answered_on
        -----------+------------+------------
        L1         | 2020-03-01 | 2020-04-01
        L1         | 2020-03-31 | 2020-04-20
        L1         | 2020-04-20 |
        L1         | 2020-09-01 |
        L2         | 2020-03-05 | 2020-04-01
                   | 2020-03-05 |            """)  # fmt: skip
    shows(got, "finding | n_rows\n---+---\nobjections_overlap | 2")


def test_an_effect_without_a_day_of_feedback_is_found(mart):
    got = mart("check_measure_effect", stg_measures="""
        applied_on | effect   | fed_back_on
        -----------+----------+------------
        2020-07-01 | complied | 2020-08-01
        2020-07-01 | complied |
        2020-07-01 |          |            """)  # fmt: skip
    shows(got, "finding | n_rows\n---+---\neffect_without_feedback_day | 1")


def test_counts_that_cannot_be_stand_among_the_findings(real):
    """The read of the page on data quality: a query whose numerator can exceed its denominator is shown, a return is not it."""
    real.execute("drop schema if exists drawn cascade; create schema drawn; use drawn")
    real.execute(queries.tables())
    real.execute(
        "insert into ref_indicator by name select 'M1' as indicator, 'percent' as unit, 1.0 as ceiling, 'decisions' as feeds "
        "union all select 'M2', 'ratio', null, 'measures'"
    )
    real.execute(
        "insert into agg_observation by name select * from (values ('M1', date '2020-06-30', 5.0, 4.0, 'event'), "
        "('M1', date '2020-09-30', 4.0, 4.0, 'event'), ('M1', date '2020-06-30', 5.0, 4.0, 'return'), "
        "('M2', date '2020-06-30', 5.0, 4.0, 'event')) as o (indicator, period_end, numerator, denominator, origin)"
    )
    found = real.sql(queries.read("quality_findings")).pl()
    assert found.select("finding", "feed", "n_rows", "first_quarter").rows() == [
        ("counted_out_of_range", "decisions", 1, "2020Q2")
    ]
