"""What a build computes for whoever sets next year's targets. After disclosure: nothing here may rest on a hidden count.

Going on from the last build, those groups of peers only are looked ahead for whose figures or targets changed, and those
whose forecasts rest on what all series that stand alone have taught.
"""

from __future__ import annotations

import duckdb
import polars as pl

from data.snapshot.differ import aside, lay_over
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from data.snapshot.targets_some import UNIT, ask, lay_rows, note_alone
from metrics import prospect, track_record

YEARS_AHEAD = 3  # the end of this year and of the two after it


def weigh_targets(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_outlook, stat_target_history and stat_target_calibration from stat_judgement."""
    some = lay_rows(con, steps)
    ends = [f"{year}Q4" for year in _years(con)]
    whole = ask(con, ends, some)
    of_them = "true" if whole else f"({UNIT}) in (select ({UNIT}) from outlook_asked)"
    # in one order: sums of what all of them teach must not hang on where a row lies
    rows = con.sql(f"from outlook_row where {of_them} order by {UNIT}, quarter").pl()
    with steps.step("stat_outlook") as step:
        known = prospect.past(rows) if rows.height else None  # read and learned from once
        found = prospect.look_ahead(rows, ends, known) if rows.height else pl.DataFrame()
        step.rows = _lay(con, steps, "stat_outlook", found, of_them)
    with steps.step("stat_target_history") as step:
        due = con.sql(f"from target_row where {of_them}").pl()
        history = track_record.look_back(rows, due, known)
        step.rows = _lay(con, steps, "stat_target_history", history.drop("stands_alone"), of_them)
        _note_alone(con, history, whole=whole)
        con.execute("delete from stat_target_calibration")
        told = con.sql("from stat_target_history").pl() if not whole else history
        insert(con, "stat_target_calibration", track_record.calibration(told))


def _years(con: duckdb.DuckDBPyConnection) -> list[int]:
    """Years to the end of which is looked ahead; none where there are no figures."""
    [(last,)] = con.execute("select max(quarter) from outlook_row").fetchall()
    if last is None:
        return []
    ends = con.execute("select distinct period_to from ref_plan where period_to is not null order by 1").fetchall()
    this_year = int(str(last)[:4])
    return sorted({*range(this_year, this_year + YEARS_AHEAD), *(end.year for (end,) in ends if end.year > this_year)})


def _note_alone(con: duckdb.DuckDBPyConnection, history: pl.DataFrame, *, whole: bool) -> None:
    con.register("alone_then", history.filter("stands_alone").select(*prospect.KEY).unique().to_arrow())
    note_alone(con, "alone_then", whole=whole)
    con.unregister("alone_then")


def _lay(con: duckdb.DuckDBPyConnection, steps: Steps, table: str, found: pl.DataFrame, of_them: str) -> int:
    """The rows of the units asked for as found, the others as they stand."""
    with aside(con, table):
        insert(con, table, found)
        moved = lay_over(con, table, of_them)
    steps.tell(table, moved or {"indicator": set()})
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])
