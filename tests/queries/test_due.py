"""What was due, and did it come in time?"""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from random import Random

import pytest

import queries
from tests.drawing import shows
from tests.queries import twins
from tests.queries.twins import quarter_of

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


@pytest.mark.parametrize("seed", range(2))
def test_what_was_owed_against_a_slow_twin(mart, real, seed):
    dice, as_of = Random(seed), date(2021, 5, 10)
    ends = [
        date(2020, 3, 31),
        date(2020, 6, 30),
        date(2020, 9, 30),
        date(2020, 12, 31),
        date(2021, 3, 31),
        date(2021, 6, 30),
    ]
    calendar = [
        {"source": "S", "region_code": "360000", "feed": feed, "department_code": who, "period": quarter_of(end), "period_end": end,
         "next_end": following, "due_on": end + timedelta(days=dice.choice([10, 45]))}
        for feed, who in (("decisions", "*"), ("decisions", "transport"), ("returns", "*"))
        for end, following in itertools.pairwise(ends)
    ]  # fmt: skip
    files = []
    for i in range(40):
        kept = dice.choice([0, 5])
        files.append({
            "source": "S", "submission_id": f"F{i}", "feed": dice.choice(["decisions", "returns"]), "department_code": dice.choice(["tax", "health", "transport"]),
            "received_on": dice.choice(ends) + timedelta(days=dice.choice([-1, 0, 1, 10, 11, 46])), "kept": kept, "refused": dice.choice([0, 3]), "rows": 8,
        })  # fmt: skip
    got = mart("agg_due", as_of=str(as_of), ref_due=calendar, meta_submission=files)
    twin = twins.reports_owed(calendar, files, as_of)
    assert {
        (r["feed"], r["department_code"], r["period"]): (r["state"], r["received_on"]) for r in got.to_dicts()
    } == twin
    due_on = {(c["feed"], c["department_code"], c["period"]): c["due_on"] for c in calendar}
    cells: dict = {}
    for (feed, who, period), (state, came) in twin.items():
        day = due_on.get((feed, who, period)) or due_on[feed, "*", period]
        n, in_time, any_came = cells.get((quarter_of(day), who), (0, 0, 0))
        cells[quarter_of(day), who] = n + 1, in_time + (state == "on_time"), max(any_came, int(came is not None))
    quarters = real.sql(queries.read("agg_due_quarter")).pl().to_dicts()
    assert {
        (r["quarter"], r["department_code"]): (r["n_due"], r["n_on_time"], r["n_sending"]) for r in quarters
    } == cells
    assert all(r["n_departments"] == 1 for r in quarters)
