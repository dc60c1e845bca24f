"""The warehouse behind a snapshot, laid out for the command line: its staged files, read with the snapshot's own lookups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from data.home import Home
from data.ingest.stage import staged_path
from data.snapshot.mart import raw_view
from data.snapshot.reader import Reader
from data.snapshot.some import literal


def staged_files(home: Home, reader: Reader, snapshot_id: str, feeds: set[str]) -> list[dict[str, Any]]:
    """Submissions of the feeds that the snapshot was built from, in order, each with the `path` where its rows should lie."""
    sent = reader.query(
        snapshot_id, "select * from meta_submission where error_rule is null order by position"
    ).to_pylist()
    return [
        s | {"path": staged_path(home.warehouse, s["feed"], s["submission_id"])} for s in sent if s["feed"] in feeds
    ]


def lay_out(
    con: duckdb.DuckDBPyConnection, home: Home, snapshot_id: str, feeds: Iterable[str], files: Sequence[Mapping[str, Any]]
) -> None:  # fmt: skip
    """Every ref_ table of the snapshot, and raw_<feed> over `files`, as the build saw them."""
    con.execute(f"attach {literal(home.snapshots / f'{snapshot_id}.duckdb')} as snap (read_only)")
    known = con.sql("select table_name from duckdb_tables() where database_name = 'snap'").to_arrow_table()
    for table in (t for t in known["table_name"].to_pylist() if t.startswith("ref_")):
        con.execute(f"create view {table} as select * from snap.{table}")
    con.execute(
        "create table staged_file (path varchar, _submission_id varchar, _position integer, _department varchar)"
    )
    if files:
        rows = [(str(f["path"]), f["submission_id"], f["position"], f["department_code"]) for f in files]
        con.executemany("insert into staged_file values (?, ?, ?, ?)", rows)
    for feed in sorted(feeds):
        raw_view(con, feed, [f["path"] for f in files if f["feed"] == feed])
