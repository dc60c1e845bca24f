"""What ought not to be: measures that stand without ground, records shown too long, entities wrongly listed."""

from __future__ import annotations

from tests.drawing import shows

MINE = {"region_code": "360102", "department_code": "*"}


def at(frame, **where):
    import polars as pl

    return frame.filter(*(pl.col(c) == v for c, v in where.items()))


def test_two_objections_that_overlap_are_one_time_of_dispute(mart):
    shows(
        mart("fct_dispute_span", stg_objections="""
            listing_id | raised_on  | suspended_on | answered_on
            -----------+------------+--------------+------------
            L1         | 2026-03-02 | 2026-03-04   | 2026-03-20
            L1         | 2026-03-16 | 2026-03-17   | 2026-04-10
            L2         | 2026-03-02 |              | 2026-03-20
            L3         | 2026-03-02 | 2026-03-16   | 2026-03-20
            L4         | 2026-03-02 |              | 2026-03-06
            L5         | 2026-09-02 | 2026-09-03   |
            L5         | 2026-09-10 |              | 2026-10-05  """),
        """ listing_id | from_on    | until_on   | is_suspended | halted_on
            -----------+------------+------------+--------------+-----------
            L1         | 2026-03-02 | 2026-04-10 | true         | 2026-03-04
            L2         | 2026-03-02 | 2026-03-20 | false        |
            L3         | 2026-03-02 | 2026-03-16 | false        |
            L3         | 2026-03-16 | 2026-03-20 | true         | 2026-03-16
            L4         | 2026-03-02 | 2026-03-06 | true         |
            L5         | 2026-09-02 | 2026-10-01 | true         | 2026-09-03  """,
    )  # fmt: skip
