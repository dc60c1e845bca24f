"""Commitments: signed, published, checked when their term ends, kept or broken, acted on."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import pytest

import queries
from tests.drawing import rows, shows
from tests.queries.test_twins import DEPARTMENTS, REGIONS, perhaps, some_day
from tests.queries.twins import quarter_of


def test_what_is_signed_stands_in_its_quarter_and_what_falls_due_in_another(mart):
    got = mart(
        "agg_commitment_office",
        stg_commitments="""
        kind     | signed_on  | published_on | due_on     | checked_on | outcome
        ---------+------------+--------------+------------+------------+--------
        approval | 2020-02-10 | 2020-02-12   | 2020-05-10 | 2020-05-12 | kept
        approval | 2020-02-11 |              | 2020-05-11 | 2020-05-12 | broken
        approval | 2020-02-12 | 2020-04-01   | 2020-05-12 |            |
        approval | 2020-02-13 |              | 2027-02-13 |            |        """,
    )
    shows(
        got,
        """
        quarter | n_signed | n_published | n_running | n_due | n_due_checked | n_due_kept | n_due_broken
        --------+----------+-------------+-----------+-------+---------------+------------+-------------
        2020Q1  | 4        | 2           | 1         | 0     | 0             | 0          | 0
        2020Q2  | 0        | 0           | 0         | 3     | 2             | 1          | 1            """,
    )


def test_a_breach_found_before_the_term_ends_ends_the_promise_that_day(mart):
    got = mart(
        "agg_commitment_office",
        stg_commitments="""
        signed_on  | due_on     | checked_on | outcome | handled_on
        -----------+------------+------------+---------+-----------
        2020-02-10 | 2027-02-10 | 2020-04-01 | broken  | 2020-04-20
        2020-02-10 | 2027-02-10 | 2020-04-01 | kept    |
        2020-02-10 | 2020-09-10 | 2020-04-01 | kept    |            """,
    )
    shows(
        got,
        """
        quarter | n_signed | n_running | n_due | n_due_broken | n_due_kept | n_checked_early | n_handled
        --------+----------+-----------+-------+--------------+------------+-----------------+----------
        2020Q1  | 3        | 1         | 0     | 0            | 0          | 0               | 0
        2020Q2  | 0        | 0         | 1     | 1            | 0          | 0               | 1
        2020Q3  | 0        | 0         | 1     | 0            | 1          | 1               | 0         """,
    )


def test_a_promise_without_a_term_is_judged_when_somebody_looks(mart):
    got = mart(
        "agg_commitment_office",
        stg_commitments="""
        signed_on  | checked_on | outcome
        -----------+------------+--------
        2020-02-10 | 2020-04-01 | broken
        2020-02-10 |            |        """,
    )
    shows(
        got,
        """
        quarter | n_signed | n_without_term | n_running | n_due | n_found | n_found_without_term | n_broken | n_handled
        --------+----------+----------------+-----------+-------+---------+----------------------+----------+----------
        2020Q1  | 2        | 2              | 0         | 0     | 0       | 0                    | 0        | 0
        2020Q2  | 0        | 0              | 0         | 0     | 1       | 1                    | 1        | 0         """,
    )


def test_an_outcome_without_a_check_is_shown_and_counts_as_unchecked(mart):
    got = mart(
        "agg_commitment_office",
        stg_commitments="""
        signed_on  | due_on     | checked_on | outcome | handled_on
        -----------+------------+------------+---------+-----------
        2020-04-01 | 2020-05-01 |            | kept    |
        2020-04-01 | 2020-05-01 |            | broken  | 2020-05-10
        2020-04-01 | 2020-05-01 | 2020-05-02 |         |            """,
    )
    shows(
        got,
        """
        n_due | n_due_checked | n_due_kept | n_found | n_broken | n_handled | n_outcome_unchecked | n_checked_without_outcome
        ------+---------------+------------+---------+----------+-----------+---------------------+--------------------------
        3     | 1             | 0          | 0       | 0        | 0         | 2                   | 1                         """,
    )


def test_what_was_shared_before_the_outcome_is_the_promise_not_how_it_was_kept(mart):
    got = mart(
        "agg_commitment_office",
        stg_commitments="""
        signed_on  | due_on     | checked_on | outcome | shared_on
        -----------+------------+------------+---------+-----------
        2020-04-01 | 2020-05-01 | 2020-05-02 | kept    | 2020-05-02
        2020-04-01 | 2020-05-01 | 2020-05-02 | kept    | 2020-04-03
        2020-04-01 | 2020-05-01 | 2020-05-02 | kept    |            """,
    )
    shows(got, "n_found | n_shared | n_shared_before\n---+---+---\n3 | 1 | 1")


def test_papers_to_follow_are_due_by_their_own_limit(mart):
    got = mart(
        "agg_commitment_office",
        as_of="2020-06-30",
        stg_commitments="""
        signed_on  | handling        | papers_due_on | papers_on
        -----------+-----------------+---------------+-----------
        2020-06-01 | papers_to_follow | 2020-06-10   | 2020-06-10
        2020-06-01 | papers_to_follow | 2020-06-10   | 2020-06-11
        2020-06-01 | papers_to_follow | 2020-06-10   | 2020-07-01
        2020-06-01 | papers_to_follow | 2020-07-10   |
        2020-06-01 | papers_to_follow |              |
        2020-06-01 | at_once          |              |
        2020-06-01 | ordinary         |              |
        2020-06-01 |                  |              |            """,
    )
    shows(
        got,
        """
        n_signed | n_with_handling | n_papers_complete | n_papers_due | n_papers_in_time | n_papers_late | n_papers_missing | n_papers_open | n_papers_without_limit
        ---------+-----------------+-------------------+--------------+------------------+---------------+------------------+---------------+-----------------------
        8        | 7               | 2                 | 3            | 1                | 1             | 1                | 1             | 1                      """,
    )


def test_what_happened_after_the_as_of_date_had_not_happened(mart):
    got = mart(
        "agg_commitment_office",
        as_of="2020-06-30",
        stg_commitments="""
        signed_on  | published_on | due_on     | checked_on | outcome | handled_on
        -----------+--------------+------------+------------+---------+-----------
        2020-05-01 | 2020-07-01   | 2020-06-30 | 2020-07-01 | broken  | 2020-07-05
        2020-07-01 |              |            |            |         |            """,
    )
    shows(
        got,
        "n_signed | n_published | n_due | n_due_checked | n_broken | n_handled\n---+---+---+---+---+---\n1 | 0 | 1 | 0 | 0 | 0",
    )


def test_what_the_office_has_sent_nothing_about_since_is_not_unchecked(mart):
    got = mart(
        "agg_commitment_office",
        as_of="2020-12-31",
        meta_submission="""
        submission_id | feed        | received_on
        --------------+-------------+------------
        S1            | commitments | 2020-07-05
        S2            | commitments | 2020-10-05 """,
        stg_commitments="""
        _submission_id | department_code   | signed_on  | due_on     | checked_on | outcome
        ---------------+-------------------+------------+------------+------------+--------
        S1             | market_regulation | 2020-05-01 | 2020-07-05 |            |
        S1             | market_regulation | 2020-05-01 | 2020-07-06 |            |
        S1             | market_regulation | 2020-05-01 | 2020-07-06 | 2020-07-01 | broken
        S1             | market_regulation | 2020-05-01 | 2021-07-06 |            |
        S1             | transport         | 2020-05-01 | 2020-07-06 |            |
        S2             | transport         | 2020-08-01 | 2020-09-01 |            |        """,
    )
    shows(
        got,
        """
        quarter | department_code   | n_signed | n_running | n_unreported | n_due | n_due_broken
        --------+-------------------+----------+-----------+--------------+-------+-------------
        2020Q2  | market_regulation | 4        | 1         | 0            | 0     | 0
        2020Q3  | market_regulation | 0        | 0         | 1            | 2     | 1
        2020Q2  | transport         | 1        | 0         | 0            | 0     | 0
        2020Q3  | transport         | 1        | 0         | 0            | 2     | 0            """,
    )


def some_commitments(dice: Random, n: int) -> list[dict]:
    rows = []
    for i in range(n):
        signed = some_day(dice, "2019-11-01", "2020-12-31")
        checked = perhaps(dice, signed + timedelta(days=dice.randint(0, 200)))
        handling = dice.choice([None, "at_once", "papers_to_follow", "ordinary"])
        follows = handling == "papers_to_follow"
        rows.append({
            "commitment_id": f"C{i}", "kind": dice.choice(["approval", "proactive"]), "region_code": dice.choice(REGIONS),
            "department_code": dice.choice(DEPARTMENTS), "signed_on": signed, "handling": handling,
            "papers_due_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 30))) if follows else None,
            "papers_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 30))) if follows else None,
            "published_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 30)), 0.8),
            "due_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 200)), 0.8), "checked_on": checked,
            "outcome": dice.choice([None, "kept", "broken"]),
            "shared_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 250))),
            "handled_on": perhaps(dice, signed + timedelta(days=dice.randint(0, 250))),
        })  # fmt: skip
    return rows


def twin(rows: list[dict], as_of: date) -> dict:
    """One commitment after the other, one question after the other."""
    cells: dict[tuple, Counter] = defaultdict(Counter)
    for r in rows:
        if r["signed_on"] > as_of:
            continue
        happened = {
            k: r[k]
            for k in ("published_on", "papers_on", "checked_on", "shared_on", "handled_on")
            if r[k] and r[k] <= as_of
        }
        outcome = None if r["checked_on"] and r["checked_on"] > as_of else r["outcome"]
        checked, due, place = (
            happened.get("checked_on"),
            r["due_on"],
            (r["kind"], r["region_code"], r["department_code"]),
        )
        cell = cells[quarter_of(r["signed_on"]), *place]
        cell["n_signed"] += 1
        cell["n_published"] += "published_on" in happened
        if r["handling"]:
            cell["n_with_handling"] += 1
            cell[f"n_{r['handling']}"] += 1
            cell["n_papers_complete"] += r["handling"] != "papers_to_follow"
        if r["handling"] == "papers_to_follow":
            limit, came = r["papers_due_on"], happened.get("papers_on")
            if limit is None:
                cell["n_papers_without_limit"] += 1
            elif limit > as_of:
                cell["n_papers_open"] += 1
            else:
                cell["n_papers_due"] += 1
                cell["n_papers_missing" if not came else "n_papers_in_time" if came <= limit else "n_papers_late"] += 1
        cell["n_without_term"] += due is None
        cell["n_outcome_unchecked"] += bool(outcome) and not checked
        cell["n_checked_without_outcome"] += bool(checked) and not outcome
        ended = due if due and due <= as_of else None
        judged = checked if due is None or (outcome == "broken" and checked and checked < due) else ended
        cell["n_running"] += due is not None and judged is None
        if judged is None:
            continue
        cell = cells[quarter_of(judged), *place]
        found = checked and outcome
        if due:
            cell["n_due"] += 1
            cell["n_due_checked"] += bool(checked)
            cell["n_checked_early"] += bool(found) and outcome == "kept" and checked < due
            if found:
                cell[f"n_due_{outcome}"] += 1
        if found:
            cell["n_found"] += 1
            cell["n_found_without_term"] += due is None
            cell[f"n_{outcome}"] += 1
            cell["n_handled"] += outcome == "broken" and "handled_on" in happened
            if "shared_on" in happened:
                cell["n_shared" if happened["shared_on"] >= checked else "n_shared_before"] += 1
    return {key: cell for key, cell in cells.items() if any(cell.values())}


@pytest.mark.parametrize("seed", range(2))
def test_commitments_against_their_twin(mart, seed):
    rows, as_of = some_commitments(Random(seed), 160), date(2020, 9, 15)
    got = mart("agg_commitment_office", as_of=str(as_of), stg_commitments=rows)
    expected = twin(rows, as_of)
    assert len(expected) == got.height
    for row in got.to_dicts():
        cell = expected[row["quarter"], row["kind"], row["region_code"], row["department_code"]]
        assert {k: v for k, v in row.items() if k.startswith("n_")} == {k: cell[k] for k in row if k.startswith("n_")}
    # every commitment is somewhere, once
    row = got.sum().to_dicts()[0]
    assert row["n_signed"] == row["n_due"] + row["n_running"] + row["n_without_term"]
    assert row["n_papers_due"] == row["n_papers_in_time"] + row["n_papers_late"] + row["n_papers_missing"]
    assert row["n_papers_to_follow"] == row["n_papers_due"] + row["n_papers_open"] + row["n_papers_without_limit"]
    assert row["n_found"] == row["n_kept"] + row["n_broken"]


MARKET = """
    entity_id | subject_class          | region_code | registered_on | deregistered_on
    ----------+------------------------+-------------+---------------+----------------
    E1        | enterprise             | 360102      | 2010-01-01    |
    E2        | individual_business    | 360102      | 2010-01-01    | 2020-08-01
    E3        | enterprise             | 360102      | 2020-05-01    |
    E4        | social_organisation    | 360102      | 2010-01-01    |
    E5        | enterprise             | 330102      | 2010-01-01    |                """


def test_a_market_entity_counts_once_it_has_published_of_its_own_accord(mart):
    got = mart(
        "agg_proactive_quarter",
        as_of="2020-09-30",
        stg_entities=MARKET,
        stg_commitments="""
        entity_id | kind      | signed_on  | published_on
        ----------+-----------+------------+-------------
        E1        | proactive | 2020-02-01 | 2020-02-03
        E1        | proactive | 2020-05-01 | 2020-05-03
        E2        | proactive | 2020-05-01 | 2020-05-03
        E3        | approval  | 2020-05-01 | 2020-05-03
        E3        | proactive | 2020-06-01 |
        E4        | proactive | 2020-06-01 | 2020-06-02   """,
    )
    shows(
        got,
        """
        quarter | region_code | n_registered | n_pledged
        --------+-------------+--------------+----------
        2020Q1  | 360102      | 2            | 1
        2020Q2  | 360102      | 3            | 2
        2020Q3  | 360102      | 2            | 1         """,
    )  # E5 lies in a jurisdiction that sends no such commitment


@pytest.mark.parametrize("seed", range(2))
def test_proactive_entities_against_their_twin(mart, seed):
    dice, as_of = Random(seed), date(2020, 9, 15)
    entities = [
        {"entity_id": f"E{i}", "subject_class": dice.choice(["enterprise", "individual_business", "public_institution"]),
         "region_code": dice.choice(REGIONS), "registered_on": some_day(dice, "2019-06-01", "2020-08-01"),
         "deregistered_on": perhaps(dice, some_day(dice, "2020-08-02", "2021-03-01"), 0.3)}
        for i in range(60)
    ]  # fmt: skip
    signed = [
        {"commitment_id": f"C{i}", "entity_id": f"E{dice.randint(0, 59)}", "kind": dice.choice(["proactive", "approval"]),
         "signed_on": date(2020, 1, 1), "published_on": perhaps(dice, some_day(dice, "2020-01-01", "2020-12-31"), 0.8)}
        for i in range(60)
    ]  # fmt: skip
    got = mart("agg_proactive_quarter", as_of=str(as_of), stg_entities=entities, stg_commitments=signed)
    first = {}
    for c in signed:
        if c["kind"] == "proactive" and c["published_on"] and c["published_on"] <= as_of:
            first[c["entity_id"]] = min(c["published_on"], first.get(c["entity_id"], c["published_on"]))
    market = [e for e in entities if e["subject_class"] != "public_institution"]
    for row in got.to_dicts():
        year, n = int(row["quarter"][:4]), int(row["quarter"][5])
        end = min(date(year + n // 4, n % 4 * 3 + 1, 1) - timedelta(days=1), as_of)
        here = [
            e for e in market
            if e["region_code"] == row["region_code"] and e["registered_on"] <= end
            and not (e["deregistered_on"] and e["deregistered_on"] <= end)
        ]  # fmt: skip
        pledged = [e for e in here if first.get(e["entity_id"], date.max) <= end]
        assert (row["n_registered"], row["n_pledged"]) == (len(here), len(pledged)), row


def test_the_trustworthy_are_those_of_the_day_before(mart):
    got = mart(
        "agg_green_channel_quarter",
        stg_grades="""
        entity_id | scheme            | tier | valid_from | valid_to
        ----------+-------------------+------+------------+-----------
        E1        | public_evaluation | A    | 2020-01-01 | 2020-06-09
        E2        | public_evaluation | A    | 2020-01-01 |
        E2        | public_evaluation | C    | 2020-06-10 |
        E3        | market_risk       | A    | 2020-01-01 |
        E5        | public_evaluation | A    | 2020-06-10 |           """,
        stg_listings="""
        entity_id | list  | listed_on  | exited_on
        ----------+-------+------------+-----------
        E1        | red   | 2020-01-01 |
        E4        | red   | 2020-01-01 | 2020-06-10
        E6        | red   | 2020-01-01 | 2020-06-09
        E6        | focus | 2020-01-01 |           """,
        stg_commitments="""
        entity_id | signed_on  | handling
        ----------+------------+-----------------
        E1        | 2020-06-10 | at_once
        E2        | 2020-06-10 | papers_to_follow
        E2        | 2020-06-11 | papers_to_follow
        E3        | 2020-06-10 | at_once
        E4        | 2020-06-10 | ordinary
        E5        | 2020-06-10 | at_once
        E6        | 2020-06-10 | at_once
        E2        | 2020-06-09 |                  """,
    )
    shows(got, "quarter | n_cases | n_eased\n---+---+---\n2020Q2 | 3 | 2")


@pytest.mark.parametrize(
    ("name", "key", "count"),
    [
        ("agg_commitment", "kind", "n_signed"),
        ("agg_credit_check", "matter", "n_matters"),
        ("agg_interview", "kind", "n_held"),
    ],
)
def test_offices_add_up_to_counties_cities_and_the_province_by_department_and_over_all(mart, name, key, count):
    offices = f"""
        quarter | {key} | region_code | department_code | {count}
        --------+-------+-------------+-----------------+------
        2020Q1  | a     | 360102      | transport       | 1
        2020Q1  | a     | 360102      | health          | 2
        2020Q1  | a     | 360121      | transport       | 4
        2020Q1  | b     | 360702      | transport       | 8
        2020Q2  | a     | 360100      | transport       | 16   """
    known = mart(f"{name}_office").columns
    drawn = [dict.fromkeys(known, 0) | row for row in rows(offices)]
    got = mart(name, **{f"{name}_office": drawn})
    of = {tuple(r[c] for c in ("quarter", key, "region_code", "department_code")): r[count] for r in got.to_dicts()}
    assert of["2020Q1", "a", "360102", "*"] == 3 and of["2020Q1", "a", "360100", "*"] == 7
    assert of["2020Q1", "a", "360100", "transport"] == of["2020Q1", "a", "360000", "transport"] == 5
    assert of["2020Q1", "b", "360000", "*"] == of["2020Q1", "b", "360700", "transport"] == 8
    assert of["2020Q2", "a", "360100", "*"] == 16 and ("2020Q2", "a", "360102", "*") not in of
    assert of["2020Q1", "*", "360000", "*"] == 15 and of["2020Q1", "*", "360000", "transport"] == 13


@pytest.mark.parametrize(
    ("rows_of", "mart_of", "key", "count"),
    [("promised_rows", "agg_commitment", "kind", "n_signed"), ("looked_rows", "agg_credit_check", "matter", "n_matters"),
     ("talked_rows", "agg_interview", "kind", "n_held")],
)  # fmt: skip
def test_four_quarters_end_with_the_quarter_whatever_lies_between(mart, rows_of, mart_of, key, count):
    drawn = f"""
        quarter | {key} | region_code | department_code | {count}
        --------+-------+-------------+-----------------+------
        2019Q4  | '*'   | 360000      | '*'             | 1
        2020Q1  | '*'   | 360000      | '*'             | 2
        2020Q4  | '*'   | 360000      | '*'             | 4
        2020Q4  | a     | 360000      | '*'             | 4
        2020Q4  | '*'   | 360000      | transport       | 3    """
    known = mart(mart_of).columns
    made = mart(
        rows_of, sql={rows_of: queries.read(rows_of)}, **{mart_of: [dict.fromkeys(known, 0) | r for r in rows(drawn)]}
    )
    shows(
        made,
        f"""
        quarter | n_quarters | {key} | department_code | {count}
        --------+------------+-------+-----------------+------
        2019Q4  | 1          | '*'   | '*'             | 1
        2020Q1  | 1          | '*'   | '*'             | 2
        2020Q4  | 1          | '*'   | '*'             | 4
        2020Q4  | 1          | a     | '*'             | 4
        2020Q4  | 1          | '*'   | transport       | 3
        2019Q4  | 4          | '*'   | '*'             | 1
        2020Q1  | 4          | '*'   | '*'             | 3
        2020Q4  | 4          | '*'   | '*'             | 6
        2020Q4  | 4          | '*'   | transport       | 3     """,
    )
