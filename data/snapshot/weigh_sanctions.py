"""What a build computes of listings and measures: curves to compliance, ending and re-offence."""

from __future__ import annotations

import duckdb
import polars as pl

import queries
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from metrics import recurrence, survival


def weigh_sanctions(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_survival and stat_survival_summary from the marts of the sanction chain."""
    with steps.step("stat_survival") as step:
        told = survival.told(_rows(con, "survival_rows"))
        step.rows = insert(con, "stat_survival", told.curves)
    with steps.step("stat_survival_summary") as step:
        step.rows = insert(con, "stat_survival_summary", _with_returns(con, told.summary))


def _with_returns(con: duckdb.DuckDBPyConnection, summary: pl.DataFrame) -> pl.DataFrame:
    """Re-offence has two figures more: how often on average, and how often anybody looked."""
    counts = recurrence.mean_counts(_rows(con, "exit_rows"), _rows(con, "again_rows"))
    counts = counts.select(*survival.BY, "mean_count_365", "mean_count_730")
    own = [c for c in summary.columns if c not in ("mean_count_365", "mean_count_730", "visits_a_year")]
    more = counts.join(_rows(con, "exposure_rows"), on=survival.BY, how="full", coalesce=True)
    return summary.select(own).join(more, on=survival.BY, how="left")


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return con.sql(queries.read(name)).pl()
