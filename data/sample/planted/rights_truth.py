"""Count the rights not kept as they truly stood at the end of the last whole quarter, for truth.json."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from data.sample.planted import rights
from data.sample.truth import Truth
from data.sample.world import World

GRACE = 5  # working days, as the rules set it


def record_rights(world: World, truth: Truth, listings: pl.DataFrame, measures: pl.DataFrame) -> None:
    """One note a defect: the department planted, the quarter, and how many of its cases stood at its end."""
    end = (world.starts[-1] - 1).item()
    stood = measures.join(
        listings.select("listing_id", "exited_on", "repair_outcome", "repair_decided_on"), on="listing_id", how="left"
    )
    stood = stood.filter((pl.col("applied_on") <= end) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > end)))
    exited = stood["exited_on"].to_numpy().astype("datetime64[D]")
    is_over = pl.Series(world.after_workdays(exited, np.full(stood.height, GRACE)) < world.as_of)  # False where never
    is_gone = (is_over | (pl.col("applied_on") > pl.col("exited_on"))) & ~_is_repaired(world)
    listed, acted_by = _still_listed(listings, end), end - timedelta(days=14)
    repaired = listed.filter((pl.col("repair_outcome") == "granted") & (pl.col("repair_decided_on") < acted_by))
    found = {
        ("outside_catalogue", rights.OUTSIDE[0]): stood.filter(pl.col("measure_code") == rights.OUTSIDE[2]),
        ("without_basis", rights.OUTSIDE[0]): stood.filter(pl.col("basis").is_null()),
        ("beyond_limit", rights.BEYOND_LIMIT[0]): stood.filter(pl.col("limit_until") < end),
        ("after_exit", rights.AFTER_EXIT[0]): stood.filter(is_gone),
        ("published_too_long", rights.SHOWS_TOO_LONG[0]): _too_long(listings, end),
        ("exit_overdue", rights.FORGETS_TO_EXIT[0]): listed.filter(pl.col("expires_on") < end),
        ("wrongly_listed", rights.LEAVES_WRONG[0]): listed.filter(
            pl.col("upheld") & pl.col("corrected_on").is_null() & (pl.col("answered_on") < acted_by)
        ),
        ("repaired_public", rights.LEAVES_PUBLIC[0]): repaired.filter(pl.col("repaired_on").is_null()),
    }
    for (defect, department), rows in found.items():
        own = rows.filter(pl.col("department_code") == department)
        truth.note(f"rights_{defect}", department=department, quarter=world.quarters[-1], n=own.height)
    _record_disputes(world, truth, measures, listings, end)


def _is_repaired(world: World) -> pl.Expr:
    return ((pl.col("repair_outcome") == "granted") & (pl.col("repair_decided_on") <= world.as_of.item())).fill_null(
        value=False
    )


def _still_listed(listings: pl.DataFrame, end: date) -> pl.DataFrame:
    return listings.filter((pl.col("list") != "red") & (pl.col("exited_on").is_null() | (pl.col("exited_on") > end)))


def _too_long(listings: pl.DataFrame, end: date) -> pl.DataFrame:
    """Shown longer than the rule since April 2026 allows, the duty done."""
    years = pl.when(pl.col("grade") == "general").then(1).otherwise(3)
    over = pl.col("listed_on").dt.offset_by(pl.concat_str(years, pl.lit("y"))) < end
    sanctioned = pl.col("list").is_in(rights.SANCTIONED) & pl.col("published_on").is_not_null()
    return _still_listed(listings, end).filter(sanctioned & over & (pl.col("complied_on") <= end))


def _record_disputes(world: World, truth: Truth, measures: pl.DataFrame, listings: pl.DataFrame, end: date) -> None:
    """Measures of the planted department applied after the suspension was on record and before the answer."""
    department, quarters = rights.SANCTIONS_WHILE_DISPUTED
    known = measures.join(
        listings.select("listing_id", "objected_on", "suspended_on", "answered_on"), on="listing_id", how="left"
    )
    spite = known.filter(
        (pl.col("department_code") == department) & (pl.col("applied_on") > pl.col("suspended_on"))
        & (pl.col("applied_on") < pl.col("answered_on")) & (pl.col("applied_on") <= end)
        & (pl.col("applied_on") >= world.starts[-1 - quarters].item())
    )  # fmt: skip
    truth.note(
        "rights_while_disputed", department=department, quarters=world.quarters[-quarters:], n=spite.height,
        by_quarter=[spite.filter(_in_quarter(world, q)).height for q in range(len(world.quarters) - quarters, len(world.quarters))],
    )  # fmt: skip


def _in_quarter(world: World, q: int) -> pl.Expr:
    return (pl.col("applied_on") >= world.starts[q].item()) & (pl.col("applied_on") < world.starts[q + 1].item())
