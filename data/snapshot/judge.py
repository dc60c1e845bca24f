"""Judge every figure; or, going on from the last build, those groups only whose verdicts may have moved.

A verdict rests on its own series, on its group (plan, indicator, family, peer group), on the p-values of all other groups of
the quarter (Benjamini-Hochberg), and where it stands alone on what other series that stand alone taught of forecasts. So
made anew are the groups one of whose figures changed, and those that teach or are taught across indicators; to the rest only
their q is told. Should a q cross a line on which a verdict turns, its group is judged anew as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import duckdb
import polars as pl

import queries
from data.snapshot.differ import aside, lay_over
from data.snapshot.load import insert
from data.snapshot.some import among, of_some
from metrics import assess, compare
from metrics.dispersion import LEAST_UNITS
from metrics.evidence import FAMILY
from metrics.multiplicity import with_q

WHILE_JUDGING = "256MB"  # for DuckDB
ROUNDS = 4  # of groups whose q crossed a line; then all are judged


class Unsure(Exception):
    """It cannot be said which groups may have moved: all are to be judged."""


Tell = Callable[[str, Mapping[str, set[str]]], None]


def judge(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None, tell: Tell = lambda *_: None) -> int:
    """Fill stat_judgement, stat_peer_group, stat_tests and judged_count. some: indicators whose figures have changed.

    tell: told which rows of stat_judgement moved, where only some were judged.
    """
    try:
        if some is None:
            raise Unsure
        tell("stat_judgement", _judge_some(con, some))
    except Unsure:
        _judge_all(con)
    finally:
        con.execute("; ".join(f"drop table if exists temp.{t}" for t in ("judged_row", "judged_group", "judged_mine")))
    con.execute("delete from stat_tests")
    insert(con, "stat_tests", assess.tests_of(con.sql("select * from judged_count").pl()))
    return int(con.execute("select count(*) from stat_judgement").fetchall()[0][0])


def _judge_all(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("delete from stat_judgement; delete from stat_peer_group")
    con.execute("drop table if exists judged_row")  # its memory goes to polars
    found = _assessed(con, queries.read("judged_rows"), queries.read("judged_months"), None)
    con.register("counts_found", found.counts.to_arrow())
    con.execute("create or replace table judged_count as select * from counts_found")
    con.unregister("counts_found")
    _tell_months(con, "table judged_month")
    insert(con, "stat_peer_group", found.peer_groups)
    insert(con, "stat_judgement", found.judged)
    con.execute("create or replace table judged_family as select distinct plan, quarter, family from stat_judgement")
    con.execute("drop table if exists judged_moved")  # which is: all


def _tell_months(con: duckdb.DuckDBPyConnection, what: str, where: str = "") -> None:
    """What tells the months of one series from others, a row a series."""
    con.execute(f"create or replace {what} as {_MONTHS.format(months=queries.read('judged_months'), where=where)}")


def _judge_some(con: duckdb.DuckDBPyConnection, some: Sequence[str]) -> dict[str, set[str]]:
    """What moved of stat_judgement. Raises Unsure before anything is written."""
    _each_place_is_in_one_plan(con)
    of_them = among("indicator", some)
    rows = of_some(queries.read("judged_rows"), ("agg_rollup", "agg_observation"), some)
    con.execute(f"create or replace temp table judged_row as select * from ({rows}) where {of_them}")
    _tell_months(con, "temp table month_now", f"where {of_them}")
    con.execute(f"create or replace temp table judged_group as {_GROUPS.format(changed=of_them)}")
    for _ in range(ROUNDS):
        mine = f"select t.* from ({_ROWS.format(changed=of_them, again=queries.read('judged_again'))}) as t where exists {_OF_GROUP}"
        con.execute(f"create or replace temp table judged_mine as {mine}")
        _spans_as_long(con, of_them)
        months = (
            f"select * from ({queries.read('judged_months')}) where indicator in (select indicator from judged_group)"
        )
        others = con.sql(f"select t.rowid as r, {_OTHERS} from stat_judgement as t where {_ELSEWHERE}").pl()
        found = _assessed(con, "from judged_mine", months, others)
        before = con.sql(f"select {_TESTED} from stat_judgement as t where exists {_OF_GROUP}").pl()
        families = _families_moved(found.judgements.select(before.columns), before)
        told = _told(others, found.judgements, families)
        crossed = told.filter("has_crossed").select("plan", "indicator", "family", "peer_group").unique()
        if crossed.is_empty():
            con.execute(f"delete from judged_month where {of_them}")
            con.execute("insert into judged_month select * from month_now")
            return _lay(con, found, told, families)
        con.register("crossed", crossed.to_arrow())
        con.execute("create or replace temp table judged_group as from judged_group union from crossed")
        con.unregister("crossed")
    raise Unsure


# Figures that did not change are taken from where they were judged.
_ROWS = "from judged_row union all by name select * from ({again}) where not {changed}"
# What tells the figures of one group from others, as asked and as judged: a rate is told by its counts.
_TOLD = """
select
    plan, indicator, family, peer_group, count(*) as n,
    sum(hash(
        quarter, region_code, department_code, numerator, denominator, n_rows, origin,
        case when denominator is null then coalesce(value, numerator) end
    )) as told
