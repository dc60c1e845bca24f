"""Formal talks with entities of the highest risk, and whether what was found was put right by the day agreed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from data.sample.columns import named, numbered
from data.sample.deliveries import days_of
from data.sample.entities import Entities
from data.sample.events import a_working_day
from data.sample.goals import expected
from data.sample.grades import Tiers, evaluations
from data.sample.inspections import DEPARTMENTS, Visits
from data.sample.world import World
from data.sample.write import Outbox

TALKS_A_QUARTER = np.array([0.0002, 0.0010, 0.015, 0.16])  # per entity of tier A-D
OFFICES = {"market_regulation": (0.55, "SJ"), "human_resources": (0.20, "RS"), "emergency": (0.25, "YJ")}
WARNING = 0.35  # the others are reminders
DAYS_TO_RECTIFY = np.array([15, 30, 60])
NEVER = 0.4  # of those not rectified by the day agreed
UNMENDED = (0.55, 0.93)  # of those found wanting again when visited again, called to a talk: first quarter, last
UNMENDED_DAYS = (4, 60)  # after the second visit
POOR, TALKED_TO, AFTER_DAYS = 3, 0.98, (10, 80)  # place of the lowest evaluation; of those in it, and how soon
LATER_NEWS = {"rectified_on": (), "recorded_on": ()}


def send_interviews(entities: Entities, tiers: Tiers, failed: Sequence[Visits], outbox: Outbox) -> None:
    """Each department sends its talks, and the row again once rectified. failed: by part, visits again that were not clean."""
    with outbox.offices("interviews", entities.world, OFFICES) as offices:
        for part, unmended in zip(entities.parts(), failed, strict=True):
            talks = make_interviews(part, tiers.of(part), unmended)
            for department, (_, mark) in OFFICES.items():
                own = talks.filter(pl.col("department_code") == department)
                # Fewer talks than entities: numbers of one part never reach those of the next.
                number = part.world.rows_before + np.arange(1, own.height + 1)
                made = numbered(f"YT-{mark}", days_of(own, "held_on"), number, 5)
                own = own.select(made.alias("interview_id"), pl.all())
                offices[department].send(offices[department].plan.with_news(own, "held_on", LATER_NEWS))


def make_interviews(entities: Entities, tiers: Tiers, failed: Visits) -> pl.DataFrame:
    """All talks, by day: by chance for each entity and quarter, by its tier; with those evaluated poor, and with those who had
    not put right what they were told to, held by the department that found it."""
    world = entities.world
    rng = world.stream("interviews")
    parts = [np.flatnonzero(rng.random(len(entities)) < _chance(tiers.path[:, q])) for q in range(world.n_quarters)]
    held = a_working_day(world, rng, np.repeat(np.arange(world.n_quarters), [len(p) for p in parts]))
    poor, called = _poor(entities)
    unmended, warned, by_whom = _unmended(entities, failed)
    row, held = np.concatenate([*parts, poor, unmended]), np.concatenate([held, called, warned])
    holder = np.concatenate([np.full(len(row) - len(by_whom), -1), by_whom])
    quarter = world.quarter_of(held)
    alive = entities.alive(row, held)
    row, quarter, held, holder, n = row[alive], quarter[alive], held[alive], holder[alive], int(alive.sum())
    by = held + rng.choice(DAYS_TO_RECTIFY, n)
    shares = np.cumsum([share for share, _ in OFFICES.values()])
    who = np.where(holder < 0, np.searchsorted(shares, rng.random(n)).clip(0, len(shares) - 1), holder)
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
    held = _working_day(world, on + rng.integers(*AFTER_DAYS, len(rows)))
    called = (rng.random(len(rows)) < TALKED_TO) & (held < world.starts[-1])
    return rows[called], held[called]


def _unmended(entities: Entities, failed: Visits) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the visits again that were not clean: who is called to a talk for it, the day, and the department (place in OFFICES)."""
    world = entities.world
    rng = world.stream("interviews", "unmended")
    place = np.array([list(OFFICES).index(code) if code in OFFICES else -1 for code in DEPARTMENTS])[
        failed["department"]
    ]
    held = _working_day(world, failed["day"] + rng.integers(*UNMENDED_DAYS, len(place)))
    chance = np.linspace(*UNMENDED, world.n_quarters)[world.quarter_of(failed["day"])]
    called = (rng.random(len(place)) < chance) & (place >= 0) & (held < world.starts[-1])
    return failed["row"][called], held[called], place[called]


def _working_day(world: World, days: np.ndarray) -> np.ndarray:
    """The first working day from each day on."""
    return world.workdays[np.minimum(np.searchsorted(world.workdays, days), len(world.workdays) - 1)]


def _chance(tier: np.ndarray) -> np.ndarray:
    return np.where(tier < 0, 0, TALKS_A_QUARTER[np.maximum(tier, 0)])
