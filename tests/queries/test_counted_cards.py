"""Indicators counted from records rather than returned: evaluated, repaired, talked to, restricted, documented, coded."""

from __future__ import annotations

from tests.drawing import shows


def test_enterprises_evaluated_are_those_whose_grade_still_holds_when_the_quarter_ends(mart):
    # E3 is closed on the last day, E4 is no enterprise, E6 lies in a jurisdiction that sends no evaluations
    got = mart(
        "agg_evaluation_cover_quarter",
        as_of="2024-08-15",
        stg_entities="""
            entity_id | subject_class      | region_code | registered_on | deregistered_on
            ----------+--------------------+-------------+---------------+----------------
            E1        | enterprise         | 360102      | 2020-01-01    |
            E2        | enterprise         | 360102      | 2024-06-30    |
            E3        | enterprise         | 360102      | 2020-01-01    | 2024-06-30
            E4        | public_institution | 360102      | 2020-01-01    |
            E5        | enterprise         | 360121      | 2024-08-15    |
            E6        | enterprise         | 330102      | 2020-01-01    |                """,
        stg_grades="""
            entity_id | scheme            | grade | valid_from | valid_to
            ----------+-------------------+-------+------------+-----------
            E1        | public_evaluation | 优    | 2024-02-01 | 2024-06-30
            E2        | market_risk       | A     | 2024-07-01 |
            E3        | public_evaluation | 良    | 2024-03-01 |
            E4        | public_evaluation | 优    | 2024-02-01 |            """,
    )
    shows(
        got,
        """
        quarter | region_code | n_enterprises | n_evaluated
        --------+-------------+---------------+------------
        2024Q1  | 360102      | 2             | 2
        2024Q2  | 360102      | 2             | 1
        2024Q3  | 360102      | 2             | 0
        2024Q3  | 360121      | 1             | 0          """,
    )


def test_repair_is_open_once_the_duty_is_done_and_the_least_time_is_over(mart):
    # By the rule of April 2026 a severe listing stands a year; before it was in force the duty alone decided. L3 ran out before its
    # half year was over, L4 was never complied with, L5 is still inside its half year, L6 was repaired a day too late.
    got = mart(
        "agg_repairable_office",
        as_of="2026-12-31",
        stg_listings="""
            listing_id | list           | grade   | listed_on  | complied_on | exited_on  | exit_reason
            -----------+----------------+---------+------------+-------------+------------+------------
            L1         | joint_sanction | severe  | 2025-10-01 | 2025-10-10  | 2025-12-01 | repaired
            L2         | market_ban     | severe  | 2025-06-20 | 2026-04-01  |            |
            L3         | joint_sanction | general | 2025-01-01 | 2025-02-01  | 2025-03-01 | expired
            L4         | joint_sanction | general | 2025-01-01 |             |            |
            L5         | joint_sanction | severe  | 2026-04-05 | 2026-04-06  |            |
            L6         | joint_sanction | general | 2025-01-01 | 2025-02-01  |            |
            L7         | focus          | general | 2025-01-01 | 2025-02-01  |            |              """,
        stg_repairs="""
            listing_id | applied_on | decided_on | outcome
            -----------+------------+------------+--------
            L2         | 2026-07-01 | 2026-07-08 | refused
            L6         | 2025-03-01 | 2025-08-03 | granted""",
    )
    shows(
        got,
        """
        quarter | n_repairable | n_repaired
        --------+--------------+-----------
        2025Q3  | 1            | 0
        2026Q2  | 1            | 1
        2026Q4  | 1            | 0         """,
    )


def test_an_objection_without_a_limit_counts_as_unsettled_after_sixty_working_days(mart):
    got = mart(
        "agg_objection_office",
        as_of="2026-09-30",
        stg_objections="""
            objection_id | raised_on  | answered_on
            -------------+------------+------------
            O1           | 2026-07-01 | 2026-07-09
            O2           | 2026-09-20 |
            O3           | 2026-04-01 |
            O4           | 2026-04-01 | 2026-10-08 """,
    )
    shows(
        got,
        """
        quarter | n_raised | n_answered | n_to_settle
        --------+----------+------------+------------
        2026Q2  | 2        | 0          | 2
        2026Q3  | 2        | 1          | 1          """,
    )


