"""Who was visited by several departments within 30 days, how were visits made, and what is odd about them?"""

from __future__ import annotations

from tests.drawing import shows

TWO = "entity_id | region_code\n---+---\nE1 | 360102\nE2 | 360121"


def repeats(mart, visits, **more):
    return mart("fct_inspection_repeat", as_of="2021-12-31", stg_entities=TWO, stg_inspections=visits, **more)


def test_the_thirtieth_day_still_counts_and_the_first_comer_repeats_nobody(mart):
    got = repeats(mart, """
        inspection_id | entity_id | department_code   | inspected_on
        --------------+-----------+-------------------+-------------
        first         | E1        | market_regulation | 2020-03-02
        thirtieth     | E1        | transport         | 2020-04-01
        too_late      | E2        | transport         | 2020-04-02
        alone         | E2        | market_regulation | 2020-03-02 """)  # fmt: skip
    shows(
        got,
        """
        inspection_id | other_department  | other_on
        --------------+-------------------+-----------
        thirtieth     | market_regulation | 2020-03-02 """,
    )


def test_a_department_that_comes_back_repeats_the_other_one_not_itself(mart):
    got = repeats(mart, """
        inspection_id | department_code   | inspected_on
        --------------+-------------------+-------------
        a             | market_regulation | 2020-03-02
        b             | market_regulation | 2020-03-09
        c             | transport         | 2020-03-16
        d             | transport         | 2020-04-20
        e             | market_regulation | 2020-04-21 """)  # fmt: skip
    # d follows its own c; market regulation had been there on 9 March, 42 days before
    assert dict(got.select("inspection_id", "other_on").iter_rows()).keys() == {"c", "e"}


def test_two_on_one_day_are_one_too_many(mart):
    got = repeats(mart, """
        inspection_id | department_code
        --------------+------------------
        a             | market_regulation
        b             | transport        """)  # fmt: skip
    assert got["inspection_id"].to_list() == ["b"]


def test_a_joint_visit_is_no_repeat_of_itself_nor_of_those_who_took_part(mart):
    got = repeats(mart, """
        inspection_id | department_code   | inspected_on | joint_departments
        --------------+-------------------+--------------+------------------
        lead          | market_regulation | 2020-03-02   | transport、health
        reported_too  | transport         | 2020-03-02   |
        took_part     | health            | 2020-03-20   |
        stranger      | fire_rescue       | 2020-03-21   |                  """)  # fmt: skip
    shows(
        got,
        """
        inspection_id | other_department
        --------------+-----------------
        stranger      | health           """,
    )


def test_an_entity_counts_once_a_year_and_a_pair_once_an_entity(mart):
    visits = """
        entity_id | department_code   | inspected_on
        ----------+-------------------+-------------
        E1        | market_regulation | 2020-03-02
        E1        | transport         | 2020-03-09
        E1        | market_regulation | 2020-04-01
        E2        | transport         | 2020-12-20
        E2        | market_regulation | 2021-01-04
        E9        | market_regulation | 2020-04-01   """
    got = mart("agg_inspection_repeat", as_of="2021-03-31", stg_entities=TWO, stg_inspections=visits)
    shows(
        got.filter(got["region_code"] == "360100", got["quarter"] != "2020Q3"),
        """
        quarter | n_visited | n_repeated | n_visits | n_mergeable
        --------+-----------+------------+----------+------------
        2020Q1  | 1         | 1          | 2        | 1
        2020Q2  | 2         | 1          | 4        | 2
        2020Q4  | 3         | 1          | 5        | 2
        2021Q1  | 1         | 1          | 1        | 1          """,
    )
    pairs = mart("agg_inspection_pair", as_of="2021-03-31", stg_entities=TWO, stg_inspections=visits)
    shows(
        pairs.filter(pairs["region_code"] == "360000", pairs["quarter"].is_in(["2020Q4", "2021Q1"])),
        """
        quarter | department_a      | department_b | n_entities
        --------+-------------------+--------------+-----------
        2020Q4  | market_regulation | transport    | 1
        2021Q1  | market_regulation | transport    | 1          """,
    )


def test_odd_visits_are_counted_for_what_they_are(mart):
    got = mart("agg_inspection_manner", as_of="2027-03-31", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2013-01-01    | 2020-06-30     """, stg_grades="entity_id | tier | valid_from\n---+---+---\nE1 | B | 2015-01-01", stg_inspections="""
        entity_id | inspected_on | mode   | joint_departments
        ----------+--------------+--------+------------------
        E1        | 2020-04-04   | remote | '消防'
        E1        | 2020-06-30   |        |
        E1        | 2020-06-29   |        | ' '
        unknown   | 2020-06-28   |        |
        E1        | 2020-07-01   |        |
        E1        | 2012-12-31   |        |
        E1        | 2013-05-05   |        |
        E1        | 2027-01-05   |        |                  """)  # fmt: skip
    shows(
        got.filter(got["region_code"] == "360102", got["department_code"] == "*"),
        """
        quarter | n_visits | n_joint | n_with_mode | n_remote | n_non_workday | n_unofficial_year | n_without_tier | n_unknown_entity | n_deregistered | n_before_registration
        --------+----------+---------+-------------+----------+---------------+-------------------+----------------+------------------+----------------+----------------------
        2012Q4  | 1        | 0       | 0           | 0        | 0             | 1                 | 1              | 0                | 0              | 1
        2013Q2  | 1        | 0       | 0           | 0        | 0             | 1                 | 1              | 0                | 0              | 0
        2020Q2  | 4        | 1       | 1           | 1        | 1             | 0                 | 1              | 1                | 0              | 0
        2020Q3  | 1        | 0       | 0           | 0        | 0             | 0                 | 0              | 0                | 1              | 0
        2027Q1  | 1        | 0       | 0           | 0        | 0             | 1                 | 0              | 0                | 1              | 0                    """,
    )
