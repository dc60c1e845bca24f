"""Odd things in one office's acts: publication crowded on the last allowed day, and a month in which nothing was decided."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.truth import Truth
from data.sample.world import World

CROWDED = {"department": "natural_resources", "region": "360700", "act": "licence"}
CROWDED_QUARTERS, CROWDED_SHARE = 8, 0.92  # of what is published in time goes online on the very last day
SILENT_MONTH = ("water_resources", "2025-02")  # a change of systems


def crowded(
    world: World, rng: np.random.Generator, department: str, codes: np.ndarray, quarter: np.ndarray, delays: np.ndarray, limit: int
) -> np.ndarray:  # fmt: skip
    """Delays (working days) of licences in `codes`: in one city's office most of those in time wait for the last day."""
    if department != CROWDED["department"]:
        return delays
    here = np.char.startswith(codes, CROWDED["region"][:4]) & (quarter >= world.n_quarters - CROWDED_QUARTERS)
    return np.where(here & (delays <= limit) & (rng.random(len(delays)) < CROWDED_SHARE), limit, delays)


def without_the_silent_month(acts: pl.DataFrame, department: str) -> pl.DataFrame:
    """The acts but those of the month left out."""
    if department != SILENT_MONTH[0]:
        return acts
    return acts.filter(pl.col("decided_on").dt.strftime("%Y-%m") != SILENT_MONTH[1])


def record_acts(world: World, truth: Truth, department: str, acts: pl.DataFrame, limit: int) -> None:
    """Count what was planted among the acts of one department."""
    if department == SILENT_MONTH[0]:
        truth.note("silent_month", feed="decisions", department=department, month=SILENT_MONTH[1], n=0)
    if department != CROWDED["department"]:
        return
    own = acts.filter(
        (pl.col("act") == CROWDED["act"])
        & pl.col("region_code").str.starts_with(CROWDED["region"][:4])
        & (pl.col("decided_on") >= world.starts[-1 - CROWDED_QUARTERS].item())
        & (pl.col("published_on") <= world.as_of.item())
    )
    decided, published = (own[c].to_numpy().astype("datetime64[D]") for c in ("decided_on", "published_on"))
    delay = world.workday_index(published) - world.workday_index(decided)
    truth.note(
        "last_day_crowd", **CROWDED, quarters=world.quarters[-CROWDED_QUARTERS:],
        n=int((delay == limit).sum()), n_in_time=int((delay <= limit).sum()), n_published=len(delay),
    )  # fmt: skip
