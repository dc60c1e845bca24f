"""Commitments one office publishes too late, and one department's checks that come after the decision."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.truth import Plant, Truth
from data.sample.world import World

SLOW = {"department": "ecology_environment", "region": "360700"}
SLOW_QUARTERS, SLOW_DELAYS = 6, (4, 13)  # working days from signature to publication
CHECKED_AFTERWARDS = Plant(
    "level", "M06-1", department="human_resources", quarters=6, rates=(0.76, 0.74, 0.74, 0.73, 0.73, 0.72)
)


def slow_publication(
    world: World, rng: np.random.Generator, department: str, codes: np.ndarray, quarter: np.ndarray, delay: np.ndarray
) -> np.ndarray:
    """Delays (working days) of publication, longer in the slow office."""
    if department != SLOW["department"]:
        return delay
    here = np.char.startswith(codes, SLOW["region"][:4]) & (quarter >= world.n_quarters - SLOW_QUARTERS)
    return np.where(here, rng.integers(*SLOW_DELAYS, len(delay)), delay)


def unchecked_before(world: World, department: str, missed: np.ndarray) -> np.ndarray:
    """Share of matters not checked before the decision, by quarter, with the planted department's own at the end."""
    if department != CHECKED_AFTERWARDS.department:
        return missed
    return np.concatenate([missed[: -CHECKED_AFTERWARDS.quarters], 1 - np.array(CHECKED_AFTERWARDS.rates)])


def late_share(world: World, department: str, quarter: np.ndarray, usual: float) -> np.ndarray:
    """Of what was not checked before the decision: the share looked up afterwards, to have it on paper."""
    planted = (department == CHECKED_AFTERWARDS.department) & (
        quarter >= world.n_quarters - CHECKED_AFTERWARDS.quarters
    )
    return np.where(planted, 0.9, usual)


def record_slow(world: World, truth: Truth, rows: pl.DataFrame) -> None:
    """Count what the slow office signed and published by the as-of day, and what in three working days."""
    own = rows.filter(
        pl.col("region_code").str.starts_with(SLOW["region"][:4])
        & (pl.col("signed_on") >= world.starts[-1 - SLOW_QUARTERS].item())
        & (pl.col("published_on") <= world.as_of.item())
    )
    signed, published = (own[c].to_numpy().astype("datetime64[D]") for c in ("signed_on", "published_on"))
    delay = world.workday_index(published) - world.workday_index(signed)
    quarters = world.quarters[-SLOW_QUARTERS:]
    truth.note(
        "late_commitments", **SLOW, quarters=quarters, n_in_three_days=int((delay <= 3).sum()), n_published=len(delay)
    )


def record_checks(world: World, truth: Truth, rows: pl.DataFrame) -> None:
    """Count the matters of the planted department, those checked before the decision, and those after it."""
    by_quarter = rows.with_columns(
        quarter=pl.Series(world.quarter_of(rows["decided_on"].to_numpy().astype("datetime64[D]"))),
        before=pl.col("checked_on") <= pl.col("decided_on"),
    ).group_by("quarter").agg(numerator=pl.col("before").sum(), denominator=pl.len())  # fmt: skip
    truth.record(CHECKED_AFTERWARDS, world, by_quarter)
    late = rows.filter(
        (pl.col("decided_on") >= world.starts[-1 - CHECKED_AFTERWARDS.quarters].item())
        & (pl.col("checked_on") > pl.col("decided_on"))
        & (pl.col("checked_on") <= world.as_of.item())
    )
    truth.note(
        "checked_after_the_decision", department=CHECKED_AFTERWARDS.department,
        quarters=world.quarters[-CHECKED_AFTERWARDS.quarters :], n=late.height,
    )  # fmt: skip