from {table}
where {{changed}}
group by plan, indicator, family, peer_group
"""
_MONTHS = """
select indicator, region_code, department_code, count(*) as n, sum(hash(month_index, value, denominator)) as told
from ({months}) as m
{where}
group by indicator, region_code, department_code
"""
# Groups to be judged anew: of what changed; with series that stand alone, taught or (where they are no office) teaching.
_GROUPS = f"""
select plan, indicator, family, peer_group
from (
    (select * from ({_TOLD.format(table="judged_row")}) except select * from ({_TOLD.format(table="stat_judgement")}))
    union all
    (select * from ({_TOLD.format(table="stat_judgement")}) except select * from ({_TOLD.format(table="judged_row")}))
) as c
union
select plan, indicator, family, peer_group
from judged_row
where (indicator, region_code, department_code) in (
    select (indicator, region_code, department_code)
    from (
        (select * from month_now except select * from judged_month)
        union all
        (select * from judged_month where {{changed}} except select * from month_now)
    ) as m
)
union
select plan, indicator, family, peer_group from judged_count where stands_alone
union
select plan, indicator, family, peer_group
from (
    select
        plan, indicator, family, peer_group, region_code, department_code,
        bool_or(unit = 'percent' and denominator > 0) as has_cases
    from (
        select plan, indicator, family, peer_group, region_code, department_code, value, denominator, unit, series from judged_row
        union all
        select
            plan, j.indicator, family, peer_group, region_code, department_code, value, denominator, i.unit, i.series
        from (select * from stat_judgement where not {{changed}}) as j
        join ref_indicator as i on i.indicator = j.indicator
    ) as r
    where family <> 'office' and value is not null and series <> 'year_to_date'
    group by all
) as s
group by all
having peer_group is null or count(*) filter (where has_cases) < {LEAST_UNITS} or not bool_and(has_cases)
"""
_OF_GROUP = (
    "(select 1 from judged_group as g where g.plan = t.plan and g.indicator = t.indicator and g.family = t.family "
    "and g.peer_group is not distinct from t.peer_group)"
)
_ELSEWHERE = f"(t.peer_p is not null or t.p_named is not null) and not exists {_OF_GROUP}"
_OTHERS = "t.plan, t.indicator, t.quarter, t.family, t.peer_group, t.peer_p, t.peer_q, t.p_named, t.q_named"
_KEY = ", ".join(f"{c} as of_{c}" for c in ("plan", "indicator", "quarter", "region_code", "department_code"))
_TESTED = "t.plan, t.quarter, t.family, t.peer_p, t.p_named"


def _each_place_is_in_one_plan(con: duckdb.DuckDBPyConnection) -> None:
    """A figure of two plans teaches in one of them: which, only all its rows together tell."""
    twice = """select 1 from ref_plan as p join ref_region_ancestor as a on a.ancestor_code = p.region_code
    where p.extends is null group by a.region_code having count(*) > 1 limit 1"""
    if con.execute(twice).fetchall():
        raise Unsure


def _spans_as_long(con: duckdb.DuckDBPyConnection, changed: str) -> None:
    """The quarters looked ahead from must be those of all rows together."""
    span = "select min(quarter), max(quarter) from ({}) where value is not null and series <> 'year_to_date'"
    kept = f"""select quarter, value, i.series from (select * from stat_judgement where not {changed}) as j
    join ref_indicator as i on i.indicator = j.indicator"""
    every = f"select quarter, value, series from judged_row union all {kept}"
    own = span.format("from judged_mine") + " and family <> 'office'"
    if con.execute(own).fetchall() != con.execute(span.format(every)).fetchall():
        raise Unsure


def _assessed(con: duckdb.DuckDBPyConnection, rows: str, months: str, others: pl.DataFrame | None) -> assess.Assessed:
    periods, targets = (con.sql(f"select * from {t}").pl() for t in ("plan_quarter", "ref_target"))
    by_month, held = con.sql(months).pl(), [con.sql(rows).pl()]
    if others is not None:
        others = others.select(*FAMILY, "peer_p", "p_named")
    with _pages_given_back(con):
        return assess.assess(
            held.pop(), targets, periods, by_month, others
        )  # held by nobody else: it goes when used up


def _told(others: pl.DataFrame, judged: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """What is said of the rows of some families judged elsewhere: their q among all, and whether that crosses a line."""
    beside = judged.select(*FAMILY, "peer_p", "p_named")
    others, beside = (rows.join(families, on=FAMILY, how="semi", maintain_order="left") for rows in (others, beside))
    told = with_q(others, FAMILY, p="peer_p", name="peer_q_now", beside=beside)
    told = with_q(told, FAMILY, p="p_named", name="q_named_now", beside=beside)
    crossed = [
        (pl.col(q) <= most) != (pl.col(f"{q}_now") <= most)
        for q, most in (("peer_q", compare.DISCOVERY), ("q_named", assess.Q_TO_NAME))
    ]
    return told.with_columns(has_crossed=pl.any_horizontal(crossed).fill_null(False))


def _families_moved(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Families of tests not all of whose p-values are as they were."""
    sides = [
        rows.group_by(FAMILY).agg(pl.col(p).drop_nulls().sort() for p in ("peer_p", "p_named")) for rows in (now, then)
    ]
    both = sides[0].join(sides[1], on=FAMILY, how="full", coalesce=True)
    same = pl.all_horizontal(pl.col(p).eq_missing(pl.col(f"{p}_right")) for p in ("peer_p", "p_named"))
    return both.filter(~same).select(FAMILY)


