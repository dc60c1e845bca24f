"""Wrong codes, double codes, and rows that carry none."""

from __future__ import annotations

from random import Random

import pytest

import queries
from tests.drawing import shows


def files(*rows):
    """rows: (submission, feed, sender, kept)."""
    return [
        {"submission_id": s, "feed": f, "department_code": d, "received_on": "2020-07-05", "rows": k, "kept": k, "refused": 0}
        for s, f, d, k in rows
    ]  # fmt: skip


def test_a_code_is_right_wrong_double_or_absent(mart):
    got = mart(
        "agg_code_quality",
        meta_submission=files(("S1", "entities", "civil_affairs", 90), ("S2", "decisions", "transport", 3), ("S3", "returns", "transport", 7)),
        meta_problem_count="""
            submission_id | rule                | column_name | n_rows
            --------------+---------------------+-------------+-------
            S1            | credit_code_check   | entity_id   | 4
            S1            | credit_code_letters | entity_id   | 1
            S1            | credit_code_filler  | entity_id   | 2
            S1            | key_conflict        |             | 6
            S1            | not_a_day           | founded_on  | 9
            S2            | key_conflict        |             | 5     """,
        raw_decisions="""
            _submission_id | decision_id | entity_id
            ---------------+-------------+----------
            S2             | D1          | E1
            S2             | D2          |
            S2             | D3          | E2       """,
    )  # fmt: skip
    shows(
        got,
        """
        feed      | department_code | quarter | n_records | n_coded | n_without | n_wrong | n_double
        ----------+-----------------+---------+-----------+---------+-----------+---------+---------
        entities  | civil_affairs   | 2020Q3  | 103       | 90      | 2         | 5       | 6
        decisions | transport       | 2020Q3  | 3         | 2       | 1         | 0       | 0       """,
    )


def test_a_code_that_two_departments_register_is_double_for_both(mart):
    got = mart(
        "agg_code_quality",
        meta_submission=files(("S1", "entities", "civil_affairs", 2), ("S2", "entities", "market_regulation", 1)),
        raw_entities="""
            _submission_id | _position | _department       | entity_id
            ---------------+-----------+-------------------+----------
            S1             | 1         | civil_affairs     | E1
            S1             | 1         | civil_affairs     | E2
            S2             | 2         | market_regulation | E2       """,
    )
    shows(
        got,
        """
        department_code   | n_coded | n_double
        ------------------+---------+---------
        civil_affairs     | 1       | 1
        market_regulation | 0       | 1       """,
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_four_counts_against_a_slow_twin(mart, real, seed):
    dice = Random(seed)
    rows = [
        {"_submission_id": f"S{s}", "_position": s, "_row": n, "decision_id": f"D{s}-{n}", "entity_id": dice.choice(["E1", "E2", None])}
        for s in range(5)
        for n in range(dice.randint(0, 9))
    ]  # fmt: skip
    senders = {f"S{s}": dice.choice(["transport", "health"]) for s in range(5)}
    wrong = {s: dice.randint(0, 3) for s in senders}
    kept = {s: sum(r["_submission_id"] == s for r in rows) for s in senders}
    got = mart(
        "agg_code_quality",
        meta_submission=files(*((s, "decisions", d, kept[s]) for s, d in senders.items())),
        meta_problem_count=[{"submission_id": s, "rule": "credit_code_check", "column_name": "entity_id", "n_rows": n} for s, n in wrong.items()],
        raw_decisions=rows,
    )  # fmt: skip
    for row in got.to_dicts():
        own = [s for s in senders if senders[s] == row["department_code"]]
        acts = [r for r in rows if r["_submission_id"] in own]
        assert row["n_coded"] == sum(r["entity_id"] is not None for r in acts)
        assert row["n_without"] == sum(r["entity_id"] is None for r in acts)
        assert row["n_wrong"] == sum(wrong[s] for s in own)
        assert row["n_records"] == len(acts) + row["n_wrong"]
    real.execute(
        "create table dim_submission_home as select submission_id, '360000' as region_code from meta_submission"
    )
    for row in real.sql(queries.read("agg_code_quarter")).pl().to_dicts():
        own = [s for s in senders if senders[s] == row["department_code"]]
        coded = sum(r["entity_id"] is not None for r in rows if r["_submission_id"] in own)
        faulty = sum(wrong[s] for s in own)
        assert (row["kind"], row["n_coded"], row["n_faulty"], row["n_with_code"]) == (
            "record",
            coded,
            faulty,
            coded + faulty,
        )
