"""Which limit holds for which plan, and what it makes of each act: drawn, and against a slow twin."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

import queries
from tests.drawing import shows
from tests.queries import timely_twin
from tests.queries.test_twins import perhaps, some_day, working_days

PLANS = """
    plan          | region_code | issued_on  | period_to
    --------------+-------------+------------+-----------
    jiangxi-2020  | 360000      | 2020-06-30 |
    zhejiang-2020 | 330000      | 2020-04-28 |
    siyang-2016   | 321323      | 2016-03-01 |            """


def limits(mart, acts, plans=PLANS, **more):
    rows = [{"act": "penalty", "region_code": r} for r in acts]
    return mart("ref_limit_span", ref_plan=plans, stg_decisions=rows, **more)


def held(got, plan, region, day="2021-01-01"):
    day = date.fromisoformat(day)
    rows = got.filter(
        (pl.col("plan") == plan)
        & (pl.col("region_code") == region)
        & (pl.col("from_on") <= day)
        & (pl.col("until_on") > day)
    )
    return {(r["leg"], r["act"]): (r["days"], r["force"]) for r in rows.to_dicts()}


def test_eight_further_acts_in_jiangxi_four_in_zhejiang_and_none_in_siyang(mart):
    got = limits(mart, ["360102", "330102", "321323"])
    two = {("publication", "licence"): (7, "binding"), ("publication", "penalty"): (7, "binding")}
    four = {("publication", act): (7, "study") for act in ("compulsion", "confirmation", "reward", "inspection")}
    more = {("publication", act): (7, "study") for act in ("levy", "grant", "adjudication", "compensation")}
    assert held(got, "jiangxi-2020", "360102") == two | four | more
    assert held(got, "zhejiang-2020", "330102") == two | four
    assert held(got, "siyang-2016", "321323") == {
        (leg, act): (days, "binding")
        for leg, days in (("publication", 5), ("report", 5), ("collate", 2))
        for act in ("licence", "penalty")
    } | {("commitment", "commitment"): (3, "binding")}
    assert held(got, "jiangxi-2020", "330102") == {}


def test_a_plan_is_read_by_the_national_rules_and_its_own_not_by_those_of_a_plan_within_it(mart):
    plans = "plan | region_code\n---+---\njiangxi-2020 | 360000\ncity | 360100"
    rules = """
        rule   | kind              | acts    | days | plan | region_code | valid_from
        -------+-------------------+---------+------+------+-------------+-----------
        nation | publication_limit | penalty | 7    |      |             | 2018-07-25
        city   | publication_limit | penalty | 5    | city | 360100      | 2019-01-01
        nobody | publication_limit | penalty | 6    |      | 360102      | 2019-01-01 """
    got = limits(mart, ["360102", "360121"], plans, ref_rule=rules)
    by_plan = {plan: held(got, plan, "360121")["publication", "penalty"][0] for plan in ("jiangxi-2020", "city", "*")}
    assert by_plan == {"jiangxi-2020": 7, "city": 5, "*": 5}
    assert (
        held(got, "jiangxi-2020", "360102")["publication", "penalty"][0] == 6
    )  # a rule of no plan binds every plan there


def test_a_limit_that_stands_in_an_adopters_pack_only_holds_for_its_period_and_place(mart):
    plans = """
        plan | region_code | period_from | period_to
        -----+-------------+-------------+-----------
        own  | 361000      | 2020-03-01  | 2021-06-30 """
    pack = """
        plan | limit_id | days | day_kind | acts           | from_event | to_event     | force
        -----+----------+------+----------+----------------+------------+--------------+--------
        own  | quick    | 3    | working  | penalty,reward | decided_on | published_on | promote
        own  | notice   | 9    | working  | penalty        | listed_on  | notified_on  | binding """
    got = limits(mart, ["361002", "360102"], plans, ref_limit=pack)
    shows(
        got.filter((pl.col("plan") == "own") & (pl.col("act") != "licence")),
        """
        leg         | act     | region_code | from_on    | until_on   | rule                      | days | force
        ------------+---------+-------------+------------+------------+---------------------------+------+---------
        publication | penalty | 361002      | 2018-07-25 | 2020-03-01 | publication-national-2018 | 7    | binding
        publication | penalty | 361002      | 2020-03-01 | 2021-07-01 | own:quick                 | 3    | promote
        publication | penalty | 361002      | 2021-07-01 | 9999-01-01 | publication-national-2018 | 7    | binding
        publication | reward  | 361002      | 2020-03-01 | 2021-07-01 | own:quick                 | 3    | promote """,
    )


def test_a_limit_in_days_of_the_calendar_is_counted_in_them(mart):
    plans = "plan | region_code | period_from\n---+---+---\nown | 361000 | 2020-01-01"
    pack = """
        plan | limit_id | days | day_kind | acts   | from_event | to_event
        -----+----------+------+----------+--------+------------+-------------
        own  | month    | 30   | calendar | reward | decided_on | published_on """
    got = mart(
        "agg_act_state",
        ref_plan=plans,
        ref_limit=pack,
        as_of="2020-12-31",
        stg_decisions="""
        department_code | act    | region_code | decided_on | published_on
        ----------------+--------+-------------+------------+-------------
        thirtieth       | reward | 361002      | 2020-09-28 | 2020-10-28
        thirty_first    | reward | 361002      | 2020-09-28 | 2020-10-29
        open            | reward | 361002      | 2020-12-01 |
        open_inside     | reward | 361002      | 2020-12-02 |           """,
    )
    shows(
        got.filter(pl.col("plan") == "own"),
        """
        department_code | delay_days | state
        ----------------+------------+------------
        thirtieth       | 30         | last_day
        thirty_first    | 31         | late_done
        open            |            | late_open
        open_inside     |            | inside_open """,
    )


JIANGXI = "plan | region_code | issued_on\n---+---+---\njiangxi-2020 | 360000 | 2020-06-30"


def test_a_rule_that_changes_within_the_quarter_splits_it(mart):
    got = mart(
        "agg_timeliness",
        ref_plan=JIANGXI,
        ref_rule="""
        rule  | kind              | acts    | days | valid_from | valid_to   | force
        ------+-------------------+---------+------+------------+------------+--------
        first | publication_limit | penalty | 7    | 2018-01-01 | 2020-05-14 | study
        then  | publication_limit | penalty | 3    | 2020-05-15 |            | binding """,
        stg_decisions="""
        decided_on | published_on
        -----------+-------------
        2020-05-14 | 2020-05-20
        2020-05-15 | 2020-05-20
        2020-05-15 | 2020-05-21   """,
    )
    shows(
        got.filter((pl.col("region_code") == "360000") & (pl.col("department_code") == "*")),
        """
        quarter | days_least | days_most | force_most | force_least | n_due | n_in_time | n_late_done | n_last_day
        --------+------------+-----------+------------+-------------+-------+-----------+-------------+-----------
        2020Q2  | 3          | 7         | binding    | study       | 3     | 2         | 1           | 1         """,
    )


def test_each_act_stands_in_one_column_only(mart):
    got = mart(
        "agg_timeliness",
        ref_plan=JIANGXI,
        as_of="2020-06-30",
        stg_decisions="""
        act        | decided_on | published_on | due_on
        -----------+------------+--------------+-----------
        penalty    | 2020-06-01 | 2020-06-02   |
        penalty    | 2020-06-01 | 2020-06-24   |
        penalty    | 2020-06-01 |              |
        penalty    | 2020-06-24 |              |
        penalty    | 2020-06-24 | 2020-06-29   |
        penalty    | 2020-06-24 | 2020-06-29   | 2020-06-25
        penalty    | 2020-06-08 | 2020-06-03   |
        penalty    | 2017-06-08 | 2017-06-09   |
        penalty    | 2020-07-01 | 2020-07-02   |            """,
    )
    shows(
        got.filter((pl.col("region_code") == "360000") & (pl.col("department_code") == "*")),
        """
        quarter | n_begun | n_in_time | n_late_done | n_late_open | n_inside | n_open_inside | n_without_limit | n_due | n_done | n_negative | n_own_limit
        --------+---------+-----------+-------------+-------------+----------+---------------+-----------------+-------+--------+------------+------------
        2020Q2  | 7       | 2         | 2           | 1           | 2        | 1             | 0               | 5     | 5      | 1          | 1
        2017Q2  | 1       | 0         | 0           | 0           | 0        | 0             | 1               | 0     | 1      | 0          | 0          """,
    )


def test_regions_and_departments_add_up_from_the_offices(mart):
    got = mart(
        "agg_timeliness",
        ref_plan=JIANGXI,
        stg_decisions="""
        region_code | department_code | decided_on | published_on
        ------------+-----------------+------------+-------------
        360102      | transport       | 2020-06-01 | 2020-06-02
        360121      | transport       | 2020-06-01 | 2020-07-31
        360100      | health          | 2020-06-01 |
        230402      | health          | 2020-06-01 | 2020-06-02   """,
    )
    shows(
        got,
        """
        region_code | department_code | n_due | n_in_time | n_late_open
        ------------+-----------------+-------+-----------+------------
        360102      | transport       | 1     | 1         | 0
        360102      | '*'             | 1     | 1         | 0
        360121      | transport       | 1     | 0         | 0
        360121      | '*'             | 1     | 0         | 0
        360100      | transport       | 2     | 1         | 0
        360100      | health          | 1     | 0         | 1
        360100      | '*'             | 3     | 1         | 1
        360000      | transport       | 2     | 1         | 0
        360000      | health          | 1     | 0         | 1
        360000      | '*'             | 3     | 1         | 1          """,
    )


def test_published_before_decided_is_a_finding_with_a_delay_below_zero(mart):
    got = mart(
        "agg_act_state",
        ref_plan=JIANGXI,
        stg_decisions="""
        department_code | decided_on | published_on
        ----------------+------------+-------------
        three_before    | 2020-06-05 | 2020-06-02
        over_a_weekend  | 2020-06-07 | 2020-06-06
        years_before    | 2020-06-05 | 1920-06-05   """,
    )
    shows(
        got.filter(pl.col("plan") == "*"),
        """
        department_code | second | delay_days | state
        ----------------+--------+------------+--------
        three_before    | before | -3         | in_time
        over_a_weekend  | before | -1         | in_time
        years_before    | before | -1         | in_time """,
    )


def test_without_a_calendar_no_clock_runs_and_that_is_said(mart):
    rule = "rule | kind | acts | days | valid_from\n---+---+---+---+---\nold | publication_limit | penalty | 7 | 2000-01-01"
    got = mart(
        "agg_act_state",
        as_of="2040-01-31",
        ref_rule=rule,
        stg_decisions="""
        department_code | act     | decided_on | published_on | due_on
        ----------------+---------+------------+--------------+-----------
        before          | penalty | 2013-06-03 | 2013-06-04   |
        no_limit        | reward  | 2013-06-03 | 2013-06-04   |
        own_limit       | penalty | 2013-06-03 | 2013-06-04   | 2013-06-06
        at_the_end      | penalty | 2027-12-28 | 2027-12-29   |
        after           | penalty | 2030-06-03 |              |
        long_after      | penalty | 2027-06-01 | 2031-06-01   |           """,
    )
    shows(
        got,
        """
        department_code | state       | month
        ----------------+-------------+--------
        before          | no_calendar | 2013-06
        no_limit        | no_limit    | 2013-06
        own_limit       | in_time     | 2013-06
        at_the_end      | no_calendar | 2027-12
        after           | no_calendar | 2030-06
        long_after      | late_done   | 2027-06 """,
    )


def test_a_limit_that_runs_into_a_year_without_official_calendar_is_provisional(mart):
    got = mart(
        "agg_act_state",
        as_of="2027-03-31",
        stg_decisions="""
        department_code | decided_on | published_on
        ----------------+------------+-------------
        ends_this_year  | 2026-12-22 | 2026-12-23
        ends_next_year  | 2026-12-23 | 2026-12-24
        of_next_year    | 2027-01-04 | 2027-01-05   """,
    )
    shows(
        got,
        """
        department_code | is_provisional | state
        ----------------+----------------+--------
        ends_this_year  | false          | in_time
        ends_next_year  | true           | in_time
        of_next_year    | true           | in_time """,
    )


SIYANG = "plan | region_code | issued_on\n---+---+---\nsiyang-2016 | 321323 | 2016-03-01"


def test_five_days_to_publish_five_to_report_and_two_to_collate(mart):
    got = mart(
        "agg_timeliness",
        ref_plan=SIYANG,
        stg_decisions="""
        act     | region_code | decided_on | published_on | reported_on | collated_on
        --------+-------------+------------+--------------+-------------+------------
        licence | 321323      | 2020-06-01 | 2020-06-08   | 2020-06-08  | 2020-06-10
        licence | 321323      | 2020-06-01 | 2020-06-09   | 2020-06-09  | 2020-06-12
        penalty | 321323      | 2020-06-01 | 2020-06-02   |             |
        penalty | 321323      | 2020-06-01 | 2020-06-02   | 2020-06-03  |
        reward  | 321323      | 2020-06-01 | 2020-06-02   | 2020-06-03  |            """,
        stg_commitments="""
        region_code | signed_on  | published_on
        ------------+------------+-------------
        321323      | 2020-06-01 | 2020-06-04
        321323      | 2020-06-01 | 2020-06-05
        321323      | 2020-06-01 |             """,
    )
    shows(
        got.filter(pl.col("department_code") == "*"),
        """
        leg         | act        | days_least | n_begun | n_due | n_in_time | n_late_done | n_late_open | n_last_day | n_without_limit
        ------------+------------+------------+---------+-------+-----------+-------------+-------------+------------+----------------
        publication | licence    | 5          | 2       | 2     | 1         | 1           | 0           | 1          | 0
        publication | penalty    | 5          | 2       | 2     | 2         | 0           | 0           | 0          | 0
        publication | reward     |            | 1       | 0     | 0         | 0           | 0           | 0          | 1
        report      | licence    | 5          | 2       | 2     | 1         | 1           | 0           | 1          | 0
        report      | penalty    | 5          | 2       | 2     | 1         | 0           | 1           | 0          | 0
        collate     | licence    | 2          | 2       | 2     | 1         | 1           | 0           | 1          | 0
        collate     | penalty    | 2          | 1       | 1     | 0         | 0           | 1           | 0          | 0
        commitment  | commitment | 3          | 3       | 3     | 1         | 1           | 1           | 1          | 0               """,
    )


def test_an_office_that_never_states_when_it_reported_is_not_called_late(mart):
    acts = """
        act     | region_code | department_code | decided_on | reported_on
        --------+-------------+-----------------+------------+------------
        licence | 321323      | silent          | 2020-06-01 |
        penalty | 321323      | silent          | 2020-06-01 |
        licence | 321323      | speaks          | 2020-06-01 |
        penalty | 321323      | speaks          | 2020-06-01 | 2020-06-02 """
    got = mart("agg_timeliness", ref_plan=SIYANG, stg_decisions=acts)
    shows(
        got.filter((pl.col("leg") == "report") & (pl.col("department_code") != "*")),
        """
        act     | department_code | n_begun | n_due | n_unstated
        --------+-----------------+---------+-------+-----------
        licence | silent          | 1       | 0     | 1
        penalty | silent          | 1       | 0     | 1
        licence | speaks          | 1       | 1     | 0
        penalty | speaks          | 1       | 1     | 0         """,
    )


def test_a_plan_without_such_limits_asks_neither_for_reports_nor_for_collation(mart):
    acts = "region_code | reported_on | published_on\n---+---+---\n360102 | 2020-06-02 | 2020-06-03"
    got = mart("agg_timeliness", ref_plan=JIANGXI, stg_decisions=acts)
    assert set(got["leg"]) == {"publication"}


def test_the_bars_of_the_picture_add_up_to_the_acts_due(mart):
    acts = """
        act     | decided_on | published_on
        --------+------------+-------------
        penalty | 2020-06-01 | 2020-06-10
        penalty | 2020-06-01 | 2020-06-11
        penalty | 2020-06-01 |
        penalty | 2020-06-24 | 2020-06-28
        reward  | 2019-06-03 | 2019-06-04   """
    got = mart("agg_delay", ref_plan=JIANGXI, as_of="2020-06-30", stg_decisions=acts)
    shows(
        got,
        """
        act     | quarter | state     | delay_days | n_acts
        --------+---------+-----------+------------+-------
        penalty | 2020Q2  | last_day  | 7          | 1
        penalty | 2020Q2  | late_done | 8          | 1
        penalty | 2020Q2  | late_open |            | 1
        reward  | 2019Q2  | no_limit  | 1          | 1      """,
    )


def world(dice):
    """Acts in two counties of Jiangxi and in Siyang, around the turn of a rule, holidays and the as-of date."""
    acts = [
        {
            "decision_id": f"D{i}", "act": dice.choice(["licence", "penalty", "reward"]),
            "region_code": dice.choice(["360102", "360121", "321323"]), "department_code": dice.choice(["transport", "health"]),
            "decided_on": (decided := some_day(dice, "2019-12-01", "2020-10-11")),
            "due_on": perhaps(dice, decided + timedelta(days=dice.randint(0, 30)), 0.1),
            "published_on": perhaps(dice, decided + timedelta(days=dice.randint(-4, 25)), 0.85),
            "reported_on": (reported := perhaps(dice, decided + timedelta(days=dice.randint(0, 14)), 0.8)),
            "collated_on": perhaps(dice, reported + timedelta(days=dice.randint(0, 6)), 0.8) if reported else None,
        }
        for i in range(250)
    ]  # fmt: skip
    signed = [
        {"commitment_id": f"C{i}", "region_code": dice.choice(["360102", "321323"]), "department_code": "transport",
         "signed_on": (day := some_day(dice, "2020-07-01", "2020-10-11")),
         "published_on": perhaps(dice, day + timedelta(days=dice.randint(0, 9)), 0.8)}
        for i in range(60)
    ]  # fmt: skip
    return acts, signed


RULES = """
    rule     | kind              | acts                   | days | region_code | plan         | valid_from | valid_to
    ---------+-------------------+------------------------+------+-------------+--------------+------------+-----------
    nation   | publication_limit | licence,penalty        | 7    |             |              | 2018-07-25 | 2020-07-31
    shorter  | publication_limit | licence,penalty        | 5    |             |              | 2020-08-01 |
    further  | publication_limit | reward                 | 9    | 360000      | jiangxi-2020 | 2020-02-01 |
    county   | publication_limit | licence                | 4    | 360121      | jiangxi-2020 | 2020-03-01 | 2020-09-30
    own      | publication_limit | licence,penalty        | 5    | 321323      | siyang-2016  | 2016-03-01 |
    reported | report_limit      | licence,penalty        | 5    | 321323      | siyang-2016  | 2016-03-01 |
    collated | collate_limit     | licence,penalty        | 2    | 321323      | siyang-2016  | 2016-03-01 |
    promised | commitment_limit  | commitment             | 3    | 321323      | siyang-2016  | 2016-03-01 |           """


@pytest.mark.parametrize(("seed", "decision_day_counts"), [(0, False), (1, True), (2, False)])
def test_every_count_against_the_slow_twin(mart, real, lookup_frames, seed, decision_day_counts):
    acts, signed = world(Random(seed))
    plans = [
        {"plan": "jiangxi-2020", "region_code": "360000", "issued_on": date(2020, 6, 30)},
        {"plan": "siyang-2016", "region_code": "321323", "issued_on": date(2016, 3, 1)},
    ]
    as_of = date(2020, 10, 12)
    got = mart(
        "agg_timeliness", as_of=str(as_of), decision_day_counts=decision_day_counts, ref_plan=plans, ref_rule=RULES,
        stg_decisions=acts, stg_commitments=signed,
    )  # fmt: skip
    twin = timely_twin.counts(
        acts, signed, RULES, working_days(lookup_frames), as_of, decision_day_counts=decision_day_counts
    )
    names = [c for c in got.columns if c.startswith("n_")]
    key = ["plan", "leg", "act", "quarter", "region_code", "department_code"]
    found = {tuple(row[k] for k in key): {n: row[n] for n in names if row[n]} for row in got.to_dicts()}
    assert found == {cell: dict(counted) for cell, counted in twin.items()}
    # within the one plan of a county no nearer rule holds: what its cards count by month adds up to the plan's quarters
    legs = real.sql(
        f"select leg, act, substr(month, 1, 4) || 'Q' || (cast(substr(month, 6, 2) as integer) + 2) // 3 as quarter, department_code, "
        f"sum(n_begun) as n_begun, sum(n_done) as n_done, sum(n_due) as n_due, sum(n_in_time) as n_in_time, sum(n_due_done) as n_due_done "
        f"from ({queries.read('agg_leg_month')}) where region_code = '321323' group by all"
    ).pl()
    assert set(legs["leg"]) == {"report", "collate", "commitment", "five_days"}
    for row in legs.filter(pl.col("leg") != "five_days").to_dicts():
        cell = twin["siyang-2016", row["leg"], row["act"], row["quarter"], "321323", row["department_code"]]
        assert all(row[n] == cell[n] for n in ("n_begun", "n_done", "n_due", "n_in_time"))
        assert row["n_due_done"] == cell["n_due"] - cell["n_late_open"]
