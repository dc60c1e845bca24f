"""Which version of a row counts, and where does it belong?"""

from __future__ import annotations

import pytest

from tests.drawing import shows


def test_a_later_file_of_the_same_department_replaces_the_earlier_row(mart):
    got = mart(
        "stg_decisions",
        raw_decisions="""
        decision_id | _position | published_on
        ------------+-----------+-------------
        D1          | 1         |
        D1          | 3         | 2020-06-05
        D1          | 2         | 2020-06-09
        D2          | 1         | 2020-06-02   """,
    )
    shows(
        got,
        """
        decision_id | published_on
        ------------+-------------
        D1          | 2020-06-05
        D2          | 2020-06-02   """,
    )


def test_the_same_number_under_another_act_is_another_act(mart):
    got = mart(
        "stg_decisions",
        raw_decisions="""
        decision_id | act
        ------------+--------
        D1          | penalty
        D1          | licence """,
    )
    assert got.height == 2


def test_a_key_two_departments_claim_is_set_aside_and_found(mart):
    acts = """
        decision_id | department_code   | _position | _submission_id
        ------------+-------------------+-----------+---------------
        D1          | market_regulation | 1         | S1
        D1          | transport         | 2         | S2
        D2          | transport         | 2         | S2            """
    assert mart("stg_decisions", raw_decisions=acts)["decision_id"].to_list() == ["D2"]
    got = mart(
        "check_two_departments_claim_key",
        raw_decisions=acts,
        meta_submission="""
        submission_id | received_on
        --------------+------------
        S1            | 2020-07-05
        S2            | 2020-10-05  """,
    )
    shows(
        got,
        """
        feed      | department_code   | quarter | n_rows
        ----------+-------------------+---------+-------
        decisions | market_regulation | 2020Q3  | 1
        decisions | transport         | 2020Q4  | 1     """,
    )


def test_an_unnamed_sender_contradicts_nobody(mart):
    got = mart(
        "stg_entities",
        raw_entities="""
        entity_id | _department       | _position | sector
        ----------+-------------------+-----------+----------
        E1        | market_regulation | 1         | finance
        E1        |                   | 2         | food_drug
        E2        | market_regulation | 1         | finance
        E2        | civil_affairs     | 2         | food_drug """,
    )
    shows(
        got,
        """
        entity_id | sector
        ----------+----------
        E1        | food_drug """,
    )


def test_two_departments_may_each_keep_a_file_on_one_entity(mart):
    got = mart(
        "stg_archives",
        raw_archives="""
        entity_id | department_code   | opened_on
        ----------+-------------------+-----------
        E1        | market_regulation | 2020-01-01
        E1        | transport         | 2020-02-01 """,
    )
    assert got.height == 2


KEYS = {
    "commitments": "commitment_id", "draws": "draw_id", "listings": "listing_id", "measures": "measure_id",
    "repairs": "repair_id", "objections": "objection_id", "interviews": "interview_id", "credit_checks": "check_id",
}  # fmt: skip


@pytest.mark.parametrize(("feed", "key"), KEYS.items())
def test_of_every_feed_the_last_version_of_one_department_counts_and_of_two_none(mart, feed, key):
    sent = f"""
        {key} | department_code   | region_code | _position | _row
        ------+-------------------+-------------+-----------+-----
        K1    | market_regulation | 360102      | 1         | 1
        K1    | market_regulation | 360622      | 3         | 2
        K2    | market_regulation | 360102      | 1         | 3
        K2    | transport         | 360102      | 2         | 4
        K3    | transport         | 360102      | 2         | 5   """
    got = mart(f"stg_{feed}", **{f"raw_{feed}": sent})
    shows(
        got,
        f"""
        {key} | department_code   | region_code | _row
        ------+-------------------+-------------+-----
        K1    | market_regulation | 360603      | 2
        K3    | transport         | 360102      | 5   """,
    )
    claimed = mart("check_two_departments_claim_key", **{f"raw_{feed}": sent})
    assert claimed["feed"].to_list() == [feed, feed] and claimed["n_rows"].sum() == 2
    revised = mart("meta_revision", **{f"raw_{feed}": sent})
    assert sorted(revised["kind"]) == ["conflict", "replaced"]


def test_a_band_under_the_old_and_the_new_code_of_a_county_is_one_band(mart):
    got = mart(
        "stg_inspection_plans",
        raw_inspection_plans="""
        region_code | tier | ratio_high | _position
        ------------+------+------------+----------
        360622      | A    | 0.05       | 1
        360603      | A    | 0.04       | 2
        360603      | D    | 1.0        | 1        """,
    )
    shows(
        got,
        """
        region_code | tier | ratio_high
        ------------+------+-----------
        360603      | A    | 0.04
        360603      | D    | 1.0       """,
    )


