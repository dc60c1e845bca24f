"""The small marts the catalogue observes: who has a tier, is it borne out, and do draws follow it?"""

from __future__ import annotations

from tests.drawing import shows
from tests.queries.test_inspection_band import register, visited


def test_tiers_in_force_at_the_quarters_end(mart):
    got = mart("agg_tier_cover_quarter", as_of="2020-08-15", stg_inspections="inspected_on\n---\n2020-02-03", stg_entities="""
        entity_id | registered_on | deregistered_on
        ----------+---------------+----------------
        E1        | 2019-01-01    |
        E2        | 2019-01-01    | 2020-06-30
        E3        | 2020-08-15    |
        E4        | 2020-08-16    |                """, stg_grades="""
        entity_id | tier | valid_from | valid_to
        ----------+------+------------+-----------
        E1        | A    | 2020-03-31 | 2020-06-29
        E2        | B    | 2019-05-05 |           """)  # fmt: skip
    shows(
        got,
        """
        quarter | department_code | n_tiered | n_registered
        --------+-----------------+----------+-------------
        2020Q1  | *               | 2        | 2
        2020Q2  | *               | 0        | 1
        2020Q3  | *               | 0        | 2           """,
    )


def test_high_risk_against_what_it_would_be_at_the_ratio_of_low_risk(mart):
    got = mart(
        "agg_inspection_contrast", as_of="2020-06-30", **register(A={"360102": 40, "360121": 10}, D={"360102": 8, "360121": 5}),
        stg_inspections=visited("A", "360102", 2) + visited("D", "360102", 4) + visited("D", "360121", 5, on="2020-05-06"),
    )  # fmt: skip
    shows(
        got.filter(got["department_code"] == "*"),
        """
        quarter | region_code | n_high | n_high_at_low_ratio
        --------+-------------+--------+--------------------
        2020Q1  | 360102      | 4      | 0.4
        2020Q2  | 360102      | 4      | 0.4
        2020Q1  | 360100      | 4      | 0.52
        2020Q2  | 360100      | 9      | 0.52
        2020Q1  | 360000      | 4      | 0.52
        2020Q2  | 360000      | 9      | 0.52                """,
    )


def test_a_finding_puts_low_risk_in_the_wrong_and_high_risk_in_the_right(mart):
    visits = """
        entity_id | inspected_on | result | selection
        ----------+--------------+--------+----------
        A3601020  | 2020-02-03   | clean  | random
        A3601020  | 2020-05-06   | rectify | random
        A3601021  | 2020-02-03   | clean  | random
        A3601022  | 2020-02-03   | rectify | complaint
        D3601020  | 2020-02-03   | clean  | random
        D3601020  | 2020-02-04   | violation | random
        D3601021  | 2020-02-03   | clean  | random
        D3601021  | 2020-08-03   | rectify | random
        D3601022  | 2020-08-03   | clean  | random
        B3601020  | 2020-02-03   | rectify | random   """
    got = mart("agg_inspection_misgraded", as_of="2020-09-30", stg_inspections=visits,
               **register(A={"360102": 3}, B={"360102": 1}, D={"360102": 3}))  # fmt: skip
    shows(
        got.filter(got["region_code"] == "360000"),
        """
        quarter | n_verified | n_misgraded
        --------+------------+------------
        2020Q1  | 4          | 1
        2020Q2  | 4          | 2
        2020Q3  | 5          | 2           """,
    )


def test_a_draw_follows_the_tiers_where_its_riskiest_is_drawn_more(mart):
    got = mart("agg_draw_quarter", as_of="2020-06-30", stg_draws="""
        draw_id | tier | n_frame | n_drawn | drawn_on
        --------+------+---------+---------+-----------
        rising  | A    | 100     | 5       | 2020-02-03
        rising  | B    | 50      | 2       | 2020-02-03
        rising  | D    | 10      | 6       | 2020-02-03
        flat    | A    | 100     | 5       | 2020-02-03
        flat    | C    | 20      | 1       | 2020-02-03
        one     | B    | 20      | 1       | 2020-02-03
        empty   | A    | 100     | 5       | 2020-05-06
        empty   | B    | 10      | 1       | 2020-05-06
        empty   | D    | 0       | 0       | 2020-05-06
        to_come | B    | 20      | 1       | 2020-07-01 """)  # fmt: skip
    shows(
        got,
        """
        quarter | n_draws | n_by_tier
        --------+---------+----------
        2020Q1  | 3       | 1
        2020Q2  | 1       | 1         """,
    )


def test_repeats_are_counted_where_and_by_whom_they_were_made(mart):
    visits = """
        inspection_id | entity_id | department_code   | inspected_on | region_code | joint_departments
        --------------+-----------+-------------------+--------------+-------------+------------------
        a             | E1        | market_regulation | 2020-01-20   | 360102      |
        b             | E1        | transport         | 2020-02-03   | 360100      |
        c             | E1        | transport         | 2020-02-04   | 360100      | health           """
    got = mart("agg_inspection_repeat_month", as_of="2020-06-30", stg_inspections=visits)
    shows(
        got,
        """
        month   | region_code | department_code   | n_visits | n_mergeable
        --------+-------------+-------------------+----------+------------
        2020-01 | 360102      | market_regulation | 1        | 0
        2020-02 | 360100      | transport         | 2        | 2          """,
    )
    got = mart("agg_inspection_visits_month", as_of="2020-06-30", stg_inspections=visits)
    assert got["n_joint"].sum() == 1
