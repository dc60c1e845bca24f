"""Files that came since the last build, laid beside the rows kept of those before: staging costs what came, not what is there.

A feed's staging is two tables: again_<feed>, rows whose key stands more than once, and stg_<feed>, those that count. A file
more can only set rows aside (its keys are looked up in what was sent before) and add its own. Where anything else has changed,
a file is gone or the order of the others is another, both are made anew.

_key of stg_<feed> is a hash of a row's key, 44 bits of it: a number that short is packed, and of 20 million rows one in
thousands of files is read in vain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import duckdb

from data.snapshot.mart import raw_of_files
from data.snapshot.quarters import quarter_of
from data.snapshot.some import among

KEY = re.compile(r"select hash\(([\w, ]+)\) as key_hash")
ROW_KEY = re.compile(r"^\s*(.+) as row_key,$", re.MULTILINE)
ALIAS = re.compile(r"from raw_\w+ as (\w+)")
# What readers ask of the rows that went or came; days are told by their quarters, and nothing is made of a day that is missing.
TOLD_BY = ("department_code", "_submission_id")
DAYS = ("decided_on", "reported_on")
Values = Mapping[str, set[str]]


def came(before: Sequence[str], now: Sequence[str]) -> list[str] | None:
    """Submissions that are new, where all others are the same in the same order; None where they are not."""
    known = set(before)
    return [s for s in now if s not in known] if [s for s in now if s in known] == list(before) else None


def lay_again(con: duckdb.DuckDBPyConnection, feed: str, sql: str, new: Sequence[str]) -> Values | None:
    """Bring again_<feed> up to date. Returns None where no row came into it or changed; of whom they are, nobody asks."""
    key, row_key, alias = (found[1] for p in (KEY, ROW_KEY, ALIAS) if (found := p.search(sql)))
    _read(con, feed, new, f"came_{feed}")
    con.execute(f"""
        create or replace temp table key_came as select hash({key}) as h, count(*) as n from came_{feed} group by h;
        create or replace temp table stood_{feed} as
        select rowid as r, _submission_id, _row from stg_{feed} where _key in (select h >> 20 from key_came)
    """)
    # places in the order of files: those after a new one have moved on
    con.execute(
        f"update again_{feed} as a set _position = s._position from staged_file as s "
        "where s._submission_id = a._submission_id and s._position <> a._position"
    )
    earlier = con.execute(f"""
        select _submission_id from stood_{feed}
        union
        select _submission_id from again_{feed}
        where is_set_aside and row_key in (select {row_key} from came_{feed} as {alias})
    """).fetchall()
    _read(con, feed, [s for (s,) in earlier], "again_raw", f"hash({key}) in (select h from key_came)")
    con.execute(f"""
        create or replace temp table key_again as
        select h from key_came where n > 1 union select hash({key}) from again_raw;
        insert into again_raw select * from came_{feed} where hash({key}) in (from key_again);
        create or replace temp table again_now as with raw_{feed} as (from again_raw) select * from (\n{sql}\n)
    """)
    con.execute(f"delete from again_{feed} where row_key in (select row_key from again_now)")
    n = con.execute(f"insert into again_{feed} by name select * from again_now").fetchall()[0][0]
    return {} if n else None


def lay_staged(con: duckdb.DuckDBPyConnection, feed: str, sql: str, new: Sequence[str]) -> Values | None:
    """Bring stg_<feed> up to date, after again_<feed>. Returns by column the values that the rows have which went or came, days
    by their quarters; None where none did."""
    con.execute(f"""
        create or replace temp table row_gone as
        select s.r from stood_{feed} as s
        join again_{feed} as a on a._submission_id = s._submission_id and a._row = s._row and a.is_set_aside;
        create or replace temp table staged_now as
        with raw_{feed} as (from came_{feed}) select * from (\n{sql}\n);
    """)
    gone = f"(select * from stg_{feed} where rowid in (from row_gone))"
    moved = _moved(con, f"select * from staged_now union all by name select * from {gone}")
    con.execute(f"delete from stg_{feed} where rowid in (from row_gone)")
    con.execute(f"insert into stg_{feed} by name select * from staged_now")
    con.execute(f"drop table came_{feed}; drop table stood_{feed}; drop table staged_now")
    return moved


def _moved(con: duckdb.DuckDBPyConnection, rows: str) -> Values | None:
    columns = [c[0] for c in con.execute(f"select * from ({rows}) limit 0").description]
    asked = [c for c in (*TOLD_BY, *DAYS) if c in columns]
    [(n, *found)] = con.execute(
        f"select count(*){''.join(f', list(distinct {c}), count({c})' for c in asked)} from ({rows})"
    ).fetchall()
    told = {
        c: values or ()
        for c, values, n_told in zip(asked, found[::2], found[1::2], strict=True)
        if c in DAYS or n_told == n
    }
    return (
        {c: {quarter_of(v) for v in values if v} if c in DAYS else set(values) for c, values in told.items()}
        if n
        else None
    )


def _read(
    con: duckdb.DuckDBPyConnection, feed: str, submissions: Sequence[str], table: str, where: str = "true"
) -> None:
    """Rows of some submissions as a table, read from their own files only."""
    raw_of_files(con, feed, submissions, "raw_of_files")
    ours = among("_submission_id", submissions)  # the same bytes may have been sent twice
    con.execute(f"create or replace temp table {table} as select * from raw_of_files where {ours} and {where}")
