"""What the scorecard counts, over the year up to a quarter of receipt."""

from __future__ import annotations

import pytest

import queries
from metrics import scorecard
from tests.drawing import shows
from tests.queries.twins import quarter_of

FILES = """
    submission_id | feed     | department_code | received_on | rows | kept | refused | masked | duplicates | dropped | error_rule
    --------------+----------+-----------------+-------------+------+------+---------+--------+------------+---------+-----------
    S1            | entities | transport       | 2019-12-01  | 900  | 0    | 900     | 0      | 0          | 0       |
    S2            | entities | transport       | 2020-01-05  | 100  | 90   | 6       | 0      | 2          | 2       |
    S3            | entities | transport       | 2020-10-05  | 50   | 50   | 0       | 0      | 0          | 0       |
    S4            | entities | transport       | 2020-11-05  | 0    | 0    | 0       | 0      | 0          | 0       | encrypted
    S5            | returns  | health          | 2020-11-05  | 10   | 10   | 0       | 0      | 0          | 0       |          """
DUE = """
    feed     | department_code | period | due_on     | received_on | state
    ---------+-----------------+--------+------------+-------------+--------
    entities | transport       | 2019Q4 | 2020-01-10 | 2020-01-05  | on_time
    entities | transport       | 2020Q1 | 2020-04-10 |             | missing
    entities | transport       | 2020Q2 | 2020-07-10 |             | missing
    entities | transport       | 2020Q3 | 2020-10-02 | 2020-10-05  | late   """
FINDINGS = """
    finding        | feed     | department_code | region_code | quarter | n_rows
    ---------------+----------+-----------------+-------------+---------+-------
    unknown_region | entities | transport       | 369999      | 2020Q4  | 40
    unknown_entity | entities | transport       | 360102      | 2020Q4  | 30    """


@pytest.fixture
def scored(mart):
    """Scored rows of drawn tables, one quarter of them."""

    def run(quarter, **pictures):
        got = mart("scored", sql={"scored": queries.read("scored_rows")}, **pictures)
        return got.filter(got["quarter"] == quarter)

    return run


def test_each_dimension_counts_what_is_right_of_what_was_required(scored):
    got = scored("2020Q4", meta_submission=FILES, agg_due=DUE, meta_finding=FINDINGS,
                 meta_problem_count=[{"submission_id": "S2", "rule": "credit_code_check", "column_name": "entity_id", "n_rows": 4}])  # fmt: skip
    shows(
        got.filter(got["department_code"] == "transport"),
        """
        dimension    | n_ok | n_required | has_calendar
        -------------+------+------------+-------------
        completeness | 2    | 4          | true
        timeliness   | 1    | 2          | true
        readable     | 2    | 3          | true
        validity     | 140  | 146        | true
        codes        | 140  | 144        | true
        agreement    | 90   | 140        | true        """,
    )  # 70 findings among 50 rows: all 50, never more


def test_who_owes_nothing_has_empty_places_not_zeros(scored):
    got = scored("2020Q4", meta_submission=FILES, agg_due=DUE)
    shows(
        got.filter(got["department_code"] == "health"),
        """
        dimension    | n_ok | n_required | has_calendar
        -------------+------+------------+-------------
        completeness |      |            | false
        timeliness   |      |            | false
        readable     | 1    | 1          | false
        validity     | 10   | 10         | false
        codes        |      |            | false
        agreement    | 10   | 10         | false       """,
    )


def test_a_year_later_a_bad_file_is_forgotten(scored):
    assert scored("2020Q1", meta_submission=FILES).filter(dimension="validity")["n_required"].to_list() == [996]
    assert scored("2020Q4", meta_submission=FILES).filter(dimension="validity", department_code="transport")[
        "n_required"
    ].to_list() == [146]


def test_a_department_that_owes_and_sends_nothing_is_on_the_list(scored):
    got = scorecard.score(scored("2020Q4", agg_due=DUE))
    assert dict(got.select("dimension", "points").rows())["completeness"] == pytest.approx(100 * 0.5 / 0.95)
    assert dict(got.select("dimension", "blank").rows())["readable"] == "nothing_received"


def test_windows_against_a_slow_twin(mart):
    """Every quarter with a receipt, the four quarters to it added up by hand."""
    from datetime import date, timedelta
    from random import Random

    dice = Random(3)
    files = [
        {"submission_id": f"S{i}", "feed": "returns", "department_code": dice.choice(["transport", "health"]),
         "received_on": date(2019, 1, 1) + timedelta(days=dice.randint(0, 900)), "rows": 10, "kept": (k := dice.randint(0, 10)), "refused": 10 - k}
        for i in range(30)
    ]  # fmt: skip
    got = mart("scored", sql={"scored": queries.read("scored_rows")}, meta_submission=files)
    number = {f"{y}Q{n}": 4 * y + n for y in range(2018, 2023) for n in (1, 2, 3, 4)}
    for row in got.filter(dimension="validity").to_dicts():
        own = [
            f for f in files
            if f["department_code"] == row["department_code"] and 0 <= number[row["quarter"]] - number[quarter_of(f["received_on"])] <= 3
        ]  # fmt: skip
        assert (row["n_ok"], row["n_required"]) == (sum(f["kept"] for f in own), 10 * len(own))
    assert set(got["quarter"]) == {quarter_of(f["received_on"]) for f in files}
