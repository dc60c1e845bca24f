"""The public credit evaluation: who moves, whether a grade foretells penalties, what follows for the poorly evaluated."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from data.lookups import read_evaluation_grades
from tests.drawing import shows

GRADES = """
    entity_id | scheme            | grade | valid_from | valid_to
    ----------+-------------------+-------+------------+-----------
    E1        | public_evaluation | 优    | 2023-05-01 |
    E1        | public_evaluation | 差    | 2024-02-10 |
    E2        | public_evaluation | 良好  | 2023-05-01 | 2024-03-31
    E2        | public_evaluation | 优秀  | 2024-04-01 |
    E3        | public_evaluation | 较差  | 2024-02-01 |
    E3        | public_evaluation | 中    | 2024-03-01 |
    E4        | market_risk       | D     | 2023-01-01 |            """
ENTITIES = """
    entity_id | deregistered_on
    ----------+----------------
    E1        |
    E2        |
    E3        | 2024-06-30
    E4        |                """


def test_moves_are_those_of_who_was_evaluated_when_the_quarter_began(mart):
    # E2's grade of 1 April is the one it holds on that first day: it rose in the quarter before. E3 was new and moved from nowhere.
    got = mart("agg_evaluation_move_quarter", as_of="2024-05-15", stg_grades=GRADES, stg_entities=ENTITIES)
    shows(
        got,
        """
        quarter | region_code | department_code | n_evaluated | n_lower | n_higher
        --------+-------------+-----------------+-------------+---------+---------
        2023Q3  | 360102      | *               | 2           | 0       | 0
        2023Q4  | 360102      | *               | 2           | 0       | 0
        2024Q1  | 360102      | *               | 2           | 1       | 1
        2024Q2  | 360102      | *               | 3           | 0       | 0       """,
    )


def test_a_grade_is_held_against_the_penalties_of_the_four_quarters_after(mart):
    acts = """
        decision_id | entity_id | act     | decided_on
        ------------+-----------+---------+-----------
        1           | E1        | penalty | 2023-07-01
        2           | E1        | penalty | 2024-06-30
        3           | E2        | penalty | 2024-07-01
        4           | E2        | licence | 2024-01-01
        5           |           | penalty | 2024-01-01
        6           | E9        | penalty | 2024-01-01 """
    got = mart(
        "agg_evaluation_outcome_quarter",
        as_of="2024-07-15",
        stg_grades=GRADES,
        stg_entities=ENTITIES,
        stg_decisions=acts,
    )
    shows(
        got,
        """
        quarter | place | n_evaluated | n_penalised
        --------+-------+-------------+------------
        2024Q2  | 1     | 1           | 1
        2024Q2  | 2     | 1           | 0          """,
    )


def test_the_poorly_evaluated_on_the_list_of_key_attention(mart):
    listed = """
        listing_id | entity_id | list           | listed_on  | exited_on
        -----------+-----------+----------------+------------+-----------
        1          | E1        | focus          | 2024-03-31 | 2024-04-01
        2          | E1        | joint_sanction | 2024-04-02 |           """
    got = mart(
        "agg_poor_entity_quarter", as_of="2024-05-15", stg_grades=GRADES, stg_entities=ENTITIES, stg_listings=listed
    )
    shows(
        got,
        """
        quarter | region_code | n_poor | n_watched
        --------+-------------+--------+----------
        2024Q1  | 360102      | 1      | 1
        2024Q2  | 360102      | 1      | 0        """,
    )


def test_talks_with_the_poorly_evaluated_count_once_their_limit_has_ended(mart):
    talks = """
        interview_id | entity_id | held_on    | rectify_by | rectified_on
        -------------+-----------+------------+------------+-------------
        1            | E1        | 2024-02-10 | 2024-03-01 | 2024-03-20
        2            | E1        | 2024-02-12 | 2024-03-01 |
        3            | E1        | 2024-02-14 | 2024-09-01 | 2024-03-01
        4            | E1        | 2024-02-09 | 2024-03-01 | 2024-03-01
        5            | E2        | 2024-02-12 | 2024-03-01 | 2024-03-01   """
    got = mart(
        "agg_poor_talk_quarter", as_of="2024-05-15", stg_grades=GRADES, stg_entities=ENTITIES, stg_interviews=talks
    )
    shows(
        got,
        """
        quarter | region_code | department_code   | n_due | n_rectified
        --------+-------------+-------------------+-------+------------
        2024Q1  | 360102      | market_regulation | 2     | 1          """,
    )


def test_an_entity_listed_twice_in_a_quarter_is_one(mart):
    listed = """
        listing_id | entity_id | list           | listed_on
        -----------+-----------+----------------+-----------
        1          | E1        | joint_sanction | 2024-02-01
        2          | E1        | market_ban     | 2024-03-01
        3          | E2        | focus          | 2024-03-01
        4          | E2        | joint_sanction | 2024-04-01
        5          | E9        | joint_sanction | 2024-04-01 """
    got = mart(
        "agg_newly_listed_quarter",
        as_of="2024-05-15",
        stg_entities=ENTITIES,
        stg_listings=listed,
        stg_inspections="inspected_on\n---\n2024-01-05",
    )
    shows(
        got,
        """
        quarter | region_code | n_listed | n_mean
        --------+-------------+----------+-------
        2024Q1  | 360102      | 1        | 4
        2024Q2  | 360102      | 1        | 4     """,
    )


def test_the_quarters_agree_with_looking_at_every_day(mart):
    rng = np.random.default_rng(5)
    day = [date(2022, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 900, 400)]
    grades = [
        {"entity_id": f"E{rng.integers(60)}", "scheme": "public_evaluation", "grade": "优良中差"[rng.integers(4)], "valid_from": d,
         "valid_to": d + timedelta(days=int(rng.integers(30, 400))) if rng.random() < 0.4 else None}
        for d in sorted(set(day))
    ]  # fmt: skip
    grades = list({(g["entity_id"], g["valid_from"]): g for g in grades}.values())
    entities = [{"entity_id": f"E{i}", "region_code": "360102" if i % 2 else "360121"} for i in range(60)]
    as_of = date(2024, 8, 20)

    def place(entity: str, when: date) -> int | None:
        own = [g for g in grades if g["entity_id"] == entity and g["valid_from"] <= when]
        last = max(own, key=lambda g: g["valid_from"], default=None)
        return (
            None
            if last is None or (last["valid_to"] and last["valid_to"] < when)
            else "优良中差".index(last["grade"]) + 1
        )

    expected: Counter[tuple[str, str, int]] = Counter()
    for year, month in [(y, m) for y in (2022, 2023, 2024) for m in (1, 4, 7, 10)]:
        first = date(year, month, 1)
        if first <= as_of:
            for e in entities:
                if held := place(e["entity_id"], first):
                    expected[(f"{year}Q{(month + 2) // 3}", e["region_code"], held)] += 1
    got = mart("agg_evaluation_quarter", as_of=str(as_of), stg_grades=grades, stg_entities=entities)
    assert {
        (q, r, p): n for q, r, p, n in got.select("quarter", "region_code", "place", "n_on_first_day").iter_rows()
    } == dict(expected)


def test_every_spelling_of_a_grade_has_one_place():
    grades = read_evaluation_grades()
    assert grades["grade"].is_unique().all() and sorted(set(grades["place"])) == [1, 2, 3, 4]
