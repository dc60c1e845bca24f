"""Going on from the last build: a figure of one indicator changes, and with it what is said of another's units."""

import duckdb
import pytest

import queries
from data.snapshot.judge import judge

UNITS = [f"c{i:02d}" for i in range(12)]
# of 200 cases each: who is last in `two` is the furthest off in 36 tests; with three far off in `one` he is the fourth
TWO = [181, 179, 182, 180, 178, 181, 179, 180, 182, 180, 179, 163]
EVEN = [180, 181, 179, 180, 182, 178, 180, 181, 179, 180, 180, 181]
THREE_OFF = [120, 121, 119, *EVEN[3:]]


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute(queries.tables())
        con.execute(
            "create table plan_quarter (plan varchar, quarter varchar, period_end date, is_over boolean, quarter_index integer)"
        )
        con.execute("insert into plan_quarter values ('p', '2026Q3', date '2026-09-30', true, 2026 * 4 + 2)")
        con.execute(
            "insert into ref_plan (plan, region_code, period_from, period_to) values ('p', 'root', date '2025-01-01', date '2027-12-31')"
        )
        con.execute("insert into ref_region (region_code, level, kind) select unnest(?), 'county', 'county'", [UNITS])
        con.execute("insert into ref_region_ancestor select unnest(?), 'root', 'province'", [["root", *UNITS]])
        con.execute(
            "insert into ref_indicator (indicator, unit, direction, series, origin, additive_over, comparable_departments, "
            "counts_persons, least_denominator, margin) select unnest(['one', 'two', 'three']), 'percent', 'up', 'flow', 'event', "
            "'time,region,department', false, false, 5, 1"
        )
        con.execute("insert into ref_plan_indicator (plan, indicator) select 'p', unnest(['one', 'two', 'three'])")
        yield con


def set_figures(con, indicator, numerators, quarter="2026Q3"):
    con.execute("delete from agg_rollup where indicator = ? and period = ?", [indicator, quarter])
    con.execute(
        "insert into agg_rollup (indicator, period_kind, period, period_end, region_code, department_code, numerator, denominator, "
        "value, n_rows, origin) select ?, 'quarter', ?, date '2026-09-30', unnest(?), '*', unnest(?), 200, unnest(?) / 200, 200, 'event'",
        [indicator, quarter, UNITS, numerators, numerators],
    )


def judgements(con):
    return con.sql("select * from stat_judgement order by all").fetchall()


def q_and_peers(con):
    return con.sql(
        "select round(peer_q, 2), contains(signals, 'P4') from stat_judgement where indicator = 'two' and region_code = 'c11'"
    ).fetchall()[0]


def test_who_stood_out_once_others_do_is_judged_again_and_as_if_all_were(con):
    set_figures(con, "one", EVEN)
    set_figures(con, "two", TWO)
    set_figures(con, "three", EVEN)
    judge(con, None)
    assert q_and_peers(con) == (0.07, False)
    set_figures(con, "one", THREE_OFF)
    told = {}
    judge(con, ["one"], lambda table, moved: told.update(moved))
    went_on, groups = judgements(con), con.sql("from stat_peer_group order by all").fetchall()
    assert q_and_peers(con) == (0.02, True)
    assert told["indicator"] == {"one", "two"}
    judge(con, None)
    assert went_on == judgements(con)
    assert groups == con.sql("from stat_peer_group order by all").fetchall()


def set_cases(con, unit, cases, quarter):
    """Half of so many cases, of indicator `one`, in place of what it had."""
    con.execute(
        "update agg_rollup set numerator = ? / 2, denominator = ?, value = 0.5 "
        "where indicator = 'one' and region_code = ? and period = ?",
        [cases, cases, unit, quarter],
    )


# `few` has 2 cases in the second quarter, of least 5; what it has in the third, then and now, and the quarters that move with it
@pytest.mark.parametrize(
    ("then", "now", "quarters"),
    [
        (2, 2, {"2026Q3"}),
        (40, 60, {"2026Q3"}),
        (2, 40, {"2026Q2", "2026Q3"}),  # for once it has enough, and is compared with its peers in every quarter
        (40, 2, {"2026Q2", "2026Q3"}),
    ],
)
def test_verdicts_are_given_anew_from_the_first_quarter_on_that_may_have_moved(con, then, now, quarters):
    con.execute("insert into plan_quarter values ('p', '2026Q2', date '2026-06-30', true, 2026 * 4 + 1)")
    few, quarter = UNITS[0], "2026Q2"
    for indicator in ("one", "two"):
        set_figures(con, indicator, TWO, quarter)
        set_figures(con, indicator, EVEN)
    set_cases(con, few, 2, quarter)
    set_cases(con, few, then, "2026Q3")
    judge(con, None)
    set_figures(con, "one", THREE_OFF)
    set_cases(con, few, now, "2026Q3")
    told = {}
    judge(con, ["one"], lambda table, moved: told.update(moved))
    went_on, groups = judgements(con), con.sql("from stat_peer_group order by all").fetchall()
    assert told["quarter"] == quarters
    judge(con, None)
    assert went_on == judgements(con)
    assert groups == con.sql("from stat_peer_group order by all").fetchall()
