"""What a build computes of listings and measures: curves to compliance, ending and re-offence, and whether a measure did it."""

from __future__ import annotations

import duckdb
import polars as pl

import queries
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from metrics import effect, recurrence, survival


def weigh_sanctions(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_survival, stat_survival_summary, stat_effect and stat_balance from the marts of the sanction chain."""
    with steps.step("stat_survival") as step:
        told = survival.told(_rows(con, "survival_rows"))
        step.rows = insert(con, "stat_survival", told.curves)
    with steps.step("stat_survival_summary") as step:
        step.rows = insert(con, "stat_survival_summary", _with_returns(con, told.summary))
    with steps.step("stat_effect") as step:
        step.rows = _weigh_effect(con)


def _with_returns(con: duckdb.DuckDBPyConnection, summary: pl.DataFrame) -> pl.DataFrame:
    """Re-offence has two figures more: how often on average, and how often anybody looked."""
    counts = recurrence.mean_counts(_rows(con, "exit_rows"), _rows(con, "again_rows"))
    counts = counts.select(*survival.BY, "mean_count_365", "mean_count_730")
    own = [c for c in summary.columns if c not in ("mean_count_365", "mean_count_730", "visits_a_year")]
    more = counts.join(_rows(con, "exposure_rows"), on=survival.BY, how="full", coalesce=True)
    return summary.select(own).join(more, on=survival.BY, how="left")


def _weigh_effect(con: duckdb.DuckDBPyConnection) -> int:
    """Every jurisdiction and outcome by itself; a listing's outcome is its own, so no measure borrows from elsewhere."""
    listings, measures = _rows(con, "effect_listings"), _rows(con, "effect_measures")
    rows = 0
    for (region, quarter), own in listings.group_by("region_code", "quarter", maintain_order=True):
        here = {"region_code": pl.lit(region), "quarter": pl.lit(quarter)}
        found = {name: effect.weigh(cases, measures, outcome=str(name)) for (name,), cases in own.group_by("outcome")}
        told = effect.concluded(pl.concat([f.effect for f in found.values()]))
        balance = [f.balance.with_columns(outcome=pl.lit(name)) for name, f in found.items()]
        rows += insert(con, "stat_effect", told.with_columns(**here))
        insert(con, "stat_balance", pl.concat(balance).with_columns(**here))
    return rows


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return con.sql(queries.read(name)).pl()
