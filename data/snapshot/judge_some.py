"""Judge those groups only whose verdicts may have moved since the last build.

A verdict rests on its own series, on its group (plan, indicator, family, peer group), on the p-values of all other groups of
the quarter (Benjamini-Hochberg), and where it stands alone on what other series that stand alone taught of forecasts; of
all these on nothing that was still to come. So made anew, from the first quarter on that moved, are the groups one of whose
figures changed, and those that are taught across indicators, beside the series that teach; to the rest only their q is told.
Should a q cross a line on which a verdict turns, its group is judged anew too.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

import queries
from data.snapshot.differ import aside, exchange
from data.snapshot.judge_crossed import judge_crossed
from data.snapshot.judge_since import Since, since_when
from data.snapshot.judge_tests import Unsure, assessed, families_moved, of_group, q_elsewhere, tests_elsewhere, tests_of
from data.snapshot.load import insert
from data.snapshot.some import among, of_some
from metrics import assess
from metrics.dispersion import LEAST_UNITS
from metrics.widening import MOST_SERIES


def judge_some(con: duckdb.DuckDBPyConnection, some: Sequence[str]) -> dict[str, set[str]]:
    """What moved of stat_judgement. Raises Unsure before anything is written."""
    _each_place_is_in_one_plan(con)
    of_them = among("indicator", some)
    rows = of_some(queries.read("judged_rows"), ("agg_rollup", "agg_observation"), some)
    con.execute(f"create or replace temp table judged_row as select * from ({rows}) where {of_them}")
    tell_months(con, "temp table month_now", f"where {of_them}")
    con.execute(f"create or replace temp table judged_moving as {_MOVING.format(changed=of_them)}")
    moving = con.sql(f"select t.* from judged_row as t where exists {of_group('judged_moving')}").pl()
    since = since_when(con, moving)
    con.execute(f"create or replace temp table judged_group as {_GROUPS.format(since=since.quarter)}")
    con.execute(f"create or replace temp table judged_teacher as {_TEACHERS.format(changed=of_them)}")
    if con.execute("select count(*) from judged_teacher").fetchall()[0][0] > MOST_SERIES:
        since = Since()  # of so many every so-manieth teaches: which, a new one changes
        con.execute(f"create or replace temp table judged_group as {_GROUPS.format(since=since.quarter)}")
    every = _ROWS.format(changed=of_them, again=queries.read("judged_again"))
    rest = con.sql(_REST.format(every=every)).pl()
    is_judged = rest["is_judged"]
    rest = rest.drop("is_judged")
    own = [pl.concat([moving, rest.filter(is_judged)]), rest.filter(~is_judged)]
    ends = _ends(con, own, of_them)
    others = tests_elsewhere(con, since.back)
    found = assessed(con, "judged_group", own, others, since.index)
    families = families_moved(found.judged, tests_of(con, "judged_group", since.quarter))
    told = q_elsewhere(others, found.judged, families)
    if told["has_crossed"].any():
        found, told = judge_crossed(con, every, ends, found, others, told, since)
    con.execute(f"delete from judged_month where {of_them}")
    con.execute("insert into judged_month select * from month_now")
    return _lay(con, found, told, families, since)


def tell_months(con: duckdb.DuckDBPyConnection, what: str, where: str = "") -> None:
    """What tells the months of one quarter of a series from others, a row each."""
    con.execute(f"create or replace {what} as {_MONTHS.format(months=queries.read('judged_months'), where=where)}")


# Figures that did not change are taken from where they were judged.
_ROWS = "from judged_row union all by name select * from ({again}) where not {changed}"
# What tells the figures of one group from others, as asked and as judged: a rate is told by its counts.
_TOLD = """
select
    plan, indicator, family, peer_group, quarter, count(*) as n,
    sum(hash(
        region_code, department_code, numerator, denominator, n_rows, origin,
        case when denominator is null then coalesce(value, numerator) end
    )) as told
from {table}
where {{changed}}
group by plan, indicator, family, peer_group, quarter
"""
_MONTHS = """
select indicator, region_code, department_code, quarter, count(*) as n, sum(hash(month_index, value, denominator)) as told
from ({months}) as m
{where}
group by indicator, region_code, department_code, quarter
"""
# Groups whose figures are others than those judged, and in which quarters.
_MOVING = f"""
with
asked as materialized ({_TOLD.format(table="judged_row")}),
judged as materialized ({_TOLD.format(table="stat_judgement")})
select plan, indicator, family, peer_group, quarter
from ((from asked except from judged) union all (from judged except from asked)) as c
union
select plan, indicator, family, peer_group, quarter
from judged_row
where (indicator, region_code, department_code, quarter) in (
    select (indicator, region_code, department_code, quarter)
    from (
        (select * from month_now except select * from judged_month)
        union all
        (select * from judged_month where {{changed}} except select * from month_now)
    ) as m
)
"""
# Groups to be judged anew: of what changed, and those with series that stand alone and are taught: rates by rates.
_GROUPS = """
select plan, indicator, family, peer_group from judged_moving
union
select plan, c.indicator, family, peer_group
from judged_count as c
join ref_indicator as i on i.indicator = c.indicator
where stands_alone and quarter >= '{since}' and (unit = 'percent') in (
    select unit = 'percent' from judged_moving as m join ref_indicator as i on i.indicator = m.indicator where family <> 'office'
)
"""
# Series that stand alone and may teach those groups: all but offices.
_TEACHERS = f"""
select plan, indicator, family, peer_group, region_code, department_code
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
    where family <> 'office' and value is not null and series <> 'year_to_date' and (unit = 'percent') in (
        select unit = 'percent' from judged_group as g join ref_indicator as i on i.indicator = g.indicator
    )
    group by all
) as s
qualify peer_group is null or not has_cases
    or count(*) filter (where has_cases) over (partition by plan, indicator, family, peer_group) < {LEAST_UNITS}
