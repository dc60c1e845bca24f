"""Was credit looked up before deciding, what was found, and what followed?"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from data.contracts.credit_checks import MATTERS
from tests.drawing import shows
from tests.queries.test_twins import DEPARTMENTS, REGIONS, perhaps, some_day
from tests.queries.twins import quarter_of


def test_a_check_after_the_decision_was_not_made_before_it(mart):
    got = mart(
        "agg_credit_check_office",
        stg_credit_checks="""
        decided_on | checked_on
        -----------+-----------
        2020-05-10 | 2020-05-09
        2020-05-10 | 2020-05-10
        2020-05-10 | 2020-05-11
        2020-05-10 |            """,
    )
    shows(
        got,
        """
        quarter | matter      | n_matters | n_checked_before | n_checked_same_day | n_checked_after | n_unchecked
        --------+-------------+-----------+------------------+--------------------+-----------------+------------
        2020Q2  | procurement | 4         | 2                | 1                  | 1               | 1           """,
    )


def test_what_followed_a_hit_is_counted_and_silence_is_no_restriction(mart):
    got = mart(
        "agg_credit_check_office",
        stg_credit_checks="""
        checked_on | hit   | restricted | report_used
        -----------+-------+------------+------------
        2020-06-01 | true  | true       | true
        2020-06-01 | true  | false      | false
        2020-06-01 | true  |            |
        2020-06-01 | false |            | true
        2020-06-01 |       |            |             """,
    )
    shows(
        got,
        """
        n_result | n_hit | n_restricted | n_restriction_unstated | n_report_used | n_report_stated
        ---------+-------+--------------+------------------------+---------------+----------------
        4        | 3     | 1            | 1                      | 2             | 3               """,
    )


def test_of_matters_of_persons_only_the_looking_is_counted(mart):
    got = mart(
        "agg_credit_check_office",
        stg_credit_checks="""
        matter             | checked_on | hit  | restricted
        -------------------+------------+------+-----------
        professional_title | 2020-05-31 | true | true       """,
    )
    shows(
        got,
        """
        matter             | n_matters | n_checked_before | n_result | n_hit | n_restricted
        -------------------+-----------+------------------+----------+-------+-------------
        professional_title | 1         | 1                | 0        | 0     | 0            """,
    )


def test_a_check_made_after_the_as_of_date_has_found_nothing_yet(mart):
    got = mart(
        "agg_credit_check_office",
        as_of="2020-06-30",
        stg_credit_checks="""
        decided_on | checked_on | hit
        -----------+------------+-----
        2020-06-20 | 2020-07-01 | true
        2020-07-02 | 2020-07-01 | true """,
    )
    shows(got, "n_matters | n_unchecked | n_hit\n---+---+---\n1 | 1 | 0")


def test_matters_no_plan_names_are_shown_as_written_once_they_return(mart):
    sent = [{"matter": matter} for matter in ["垃圾清运招商"] * 5 + ["张三的事"] * 4 + ["procurement"] * 9]
    shows(
        mart("agg_credit_check_office", stg_credit_checks=sent),
        "matter | n_matters\n---+---\nunlisted | 9\nprocurement | 9",
    )
    shows(
        mart("agg_credit_check_unlisted", stg_credit_checks=sent),
        "region_code | matter | n_matters | n_departments\n---+---+---+---\n360000 | 垃圾清运招商 | 5 | 1",
    )


def test_every_matter_the_contract_knows_is_in_the_table_of_matters(lookup_frames):
    matters = lookup_frames["ref_matter"]
    assert set(MATTERS.values()) == set(matters["matter"]) and matters["matter"].is_unique().all()
    names = [n for zh, more in matters.select("name_zh", "aliases").iter_rows() for n in (zh, *more.split("|"))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("seed", range(2))
def test_credit_checks_against_their_twin(mart, seed):
    dice, as_of = Random(seed), date(2020, 9, 15)
    rows = []
    for i in range(160):
        decided = some_day(dice, "2020-01-01", "2020-12-31")
        rows.append({
            "check_id": f"K{i}", "matter": dice.choice(["procurement", "professional_title", "杂项"]),
            "region_code": dice.choice(REGIONS), "department_code": dice.choice(DEPARTMENTS), "decided_on": decided,
            "checked_on": perhaps(dice, decided + timedelta(days=dice.randint(-3, 3)), 0.8),
            **{name: dice.choice([None, True, False]) for name in ("hit", "restricted", "report_used")},
        })  # fmt: skip
    expected: dict[tuple, Counter] = defaultdict(Counter)
    for r in rows:
        if r["decided_on"] > as_of:
            continue
        matter = "unlisted" if r["matter"] == "杂项" else r["matter"]
        cell = expected[quarter_of(r["decided_on"]), matter, r["region_code"], r["department_code"]]
        checked = r["checked_on"] if r["checked_on"] and r["checked_on"] <= as_of else None
        cell["n_matters"] += 1
        cell["n_unchecked"] += checked is None
        if checked:
            cell["n_checked_before"] += checked <= r["decided_on"]
            cell["n_checked_same_day"] += checked == r["decided_on"]
            cell["n_checked_after"] += checked > r["decided_on"]
            if matter != "professional_title":
                cell["n_result"] += r["hit"] is not None
                cell["n_hit"] += r["hit"] is True
                cell["n_restricted"] += r["hit"] is True and r["restricted"] is True
                cell["n_restriction_unstated"] += r["hit"] is True and r["restricted"] is None
        cell["n_report_used"] += r["report_used"] is True
        cell["n_report_stated"] += r["report_used"] is not None
    got = mart("agg_credit_check_office", as_of=str(as_of), stg_credit_checks=rows)
    assert len(expected) == got.height
    for row in got.to_dicts():
        cell = expected[row["quarter"], row["matter"], row["region_code"], row["department_code"]]
        assert {k: v for k, v in row.items() if k.startswith("n_")} == {k: cell[k] for k in row if k.startswith("n_")}
