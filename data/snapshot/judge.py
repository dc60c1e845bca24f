"""Judge every figure; or, going on from the last build, those only whose verdicts may have moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb

import queries
from data.snapshot.judge_some import judge_some, tell_months
from data.snapshot.judge_tests import Unsure
from data.snapshot.load import insert
from data.snapshot.memory import IN_JUDGING, pages_given_back
from metrics import assess, flags

Tell = Callable[[str, Mapping[str, set[str]]], None]


def judge(
    con: duckdb.DuckDBPyConnection, some: Sequence[str] | None, tell: Tell = lambda *_: None, *, limit: str = IN_JUDGING
) -> int:  # fmt: skip
    """Fill stat_judgement, stat_peer_group, stat_tests and judged_count. some: indicators whose figures have changed.

    tell: told which rows of stat_judgement moved, where only some were judged. limit: of DuckDB's memory while all are.
    """
    try:
        if some is None:
            raise Unsure
        tell("stat_judgement", judge_some(con, some))
    except Unsure:
        _judge_all(con, limit)
    finally:
        aside = ("row", "moving", "group", "teacher", "test", "crossed", "there", "then", "hash")
        con.execute("; ".join(f"drop table if exists temp.judged_{t}" for t in aside))
    con.execute("delete from stat_tests")
    insert(con, "stat_tests", flags.tests_of(con.sql("select * from judged_count").pl()))
    return int(con.execute("select count(*) from stat_judgement").fetchall()[0][0])


def _judge_all(con: duckdb.DuckDBPyConnection, limit: str) -> None:
    con.execute("delete from stat_judgement; delete from stat_peer_group")
    con.execute("drop table if exists judged_row")  # its memory goes to polars
    found = _assessed(con, limit)
    con.register("counts_found", found.counts.to_arrow())
    con.execute("create or replace table judged_count as select * from counts_found")
    con.unregister("counts_found")
    tell_months(con, "table judged_month")
    insert(con, "stat_peer_group", found.peer_groups)
    insert(con, "stat_judgement", found.judged)
    con.execute("create or replace table judged_family as select distinct plan, quarter, family from stat_judgement")
    con.execute("drop table if exists judged_moved")  # which is: all


def _assessed(con: duckdb.DuckDBPyConnection, limit: str) -> assess.Assessed:
    periods, targets, by_month = (
        con.sql(q).pl() for q in ("from plan_quarter", "from ref_target", queries.read("judged_months"))
    )
    held = [con.sql(queries.read("judged_rows")).pl()]  # by nobody else: it goes when used up
    with pages_given_back(con, limit):
        return assess.assess(held.pop(), targets, periods, by_month)
