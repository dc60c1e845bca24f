"""Risk classes A-D over time, in the mix one city published (Dandong 2023), and the public credit evaluation of enterprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.deliveries import deliveries
from data.sample.entities import Entities
from data.sample.write import Outbox

TIERS = np.array(["A", "B", "C", "D"])
TIER_SHARES = np.array([0.655, 0.253, 0.077, 0.015])
REGRADED_PER_QUARTER = 0.012
UNGRADED_AT_FIRST = 0.35  # share of the old stock graded only in the course of the first four years
EVALUATIONS = np.array(["优", "良", "中", "差"])
EVALUATION_SHARES = np.array([0.06, 0.74, 0.185, 0.015])


@dataclass(frozen=True)
class Tiers:
    """`path[i, q]`: index into TIERS of entity i in quarter q; -1 before its first grade."""

    path: np.ndarray

    def at(self, rows: np.ndarray, quarter: np.ndarray) -> np.ndarray:
        """Tier of each row in each quarter."""
        return self.path[rows, quarter]


def make_tiers(entities: Entities) -> Tiers:
    """A first grade a quarter or more after registration, then regrading that keeps the mix as it is."""
    world = entities.world
    rng, n, quarters = world.stream("tiers"), len(entities), world.n_quarters
    path = np.empty((n, quarters), np.int8)
    path[:, 0] = _draw(rng, TIER_SHARES, n)
    for q in range(1, quarters):
        again = rng.random(n) < REGRADED_PER_QUARTER
        path[:, q] = np.where(again, _draw(rng, TIER_SHARES, n), path[:, q - 1])
    first = np.maximum(world.quarter_of(entities.registered) + 1, 0)
    first += np.where((first == 0) & (rng.random(n) < UNGRADED_AT_FIRST), rng.integers(1, 17, n), 0)
    path[np.arange(quarters)[None, :] < first[:, None]] = -1
    return Tiers(path)


def send_grades(entities: Entities, tiers: Tiers, outbox: Outbox) -> None:
    """Market regulation sends each grade when given, and again with its end when another follows."""
    world, plan = entities.world, deliveries(entities.world, "market_regulation", "grades")
    before = np.hstack([np.full((len(entities), 1), -1, np.int8), tiers.path[:, :-1]])
    rows, quarter = np.nonzero((tiers.path >= 0) & (tiers.path != before))
    open_then = entities.alive(rows, world.starts[quarter])
    rows, quarter = rows[open_then], quarter[open_then]
    follows = np.append(rows[1:] == rows[:-1], False)
    end = np.where(follows, world.starts[np.roll(quarter, -1)] - 1, np.datetime64("NaT"))
    grade = TIERS[tiers.path[rows, quarter]]
    given = pl.DataFrame({
        "entity_id": entities.ids(rows), "scheme": "market_risk", "grade": grade, 
        "valid_from": world.starts[quarter], "valid_to": end,
        "_file": plan.file_of(world.starts[quarter]), "_again": plan.file_of(end),
    })  # fmt: skip
    first = given.with_columns(valid_to=pl.when(pl.col("_again") <= pl.col("_file")).then("valid_to"))
    closed = given.filter(pl.col("_again") > pl.col("_file")).with_columns(_file="_again")
    outbox.send_all("grades", "market_regulation", plan, pl.concat([first, closed]).drop("_again"))


def send_evaluations(entities: Entities, outbox: Outbox) -> None:
    """Development and reform passes on one public credit evaluation per enterprise, in 2021 or a year after registration."""
    plan = deliveries(entities.world, "development_reform", "grades")
    rows, on, grade = evaluations(entities)
    outbox.send_all("grades", "development_reform", plan, pl.DataFrame({
        "entity_id": entities.ids(rows), "scheme": "public_evaluation", "grade": EVALUATIONS[grade],
        "valid_from": on, "valid_to": np.full(len(rows), np.datetime64("NaT", "D")), "_file": plan.file_of(on),
    }))  # fmt: skip


def evaluations(entities: Entities) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which enterprises are evaluated, from what day on, and the grade (index into EVALUATIONS)."""
    world = entities.world
    rng = world.stream("evaluations")
    rows = np.flatnonzero((entities.kind == 0) & (rng.random(len(entities)) < 0.9))
    on = np.maximum(entities.registered[rows] + 365, np.datetime64("2021-07-01"))
    grade = _draw(rng, EVALUATION_SHARES, len(rows))
    known = (on < world.starts[-1]) & entities.alive(rows, on)
    return rows[known], on[known], grade[known]


def _draw(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    return np.searchsorted(np.cumsum(shares), rng.random(n)).clip(0, len(shares) - 1).astype(np.int8)