TWICE = """
    return_id | period | numerator | denominator | _position | _row | _submission_id
    ----------+--------+-----------+-------------+-----------+------+---------------
    R1        | 2020Q1 | 81        | 100         | 1         | 2    | S1
    R2        | 2020Q1 | 84        | 100         | 1         | 3    | S1
    R3        | 2020Q2 | 90        | 100         | 1         | 4    | S1
    R4        | 2020Q2 | 90        | 100         | 1         | 5    | S1
    R5        | 2020Q3 | 70        | 100         | 1         | 6    | S1
    R6        | 2020Q3 | 71        | 100         | 2         | 2    | S2            """


def test_two_figures_of_one_file_for_one_cell_are_neither_added_nor_chosen_from(mart):
    shows(
        mart("stg_returns", raw_returns=TWICE),
        """
        period | numerator | _row
        -------+-----------+-----
        2020Q2 | 90        | 5
        2020Q3 | 71        | 2   """,
    )
    shows(
        mart("check_return_sent_twice", raw_returns=TWICE),
        """
        finding           | n_rows
        ------------------+-------
        return_sent_twice | 2     """,
    )


def test_a_contradicted_figure_does_not_fall_back_on_the_one_it_was_to_replace_and_a_third_file_settles_it(mart):
    sent = """
        return_id | numerator | denominator | _position
        ----------+-----------+-------------+----------
        R1        | 80        | 100         | 1
        R1        | 81        | 100         | 2
        R2        | 84        | 100         | 2        """
    assert mart("stg_returns", raw_returns=sent).is_empty()
    got = mart("stg_returns", raw_returns=sent + "\n R1 | 84 | 100 | 3 ")
    assert got["numerator"].to_list() == [84]


def test_a_renamed_county_is_one_series(mart):
    # 余江县 360622 became 余江区 360603 in 2018
    got = mart(
        "stg_inspections",
        raw_inspections="""
        inspection_id | region_code | inspected_on
        --------------+-------------+-------------
        before        | 360622      | 2017-03-01
        after         | 360603      | 2024-03-01
        old_habit     | 360622      | 2024-03-01   """,
    )
    assert set(got["region_code"]) == {"360603"}


def test_a_chain_of_successors_is_followed_to_its_end(mart):
    got = mart(
        "stg_region",
        ref_region="""
            region_code | successor_code | valid_to
            ------------+----------------+-----------
            100001      | 100002         | 2015-01-01
            100002      | 100003         | 2016-01-01
            100003      | 100004         | 2017-01-01
            100004      |                |            """,
        ref_region_ancestor="""
            region_code | ancestor_code | ancestor_level
            ------------+---------------+---------------
            100004      | 100004        | county
            100004      | 100000        | city           """,
    )  # fmt: skip
    shows(
        got,
        """
        region_code | present_code | jurisdiction_code
        ------------+--------------+------------------
        100001      | 100004       | 100000
        100002      | 100004       | 100000
        100003      | 100004       | 100000
        100004      | 100004       | 100000            """,
    )


def test_a_grade_becomes_a_tier_where_a_plan_says_so_and_plans_agree(mart):
    got = mart("stg_grades", raw_grades="""
        entity_id | scheme | grade | tier
        ----------+--------+-------+-----
        E1        | own    | 优    |
        E2        | own    | 差    |
        E3        | own    | 差    | C   """, ref_scheme="""
        plan | scheme | grade | tier
        -----+--------+-------+-----
        P    | own    | 优    | A
        P    | own    | 差    | D
        Q    | own    | 差    | C   """)  # fmt: skip
    shows(
        got,
        """
        entity_id | tier
        ----------+-----
        E1        | A
        E2        |
        E3        | C    """,
    )


def test_who_replaced_whom_and_who_contradicts_whom_stays_on_record(mart):
    got = mart("meta_revision", raw_decisions="""
        decision_id | department_code   | _position | _submission_id
        ------------+-------------------+-----------+---------------
        D1          | market_regulation | 1         | S1
        D1          | market_regulation | 2         | S2
        D2          | market_regulation | 1         | S1
        D2          | market_regulation | 2         | S2
        D3          | market_regulation | 1         | S1
        D3          | transport         | 3         | S3
        D4          | transport         | 3         | S3            """, raw_archives="""
        entity_id | _position | _submission_id
        ----------+-----------+---------------
        E1        | 4         | S4
        E1        | 5         | S5
        E1        | 6         | S6            """)  # fmt: skip
    shows(
        got,
        """
        feed      | kind     | old_submission_id | new_submission_id | n_rows
        ----------+----------+-------------------+-------------------+-------
        decisions | replaced | S1                | S2                | 2
        decisions | conflict | S1                | S3                | 1
        archives  | replaced | S4                | S6                | 1
        archives  | replaced | S5                | S6                | 1     """,
    )