def _lay(
    con: duckdb.DuckDBPyConnection, found: assess.Assessed, told: pl.DataFrame, families: pl.DataFrame
) -> dict[str, set[str]]:  # fmt: skip
    moved = told.filter(
        pl.any_horizontal(pl.col(q).ne_missing(pl.col(f"{q}_now")) for q in ("peer_q", "q_named"))
    ).select("r", peer_q="peer_q_now", q_named="q_named_now")
    con.register("families", families.to_arrow())
    con.execute("create or replace table judged_family as select plan, quarter, family from families")
    con.unregister("families")
    con.register("moved", moved.to_arrow())
    con.execute(
        "update stat_judgement as t set peer_q = m.peer_q, q_named = m.q_named from moved as m where t.rowid = m.r"
    )
    con.unregister("moved")
    with aside(con, "stat_judgement"):
        insert(con, "stat_judgement", found.judgements)
        laid = lay_over(con, "stat_judgement", f"exists {_OF_GROUP}", ("judged_moved", _KEY))
    for table, frame in (("stat_peer_group", found.peer_groups), ("judged_count", found.counts)):
        con.execute(f"delete from {table} as t where exists {_OF_GROUP}")
        insert(con, table, frame)
    return laid or {"indicator": set()}


@contextmanager
def _pages_given_back(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """DuckDB keeps pages up to its limit, polars knows of no limit: while the one rests, the other may have its memory."""
    limit = con.sql("select current_setting('memory_limit') as m").pl().item()
    with suppress(duckdb.OutOfMemoryException):  # what cannot be given up now stays
        con.execute(f"set memory_limit = '{WHILE_JUDGING}'")
    try:
        yield
    finally:
        con.execute(f"set memory_limit = '{limit}'")
