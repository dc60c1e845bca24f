"""What came in, and how much of it had to be sent back?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random

from tests.drawing import shows
from tests.queries.twins import quarter_of

FILES = """
    submission_id | feed      | department_code   | received_on | rows | kept | refused | masked | duplicates | dropped | error_rule
    --------------+-----------+-------------------+-------------+------+------+---------+--------+------------+---------+-----------
    S1            | decisions | market_regulation | 2020-07-05  | 100  | 90   | 6       | 1      | 2          | 2       |
    S2            | decisions | market_regulation | 2020-09-30  | 50   | 50   | 0       | 0      | 0          | 0       |
    S3            | decisions | market_regulation | 2020-09-30  | 0    | 0    | 0       | 0      | 0          | 0       | encrypted
    S4            | returns   | transport         | 2020-10-01  | 10   | 8    | 2       | 0      | 0          | 0       |          """


def test_files_are_counted_in_the_quarter_of_their_receipt(mart):
    shows(
        mart("agg_quality", meta_submission=FILES),
        """
        feed      | department_code   | quarter | n_files | n_files_refused | rows | kept | refused | masked | duplicates | dropped
        ----------+-------------------+---------+---------+-----------------+------+------+---------+--------+------------+--------
        decisions | market_regulation | 2020Q3  | 3       | 1               | 150  | 140  | 6       | 1      | 2          | 2
        returns   | transport         | 2020Q4  | 1       | 0               | 10   | 8    | 2       | 0      | 0          | 0      """,
    )


def test_a_file_without_a_date_counts_in_the_quarter_of_the_as_of_date(mart):
    got = mart(
        "agg_quality",
        as_of="2021-05-05",
        meta_submission="""
        submission_id | feed      | received_on | rows | kept | refused | masked | duplicates | dropped
        --------------+-----------+-------------+------+------+---------+--------+------------+--------
        S1            | decisions |             | 1    | 1    | 0       | 0      | 0          | 0      """,
    )
    shows(
        got,
        """
        department_code | quarter
        ----------------+--------
        *               | 2021Q2 """,
    )


def test_the_error_rate_stands_at_the_top_of_the_one_jurisdiction(mart):
    one = """
        plan | region_code
        -----+------------
        P    | 360000
        Q    | 360000      """
    shows(
        mart("agg_error_quarter", meta_submission=FILES, ref_plan=one),
        """
        quarter | region_code | department_code   | n_records | n_refused
        --------+-------------+-------------------+-----------+----------
        2020Q3  | 360000      | market_regulation | 146       | 6
        2020Q4  | 360000      | transport         | 10        | 2        """,
    )
    assert mart(
        "agg_error_quarter", meta_submission=FILES, ref_plan=one.replace("Q    | 360000", "Q    | 440700")
    ).is_empty()


def test_a_file_belongs_to_the_jurisdiction_of_its_rows(mart):
    got = mart(
        "dim_submission_home",
        ref_plan="""
            plan | region_code
            -----+------------
            P    | 360000
            Q    | 440700      """,
        meta_submission="\n".join(["submission_id", "---", "county", "of_entities", "of_a_plan", "both", "nothing_usable"]),
        raw_decisions="""
            _submission_id | region_code
            ---------------+------------
            county         | 360102
            both           | 360102
            both           | 440703      """,
        raw_archives="""
            _submission_id | entity_id
            ---------------+----------
            of_entities    | E1        """,
        stg_entities="""
            entity_id | region_code
            ----------+------------
            E1        | 440703      """,
        raw_task_reports="""
            _submission_id | plan
            ---------------+-----
            of_a_plan      | P    """,
    )  # fmt: skip
    shows(
        got,
        """
        submission_id | region_code
        --------------+------------
        county        | 360000
        of_entities   | 440700
        of_a_plan     | 360000     """,
    )


def test_errors_of_a_quarter_are_the_rows_of_its_files(mart):
    """The slow count: file by file, of those whose rows lie in one jurisdiction."""
    dice = Random(4)
    files = [
        {"submission_id": f"S{i}", "feed": "decisions", "department_code": dice.choice([None, "tax", "health"]), "rows": 9,
         "received_on": date(2020, dice.choice([3, 4, 6, 7]), dice.choice([1, 30])), "kept": dice.randint(0, 9), "refused": dice.randint(0, 9)}
        for i in range(30)
    ]  # fmt: skip
    homes = [{"submission_id": f"S{i}", "region_code": "360000"} for i in range(25)]
    got = mart("agg_error_quarter", meta_submission=files, dim_submission_home=homes)
    twin: dict = defaultdict(lambda: [0, 0])
    for f in files[:25]:
        cell = twin[quarter_of(f["received_on"]), f["department_code"] or "*"]
        cell[0] += f["kept"] + f["refused"]
        cell[1] += f["refused"]
    assert {(r["quarter"], r["department_code"]): [r["n_records"], r["n_refused"]] for r in got.to_dicts()} == dict(
        twin
    )
