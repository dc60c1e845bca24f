"""Copy the tables of the contract, and no others, into the file that readers open."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.ingest.stage import StagedSource
from data.snapshot.load import Catalogue, insert
from data.snapshot.mart import written
from data.snapshot.patch import patch
from data.snapshot.reader import SCHEMA_VERSION
from data.snapshot.steps import Steps, peak_mb

ROWS_A_GROUP = 8_192  # a page reads one office's rows: small groups let the reader skip the rest (three times faster)


def hand_over(
    con: duckdb.DuckDBPyConnection, part: Path, snapshot_id: str, day: date, staged: Sequence[StagedSource],
    catalogue: Catalogue, steps: Steps, begun: float, *, base: Path | None = None, unchanged: Collection[str] = (),
) -> int:  # fmt: skip
    """Copy the tables of the contract, and no others, into the new file; sorted, so that a page reads few blocks.

    base: an earlier snapshot to begin from, whose tables `unchanged` hold what they should. Returns the rows copied.
    """
    plans = sorted({p for source in staged for p in source.settings.plans})
    insert(
        con, "meta_build",
        pl.DataFrame(
            {
                "snapshot_id": [snapshot_id], "as_of": [day], "built_at": [datetime.now().replace(microsecond=0)],
                "code_version": [snapshot_id.split("-")[1]], "schema_version": [SCHEMA_VERSION],
                "is_demo": [any(s.settings.demo for s in staged)], "source_name": ["; ".join(s.settings.name for s in staged)],
                "plans": [",".join(plans)], "seconds": [time.perf_counter() - begun], "peak_mb": [peak_mb()],
                "settings": [catalogue.settings_text()],
            }
        ),
    )  # fmt: skip
    insert(con, "meta_step", steps.frame())
    if base is not None:
        shutil.copyfile(base, part)
    con.execute("set preserve_insertion_order = true")  # or the sorting below would be undone while writing
    con.execute(f"attach '{str(part).replace(chr(39), chr(39) * 2)}' as snap (row_group_size {ROWS_A_GROUP})")
    wanted = sorted(queries.table_names() - set(unchanged))
    patched = {t: patch(con, t, KEPT.get(t, ""), _order(t)) for t in wanted} if base is not None else {}
    rows = sum(n for n in patched.values() if n is not None)
    con.execute("begin")  # one commit, not one a table
    for table in (t for t in wanted if patched.get(t) is None):
        selected = f"select * from {table} {KEPT.get(table, '')} {_order(table)}"
        rows += written(con, f"create or replace table snap.{table} as {selected}")
    con.execute("commit; checkpoint snap; detach snap")
    return rows


def _order(table: str) -> str:
    return "order by all" if table.startswith("ref_") else SORTED_BY.get(table, "")


# What the build needs and no reader: figures of a quarter stand in stat_judgement, with all that is said of them.
KEPT = {"agg_rollup": "where period_kind = 'month'"}
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
    "stat_rank": "order by root_code, left(quarter, 4), level, indicator, quarter, region_code",
    "stat_outlook": "order by indicator, department_code, region_code",
    "stat_target_history": "order by plan, indicator, region_code, department_code",
    "agg_inspection_cap": "order by quarter, region_code, department_code",
    "agg_inspection_manner": "order by region_code, department_code, quarter",
}
