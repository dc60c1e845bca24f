"""Run the SELECTs of a build: views over what was sent, and one table per file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.contracts import FEEDS
from data.errors import PackUnusable
from data.snapshot.order import tables_read
from data.snapshot.some import among, literal

PASSING = re.compile(r"^-- stored: no", re.MULTILINE)  # long, and told anew faster than written down and read back
HEAD = re.compile(r"\A(--.*\n)+")
OF_ONE = re.compile(r"(?<!_submission)_id$|^row_key$")  # columns of identifiers: each stands in one row or a few
PLAIN = " using compression uncompressed"
RAW, OWN_RAW = re.compile(r"\braw_(\w+)"), re.compile(r"\braw_(\w+) as \(from come_")


def raw_view(con: duckdb.DuckDBPyConnection, feed: str, files: Sequence[Path], name: str = "") -> None:
    """raw_<feed>: every staged row of the feed with its submission, in the contract's columns even where nothing came.

    `staged_file` says which submission a file belongs to; the same content sent twice is one file and two submissions.
    name: of the view, where it is to hold these files and raw_<feed> more.
    """
    blank = pl.DataFrame(schema=FEEDS[feed].staged)
    con.register(f"empty_{feed}", blank.to_arrow())
    columns = ", ".join(f'r."{c}"' for c in blank.columns)
    rows = f"select *, null::varchar as filename from empty_{feed}"
    if files:
        paths = ", ".join(map(literal, dict.fromkeys(files)))
        rows += f" union all by name select * from read_parquet([{paths}], union_by_name = true, filename = true)"
    con.execute(
        f"create or replace temp view {name or f'raw_{feed}'} as select {columns}, s._submission_id, s._position, s._department "
        f"from ({rows}) as r inner join staged_file as s on s.path = r.filename"
    )


def raw_of_files(con: duckdb.DuckDBPyConnection, feed: str, submissions: Iterable[str], name: str) -> None:
    """The same view of the rows of some submissions; no other file is opened."""
    files = con.execute(f"select path from staged_file where {among('_submission_id', submissions)}").fetchall()
    raw_view(con, feed, [Path(path) for (path,) in files], name)


class Sent:
    """What was sent: raw_<feed>, a view each, laid when a SELECT first reads it; to lay one opens every file of its feed.

    files: of each feed.
    """

    def __init__(self, files: Mapping[str, Sequence[Path]]) -> None:
        self._files = dict(files)

    def lay(self, con: duckdb.DuckDBPyConnection, sql: str) -> None:
        """The views that the SELECT reads and does not name itself (`with raw_<feed> as …`)."""
        for feed in ({*RAW.findall(sql)} - {*OWN_RAW.findall(sql)}) & {*self._files}:
            raw_view(con, feed, self._files.pop(feed))


def materialise(con: duckdb.DuckDBPyConnection, name: str, sql: str, *, is_long: bool = False) -> int:
    """Run one SELECT into the table of its file's name; a table of the snapshot is filled, another one made. Returns rows.

    is_long: it may have so many rows that it pays to say how they are to be written.
    """
    try:
        if name in queries.table_names() or (is_long and empty_table(con, name, sql)):
            return written(con, f"insert into {name} by name {sql}")
        return written(con, f"create or replace table {name} as {sql}")
    except duckdb.BinderException as trouble:
        raise PackUnusable(f"{name}.sql", (f"查询无法执行:{trouble}", f"cannot be run: {trouble}")) from trouble


def empty_table(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> bool:
    """Make the table of a SELECT that has identifiers, without rows; these will stand in it as they are. False: it has none.

    DuckDB would look for what identifiers share, find next to nothing, and take three times as long as writing them; they take
    twice the room so.
    """
    columns = con.execute(f"describe {sql}").fetchall() if "_id" in sql else []
    made = [
        f'"{column}" {kind}{PLAIN if kind == "VARCHAR" and OF_ONE.search(column) else ""}'
        for column, kind, *_ in columns
    ]
    if not any(column.endswith(PLAIN) for column in made):
        return False
    con.execute(f"create or replace table {name} ({', '.join(made)})")
    return True


def told_in_passing(con: duckdb.DuckDBPyConnection, marts: dict[str, str]) -> dict[str, str]:
    """The marts to be laid: those that are not stored stand, without their heads, as a part of each one that reads them."""
    passing = {name: HEAD.sub("", sql) for name, sql in marts.items() if PASSING.search(sql)}
    laid = {name: sql for name, sql in marts.items() if name not in passing}
    for name in passing:
        for reader, sql in laid.items():
            if name in tables_read(con, sql):
                laid[reader] = f"with {name} as (\n{passing[name]}\n)\nselect * from (\n{sql}\n) as told"
    return laid


def written(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """Run an INSERT or CREATE TABLE AS; the rows it says it wrote, without counting them again."""
    if not isinstance(con, duckdb.DuckDBPyConnection):
        return int(con.execute(sql).fetchall()[0][0])  # a listener wants the words
    if sql not in _PARSED:
        (_PARSED[sql],) = con.extract_statements(sql)
    return int(con.execute(_PARSED[sql]).fetchall()[0][0])


# Ready to run over any connection: a text takes as long to parse as a small table to fill, and a process may build again.
_PARSED: dict[str, duckdb.Statement] = {}
