"""Acts of the tiny snapshot counted against their limits: a province, one city with a late county, two quarters, every leg."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from data.snapshot.load import insert
from metrics import timeliness
from tests.drawing import rows

# Every count that is not drawn is nought; n_begun and n_due follow from the others.
COUNTED = """
    leg         | act        | quarter | region_code | department_code      | days | force   | n_in_time | n_late_done | n_late_open | n_inside | n_open_inside | n_without_limit | n_last_day | n_negative
    ------------+------------+---------+-------------+----------------------+------+---------+-----------+-------------+-------------+----------+---------------+-----------------+------------+-----------
    publication | licence    | 2026Q3  | 360000      | '*'                  | 7    | binding | 910       | 70          | 20          | 30       | 20            | 0               | 300        | 2
    publication | licence    | 2026Q3  | 360000      | housing_construction | 7    | binding | 210       | 70          | 20          | 30       | 20            | 0               | 250        | 2
    publication | licence    | 2026Q3  | 360000      | market_regulation    | 7    | binding | 700       | 0           | 0           | 0        | 0             | 0               | 50         | 0
    publication | licence    | 2026Q3  | 360100      | '*'                  | 7    | binding | 860       | 40          | 10          | 30       | 20            | 0               | 300        | 2
    publication | licence    | 2026Q3  | 360700      | '*'                  | 7    | binding | 50        | 30          | 10          | 0        | 0             | 0               | 0          | 0
    publication | licence    | 2026Q3  | 360703      | '*'                  | 7    | binding | 10        | 15          | 5           | 0        | 0             | 0               | 0          | 0
    publication | licence    | 2026Q3  | 360121      | '*'                  | 7    | binding | 1         | 3           | 0           | 0        | 0             | 0               | 0          | 0
    publication | licence    | 2025Q3  | 360000      | '*'                  | 7    | binding | 800       | 150         | 50          | 0        | 0             | 0               | 100        | 0
    publication | penalty    | 2026Q3  | 360000      | '*'                  | 7    | binding | 1999      | 1           | 0           | 0        | 0             | 0               | 9          | 0
    publication | penalty    | 2026Q3  | 360700      | '*'                  | 7    | binding | 199       | 0           | 0           | 0        | 0             | 0               | 0          | 0
    publication | reward     | 2026Q3  | 360000      | '*'                  | 7    | study   | 4         | 1           | 0           | 0        | 0             | 0               | 0          | 0
    commitment  | commitment | 2026Q3  | 360000      | '*'                  |      |         | 0         | 0           | 0           | 0        | 0             | 50              | 0          | 0
    report      | penalty    | 2026Q3  | 360000      | '*'                  | 5    | binding | 20        | 5           | 3           | 0        | 0             | 0               | 4          | 0         """
DELAYS = """
    act     | region_code | department_code      | state     | delay_days | n_acts
    --------+-------------+----------------------+-----------+------------+-------
    licence | 360102      | market_regulation    | in_time   | 1          | 608
    licence | 360102      | housing_construction | in_time   | -2         | 2
    licence | 360102      | market_regulation    | last_day  | 7          | 300
    licence | 360102      | housing_construction | late_done | 9          | 60
    licence | 360703      | housing_construction | late_done | 45         | 10
    licence | 360703      | housing_construction | late_open |            | 20     """
LIMITS = """
    leg         | act     | rule         | days | force
    ------------+---------+--------------+------+--------
    publication | licence | publish_in_7 | 7    | binding
    publication | penalty | publish_in_7 | 7    | binding
    publication | reward  | own:more     | 7    | study   """
CROWD = """
    pattern         | act     | department_code      | region_code | quarter | n   | n_of | observed | reference
    ----------------+---------+----------------------+-------------+---------+-----+------+----------+----------
    limit_day_spike | licence | housing_construction | 360000      | 2026Q3  | 250 | 300  | 7.0      | 12.5     """
UNDRAWN = ("n_without_calendar", "n_unstated", "n_own_limit", "n_provisional")


def add(home: Path, name: str) -> None:
    """Put the acts into a tiny snapshot."""
    con = duckdb.connect(str(home / "snapshots" / f"{name}.duckdb"))
    insert(con, "stat_timeliness", timeliness.with_interval(_counted()))
    known = {"plan": "jiangxi-2020", "leg": "publication", "quarter": "2026Q3"}
    insert(con, "agg_delay", pl.DataFrame([known | row for row in rows(DELAYS)], infer_schema_length=None))
    span = {"plan": "jiangxi-2020", "region_code": "360102", "from_on": date(2018, 7, 25), "until_on": date(9999, 1, 1), "day_kind": "working"}  # fmt: skip
    insert(con, "ref_limit_span", pl.DataFrame([span | row for row in rows(LIMITS)]))
    insert(con, "agg_pattern", pl.DataFrame(rows(CROWD)))
    con.close()


def _counted() -> pl.DataFrame:
    n = pl.col
    drawn = pl.DataFrame(rows(COUNTED), infer_schema_length=None)
    return drawn.with_columns(
        plan=pl.lit("jiangxi-2020"), days_least="days", days_most="days", force_most="force", force_least="force",
        n_due=n("n_in_time") + n("n_late_done") + n("n_late_open"),
        n_begun=pl.sum_horizontal("n_in_time", "n_late_done", "n_late_open", "n_inside", "n_without_limit"),
        n_done=pl.sum_horizontal("n_in_time", "n_late_done", n("n_inside") - n("n_open_inside"), "n_without_limit"),
        **dict.fromkeys(UNDRAWN, pl.lit(0)),
    ).drop("days", "force")  # fmt: skip
