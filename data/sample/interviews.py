"""Formal talks with entities of the highest risk, and whether what was found was put right by the day agreed."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.columns import named, numbered
from data.sample.deliveries import days_of
from data.sample.entities import Entities
from data.sample.events import a_working_day
from data.sample.goals import expected
from data.sample.grades import Tiers, evaluations
from data.sample.write import Outbox

TALKS_A_QUARTER = np.array([0.0002, 0.0010, 0.015, 0.16])  # per entity of tier A-D
OFFICES = {"market_regulation": (0.55, "SJ"), "human_resources": (0.20, "RS"), "emergency": (0.25, "YJ")}
WARNING = 0.35  # the others are reminders
DAYS_TO_RECTIFY = np.array([15, 30, 60])
NEVER = 0.4  # of those not rectified by the day agreed
POOR, TALKED_TO, AFTER_DAYS = 3, 0.98, (10, 80)  # place of the lowest evaluation; of those in it, and how soon
LATER_NEWS = {"rectified_on": (), "recorded_on": ()}


def send_interviews(entities: Entities, tiers: Tiers, outbox: Outbox) -> None:
    """Each department sends its talks, and the row again once rectified."""
    with outbox.offices("interviews", entities.world, OFFICES) as offices:
        for part in entities.parts():
            talks = make_interviews(part, tiers.of(part))
            for department, (_, mark) in OFFICES.items():
                own = talks.filter(pl.col("department_code") == department)
                # Fewer talks than entities: numbers of one part never reach those of the next.
                number = part.world.rows_before + np.arange(1, own.height + 1)
                made = numbered(f"YT-{mark}", days_of(own, "held_on"), number, 5)
                own = own.select(made.alias("interview_id"), pl.all())
                offices[department].send(offices[department].plan.with_news(own, "held_on", LATER_NEWS))


def make_interviews(entities: Entities, tiers: Tiers) -> pl.DataFrame:
    """All talks, by day: by chance for each entity and quarter, by its tier, and with those evaluated poor."""
    world = entities.world
    rng = world.stream("interviews")
    parts = [np.flatnonzero(rng.random(len(entities)) < _chance(tiers.path[:, q])) for q in range(world.n_quarters)]
    held = a_working_day(world, rng, np.repeat(np.arange(world.n_quarters), [len(p) for p in parts]))
    poor, called = _poor(entities)
    row, held = np.concatenate([*parts, poor]), np.concatenate([held, called])
    quarter = world.quarter_of(held)
    alive = entities.alive(row, held)
    row, quarter, held, n = row[alive], quarter[alive], held[alive], int(alive.sum())
    by = held + rng.choice(DAYS_TO_RECTIFY, n)
    shares = np.cumsum([share for share, _ in OFFICES.values()])
    who = np.searchsorted(shares, rng.random(n)).clip(0, len(shares) - 1)
    kept = np.stack([expected(world, "M22-1", department) for department in OFFICES])[who, quarter]
    in_time = rng.random(n) < kept
    rectified = np.where(in_time, by - rng.integers(0, 12, n), by + rng.integers(1, 40, n))
    never = ~in_time & (rng.random(n) < NEVER)
    return pl.DataFrame({
        "entity_id": entities.ids(row), "kind": named(rng.random(n) >= WARNING, ["warning", "reminder"]),
        "department_code": named(who, list(OFFICES)),
        "region_code": named(entities.county[row], world.counties), "held_on": held, "rectify_by": by,
        "rectified_on": np.where(never, np.datetime64("NaT"), rectified),
        "recorded_on": world.after_workdays(held, rng.integers(1, 11, n)),
    }).sort("held_on", maintain_order=True)  # fmt: skip


def _poor(entities: Entities) -> tuple[np.ndarray, np.ndarray]:
    """Entities of the lowest evaluation that are called to a talk for it, and the day."""
    world = entities.world
    rng = world.stream("interviews", "poor")
    rows, on, grade = evaluations(entities)
    rows, on = rows[grade == POOR], on[grade == POOR]
    after = on + rng.integers(*AFTER_DAYS, len(rows))
    held = world.workdays[np.minimum(np.searchsorted(world.workdays, after), len(world.workdays) - 1)]
    called = (rng.random(len(rows)) < TALKED_TO) & (held < world.starts[-1])
    return rows[called], held[called]


def _chance(tier: np.ndarray) -> np.ndarray:
    return np.where(tier < 0, 0, TALKS_A_QUARTER[np.maximum(tier, 0)])