def test_a_talk_before_the_poor_grade_is_no_answer_to_it(mart):
    got = mart(
        "agg_poor_entity_quarter",
        as_of="2024-05-15",
        stg_entities="entity_id\n---\nE1\nE2\nE3",
        stg_grades="""
            entity_id | scheme            | grade | valid_from
            ----------+-------------------+-------+-----------
            E1        | public_evaluation | 差    | 2023-11-10
            E2        | public_evaluation | 差    | 2023-11-10
            E3        | public_evaluation | 良    | 2023-11-10
            E3        | public_evaluation | 差    | 2024-04-01""",
        stg_interviews="""
            entity_id | held_on
            ----------+-----------
            E1        | 2023-11-09
            E2        | 2024-04-01
            E3        | 2024-03-31""",
    )
    shows(
        got,
        """
        quarter | n_poor | n_talked
        --------+--------+---------
        2024Q1  | 2      | 0
        2024Q2  | 3      | 1       """,
    )


def test_whoever_fails_a_second_look_is_called_within_ninety_days_by_the_same_department(mart):
    got = mart(
        "agg_unmended_quarter",
        as_of="2024-06-30",
        stg_inspections="""
            inspection_id | entity_id | selection | result    | inspected_on | department_code
            --------------+-----------+-----------+-----------+--------------+------------------
            1             | E1        | follow_up | rectify   | 2024-01-02   | transport
            2             | E2        | follow_up | violation | 2024-01-02   | transport
            3             | E3        | follow_up | clean     | 2024-01-02   | transport
            4             | E4        | random    | rectify   | 2024-01-02   | transport
            5             | E5        | follow_up | rectify   | 2024-04-02   | transport
            6             | E6        | follow_up | rectify   | 2024-01-02   | tax              """,
        stg_interviews="""
            entity_id | held_on    | department_code
            ----------+------------+----------------
            E1        | 2024-04-01 | transport
            E2        | 2024-01-20 | court
            E2        | 2024-04-02 | transport        """,
    )
    # E5 has not had its ninety days; the tax office sends no talks at all
    shows(got, "quarter | department_code | n_unmended | n_talked\n---+---+---+---\n2024Q2 | transport | 2 | 1")


def test_key_attention_is_looked_at_when_anybody_has_been_there_since(mart):
    got = mart(
        "agg_focus_looked_quarter",
        as_of="2024-08-15",
        stg_listings="""
            listing_id | entity_id | list  | listed_on  | exited_on
            -----------+-----------+-------+------------+-----------
            L1         | E1        | focus | 2024-01-10 |
            L2         | E2        | focus | 2024-01-10 | 2024-06-30
            L3         | E3        | red   | 2024-01-10 |           """,
        stg_inspections="""
            entity_id | inspected_on
            ----------+-------------
            E1        | 2024-01-09
            E1        | 2024-04-01
            E1        | 2024-09-01
            E2        | 2024-01-10  """,
    )
    shows(got, "quarter | n_listed | n_looked\n---+---+---\n2024Q1 | 2 | 1\n2024Q2 | 1 | 1\n2024Q3 | 1 | 1")


def test_departments_that_act_against_what_is_listed(mart):
    # two measures of one department are one department; one ended, and with the listing all do
    got = mart(
        "agg_restricting_quarter",
        as_of="2024-12-31",
        stg_listings="""
            listing_id | entity_id | list           | listed_on  | exited_on
            -----------+-----------+----------------+------------+-----------
            L1         | E1        | joint_sanction | 2024-01-10 | 2024-10-05
            L2         | E2        | joint_sanction | 2024-04-10 |
            L3         | E3        | red            | 2024-01-10 |           """,
        stg_measures="""
            measure_id | listing_id | department_code | applied_on | ended_on
            -----------+------------+-----------------+------------+-----------
            1          | L1         | tax             | 2024-02-01 |
            2          | L1         | tax             | 2024-03-01 | 2024-05-01
            3          | L1         | finance         | 2024-02-01 | 2024-06-30
            4          | L2         | tax             |            |
            5          | L3         | tax             | 2024-02-01 |           """,
    )
    shows(
        got,
        "quarter | n_listed | n_acting\n---+---+---\n2024Q1 | 1 | 2\n2024Q2 | 2 | 1\n2024Q3 | 2 | 1\n2024Q4 | 1 | 0",
    )


