"""What a build computes for whoever sets next year's targets. After disclosure: nothing here may rest on a hidden count.

Going on from the last build, those groups of peers only are looked ahead for whose figures or targets changed, and those
whose forecasts rest on what all series that stand alone have taught.
"""

from __future__ import annotations

import duckdb
import polars as pl

import queries
from data.snapshot.differ import aside, lay_over
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from metrics import prospect, track_record
from metrics.among_peers import LEAST_UNITS

YEARS_AHEAD = 3  # the end of this year and of the two after it
UNIT = "indicator, region_code, department_code, family"


def weigh_targets(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_outlook, stat_target_history and stat_target_calibration from stat_judgement."""
    con.execute(f"create or replace temp table outlook_row as {queries.read('outlook_rows')}")
    con.execute(f"create or replace temp table target_row as {queries.read('target_history_rows')}")
    ends = [f"{year}Q4" for year in _years(con)]
    whole = _ask(con, ends)
    of_them = "true" if whole else f"({UNIT}) in (select ({UNIT}) from outlook_asked)"
    # in one order: sums of what all of them teach must not hang on where a row lies
    rows = con.sql(f"from outlook_row where {of_them} order by {UNIT}, quarter").pl()
    with steps.step("stat_outlook") as step:
        known = prospect.past(rows) if rows.height else None  # read and learned from once
        found = prospect.look_ahead(rows, ends, known) if rows.height else pl.DataFrame()
        step.rows = _lay(con, steps, "stat_outlook", found, of_them)
    with steps.step("stat_target_history") as step:
        due = con.sql(f"from target_row where {of_them}").pl()
        history = track_record.look_back(rows, due, known)
        step.rows = _lay(con, steps, "stat_target_history", history.drop("stands_alone"), of_them)
        _note_alone(con, history, of_them)
        con.execute("delete from stat_target_calibration")
        told = con.sql("from stat_target_history").pl() if not whole else history
        insert(con, "stat_target_calibration", track_record.calibration(told))


def _years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Years to the end of which is looked ahead; none where there are no figures."""
    [(last,)] = con.execute("select max(quarter) from outlook_row").fetchall()
    if last is None:
        return []
    ends = con.execute("select distinct period_to from ref_plan where period_to is not null order by 1").fetchall()
    this_year = int(str(last)[:4])
    return sorted({*range(this_year, this_year + YEARS_AHEAD), *(end.year for (end,) in ends if end.year > this_year)})


# A group is looked ahead for together; who has no peers is one by himself.
_GROUP = "coalesce(peers, concat_ws('|', indicator, region_code, department_code, family))"
_TOLD = f"""
select u.own, count(*) as n, sum(r.h) as told
from (select {UNIT}, hash(r) as h from outlook_row as r union all select {UNIT}, hash(d) from target_row as d) as r
inner join outlook_unit as u using ({UNIT})
group by u.own
union all
select '', 0, hash(min(quarter), max(quarter), '{{ends}}') from outlook_row
"""
_ALONE = f"""
select own from (
    select {_GROUP} as own, {UNIT}, any_value(peers) as peers, bool_or(unit = 'percent' and denominator > 0) as has_cases
    from outlook_row
    where series <> 'year_to_date'
    group by all
) as u
group by own
having any_value(peers) is null or count(*) filter (where has_cases) < {LEAST_UNITS} or not bool_and(has_cases)
union
select own from outlook_alone
"""


def _ask(con: duckdb.DuckDBPyConnection, ends: list[str]) -> bool:
    """Note what tells the groups from others, and lay out the units to be looked ahead for. Whether that is all of them."""
    goes_on = _stands(con, "outlook_told")
    con.execute(
        "create or replace temp table outlook_then as " + ("from outlook_unit" if goes_on else "select 1 as one")
    )
    con.execute(f"create or replace table outlook_unit as select distinct {UNIT}, {_GROUP} as own from outlook_row")
    con.execute(f"create or replace temp table outlook_now as {_TOLD.format(ends=' '.join(ends))}")
    if goes_on:
        con.execute(f"""create or replace temp table outlook_group as
        select own from ((from outlook_now except from outlook_told) union all (from outlook_told except from outlook_now)) as c
        union {_ALONE}""")
        con.execute(f"""create or replace temp table outlook_asked as
        select {UNIT} from outlook_unit where own in (from outlook_group)
        union select {UNIT} from outlook_then where own in (from outlook_group)""")
    con.execute("create or replace table outlook_told as from outlook_now")
    if not goes_on:
        return True
    span = "select min(quarter), max(quarter) from outlook_row where "
    mine = con.execute(f"{span} ({UNIT}) in (select ({UNIT}) from outlook_asked)").fetchall()
    all_or_none = con.execute("select count(*) from outlook_group where own = ''").fetchall()[0][0]
    return bool(all_or_none) or mine != con.execute(f"{span} true").fetchall()


def _stands(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f"select 1 from duckdb_tables() where table_name = '{table}'").fetchall())


def _note_alone(con: duckdb.DuckDBPyConnection, history: pl.DataFrame, of_them: str) -> None:
    """Groups of which something was foreseen by what those that stand alone had taught, now or at a target's date."""
    alone = history.filter("stands_alone").select(*prospect.KEY).unique()
    con.register("alone_then", alone.to_arrow())
    con.execute(f"""create or replace table outlook_alone as
    select distinct own from outlook_unit
    where ({UNIT}) in (select ({UNIT}) from stat_outlook where mean is not null and spread is null)
        or ({UNIT}) in (select ({UNIT}) from alone_then)""")
    con.unregister("alone_then")


def _lay(con: duckdb.DuckDBPyConnection, steps: Steps, table: str, found: pl.DataFrame, of_them: str) -> int:
    """The rows of the units asked for as found, the others as they stand."""
    with aside(con, table):
        insert(con, table, found)
        moved = lay_over(con, table, of_them)
    steps.tell(table, moved or {"indicator": set()})
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
