"""Which tier does a visit belong to, and how much of a tier's register was visited?"""

from __future__ import annotations

from tests.drawing import shows

ENTITIES = """
    entity_id | region_code
    ----------+------------
    E1        | 360102
    E2        | 360102
    E3        | 360121     """
GRADES = """
    entity_id | tier | valid_from
    ----------+------+-----------
    E1        | A    | 2019-06-01
    E2        | A    | 2019-06-01
    E3        | D    | 2019-06-01 """


def test_a_grade_holds_until_its_end_or_the_next_one(mart):
    got = mart(
        "dim_tier_span",
        stg_grades="""
        entity_id | tier | valid_from | valid_to
        ----------+------+------------+-----------
        E1        | A    | 2020-01-01 |
        E1        | C    | 2020-05-01 |
        E2        | B    | 2020-01-01 | 2020-03-31
        E2        | B    | 2020-07-01 |           """,
    )
    shows(
        got,
        """
        entity_id | tier | from_on    | until_on
        ----------+------+------------+-----------
        E1        | A    | 2020-01-01 | 2020-05-01
        E1        | C    | 2020-05-01 | 9999-12-31
        E2        | B    | 2020-01-01 | 2020-04-01
        E2        | B    | 2020-07-01 | 9999-12-31 """,
    )


def test_risk_classes_count_before_the_public_evaluation(mart):
    got = mart(
        "dim_tier_span",
        stg_grades="""
        entity_id | scheme            | tier
        ----------+-------------------+-----
        both      | market_risk       | D
        both      | public_evaluation | A
        one       | public_evaluation | B
        neither   | industry:hotels   |      """,
    )
    shows(
        got,
        """
        entity_id | tier
        ----------+-----
        both      | D
        one       | B    """,
    )


def test_a_visit_belongs_to_the_tier_of_the_day_before(mart):
    got = mart(
        "fct_inspection",
        stg_grades="""
            tier | valid_from
            -----+-----------
            A    | 2020-01-01
            C    | 2020-05-01 """,
        stg_inspections="""
            inspection_id | inspected_on | tier
            --------------+--------------+-----
            on_the_day    | 2020-05-01   |
            day_after     | 2020-05-02   | A
            too_early     | 2020-01-01   | B    """,
    )  # fmt: skip
    shows(
        got,
        """
        inspection_id | tier | is_graded
        --------------+------+----------
        on_the_day    | A    | true
        day_after     | C    | true
        too_early     | B    | false     """,
    )


def test_the_share_of_a_register_grows_over_the_year_and_counts_each_entity_once(mart):
    got = mart(
        "agg_inspection_tier_quarter",
        as_of="2020-06-30",
        stg_entities=ENTITIES,
        stg_grades=GRADES,
        stg_inspections="""
        entity_id | inspected_on | selection
        ----------+--------------+----------
        E1        | 2020-02-01   | random
        E1        | 2020-05-01   | random
        E2        | 2020-05-01   | complaint
        E3        | 2020-05-01   | random   """,
    )
    city = got.filter((got["region_code"] == "360100") & (got["department_code"] == "*"))
    shows(
        city,
        """
        quarter | tier | selection | n_register | n_inspected
        --------+------+-----------+------------+------------
        2020Q1  | A    | random    | 2          | 1
        2020Q1  | A    | *         | 2          | 1
        2020Q1  | D    | random    | 1          | 0
        2020Q1  | D    | *         | 1          | 0
        2020Q2  | A    | random    | 2          | 1
        2020Q2  | A    | complaint | 2          | 1
        2020Q2  | A    | *         | 2          | 2
        2020Q2  | D    | random    | 1          | 1
        2020Q2  | D    | *         | 1          | 1          """,
    )


def test_who_enters_a_tier_during_the_year_is_neither_above_nor_below_the_line(mart):
    got = mart(
        "agg_inspection_tier_quarter",
        as_of="2020-12-31",
        stg_entities=ENTITIES,
        stg_grades="""
            entity_id | tier | valid_from
            ----------+------+-----------
            E1        | B    | 2019-06-01
            E1        | D    | 2020-03-01
            E2        | D    | 2020-03-01 """,
        stg_inspections="""
            entity_id | inspected_on
            ----------+-------------
            E1        | 2020-04-01
            E2        | 2020-04-01   """,
    )  # fmt: skip
    county = got.filter((got["region_code"] == "360102") & (got["department_code"] == "*") & (got["selection"] == "*"))
    shows(
        county,
        """
        quarter | tier | n_register | n_inspected
        --------+------+------------+------------
        2020Q1  | B    | 1          | 0
        2020Q1  | D    | 0          | 0
        2020Q1  | none | 1          | 0
        2020Q2  | B    | 1          | 0
        2020Q2  | D    | 0          | 0
        2020Q2  | none | 1          | 0
        2020Q3  | B    | 1          | 0
        2020Q3  | D    | 0          | 0
        2020Q3  | none | 1          | 0
        2020Q4  | B    | 1          | 0
        2020Q4  | D    | 0          | 0
        2020Q4  | none | 1          | 0          """,
    )


