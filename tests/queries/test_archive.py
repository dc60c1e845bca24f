"""How many of those on the register had a credit file at the end of each month?"""

from __future__ import annotations

from tests.drawing import shows


def test_files_that_overlap_are_one_span_and_a_gap_stays_a_gap(mart):
    got = mart(
        "fct_archive_span",
        stg_archives="""
        entity_id  | archive_kind | opened_on  | closed_on
        -----------+--------------+------------+-----------
        overlap    | a            | 2020-01-10 | 2020-03-10
        overlap    | b            | 2020-02-01 | 2020-06-01
        gap        | a            | 2020-01-10 | 2020-02-10
        gap        | b            | 2020-05-01 |
        never_shut | a            | 2020-03-01 |
        never_shut | b            | 2020-01-01 |           """,
    )
    shows(
        got,
        """
        entity_id  | from_on    | until_on
        -----------+------------+-----------
        overlap    | 2020-01-10 | 2020-06-01
        gap        | 2020-01-10 | 2020-02-10
        gap        | 2020-05-01 |
        never_shut | 2020-01-01 |           """,
    )


def test_the_stock_is_counted_on_the_last_day_of_each_month(mart):
    got = mart("agg_archive_month", as_of="2020-04-15", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2019-01-01    |
        E2        | 2020-02-29    |
        E3        | 2019-01-01    | 2020-03-31     """, stg_archives="""
        entity_id | opened_on  | closed_on
        ----------+------------+-----------
        E1        | 2020-01-31 |
        E2        | 2020-03-15 |
        E3        | 2020-02-01 |
        E1        | 2020-05-01 |           """)  # fmt: skip
    shows(
        got,
        """
        month   | n_registered | n_archived
        --------+--------------+-----------
        2020-01 | 2            | 1
        2020-02 | 3            | 2
        2020-03 | 2            | 2
        2020-04 | 2            | 2         """,
    )


def test_a_file_opened_before_its_entity_was_registered_counts_from_the_registration(mart):
    got = mart("agg_archive_month", as_of="2020-03-31", stg_entities="""
        entity_id | registered_on
        ----------+--------------
        E1        | 2020-02-10   """, stg_archives="""
        entity_id | opened_on
        ----------+-----------
        E1        | 2020-01-05 """)  # fmt: skip
    shows(
        got,
        """
        month   | n_registered | n_archived
        --------+--------------+-----------
        2020-02 | 1            | 1
        2020-03 | 1            | 1         """,
    )


def test_the_register_behind_the_first_file_is_carried_into_the_first_month(mart):
    got = mart("agg_archive_month", as_of="2020-02-29", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 1998-05-01    |
        E2        | 1999-05-01    | 2010-01-01
        E3        | 2001-05-01    |                """, stg_archives="""
        entity_id | opened_on
        ----------+-----------
        E1        | 2020-01-05 """)  # fmt: skip
    shows(
        got,
        """
        month   | n_registered | n_archived
        --------+--------------+-----------
        2020-01 | 2            | 1
        2020-02 | 2            | 1         """,
    )


def test_kinds_of_entities_are_kept_apart_and_blanks_have_a_name(mart):
    got = mart("agg_archive_month", as_of="2020-01-31", stg_entities="""
        entity_id          | subject_class      | sector    | above_scale
        -------------------+--------------------+-----------+------------
        91360100MA35A00011 | enterprise         | food_drug | true
        51360100MA35A00012 | social_organisation|           |            """, stg_archives="""
        entity_id          | opened_on
        -------------------+-----------
        91360100MA35A00011 | 2020-01-05 """)  # fmt: skip
    shows(
        got,
        """
        subject_class       | sector     | above_scale | n_registered | n_archived
        --------------------+------------+-------------+--------------+-----------
        enterprise          | food_drug  | true        | 1            | 1
        social_organisation | not_stated | false       | 1            | 0         """,
    )


def test_the_register_keeper_is_read_from_the_code_and_else_from_the_sender(mart):
    got = mart(
        "stg_entities",
        raw_entities="""
        entity_id          | _department
        -------------------+------------------
        91360100MA35A00011 | development_reform
        51360100MA35A00012 |
        12360100MA35A00013 |
        4711               | health
        4712               |                   """,
    )
    shows(
        got,
        """
        entity_id          | department_code
        -------------------+---------------------------
        91360100MA35A00011 | market_regulation
        51360100MA35A00012 | civil_affairs
        12360100MA35A00013 | organisation_establishment
        '4711'             | health
        '4712'             | *                         """,
    )


def test_a_jurisdiction_that_sends_no_files_has_no_coverage_not_a_coverage_of_zero(mart):
    got = mart("agg_archive_month", as_of="2020-01-31", stg_entities="""
        entity_id | region_code
        ----------+------------
        E1        | 360102
        E2        | 440703     """, stg_archives="""
        entity_id | opened_on
        ----------+-----------
        E1        | 2020-01-05 """)  # fmt: skip
    shows(
        got,
        """
        region_code | n_registered
        ------------+-------------
        360102      | 1            """,
    )
