"""The tables a build works with, kept in the warehouse for the next build to go on from.

They lie in a database of their own beside the staged files; a ledger beside it says what was made of what, and which
snapshot was handed over. The ledger is taken away while a build is at work and written again at its end: what a stopped
build leaves behind is never gone on from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.errors import NoRoom
from data.home import Home
from data.snapshot.identity import code_digest
from data.snapshot.ledger import Ledger, content, ledger_from
from data.snapshot.publish import is_whole, write_atomically

# Tables out of which small counts of persons are taken last of all; kept beside them is what was taken out.
WITH_PERSONS = ("agg_observation", "agg_rollup", "stat_judgement", "stat_peer_group")
OF_PERSONS = "where indicator in (select indicator from ref_indicator where counts_persons)"


@dataclass
class Work:
    """A database to work in: empty, or with the tables of the build before."""

    con: duckdb.DuckDBPyConnection
    ledger: Ledger
    base: Path | None  # the snapshot made from these tables
    handed: dict[str, str]  # tokens of the tables in it


def folder(home: Home) -> Path:
    """Where the tables are kept; losing it costs one whole build."""
    return home.warehouse / "kept"


def begin(home: Home) -> Work:
    """An empty database to work in; whatever was kept is gone."""
    forget(home)
    folder(home).mkdir(parents=True)
    con = duckdb.connect(str(folder(home) / "tables.duckdb"))
    con.execute(queries.tables())
    return Work(con, Ledger(), None, {})


def go_on(home: Home) -> Work | None:
    """The tables of the last build, as they were before small counts were taken out; None where there are none to trust.

    Raises duckdb.Error where the database is damaged.
    """
    book, file = folder(home) / "ledger.json", folder(home) / "tables.duckdb"
    try:
        kept = json.loads(book.read_text(encoding="utf-8"))
        state = file.stat()
        if kept["code"] != _code() or kept["file"] != [state.st_size, state.st_mtime_ns]:
            return None
        ledger, base = ledger_from(kept["made"]), home.snapshots / kept["snapshot"]
        handed = dict(kept["handed"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    book.unlink()
    con = duckdb.connect(str(file))
    for table in WITH_PERSONS:
        con.execute(f"delete from {table} {OF_PERSONS}")
        con.execute(f"insert into {table} select * from whole_{table}")
    con.execute("delete from meta_build; delete from meta_step")
    return Work(con, ledger, base if is_whole(base) else None, handed)


def set_persons_aside(work: Work) -> None:
    """Keep what counts persons as it is, before small counts are taken out."""
    for table in WITH_PERSONS:
        work.con.execute(f"create or replace table whole_{table} as select * from {table} {OF_PERSONS}")


def told_of_persons(work: Work) -> None:
    """After that: the tables are others than they were, and the same others where the same was taken out."""
    for table in WITH_PERSONS:
        left = content(work.con, table, OF_PERSONS)
        work.ledger.tokens[table] = f"{work.ledger.tokens.get(table, '')} {left}"


def unchanged(work: Work) -> set[str]:
    """Tables that stand in the base as they stand here."""
    if work.base is None:
        return set()
    own = {"meta_build", "meta_step"}
    tokens = work.ledger.tokens
    return {t for t in queries.table_names() - own if tokens.get(t) == work.handed.get(t)}


def keep(home: Home, work: Work, snapshot: Path) -> None:
    """Close the database and write the ledger: from now on the next build may go on from here.

    What cannot be kept is forgotten: a full disk then costs the next build its time, not this one its snapshot.
    """
    try:
        _keep(home, work, snapshot)
    except (OSError, duckdb.Error, NoRoom):
        work.con.close()
        forget(home)


def _keep(home: Home, work: Work, snapshot: Path) -> None:
    work.con.execute("checkpoint")
    work.con.close()
    state = (folder(home) / "tables.duckdb").stat()
    kept = {
        "code": _code(), "file": [state.st_size, state.st_mtime_ns], "snapshot": snapshot.name,
        "handed": work.ledger.tokens, "made": work.ledger.as_json(),
    }  # fmt: skip
    write_atomically(folder(home) / "ledger.json", json.dumps(kept))


def seconds_last_made(home: Home) -> dict[str, float]:
    """Seconds each step took when it was made last, also of those the last build took over; empty where nothing is kept."""
    try:
        kept = json.loads((folder(home) / "ledger.json").read_text(encoding="utf-8"))
        return {
            step: float(s) for made in ledger_from(kept["made"]).before.values() for step, s in made.seconds.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def forget(home: Home) -> None:
    """Take away what is kept."""
    shutil.rmtree(folder(home), ignore_errors=True)


def _code() -> str:
    """What the tables depend on beside their sources: our code, cards and reference, and what computes with them."""
    return hashlib.sha256(code_digest() + f"{duckdb.__version__} {pl.__version__}".encode()).hexdigest()
