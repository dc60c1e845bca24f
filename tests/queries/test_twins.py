"""Every mart against its slow twin, on small random worlds."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

import queries
from tests.queries import twins

SEEDS = range(4)
REGIONS = ["360102", "360121", "360702"]
DEPARTMENTS = ["market_regulation", "transport"]


def some_day(dice: Random, first: str, last: str, step: int = 1) -> date:
    """A wide step makes days coincide: what happens on the very day is where a count goes wrong."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return begin + timedelta(days=step * dice.randint(0, (end - begin).days // step))


def perhaps(dice: Random, value, chance=0.5):
    return value if dice.random() < chance else None


def working_days(frames) -> set[date]:
    calendar = frames["ref_workday"]
    return set(calendar.filter(calendar["is_workday"])["day"])


def acts(dice: Random, n: int) -> list[dict]:
    rows = []
    for i in range(n):
        decided = some_day(dice, "2019-12-01", "2020-11-30")
        rows.append({
            "decision_id": f"D{i}", "act": dice.choice(["licence", "penalty"]), "region_code": dice.choice(REGIONS),
            "department_code": dice.choice(DEPARTMENTS), "decided_on": decided,
            "due_on": perhaps(dice, decided + timedelta(days=dice.randint(0, 40)), 0.2),
            "published_on": perhaps(dice, decided + timedelta(days=dice.randint(0, 25)), 0.85),
        })  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("decision_day_counts", [False, True])
def test_publication_by_month(mart, lookup_frames, seed, decision_day_counts):
    rows, as_of = acts(Random(seed), 300), date(2020, 10, 12)
    got = mart("agg_publication_month", as_of=str(as_of), decision_day_counts=decision_day_counts, stg_decisions=rows)
    twin = twins.publication(
        rows, {"licence": 7, "penalty": 7}, working_days(lookup_frames), as_of, decision_day_counts=decision_day_counts
    )
    assert len(twin) == got.height
    for row in got.to_dicts():
        cell = twin[row["act"], row["month"], row["region_code"], row["department_code"]]
        assert {k: v for k, v in row.items() if k.startswith("n_")} == {k: cell[k] for k in row if k.startswith("n_")}


