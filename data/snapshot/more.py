"""Files that came since the last build, laid beside the rows kept of those before: staging costs what came, not what is there.

A feed's staging is two tables: again_<feed>, rows whose key stands more than once, and stg_<feed>, those that count. A file
more can only set rows aside (its keys are looked up in what was sent before) and add its own. Where anything else has changed,
a file is gone or the order of the others is another, both are made anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.snapshot.mart import raw_view
from data.snapshot.some import among

KEY = re.compile(r"select hash\(([\w, ]+)\) as key_hash")


def came(before: Sequence[str], now: Sequence[str]) -> list[str] | None:
    """Submissions that are new, where all others are the same in the same order; None where they are not."""
    known = set(before)
    return [s for s in now if s not in known] if [s for s in now if s in known] == list(before) else None


def lay_again(con: duckdb.DuckDBPyConnection, feed: str, sql: str, new: Sequence[str]) -> set[str | None]:
    """Bring again_<feed> up to date. Returns {None} where a row came into it or changed: of whom, nobody asks."""
    key = KEY.search(sql)
    assert key, feed
    ours = among("_submission_id", new)
    _came(con, feed, new)
    con.execute(f"""
        create or replace temp table key_came as select hash({key[1]}) as h, count(*) as n from raw_came group by h;
        create or replace temp table key_again as
        select h from key_came where n > 1
        union
        select hash({key[1]}) as h from raw_{feed} where not {ours} and hash({key[1]}) in (select h from key_came)
    """)
    # places in the order of files: those after a new one have moved on
    con.execute(
        f"update again_{feed} as a set _position = s._position from staged_file as s "
        "where s._submission_id = a._submission_id and s._position <> a._position"
    )
    if not con.execute("select count(*) from key_again").fetchall()[0][0]:
        return set()
    con.execute(
        f"create or replace temp table again_raw as select * from raw_{feed} where hash({key[1]}) in (select h from key_again)"
    )
    con.execute(
        f"create or replace temp table again_now as with raw_{feed} as (from again_raw) select * from (\n{sql})"
    )
    con.execute(f"delete from again_{feed} where row_key in (select row_key from again_now)")
    n = con.execute(f"insert into again_{feed} by name select * from again_now").fetchall()[0][0]
    return {None} if n else set()


def lay_staged(con: duckdb.DuckDBPyConnection, feed: str, sql: str, new: Sequence[str]) -> set[str | None]:
    """Bring stg_<feed> up to date, after again_<feed>. Returns the departments whose rows went or came; None: not said."""
    who = _who(con, feed)
    gone = con.execute(
        f"delete from stg_{feed} where exists (select 1 from again_{feed} as a where a.is_set_aside "
        f"and a._submission_id = stg_{feed}._submission_id and a._row = stg_{feed}._row) returning {who}"
    ).fetchall()
    _came(con, feed, new)
    come = con.execute(
        f"insert into stg_{feed} by name with raw_{feed} as (from raw_came) select * from (\n{sql}) returning {who}"
    ).fetchall()
    return {department for (department,) in [*gone, *come]}


def _who(con: duckdb.DuckDBPyConnection, feed: str) -> str:
    columns = con.execute(f"select * from stg_{feed} limit 0").description
    return "department_code" if "department_code" in (c[0] for c in columns) else "null"


def _came(con: duckdb.DuckDBPyConnection, feed: str, new: Sequence[str]) -> None:
    """raw_came: the rows that are new, read from their own files only."""
    files = con.execute(f"select path from staged_file where {among('_submission_id', new)}").fetchall()
    raw_view(con, feed, [Path(path) for (path,) in files], "raw_of_files")
    con.execute(
        f"create or replace temp table raw_came as select * from raw_of_files where {among('_submission_id', new)}"
    )
