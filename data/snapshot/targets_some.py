"""Which groups of peers must be looked ahead for: those whose figures or targets changed, and who rests on what they taught.

What series that stand alone teach of forecasts is learned of rates and of other units apart, so that only those kinds are
looked ahead for of which something moved. Figures are laid out anew of those indicators and quarters only of which a verdict
did; of persons always, for what is hidden of them is taken out after judging.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

import queries
from data.snapshot.some import among
from data.snapshot.steps import Steps
from metrics.among_peers import LEAST_UNITS

UNIT = "indicator, region_code, department_code, family"
# What else may move: the day, which decides what target is due; all of these are looked at whole.
_TOLD_APART = ("stat_judgement", "build_settings")

# A group is looked ahead for together; who has no peers is one by himself.
_UNITS = f"""
select
    {UNIT}, coalesce(peers, concat_ws('|', indicator, region_code, department_code, family)) as own,
    peers is not null as has_peers, unit = 'percent' as is_rate, series <> 'year_to_date' as runs_on,
    bool_or(unit = 'percent' and denominator > 0) as has_cases
from outlook_row
where {{own}}
group by all
"""
_TOLD = f"""
select u.own, u.indicator, 'figures' as what, count(*) as n, sum(r.h) as told
from (select {UNIT}, hash(r) as h from outlook_row as r where {{own}}) as r
inner join outlook_unit as u using ({UNIT})
group by u.own, u.indicator
union all
select u.own, u.indicator, 'targets', count(*), sum(d.h)
from (select {UNIT}, hash(d) as h from target_row as d) as d
inner join outlook_unit as u using ({UNIT})
group by u.own, u.indicator
union all
select '', '', 'span', 0, hash(min(quarter), max(quarter), '{{ends}}') from outlook_row
"""
_ALONE = f"""
select own from outlook_unit
where runs_on
group by own
having not any_value(has_peers) or count(*) filter (where has_cases) < {LEAST_UNITS} or not bool_and(has_cases)
union
select own from outlook_alone
"""


def lay_rows(con: duckdb.DuckDBPyConnection, steps: Steps) -> Collection[str] | None:
    """outlook_row and target_row as they are now. Returns the indicators of which outlook_row may be another; None: of all."""
    con.execute(f"create or replace temp table target_row as {queries.read('target_history_rows')}")
    rows, moved = queries.read("outlook_rows"), steps.moved_within("stat_judgement", "indicator")
    if moved is None or not _stands(con) or not steps.is_as_before("targets", but=_TOLD_APART):
        _lay(con, "outlook_row", None, rows)
        return None
    of_persons = {i for (i,) in con.execute("select indicator from ref_indicator where counts_persons").fetchall()}
    _lay_some(con, rows, f"{among('indicator', moved)} and {_quarters(steps)} or {among('indicator', of_persons)}")
    return sorted(moved | of_persons)


def _quarters(steps: Steps) -> str:
    moved = steps.moved_within("stat_judgement", "quarter")
    return "true" if moved is None else among("quarter", moved)


def _lay_some(con: duckdb.DuckDBPyConnection, sql: str, where: str) -> None:
    """Rows of outlook_row that fulfil the condition; all columns are read of those verdicts only."""
    con.execute(f"create or replace temp table outlook_there as select rowid as r from stat_judgement where {where}")
    there = "stat_judgement as (select * from main.stat_judgement where rowid in (select r from outlook_there))"
    _lay(con, "outlook_row", where, f"with {there} select * from (\n{sql})")


def ask(con: duckdb.DuckDBPyConnection, ends: list[str], some: Collection[str] | None) -> bool:
    """Note what tells the groups from others, and lay out the units to be looked ahead for (outlook_asked). Whether that is all
    of them. some: of lay_rows."""
    own = "true" if some is None else among("indicator", some)
    goes_on = _stands(con)
    if goes_on:
        con.execute("create or replace temp table outlook_then as from outlook_unit")
    _lay(con, "outlook_unit", own if goes_on else None, _UNITS.format(own=own))
    con.execute(f"create or replace temp table outlook_now as {_TOLD.format(own=own, ends=' '.join(ends))}")
    told = f"what <> 'figures' or {own}"
    if goes_on:
        con.execute(f"""create or replace temp table outlook_moved as
        with old as (from outlook_told where {told})
        select distinct own from ((from outlook_now except from old) union all (from old except from outlook_now)) as c""")
        con.execute(f"""create or replace temp table outlook_group as
        with every as (from outlook_unit union all from outlook_then),
        kinds as (select is_rate from every where own in (from outlook_moved))
        from outlook_moved
        union
        select own from ({_ALONE}) as a
        where own in (select own from every where is_rate in (from kinds))""")
        con.execute(f"""create or replace temp table outlook_asked as
        select {UNIT} from outlook_unit where own in (from outlook_group)
        union select {UNIT} from outlook_then where own in (from outlook_group)""")
    _lay(con, "outlook_told", told if goes_on else None, "from outlook_now")
    return not goes_on or _asks_all(con)


def _asks_all(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the quarters of all figures are others, or those of the groups asked for alone would be."""
    [(n, all_or_none)] = con.execute("select count(*), count(*) filter (where own = '') from outlook_group").fetchall()
    if not n or all_or_none:
        return bool(n)
    span = "select min(quarter), max(quarter) from outlook_row where "
    mine = con.execute(f"{span} ({UNIT}) in (select ({UNIT}) from outlook_asked)").fetchall()
    return mine != con.execute(f"{span} true").fetchall()


def note_alone(con: duckdb.DuckDBPyConnection, then: str, *, whole: bool) -> None:
    """Groups of which something was foreseen by what those that stand alone had taught, now or at a target's date.

    then: where the units lie of which it was so at a target's date, of those asked for.
    """
    others = "" if whole else "union select own from outlook_alone where own not in (from outlook_group)"
    con.execute(f"""create or replace temp table alone_now as
    select own from outlook_unit
    where ({UNIT}) in (select ({UNIT}) from stat_outlook where mean is not null and spread is null)
        or ({UNIT}) in (select ({UNIT}) from {then})
    {others}""")
    con.execute("create or replace table outlook_alone as select distinct own from alone_now")


def _lay(con: duckdb.DuckDBPyConnection, table: str, where: str | None, rows: str) -> None:
    """The rows of the table that fulfil the condition are these; None: there is no table yet."""
    if where is None:
        con.execute(f"create or replace table {table} as {rows}")
        return
    con.execute(f"delete from {table} where {where}")
    con.execute(f"insert into {table} by name {rows}")


def _stands(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the tables of the last build stand here."""
    return bool(con.execute("select 1 from duckdb_tables() where table_name = 'outlook_told'").fetchall())