@pytest.mark.parametrize("seed", SEEDS)
def test_publication_delay(mart, lookup_frames, seed):
    rows, as_of = acts(Random(seed), 300), date(2020, 10, 12)
    got = mart("agg_publication_delay", as_of=str(as_of), stg_decisions=rows)
    summed: dict = {}
    for quarter, delay, n in got.select("quarter", "delay_days", "n_acts").iter_rows():
        summed[quarter, delay] = summed.get((quarter, delay), 0) + n
    assert summed == dict(twins.delays(rows, {"licence": 7, "penalty": 7}, working_days(lookup_frames), as_of))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_counts_of_what_was_sent(mart, seed):
    dice = Random(seed)
    rows = [
        {"decision_id": f"D{dice.randint(1, 40)}", "act": dice.choice(["licence", "penalty"]), "department_code": dice.choice([*DEPARTMENTS, *DEPARTMENTS[:1] * 6]),
         "region_code": "360102", "_position": n // 10, "_row": n % 10, "_submission_id": f"S{n // 10}"}
        for n in range(120)
    ]  # fmt: skip
    got = mart("stg_decisions", raw_decisions=rows)
    twin = twins.latest(rows, ("decision_id", "act"), "department_code")
    assert sorted(got.select("_submission_id", "_row").rows()) == sorted((r["_submission_id"], r["_row"]) for r in twin)


def entities(dice: Random, n: int) -> list[dict]:
    return [
        {"entity_id": f"E{i}", "region_code": dice.choice(REGIONS), "sector": dice.choice(["finance", "other"]),
         "registered_on": some_day(dice, "2017-01-01", "2020-06-30"),
         "deregistered_on": perhaps(dice, some_day(dice, "2020-07-01", "2021-06-30"), 0.3)}
        for i in range(n)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_stock_of_credit_files(mart, seed):
    dice = Random(seed)
    register = entities(dice, 40)
    archives = []
    for i in range(70):
        opened = some_day(dice, "2019-03-10", "2021-01-31", 30)
        closed = perhaps(dice, opened + timedelta(days=30 * dice.randint(1, 9)), 0.7)
        archives.append(
            {"entity_id": f"E{dice.randint(0, 30)}", "archive_kind": f"k{i}", "opened_on": opened, "closed_on": closed}
        )
    as_of = date(2021, 3, 17)
    got = mart("agg_archive_month", as_of=str(as_of), stg_entities=register, stg_archives=archives)
    twin = twins.archive_stock(register, archives, as_of)
    found = {(r["month"], r["sector"], r["region_code"]): (r["n_registered"], r["n_archived"]) for r in got.to_dicts()}
    assert {k: v for k, v in found.items() if v != (0, 0)} == {k: v for k, v in twin.items() if v != (0, 0)}


@pytest.mark.parametrize("seed", SEEDS)
def test_tasks_by_quarter(mart, real, seed):
    dice = Random(seed)
    deadlines = {
        "t1": ("finish_by", date(2020, 11, 30)),
        "t2": ("start_then_ongoing", date(2020, 12, 31)),
        "t3": ("ongoing", None),
    }
    owners = [{"plan": "P", "task": t, "department_code": d} for t in deadlines for d in DEPARTMENTS]
    reports = list({
        (r["task"], r["department_code"], r["reported_on"]): r
        for r in (
            {"plan": "P", "task": dice.choice(["t1", "t2", "t3"]), "department_code": dice.choice(DEPARTMENTS),
             "reported_on": some_day(dice, "2020-07-15", "2021-06-30"), "state": dice.choice(["not_started", "started", "done"])}
            for _ in range(15)
        )
    }.values())  # fmt: skip
    got = mart(
        "agg_task",
        as_of="2021-05-20",
        ref_plan=[{"plan": "P", "region_code": "230400", "issued_on": date(2020, 7, 9)}],
        ref_task=[
            {"plan": "P", "task": t, "deadline_kind": kind, "deadline_lenient": due}
            for t, (kind, due) in deadlines.items()
        ],
        ref_task_department=owners,
        stg_task_reports=reports,
    )
    ends = [date(2020, 9, 30), date(2020, 12, 31), date(2021, 3, 31), date(2021, 5, 20)]
    twin = twins.task_states(owners, reports, deadlines, ends)
    assert {(r["task"], r["department_code"], r["quarter"]): (r["state"], r["is_late"]) for r in got.to_dicts()} == twin
    done = real.sql(queries.read("agg_task_completion_quarter")).pl()
    found = {(r["quarter"], r["department_code"]): (r["n_due"], r["n_met_in_time"]) for r in done.to_dicts()}
    assert found == twins.tasks_due(owners, reports, deadlines, ends) and found


@pytest.mark.parametrize("seed", SEEDS)
def test_returns_by_office(mart, seed):
    dice = Random(seed)
    rows = [
        {"indicator": "M01-2", "period": dice.choice(["2020Q1", "2020-05", "2019"]), "region_code": dice.choice(["360622", "360603", "360102"]),
         "department_code": dice.choice(DEPARTMENTS), "numerator": float(dice.randint(0, 9)), "denominator": float(dice.randint(10, 20)),
         "_position": n, "_row": 1}
        for n in range(60)
    ]  # fmt: skip
    got = mart("agg_return", raw_returns=rows)
    twin: dict = {}
    for r in twins.latest(rows, ("indicator", "period", "region_code", "department_code"), None):
        place = "360603" if r["region_code"] == "360622" else r["region_code"]
        n, d = twin.get((r["period"], place, r["department_code"]), (0, 0))
        twin[r["period"], place, r["department_code"]] = (n + r["numerator"], d + r["denominator"])
    found = {
        (r["period"], r["region_code"], r["department_code"]): (r["numerator"], r["denominator"])
        for r in got.to_dicts()
    }
    assert found == twin
    assert all(abs(r["value"] - r["numerator"] / r["denominator"]) < 1e-12 for r in got.to_dicts())
