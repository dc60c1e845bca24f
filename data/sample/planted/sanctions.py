"""What sanctions do, on purpose: one measure that works, one that only seems to, entities that come back, and a chain that breaks.

The duty is done after a time whose hazard depends on the office that listed and, for one measure, on its application. The other
measure goes mostly to the offices whose entities comply soon anyway: compared without them it looks as if it worked.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.truth import Truth
from data.sample.world import World

WORKS, HAZARD_RATIO = "public_resource_trading", 1.6  # from its application on
SEEMS = "tax_preference"
PACE = {"market_regulation": 1.0, "tax": 2.2, "court": 0.5, "human_resources": 1.3}  # of compliance, by listing office
SEEMS_SHARE = {"market_regulation": 0.40, "tax": 0.92, "court": 0.12, "human_resources": 0.60}
AGAIN_A_YEAR, ELSEWHERE, TIMES = 0.10, 0.25, 2  # listed again after an exit; of them in another city; at most so often
BREAKS = {"tax": ("check", 0.55), "finance": ("feed_back", 0.25)}  # department, step, share that takes it lately
BROKEN_QUARTERS = 6
SANCTIONED = ("joint_sanction", "market_ban")


def days_to_comply(rng: np.random.Generator, mean: np.ndarray, applied_after: np.ndarray) -> np.ndarray:
    """Days from listing to compliance: exponential, the hazard HAZARD_RATIO times as high from `applied_after` days on (NaN: never)."""
    work = rng.exponential(mean)
    since = np.where(np.isnan(applied_after), np.inf, np.maximum(applied_after, 0))
    return np.minimum(work, since) + np.maximum(work - since, 0) / HAZARD_RATIO


def comes_back(
    world: World, rng: np.random.Generator, exited: np.ndarray, reason: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which exits are followed by a new listing before the last quarter ends: index of the exit, day, place (a county)."""
    days = rng.exponential(365.25 / AGAIN_A_YEAR, len(exited)).astype(np.int64) + 1
    on = world.workdays[np.minimum(world.workday_index(exited + days), len(world.workdays) - 1)]
    back = np.isin(reason, ["repaired", "expired", "complied"]) & (on < world.starts[-1])
    other = rng.integers(0, len(world.counties), len(exited))
    county = place % len(world.counties)
    moved = (rng.random(len(exited)) < ELSEWHERE) & (world.parents[other] != world.parents[county])
    at = np.flatnonzero(back)
    return at, on[at], np.where(moved, other, county)[at]


def takes_step(world: World, department: str, step: str, quarter: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Share of measures that take a step, by quarter of the listing, with the planted break at the end."""
    broken_step, share = BREAKS.get(department, ("", 0.0))
    lately = quarter >= world.n_quarters - BROKEN_QUARTERS
    return np.where((step == broken_step) & lately, share, usual)


def record_sanctions(world: World, truth: Truth, listings: pl.DataFrame, measures: pl.DataFrame) -> None:
    """Note what was planted with its counts, as of the as-of day."""
    as_of = world.as_of.item()
    own = listings.filter(pl.col("list").is_in(SANCTIONED))
    done = (pl.col("complied_on") <= as_of).fill_null(False)
    for code, ratio in ((WORKS, HAZARD_RATIO), (SEEMS, 1.0)):
        applied = measures.filter((pl.col("measure_code") == code) & (pl.col("applied_on") <= as_of))["listing_id"]
        with_it = pl.col("listing_id").is_in(applied.implode())
        n = own.select(a=with_it.sum(), b=(~with_it).sum(), c=(with_it & done).sum(), d=(~with_it & done).sum()).row(0)
        truth.note(
            "measure_effect", measure=code, hazard_ratio=ratio, n_applied=n[0], n_not_applied=n[1],
            n_complied_of_applied=n[2], n_complied_of_not_applied=n[3],
        )  # fmt: skip
    _record_again(truth, listings)
    for department, (step, share) in BREAKS.items():
        owed = measures.filter(
            (pl.col("department_code") == department)
            & (pl.col("_known_on") >= world.starts[-1 - BROKEN_QUARTERS].item())
        )
        if step == "feed_back":
            owed = owed.filter(pl.col("applied_on") <= as_of)
        taken = owed.filter(pl.col("checked_on" if step == "check" else "fed_back_on") <= as_of)
        truth.note(
            "chain_breaks", department=department, step=step, share=share,
            quarters=world.quarters[-BROKEN_QUARTERS:], n=owed.height, n_taken=taken.height,
        )  # fmt: skip


def _record_again(truth: Truth, listings: pl.DataFrame) -> None:
    again = listings.filter(pl.col("_follows").is_not_null())
    truth.note(
        "listed_again", a_year=AGAIN_A_YEAR, elsewhere=ELSEWHERE, n=again.height, n_elsewhere=int(again["_moved"].sum())
    )