def test_a_listing_names_its_document_unless_its_office_has_no_such_column(mart):
    got = mart(
        "agg_listing_document_quarter",
        as_of="2024-03-31",
        stg_listings="""
            listing_id | list           | department_code | document | listed_on  | published_on
            -----------+----------------+-----------------+----------+------------+-------------
            L1         | joint_sanction | court           | (2024)1  | 2024-01-10 | 2024-01-12
            L2         | joint_sanction | court           | (2024)2  | 2024-01-10 | 2024-04-01
            L3         | focus          | court           |          | 2024-01-10 | 2024-01-12
            L4         | red            | court           |          | 2024-01-10 | 2024-01-12
            L5         | joint_sanction | tax             |          | 2024-01-10 | 2024-01-12  """,
    )
    shows(
        got,
        "department_code | n_listed | n_with_document | n_traceable\n---+---+---+---\ncourt | 3 | 2 | 1",
    )


def test_kinds_of_act_count_office_by_office_once_one_of_them_is_due(mart):
    got = mart(
        "agg_act_kind_quarter",
        as_of="2020-09-30",
        stg_decisions="""
            decision_id | act          | department_code | decided_on | published_on
            ------------+--------------+-----------------+------------+-------------
            1           | reward       | transport       | 2020-07-01 | 2020-09-20
            2           | reward       | transport       | 2020-07-02 |
            3           | levy         | transport       | 2020-07-02 |
            4           | grant        | transport       | 2020-09-29 |
            5           | penalty      | transport       | 2020-07-02 | 2020-07-03
            6           | reward       | health          | 2020-07-02 | 2020-10-01  """,
    )
    shows(
        got,
        """
        quarter | department_code | n_kinds | n_kinds_published
        --------+-----------------+---------+------------------
        2020Q3  | health          | 1       | 0
        2020Q3  | transport       | 2       | 1                """,
    )


def test_matters_in_which_reports_are_used(mart):
    got = mart(
        "agg_report_matter_quarter",
        as_of="2020-09-30",
        stg_credit_checks="""
            check_id | matter      | decided_on | report_used
            ---------+-------------+------------+------------
            1        | procurement | 2020-07-01 | false
            2        | procurement | 2020-07-02 | true
            3        | tendering   | 2020-07-02 | false
            4        | policy_loan | 2020-07-02 |
            5        | flower_show | 2020-07-02 | true        """,
    )
    shows(got, "quarter | n_matters | n_matters_with_report\n---+---+---\n2020Q3 | 2 | 1")


def test_codes_of_the_register_and_of_all_other_records_apart(mart):
    files = [
        {"submission_id": s, "feed": f, "department_code": "tax", "received_on": "2020-07-05", "rows": 9, "kept": 9, "refused": 0}
        for s, f in (("S1", "entities"), ("S2", "grades"), ("S3", "listings"))
    ]  # fmt: skip
    got = mart(
        "agg_code_quarter",
        meta_submission=files,
        meta_problem_count="""
            submission_id | rule               | column_name | n_rows
            --------------+--------------------+-------------+-------
            S1            | credit_code_check  | entity_id   | 2
            S1            | key_conflict       |             | 1
            S3            | credit_code_filler | entity_id   | 4     """,
        dim_submission_home="submission_id | region_code\n---+---\nS1 | 360000\nS2 | 360000\nS3 | 360000",
    )
    shows(
        got,
        """
        quarter | region_code | department_code | kind   | n_records | n_coded | n_faulty | n_with_code
        --------+-------------+-----------------+--------+-----------+---------+----------+------------
        2020Q3  | 360000      | tax             | entity | 12        | 9       | 3        | 12
        2020Q3  | 360000      | tax             | record | 22        | 18      | 0        | 18         """,
    )
