"""Rows of visits as no register should hold them: nobody's code, closed and unborn entities, rest days, no tier."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.codes import credit_codes
from data.sample.entities import CODE_KINDS, Entities
from data.sample.grades import Tiers
from data.sample.truth import Truth

DEPARTMENT = "transport"
FIRST, LAST = np.datetime64("2026-04-01"), np.datetime64("2026-06-30")
REST_DAY = np.datetime64("2026-05-17")  # a Sunday that was not made up for
UNKNOWN, CLOSED, UNBORN, RESTING, TIERLESS = 5, 5, 4, 6, 8


def odd_visits(entities: Entities, tiers: Tiers, truth: Truth) -> pl.DataFrame:
    """One department's odd rows of one quarter (columns of the feed), noted by kind."""
    world = entities.world
    rng = world.stream("odd_visits")
    rows = np.arange(len(entities))
    alive = np.flatnonzero(entities.alive(rows, np.full(len(rows), FIRST)) & np.isnat(entities.deregistered))
    graded = alive[tiers.path[alive, world.quarters.index("2026Q2")] >= 0]
    closed = rng.permutation(np.flatnonzero(entities.deregistered < FIRST))[:CLOSED]
    unborn = rng.permutation(np.flatnonzero(entities.registered > LAST))[:UNBORN]
    resting, tierless = rng.permutation(alive)[:RESTING], rng.permutation(graded)[:TIERLESS]
    known = np.concatenate([closed, unborn, resting, tierless])
    kinds = np.repeat(
        ["closed_entity", "not_yet_registered", "on_a_rest_day", "no_tier_sent", "unknown_entity"],
        [len(closed), len(unborn), len(resting), len(tierless), UNKNOWN],
    )
    for kind, n in zip(*np.unique(kinds, return_counts=True), strict=True):
        truth.note("odd_visit", what=str(kind), department=DEPARTMENT, quarter="2026Q2", n=int(n))
    county = np.concatenate([entities.county[known], np.arange(UNKNOWN) % len(world.counties)])
    low, high = np.searchsorted(world.workdays, [FIRST, LAST])
    day = world.workdays[rng.integers(low, high, len(kinds))]
    day = np.where(kinds == "on_a_rest_day", REST_DAY, day)
    tier = np.where(np.isin(kinds, ["no_tier_sent", "not_yet_registered"]), "", "B")
    return pl.DataFrame({
        "inspection_id": [f"JC-2026-9{i:07d}" for i in range(len(kinds))],
        "entity_id": np.concatenate([entities.ids(known), _nobody(entities, UNKNOWN)]), "department_code": DEPARTMENT,
        "region_code": world.counties[county], "selection": "targeted", "mode": "on_site", "inspected_on": day,
        "result": "clean", "published_on": world.after_workdays(day, np.full(len(day), 5)), "tier": tier,
        "joint_departments": "", "draw_id": "",
    }).with_columns(pl.col("tier", "joint_departments", "draw_id").replace("", None))  # fmt: skip


def _nobody(entities: Entities, n: int) -> np.ndarray:
    """Valid codes that stand in no register."""
    serials = 31**6 - 1 - np.arange(n)
    counties = entities.world.counties
    return credit_codes(CODE_KINDS[np.zeros(n, int)], counties[np.arange(n) % len(counties)], serials)
