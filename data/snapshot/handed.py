"""How a table of the contract stands in the file that readers open: which of its rows, and in which order."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.snapshot.mart import written
from data.snapshot.some import literal

ROWS_A_GROUP = 8_192  # a page reads one office's rows: small groups let the reader skip the rest (three times faster)


def attach(con: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Open the file of a snapshot to write in, as `snap`."""
    con.execute("set preserve_insertion_order = true")  # or the sorting below would be undone while writing
    con.execute(f"attach {literal(part)} as snap (row_group_size {ROWS_A_GROUP})")


def write_anew(con: duckdb.DuckDBPyConnection, table: str, which: str = "true") -> int:
    """Write a table of the contract into `snap`, sorted, so that a page reads few blocks. which: of its rows. Returns how many."""
    return written(con, f"create or replace table snap.{table} as {_selected(table, which)}")


def append(con: duckdb.DuckDBPyConnection, table: str, which: str) -> int:
    """Write more of its rows behind those that stand there, sorted among themselves. Returns how many."""
    return written(con, f"insert into snap.{table} {_selected(table, which)}")


def _selected(table: str, which: str) -> str:
    return f"select * from {table} where {KEPT.get(table, 'true')} and {which} {order(table)}"


def order(table: str) -> str:
    """Its ORDER BY."""
    return "order by all" if table.startswith("ref_") else SORTED_BY.get(table, "")


# What the build needs and no reader: figures of a quarter stand in stat_judgement, with all that is said of them.
KEPT = {"agg_rollup": "period_kind = 'month'"}
SORTED_BY = {
    # By year first: one quarter over every region lies in few blocks, and so does one office over every quarter.
    "stat_judgement": "order by plan, left(quarter, 4), department_code, region_code, quarter, indicator",
    "agg_rollup": "order by indicator, period_kind, region_code, department_code, period",
    "agg_observation": "order by indicator, region_code, department_code, period",
    "meta_problem": "order by submission_id, row_number",
    "agg_blank": "order by plan, quarter, indicator, department_code, family",
    "agg_task": "order by plan, quarter, task, department_code",
    "stat_scorecard": "order by quarter, department_code, position",
    "stat_timeliness": "order by plan, department_code, quarter, region_code, leg, act",
    "agg_delay": "order by plan, quarter, leg, act, region_code",
    "stat_inspection_ratio": "order by quarter, region_code, department_code",
    "stat_hit_rate": "order by quarter, region_code, department_code",
    "stat_gradient": "order by quarter, region_code, department_code",
    "stat_draw": "order by quarter, region_code, department_code",
    "agg_inspection_office": "order by quarter, region_code, department_code",
    "stat_commitment": "order by region_code, department_code, quarter, kind",
    "stat_credit_check": "order by region_code, department_code, quarter, matter",
    "stat_interview": "order by region_code, department_code, quarter, kind",
    "stat_measure": "order by quarter, region_code, n_quarters, list, grade, department_code, measure_code",
    "stat_listing": "order by quarter, region_code, n_quarters, list, grade, department_code",
    "stat_step_days": "order by quarter, region_code, n_quarters, list, grade, department_code, measure_code, step",
    "stat_rank": "order by root_code, left(quarter, 4), level, indicator, quarter, region_code",
    "stat_outlook": "order by indicator, department_code, region_code",
    "stat_target_history": "order by plan, indicator, region_code, department_code",
    "agg_inspection_cap": "order by quarter, region_code, department_code",
    "agg_inspection_manner": "order by region_code, department_code, quarter",
}