"""
# Rows of the groups to be judged of which none moved, and of the series of others that teach.
_REST = """
with wanted as (
    select *, true as is_judged from (from judged_group except select plan, indicator, family, peer_group from judged_moving)
    union all
    select *, false from (select plan, indicator, family, peer_group from judged_teacher except from judged_group)
)
select t.*, g.is_judged from ({every}) as t join wanted as g
    on g.plan = t.plan and g.indicator = t.indicator and g.family = t.family
    and g.peer_group is not distinct from t.peer_group
where g.is_judged or (t.plan, t.indicator, t.region_code, t.department_code) in (
    select (plan, indicator, region_code, department_code) from judged_teacher
)
"""
_KEY = ", ".join(f"{c} as of_{c}" for c in ("plan", "indicator", "quarter", "region_code", "department_code"))


def _each_place_is_in_one_plan(con: duckdb.DuckDBPyConnection) -> None:
    """A figure of two plans teaches in one of them: which, only all its rows together tell."""
    twice = """select 1 from ref_plan as p join ref_region_ancestor as a on a.ancestor_code = p.region_code
    where p.extends is null group by a.region_code having count(*) > 1 limit 1"""
    if con.execute(twice).fetchall():
        raise Unsure


def _ends(con: duckdb.DuckDBPyConnection, own: Sequence[pl.DataFrame], changed: str) -> pl.DataFrame:
    """Rows of the first and the last quarter looked ahead from. These must be those of all rows together, else raises Unsure."""
    kept = f"""select quarter, value, i.series from (select * from stat_judgement where not {changed}) as j
    join ref_indicator as i on i.indicator = j.indicator"""
    span = con.execute(f"""select min(quarter), max(quarter) from (select quarter, value, series from judged_row union all {kept})
    where value is not null and series <> 'year_to_date'""").fetchall()[0]
    goes_on = pl.col("value").is_not_null() & (pl.col("series") != "year_to_date") & (pl.col("family") != "office")
    known = pl.concat([rows.filter(goes_on & pl.col("quarter").is_in(span)) for rows in own])
    if known.select(pl.col("quarter").min(), last=pl.col("quarter").max()).row(0) != span:
        raise Unsure
    return known


def _lay(
    con: duckdb.DuckDBPyConnection, found: assess.Assessed, told: pl.DataFrame, families: pl.DataFrame, since: Since
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
    come = _lay_apart(con, found.judged, since)
    with aside(con, "stat_judgement"):
        insert(con, "stat_judgement", come)
        con.execute("create or replace temp table row_come as select rowid as r from temp.stat_judgement")
        laid = exchange(con, "stat_judgement", ("judged_moved", _KEY))
    for table, frame in (("stat_peer_group", found.peer_groups), ("judged_count", found.counts)):
        con.execute(
            f"delete from {table} as t where quarter >= '{since.quarter}' and exists {of_group('judged_group')}"
        )
        insert(con, table, frame)
    return laid or {"indicator": set()}


def _lay_apart(con: duckdb.DuckDBPyConnection, judged: pl.DataFrame, since: Since) -> pl.DataFrame:
    """Rows judged that stand nowhere; row_gone: where those lie that are of the same groups and were not judged again.

    Most come out as they stand: they are told apart as lay_over does, before seventy columns of each are written anywhere.
    """
    kinds = con.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and table_name = 'stat_judgement'"
    ).fetchall()
    now = ", ".join(f"{c} := cast({c} as {kind})" for c, kind in kinds)
    con.register("judged_now", judged.with_row_index("place").to_arrow())
    # seventy columns are read of the rows in question only
    con.execute(f"""create or replace temp table judged_there as select t.rowid as r from stat_judgement as t
    where quarter >= '{since.quarter}' and exists {of_group("judged_group")}""")
    con.execute("""create or replace temp table judged_then as select hash(t) as h, t.rowid as r from stat_judgement as t
    where t.rowid in (select r from judged_there)""")
    con.execute(
        f"create or replace temp table judged_hash as select hash(struct_pack({now})) as h, place from judged_now"
    )
    con.execute("create or replace temp table row_gone as select r from judged_then anti join judged_hash using (h)")
    come = con.sql("select place from judged_hash anti join judged_then using (h) order by place").pl()
    con.unregister("judged_now")
    return judged[come["place"]]
