"""Copy the tables of the contract, and no others, into the file that readers open."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

import queries
from data.ingest.stage import StagedSource
from data.snapshot.ahead import Ahead, bring_up_to_date
from data.snapshot.early import Early
from data.snapshot.handed import attach, write_anew
from data.snapshot.load import Catalogue, insert
from data.snapshot.patch import Changed
from data.snapshot.reader import SCHEMA_VERSION
from data.snapshot.steps import Steps, peak_mb


def hand_over(
    con: duckdb.DuckDBPyConnection, part: Path, snapshot_id: str, day: date, staged: Sequence[StagedSource],
    catalogue: Catalogue, steps: Steps, begun: float, *, moved: Mapping[str, Changed] | None, early: Early | Ahead | None,
) -> int:  # fmt: skip
    """Copy the tables of the contract, and no others, into the new file; sorted, so that a page reads few blocks.

    moved: where the file is a copy of an earlier snapshot, the tables that have changed since, and which of their rows.
    early: who has the file open and has written tables already. Returns the rows copied.
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
    if early is None:
        attach(con, part)
    rows, done = (early.finish(), early.tables) if early else (0, set[str]())
    if moved is not None:
        rows += bring_up_to_date(con, {t: of for t, of in moved.items() if t not in done})
    else:
        con.execute("begin")  # one commit, not one a table
        for table in sorted(queries.table_names() - done):
            rows += write_anew(con, table)
        con.execute("commit")
    con.execute("checkpoint snap; detach snap")
    return rows