def test_who_has_no_grade_stands_apart_whatever_tier_was_sent_with_the_visit(mart):
    got = mart("agg_inspection_tier_quarter", as_of="2020-03-31", stg_grades=GRADES.replace("E2", "E9"), stg_entities=ENTITIES, stg_inspections="""
        entity_id | inspected_on | tier
        ----------+--------------+-----
        E2        | 2020-02-01   | A   """)  # fmt: skip
    county = got.filter((got["region_code"] == "360102") & (got["department_code"] == "*") & (got["selection"] == "*"))
    shows(
        county,
        """
        quarter | tier | n_register | n_inspected
        --------+------+------------+------------
        2020Q1  | A    | 1          | 0
        2020Q1  | none | 1          | 1          """,
    )


def test_the_register_leaves_out_who_has_gone(mart):
    got = mart("agg_inspection_tier_quarter", as_of="2020-03-31", stg_grades=GRADES, stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2019-01-01    | 2020-01-01
        E2        | 2019-01-01    | 2020-01-02
        E3        | 2020-02-01    |                """, stg_inspections="""
        entity_id | inspected_on
        ----------+-------------
        E2        | 2020-01-15   """)  # fmt: skip
    top = got.filter((got["region_code"] == "360000") & (got["department_code"] == "*") & (got["selection"] == "*"))
    shows(
        top,
        """
        tier | n_register | n_inspected
        -----+------------+------------
        A    | 1          | 1
        D    | 0          | 0          """,
    )


def test_two_departments_visiting_one_entity_are_one_entity_visited(mart):
    got = mart(
        "agg_inspection_tier_quarter",
        as_of="2020-03-31",
        stg_entities=ENTITIES,
        stg_grades=GRADES,
        stg_inspections="""
        entity_id | department_code   | inspected_on
        ----------+-------------------+-------------
        E1        | market_regulation | 2020-02-01
        E1        | fire_rescue       | 2020-02-02   """,
    )
    county = got.filter((got["region_code"] == "360102") & (got["selection"] == "random"))
    shows(
        county,
        """
        tier | department_code   | n_register | n_inspected
        -----+-------------------+------------+------------
        A    | *                 | 2          | 1
        A    | market_regulation | 2          | 1
        A    | fire_rescue       | 2          | 1          """,
    )


def test_visits_a_year_count_the_time_in_the_tier_and_every_visit_in_it(mart):
    """E1 is B for the first 91 of 366 days and D from April: the D visits stand against 275 days."""
    got = mart("agg_inspection_tier_quarter", as_of="2020-12-31", stg_entities="""
        entity_id | region_code | deregistered_on
        ----------+-------------+----------------
        E1        | 360102      |
        E2        | 360102      | 2020-07-01     """, stg_grades="""
        entity_id | tier | valid_from
        ----------+------+-----------
        E1        | B    | 2019-06-01
        E1        | D    | 2020-04-01
        E2        | B    | 2019-06-01 """, stg_inspections="""
        entity_id | inspected_on
        ----------+-------------
        E1        | 2020-04-01
        E1        | 2020-05-01
        E1        | 2020-06-01
        E2        | 2020-08-01   """)  # fmt: skip
    county = got.filter(
        (got["quarter"] == "2020Q4")
        & (got["region_code"] == "360102")
        & (got["department_code"] == "*")
        & (got["selection"] == "*")
    )
    years = {r["tier"]: (r["n_visits"], round(r["entity_years"] * 366)) for r in county.to_dicts()}
    # the visit of 1 April found a B entity; that of August one no longer on the register, which spends no time in a tier
    assert years == {"B": (1, 91 + 182), "D": (2, 275)}


def test_findings_and_remote_visits_are_counted_by_the_place_of_the_visit(mart):
    got = mart(
        "agg_inspection_visits_month",
        stg_inspections="""
        inspected_on | result    | mode    | tier
        -------------+-----------+---------+-----
        2020-02-01   | clean     | remote  | A
        2020-02-02   | rectify   | remote  | A
        2020-02-03   | violation | on_site | A
        2020-02-03   | clean     |         |      """,
    )
    shows(
        got,
        """
        month   | tier | mode       | n_visits | n_with_findings | n_with_mode | n_remote
        --------+------+------------+----------+-----------------+-------------+---------
        2020-02 | A    | remote     | 2        | 1               | 2           | 2
        2020-02 | A    | on_site    | 1        | 1               | 1           | 0
        2020-02 | none | not_stated | 1        | 0               | 0           | 0       """,
    )
