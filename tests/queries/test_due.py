"""What was due, and did it come in time?"""

from __future__ import annotations

from tests.drawing import shows

CALENDAR = """
    source | region_code | feed      | department_code | period | period_end | next_end   | due_on
    -------+-------------+-----------+-----------------+--------+------------+------------+-----------
    P      | 360000      | decisions | *               | 2026Q1 | 2026-03-31 | 2026-06-30 | 2026-04-10
    P      | 360000      | decisions | *               | 2026Q2 | 2026-06-30 | 2026-09-30 | 2026-07-10
    P      | 360000      | decisions | *               | 2026Q3 | 2026-09-30 | 2026-12-31 | 2026-10-10"""
FILES = """
    submission_id | source | feed      | department_code | received_on | rows | kept | refused | error_rule
    --------------+--------+-----------+-----------------+-------------+------+------+---------+-----------
    S1            | P      | decisions | transport       | 2026-04-10  | 9    | 9    | 0       |
    S2            | P      | decisions | transport       | 2026-07-11  | 9    | 8    | 1       |
    S3            | P      | decisions | forestry        | 2026-03-31  | 9    | 9    | 0       |
    S4            | P      | decisions | forestry        | 2026-07-02  | 0    | 0    | 0       | encrypted
    S5            | P      | decisions | forestry        | 2026-07-03  | 5    | 0    | 5       |
    S6            | P      | decisions | forestry        | 2026-07-20  | 5    | 5    | 0       |
    S7            | Q      | decisions | transport       | 2026-07-01  | 5    | 5    | 0       |
    S8            | P      | returns   | transport       | 2026-07-01  | 5    | 5    | 0       |           """


def test_a_file_counts_for_the_period_that_ended_before_it_and_is_late_the_day_after_it_was_due(mart):
    got = mart("agg_due", as_of="2026-10-10", ref_due=CALENDAR, meta_submission=FILES)
    shows(
        got,
        """
        feed      | region_code | department_code | period | due_on     | received_on | state
        ----------+-------------+-----------------+--------+------------+-------------+--------
        decisions | 360000      | transport       | 2026Q1 | 2026-04-10 | 2026-04-10  | on_time
        decisions | 360000      | transport       | 2026Q2 | 2026-07-10 | 2026-07-11  | late
        decisions | 360000      | forestry        | 2026Q1 | 2026-04-10 |             | missing
        decisions | 360000      | forestry        | 2026Q2 | 2026-07-10 | 2026-07-20  | late   """,
    )


def test_what_is_still_inside_its_limit_is_not_missing_until_the_day_after(mart):
    for as_of, n in (("2026-10-10", 0), ("2026-10-11", 2)):
        got = mart("agg_due", as_of=as_of, ref_due=CALENDAR, meta_submission=FILES)
        assert (got["period"] == "2026Q3").sum() == n


def test_a_department_named_for_a_feed_is_held_to_its_own_line_and_owes_even_if_it_never_sent(mart):
    own = """
    P      | 360000      | decisions | transport       | 2026   | 2026-12-31 | 2027-12-31 | 2027-01-31
    P      | 360000      | decisions | audit           | 2026Q1 | 2026-03-31 | 2026-06-30 | 2026-04-10"""
    got = mart("agg_due", as_of="2026-10-10", ref_due=CALENDAR + own, meta_submission=FILES)
    shows(
        got,
        """
        department_code | period | state
        ----------------+--------+--------
        audit           | 2026Q1 | missing
        forestry        | 2026Q1 | missing
        forestry        | 2026Q2 | late   """,
    )


def test_reports_due_in_a_quarter_and_those_in_time(mart):
    got = mart("agg_due_quarter", agg_due="""
        source | region_code | feed      | department_code | period | due_on     | received_on | state
        -------+-------------+-----------+-----------------+--------+------------+-------------+--------
        s      | 360000      | decisions | tax             | 2025Q4 | 2026-01-10 | 2026-01-10  | on_time
        s      | 360000      | returns   | tax             | 2025Q4 | 2026-01-10 | 2026-01-11  | late
        s      | 360000      | decisions | tax             | 2026Q1 | 2026-04-10 |             | missing
        t      |             | decisions | tax             | 2026Q1 | 2026-04-10 | 2026-04-01  | on_time""")  # fmt: skip
    shows(
        got,
        """
        quarter | region_code | department_code | n_due | n_on_time
        --------+-------------+-----------------+-------+----------
        2026Q1  | 360000      | tax             | 2     | 1
        2026Q2  | 360000      | tax             | 1     | 0        """,
    )
