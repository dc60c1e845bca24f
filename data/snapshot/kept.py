"""The tables a build works with, kept in the warehouse for the next build to go on from.

They lie in a database of their own beside the staged files; a ledger beside it says what was made of what, and which
snapshot was handed over. The ledger is taken away while a build is at work and written again at its end: what a stopped
build leaves behind is never gone on from.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.errors import NoRoom
from data.home import Home
from data.snapshot.content import content
from data.snapshot.guard import UNFINISHED
from data.snapshot.identity import code_digest
from data.snapshot.ledger import Ledger, ledger_from
from data.snapshot.order import known, remember
from data.snapshot.patch import Changed
from data.snapshot.publish import write_atomically
from data.snapshot.some import among, literal
from data.snapshot.working import opened

# Tables out of which small counts of persons are taken last of all; kept beside them is what was taken out.
WITH_PERSONS = ("agg_observation", "agg_rollup", "stat_judgement", "stat_peer_group")
OF_PERSONS = "indicator in (select indicator from ref_indicator where counts_persons)"
# Verdicts that moved, as judge noted them.
MOVED = """exists (
    select 1 from judged_moved
    where of_indicator = indicator and of_quarter = quarter and of_region_code = region_code
        and of_department_code = department_code and of_plan = plan
)"""
MOST_GROWN = 1.5  # times its size when written whole: beyond that a file holds too much of what was replaced, and is written anew

WHILE_COPYING = "1GB"
# A checkpoint on the way goes through all tables; and rows are deleted by where they lie, while one set off by what goes on beside
# (beside.py) would move them. One at the end, by keep, does for all.
NEVER = "1TB"


@dataclass
class Work:
    """A database to work in: empty, or with the tables of the build before."""

    con: duckdb.DuckDBPyConnection
    ledger: Ledger
    base: (
        Path | None
    )  # the snapshot made from these tables, where it lies there; whether it is whole shows when it is copied
    handed: dict[str, str]  # tokens of the tables in it
    whole: dict[str, int] = field(default_factory=dict)  # bytes of the snapshot and of the database when written whole


def folder(home: Home) -> Path:
    """Where the tables are kept; losing it costs one whole build."""
    return home.warehouse / "kept"


def stands(home: Home) -> bool:
    """Whether a build before has left its tables, whatever they are worth."""
    return (folder(home) / "ledger.json").is_file()


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
        remember(kept["read"])
        handed, whole = dict(kept["handed"]), {name: int(size) for name, size in kept["whole"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    book.unlink()
    if state.st_size > MOST_GROWN * whole.get("tables", 0):
        _write_anew(file)
        whole.pop("tables", None)
    may_be_patched = base.is_file() and base.stat().st_size <= MOST_GROWN * whole.get("snapshot", 0)
    if not may_be_patched:
        whole.pop("snapshot", None)
    con = opened(file)
    con.execute(f"set wal_autocheckpoint = '{NEVER}'")
    for table in WITH_PERSONS:
        con.execute(f"delete from {table} where {OF_PERSONS}")
        con.execute(f"insert into {table} select * from whole_{table}")
    con.execute("delete from meta_build; delete from meta_step")
    return Work(con, ledger, base if may_be_patched else None, handed, whole)


def _write_anew(file: Path) -> None:
    """The same tables without the room that rows long gone take up."""
    fresh = file.with_name(f"{UNFINISHED}{os.getpid()}-{file.name}")
    with duckdb.connect() as con:
        con.execute(f"set memory_limit = '{WHILE_COPYING}'; set preserve_insertion_order = false")
        con.execute(f"attach {literal(file)} as old (read_only); attach {literal(fresh)} as fresh")
        con.execute("copy from database old to fresh; detach fresh; detach old")
    fresh.replace(file)


def set_persons_aside(work: Work) -> None:
    """Keep what counts persons as it is, before small counts are taken out."""
    for table in WITH_PERSONS:
        work.con.execute(f"create or replace table whole_{table} as select * from {table} where {OF_PERSONS}")


def told_of_persons(work: Work) -> None:
    """After that: the tables are others than they were, and the same others where the same was taken out."""
    for table in WITH_PERSONS:
        left = content(work.con, table, f"where {OF_PERSONS}")
        work.ledger.tokens[table] = f"{work.ledger.tokens.get(table, '')} {left}"


def moved(work: Work, *, made: bool = False) -> dict[str, Changed]:
    """Tables that may stand otherwise in the base than they stand here, and which of their rows. made: of those made so far."""
    own, tokens = {"meta_build", "meta_step"}, work.ledger.tokens
    tables = queries.table_names() & ({*tokens} - own if made else queries.table_names())
    changed = {t for t in tables if t in own or tokens.get(t) != work.handed.get(t)}
    found = dict.fromkeys(changed, "true")
    for (table, column), moved in work.ledger.moved.items():
        if table in changed:
            found[table] += f" and {among(column, moved.values)}"
    told = {table: Changed(where) for table, where in found.items()}
    if "stat_judgement" in changed and ("stat_judgement", "indicator") in work.ledger.moved:
        told["stat_judgement"] = Changed(f"{found['stat_judgement']} and {MOVED}", each=True)
    for table in {*WITH_PERSONS} & changed:
        if _left_of_persons(tokens, table) != _left_of_persons(work.handed, table):
            told[table] = Changed(f"({told[table].where} or {OF_PERSONS})")
    return told


def _left_of_persons(tokens: Mapping[str, str], table: str) -> str:
    """What told_of_persons added."""
    return tokens.get(table, "").partition(" ")[2]


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
    whole = {"snapshot": snapshot.stat().st_size, "tables": state.st_size} | work.whole
    kept = {
        "code": _code(), "file": [state.st_size, state.st_mtime_ns], "snapshot": snapshot.name, "whole": whole,
        "handed": work.ledger.tokens, "made": work.ledger.as_json(), "read": known(),
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
