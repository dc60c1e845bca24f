"""What a build computes for whoever sets next year's targets. After disclosure: nothing here may rest on a hidden count."""

from __future__ import annotations

import duckdb
import polars as pl

import queries
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from metrics import prospect, track_record

YEARS_AHEAD = 3  # the end of this year and of the two after it


def weigh_targets(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_outlook, stat_target_history and stat_target_calibration from stat_judgement."""
    rows = _rows(con, "outlook_rows")
    with steps.step("stat_outlook") as step:
        known = prospect.past(rows) if rows.height else None  # read and learned from once
        step.rows = _look_ahead(con, rows, known)
    with steps.step("stat_target_history") as step:
        history = track_record.look_back(rows, _rows(con, "target_history_rows"), known)
        step.rows = insert(con, "stat_target_history", history)
        insert(con, "stat_target_calibration", track_record.calibration(history))


def _look_ahead(con: duckdb.DuckDBPyConnection, rows: pl.DataFrame, known: prospect.Past | None) -> int:
    if rows.is_empty():
        return 0
    ends = con.sql("select distinct period_to from ref_plan where period_to is not null order by 1").fetchall()
    this_year = int(str(rows["quarter"].max())[:4])
    years = {*range(this_year, this_year + YEARS_AHEAD), *(end.year for (end,) in ends if end.year > this_year)}
    found = prospect.look_ahead(rows, [f"{year}Q4" for year in sorted(years)], known)
    return insert(con, "stat_outlook", found) if found.height else 0


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return con.sql(queries.read(name)).pl()
