"""What the head of a query says of whom its rows are made: made of those alone, they are the same."""

from random import Random

import pytest

import queries

OFFICE, QUARTER = "department_code = 'transport'", "quarter = '2026Q2'"
FROM, TO = "'2026-01-01'", "'2026-04-01'"
PARTS = {
    "fct_public_record": (
        "stg_decisions",
        f"{OFFICE} and decided_on >= {FROM} and decided_on < {TO}",
        f"{OFFICE} and document_on >= {FROM} and document_on < {TO}",
    ),
    "agg_pattern": ("agg_publication_delay", QUARTER, QUARTER),
    "agg_act_kind_quarter": ("agg_publication_month", OFFICE, OFFICE),
    "check_decision_dates": ("stg_decisions", OFFICE, OFFICE),
}


def decisions(dice):
    """Of two offices in a year: 900 acts, some shown before their day, and of two Mondays all shown on the last day allowed."""
    rows = [
        {"decision_id": f"{decided} {i}", "decided_on": decided, "published_on": published}
        for decided, published in (("2025-07-07", "2025-07-16"), ("2026-05-11", "2026-05-20"))
        for i in range(40)
    ]
    for i in range(900):
        decided = f"{dice.choice(['2025-08', '2025-11', '2026-02', '2026-05'])}-0{dice.randint(2, 4)}"
        rows.append(
            {
                "decision_id": f"D{i}", "act": dice.choice(["penalty", "penalty", "confirmation", "levy"]),
                "department_code": dice.choice(["transport", "taxation"]), "region_code": "360111",
                "severity": dice.choice(["general", "serious"]), "decided_on": decided,
                "published_on": dice.choice([f"{decided[:7]}-11", f"{decided[:7]}-11", f"{decided[:7]}-25", f"{decided[:7]}-01"]),
                "unpublished_on": dice.choice([None, "2026-08-01"]),
            }
        )  # fmt: skip
    return rows


LISTED = """
    listing_id | list           | grade   | department_code | listed_on  | published_on | complied_on | exited_on
    -----------+----------------+---------+-----------------+------------+--------------+-------------+-----------
    L1         | joint_sanction |         | transport       | 2026-02-02 | 2026-02-05   |             |
    L2         | joint_sanction |         | taxation        | 2026-02-02 | 2026-02-05   | 2026-03-01  | 2026-09-01
    L3         | market_ban     |         | transport       | 2025-02-02 | 2025-02-05   |             |            """


@pytest.mark.parametrize("name", PARTS)
def test_rows_made_of_a_part_are_those_of_the_whole(mart, name):
    table, of, where = PARTS[name]
    pictures = {"as_of": "2026-09-30", "stg_decisions": decisions(Random(name)), "stg_listings": LISTED}
    sql = queries.all_in("marts").get(name) or queries.all_in("checks")[name]
    by_part = f"with {table} as (select * from drawn.{table} where {of}) select * from (\n{sql}) where {where}"
    whole = mart("asked", sql={"asked": f"select * from {name} where {where}"}, **pictures)
    assert not whole.is_empty()
    made = mart("asked", sql={"asked": by_part}, **pictures)
    assert sorted(made.rows(), key=str) == sorted(whole.rows(), key=str)
    assert mart(name, **pictures).height > whole.height
