"""Judge those groups only whose verdicts may have moved since the last build.

A verdict rests on its own series, on its group (plan, indicator, family, peer group), on the p-values of all other groups of
the quarter (Benjamini-Hochberg), and where it stands alone on what other series that stand alone taught of forecasts. So
made anew are the groups one of whose figures changed, and those that are taught across indicators, beside the series of those
that teach; to the rest only their q is told. Should a q cross a line on which a verdict turns, its group is judged anew too.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from metrics.placing import told_apart

ROUNDS = 4  # of groups whose q crossed a line; then all are judged


class Unsure(Exception):
    """It cannot be said which groups may have moved: all are to be judged."""


def judge_some(con: duckdb.DuckDBPyConnection, some: Sequence[str]) -> dict[str, set[str]]:
    """What moved of stat_judgement. Raises Unsure before anything is written."""
    _each_place_is_in_one_plan(con)
    of_them = among("indicator", some)
    rows = of_some(queries.read("judged_rows"), ("agg_rollup", "agg_observation"), some)
    con.execute(f"create or replace temp table judged_row as select * from ({rows}) where {of_them}")
    tell_months(con, "temp table month_now", f"where {of_them}")
    con.execute(f"create or replace temp table judged_group as {_GROUPS.format(changed=of_them)}")
    con.execute(f"create or replace temp table judged_teacher as {_TEACHERS.format(changed=of_them)}")
    every = _ROWS.format(changed=of_them, again=queries.read("judged_again"))
    for _ in range(ROUNDS):
        con.execute(f"""create or replace temp table judged_mine as
        with wanted as (
            select *, true as is_judged from judged_group
            union all
            select *, false from (from judged_teacher except from judged_group)
        )
        select t.*, g.is_judged from ({every}) as t join wanted as g
            on g.plan = t.plan and g.indicator = t.indicator and g.family = t.family
            and g.peer_group is not distinct from t.peer_group""")
        _spans_as_long(con, of_them)
        months = (
            f"select * from ({queries.read('judged_months')}) where indicator in (select indicator from judged_group)"
        )
        others = _others(con)
        found = _assessed(con, months, others)
        before = told_apart(con.sql(f"select {_TESTED} from stat_judgement as t where exists {_OF_GROUP}").pl())
        families = _families_moved(found.judged.select(before.columns), before)
        told = _told(others, found.judged, families)
        crossed = told.filter("has_crossed").select("r")
        if crossed.is_empty():
            con.execute(f"delete from judged_month where {of_them}")
            con.execute("insert into judged_month select * from month_now")
            return _lay(con, found, told, families)
        con.register("crossed", crossed.to_arrow())
        con.execute("""create or replace temp table judged_group as from judged_group
        union select plan, indicator, family, peer_group from stat_judgement where rowid in (select r from crossed)""")
        con.unregister("crossed")
    raise Unsure


def tell_months(con: duckdb.DuckDBPyConnection, what: str, where: str = "") -> None:
    """What tells the months of one series from others, a row a series."""
    con.execute(f"create or replace {what} as {_MONTHS.format(months=queries.read('judged_months'), where=where)}")


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
# Groups to be judged anew: of what changed, and those with series that stand alone and are taught.
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
"""
# Groups with series that stand alone and may teach: all but offices.
_TEACHERS = f"""
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


def _others(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Tests of groups judged elsewhere: where their row lies, their family, p and q. A million texts would take their time."""
    con.execute(f"""create or replace temp table judged_test as
    select row_number() over () - 1 as number, * from (select distinct {", ".join(FAMILY)} from stat_judgement)""")
    rows = con.sql(f"""select t.rowid as r, f.number, t.peer_p, t.peer_q, t.p_named, t.q_named from stat_judgement as t
    join judged_test as f on f.plan = t.plan and f.quarter = t.quarter and f.family = t.family where {_ELSEWHERE}""").pl()
    families = told_apart(con.sql(f"select {', '.join(FAMILY)} from judged_test order by number").pl())
    return rows.drop("number").with_columns(families.select(pl.all().gather(rows["number"])).get_columns())


def _assessed(con: duckdb.DuckDBPyConnection, months: str, others: pl.DataFrame) -> assess.Assessed:
    periods, targets = (con.sql(f"select * from {t}").pl() for t in ("plan_quarter", "ref_target"))
    mine, teaching = (
        con.sql(f"select * exclude (is_judged) from judged_mine where {w} is_judged").pl() for w in ("", "not")
    )
    return assess.assess(
        mine, targets, periods, con.sql(months).pl(), others.select(*FAMILY, "peer_p", "p_named"), teaching
    )


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
        insert(con, "stat_judgement", found.judged)
        # seventy columns are read of the indicators in question only
        indicators = [i for (i,) in con.execute("select distinct indicator from judged_group").fetchall()]
        where = f"{among('indicator', indicators)} and exists {_OF_GROUP}"
        laid = lay_over(con, "stat_judgement", where, ("judged_moved", _KEY))
    for table, frame in (("stat_peer_group", found.peer_groups), ("judged_count", found.counts)):
        con.execute(f"delete from {table} as t where exists {_OF_GROUP}")
        insert(con, table, frame)
    return laid or {"indicator": set()}
