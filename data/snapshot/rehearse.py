"""Every SELECT of a build run over nothing at all: does each find the tables and columns it names?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

import queries
from data.contracts import FEEDS
from data.errors import Fixable
from data.snapshot.load import insert_settings, load_submissions
from data.snapshot.mart import materialise, raw_view
from data.snapshot.order import in_order
from data.snapshot.weigh import STATISTICS
from metrics.catalogue import Card, observation_sql

ANY_DAY = date(2026, 1, 1)
PLAIN = {"deadline_reading": "lenient", "decision_day_counts": False, "suppression_threshold": 5}


def rehearse(cards: Sequence[Card]) -> list[tuple[str, str]]:
    """(what, why) of each query file and each card that cannot be run; `what` is a file's name or an indicator's code."""
    with duckdb.connect() as con:
        con.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
        con.execute(queries.tables())
        insert_settings(con, dict(PLAIN), ANY_DAY)
        load_submissions(con, [])
        for feed in FEEDS:
            raw_view(con, feed, [])
        marts = {**queries.all_in("staging"), **queries.all_in("marts"), **queries.all_in("checks")}
        try:
            names = in_order(con, marts)
        except Fixable as trouble:
            return [("queries", trouble.text("en"))]
        broken = [(f"{name}.sql", why) for name in names if (why := _of_mart(con, name, marts[name]))]
        broken += [(c.code, why) for c in cards if c.observe and (why := _of(con, observation_sql(c)))]
        return broken + [(f"{rows}.sql", why) for _, rows, _ in STATISTICS if (why := _of(con, queries.read(rows)))]


def _of_mart(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> str | None:
    try:
        materialise(con, name, sql)
    except (Fixable, duckdb.Error) as trouble:
        return _first_line(trouble)
    return None


def _of(con: duckdb.DuckDBPyConnection, sql: str) -> str | None:
    try:
        con.execute(f"explain {sql}")
    except duckdb.Error as trouble:
        return _first_line(trouble)
    return None


def _first_line(trouble: Exception) -> str:
    return str(trouble).strip().splitlines()[0]
