"""`mart(name, **pictures)`: run one SQL file, and those it reads, over drawn tables with the real calendar, regions and rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

import queries
from data import lookups, rules
from data.snapshot.order import tables_read
from metrics.catalogue import indicator_frame, read_cards
from tests import drawing
from tests.made_of import made_of
from tests.queries import builders

SQL = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
# Only the tables a query asks for are made: all of them would cost a tenth of a second, nine hundred times.
DDL = {t.split()[2]: t for t in re.split(r"(?m)^(?=create table )", queries.tables()) if t.startswith("create table ")}
Mart = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def lookup_frames() -> dict[str, pl.DataFrame]:
    regions = lookups.read_regions(None)
    return {
        "ref_region": regions,
        "ref_region_ancestor": lookups.region_ancestors(regions),
        "ref_department": lookups.read_departments(),
        "ref_matter": lookups.read_matters(),
        "ref_evaluation_grade": lookups.read_evaluation_grades(),
        "ref_workday": lookups.read_workdays(),
        "ref_rule": rules.read_rules(),
        "ref_repair_period": rules.record_periods(),
        "ref_severity": lookups.read_severities(),
        "ref_catalogue_measure": lookups.read_catalogue_measures(),
        "ref_indicator": indicator_frame(read_cards()),
    }


@pytest.fixture(scope="session")
def real(lookup_frames: dict[str, pl.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lookups that ship, loaded once."""
    con = duckdb.connect()
    con.execute("create schema real; use real")
    for table, frame in lookup_frames.items():
        _insert(con, table, frame)
    yield con
    con.close()


@pytest.fixture
def mart(real: duckdb.DuckDBPyConnection, lookup_frames: dict[str, pl.DataFrame]) -> Mart:
    """Pictures are drawn tables: stg_ or raw_ feeds (what is not drawn gets a plain value), ref_ tables, or other marts."""

    def run(name: str, *, as_of: str = "2026-09-30", deadline_reading: str = "lenient", decision_day_counts: bool = False,
            sql: dict[str, str] | None = None, **pictures: Any) -> pl.DataFrame:  # fmt: skip
        wanted = made_of(real, [name], SQL | (sql or {})) | set(pictures)
        real.execute("drop schema if exists drawn cascade; create schema drawn; use drawn")
        real.execute(
            "".join(DDL[t] for t in sorted(wanted & set(DDL) - (set(lookup_frames) - set(pictures)))) or "select 1"
        )
        real.execute(
            "create table build_settings as select $1::date as as_of, $2::varchar as deadline_reading, "
            "$3::boolean as decision_day_counts, 5 as suppression_threshold",
            [date.fromisoformat(as_of), deadline_reading, decision_day_counts],
        )
        for table in set(lookup_frames) & wanted - set(pictures):
            real.execute(f"create view {table} as select * from real.{table}")
        for table, picture in pictures.items():
            _draw(real, table, drawing.rows(picture) if isinstance(picture, str) else picture)
        _run(real, name, set(pictures), SQL | (sql or {}))
        return real.sql(f"select * from {name}").pl()

    return run


def _run(con: duckdb.DuckDBPyConnection, name: str, made: set[str], files: dict[str, str]) -> None:
    """Make a table and first what it reads: an empty feed, or the SQL file of that name; what is in `made` stands."""
    if name in made or (name not in files and not builders.columns(name)):
        return
    made.add(name)
    if name not in files or (name.startswith("stg_") and builders.columns(name) and f"raw_{name[4:]}" not in made):
        _draw(con, name, [])
        return
    for needed in sorted(tables_read(con, files[name])):
        if needed == name:
            continue
        _run(con, needed, made, files)
    verb = f"insert into {name} by name" if _exists(con, name) else f"create table {name} as"
    con.execute(f"{verb} {files[name]}")


def _exists(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = con.sql("select 1 from duckdb_tables() where schema_name = 'drawn' and table_name = $1", params=[name])
    return len(found.to_arrow_table()) > 0


def _draw(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]] | pl.DataFrame) -> None:
    known = builders.columns(table)
    if isinstance(rows, pl.DataFrame):  # many rows, every column that matters among them
        con.execute(
            f"create table {table} ({', '.join(f'{column} {kind}' for column, (kind, _) in (known or {}).items())})"
        )
        return _insert(con, table, rows)
    if known:
        con.execute(f"create table {table} ({', '.join(f'{column} {kind}' for column, (kind, _) in known.items())})")
        if rows:
            con.executemany(f"insert into {table} values ({', '.join('?' * len(known))})", builders.filled(table, rows))
    else:
        _insert(con, table, pl.DataFrame(rows, infer_schema_length=None))


def _insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("frame_to_insert", frame.to_arrow())
    if _exists(con, table):
        con.execute(f"insert into {table} by name select * from frame_to_insert")
    else:
        con.execute(f"create table {table} as select * from frame_to_insert")
    con.unregister("frame_to_insert")
