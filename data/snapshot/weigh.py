"""What a build computes after the marts: roll-up, judgement, and every statistic, each a SELECT and one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import duckdb
import polars as pl

import queries
from data.snapshot.head import head_of
from data.snapshot.judge import judge
from data.snapshot.load import insert, plan_quarters
from data.snapshot.mart import written
from data.snapshot.memory import IN_ROLLING_UP, pages_given_back
from data.snapshot.some import among, of_some, same_quarters
from data.snapshot.steps import Fill, Run, Steps
from data.snapshot.weigh_sanctions import weigh_sanctions
from metrics import assess, disclosure, draws, gradient, plausibility, quota, scorecard, shares, timeliness


def _cut(rows: pl.DataFrame) -> pl.DataFrame:
    """A table cut from others for the pages: nothing to compute."""
    return rows


# Table, the SELECT of queries/results that gives its rows, and the function of metrics that turns them into the table.
STATISTICS: tuple[tuple[str, str, Callable[[pl.DataFrame], pl.DataFrame]], ...] = (
    ("stat_scorecard", "scored_rows", scorecard.score),
    ("stat_pattern", "pattern_rows", plausibility.weigh_patterns),
    ("agg_return_difference", "return_difference_rows", _cut),
    ("stat_inspection_ratio", "inspection_rows", quota.ratios),
    ("stat_hit_rate", "hit_rows", quota.hits),
    ("stat_gradient", "gradient_rows", gradient.gradients),
    ("agg_inspection_office", "inspection_office_rows", _cut),
    ("stat_draw", "draw_rows", draws.judge),
    ("stat_timeliness", "timely_rows", timeliness.with_interval),
    ("stat_commitment", "promised_rows", shares.promised),
    ("stat_credit_check", "looked_rows", shares.looked),
    ("stat_interview", "talked_rows", shares.talked),
    ("stat_objection", "objection_rows", shares.objected),
    ("stat_repair", "repair_rows", shares.repaired),
    ("stat_wrong_listing", "restored_rows", shares.restored),
    ("stat_rights_defect", "defect_rows", shares.befallen),
    ("stat_measure", "measure_rows", shares.measured),
)


def roll_up(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill agg_rollup from agg_observation."""

    def within() -> str:
        """A quarter is added up of its own periods: of those only in which an observation moved."""
        moved = steps.moved_within("agg_observation", "period")
        return "true" if moved is None else among("period", same_quarters(moved))

    steps.make_by_indicator(
        con, "agg_rollup", lambda con, some: _roll_up(con, some, within()), lambda: steps.contents(con, "agg_observation"),
        ["agg_observation"], within=within,
    )  # fmt: skip


def judge_all(con: duckdb.DuckDBPyConnection, steps: Steps, day: date, limit: str) -> None:
    """Fill stat_judgement from agg_observation and agg_rollup. limit: of DuckDB's memory, where all is judged."""
    steps.make_together(con, "plan_quarter", lambda con: _set_quarters(con, day), always=True)
    figures = ("agg_observation", "agg_rollup")
    steps.make_by_indicator(
        con, "stat_judgement", lambda con, some: judge(con, some, steps.tell, limit=limit),
        lambda: steps.contents(con, *figures), figures, clears=True,
    )  # fmt: skip


def weigh(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill every other stat_ table from the marts and agg_rollup; nothing here rests on a verdict."""
    for table, rows, statistic in STATISTICS:
        run, sql = statistic_of(table, rows, statistic), queries.read(rows)
        steps.make_by(con, table, head_of(sql), sql, run, fill_with(table, statistic))
    weigh_sanctions(con, steps)


def statistic_of(table: str, rows: str, statistic: Callable[[pl.DataFrame], pl.DataFrame]) -> Run:
    """The work of one line of STATISTICS."""
    fill = fill_with(table, statistic)
    return lambda con: fill(con, queries.read(rows))


def fill_with(table: str, statistic: Callable[[pl.DataFrame], pl.DataFrame]) -> Fill:
    """Its work on any SELECT of such rows."""

    def fill(con: duckdb.DuckDBPyConnection, rows: str) -> int:
        found = con.sql(rows).pl()
        return 0 if found.is_empty() else insert(con, table, statistic(found))

    return fill


def _roll_up(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None = None, within: str = "true") -> int:
    """Fill agg_rollup. Only the numbers travel to numpy and back: carrying the keys along would cost four times as much."""
    with pages_given_back(con, IN_ROLLING_UP):
        con.execute("set preserve_insertion_order = true")  # the intervals are laid beside their rows by position
        rolled = of_some(queries.read("agg_rollup"), ["agg_observation"], some, within)
        con.execute(f"create temp table rolled as {rolled}")
        numbers = con.sql("select numerator, denominator, value, unit from rolled").pl()
        con.register("interval", assess.with_interval(numbers).select("value", "low", "high").to_arrow())
        con.execute(
            "insert into agg_rollup by name "
            "select r.* exclude (value, unit), i.value, i.low, i.high from rolled as r positional join interval as i"
        )
        con.execute("drop table rolled; set preserve_insertion_order = false")
        con.unregister("interval")
    return numbers.height


def _set_quarters(con: duckdb.DuckDBPyConnection, day: date) -> int:
    """plan_quarter: the quarters to judge. Most days of a quarter give the same ones."""
    con.register("quarters_until_the_day", plan_quarters(con, day).to_arrow())
    rows = written(con, "create or replace table plan_quarter as select * from quarters_until_the_day")
    con.unregister("quarters_until_the_day")
    return rows


def hide(con: duckdb.DuckDBPyConnection) -> int:
    """Take small counts of natural persons out of every table that is handed over. Returns the number of cells hidden."""
    of_persons = "indicator in (select indicator from ref_indicator where counts_persons)"
    observed, rolled = (
        con.sql(f"select * from {t} where {of_persons}").pl() for t in ("agg_observation", "agg_rollup")
    )
    ancestors, cards = (con.sql(f"select * from {t}").pl() for t in ("ref_region_ancestor", "ref_indicator"))
    threshold = con.sql("select suppression_threshold from build_settings").pl().item()
    hidden = disclosure.hidden_cells(observed, rolled, ancestors, cards, threshold)
    if hidden.is_empty():
        return 0
    judged = con.sql(f"select * from stat_judgement where {of_persons}").pl()
    left = {
        "agg_observation": disclosure.blanked(observed, disclosure.OBSERVED, hidden),
        "agg_rollup": disclosure.blanked(rolled, disclosure.ROLLED, hidden),
        "stat_judgement": disclosure.judged_without(judged, hidden),
    }
    for table, frame in left.items():
        con.execute(f"delete from {table} where {of_persons}")
        insert(con, table, frame)
    con.register("hidden_of", hidden.select("indicator").unique().to_arrow())
    con.execute("delete from stat_peer_group where indicator in (select indicator from hidden_of)")
    return hidden.height
