"""Risk classes A-D over time, in the mix one city published (Dandong 2023), and the public credit evaluation of enterprises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.chance import among
from data.sample.columns import named, same
from data.sample.deliveries import deliveries
from data.sample.entities import Entities
from data.sample.planted.regraded import Evaluations, record_fall, regraded
from data.sample.truth import Truth
from data.sample.write import Outbox

TIERS = np.array(["A", "B", "C", "D"])
TIER_SHARES = np.array([0.655, 0.253, 0.077, 0.015])
REGRADED_PER_QUARTER = 0.012
UNGRADED_AT_FIRST = 0.35  # share of the old stock graded only in the course of the first four years
EVALUATIONS = np.array(["优", "良", "中", "差"])
EVALUATION_SHARES = np.array([0.06, 0.74, 0.185, 0.015])
POOR = 3  # index into EVALUATIONS


@dataclass(frozen=True)
class Tiers:
    """`path[i, q]`: index into TIERS of entity i in quarter q; -1 before its first grade."""

    path: np.ndarray

    def at(self, rows: np.ndarray, quarter: np.ndarray) -> np.ndarray:
        """Tier of each row in each quarter."""
        return self.path[rows, quarter]

    def of(self, part: Entities) -> Tiers:
        """Those of a part of the register."""
        return Tiers(self.path[part.world.rows_before :][: len(part)])


def make_tiers(entities: Entities) -> Tiers:
    """A first grade a quarter or more after registration, then regrading that keeps the mix as it is."""
    world = entities.world
    rng, n, quarters = world.stream("tiers"), len(entities), world.n_quarters
    path = np.empty((quarters, n), np.int8).T  # read a quarter at a time
    path[:, 0] = among(TIER_SHARES, rng.random(n))
    for q in range(1, quarters):
        again = rng.random(n) < REGRADED_PER_QUARTER
        path[:, q] = np.where(again, among(TIER_SHARES, rng.random(n)), path[:, q - 1])
    first = np.maximum(world.quarter_of(entities.registered) + 1, 0)
    first += np.where((first == 0) & (rng.random(n) < UNGRADED_AT_FIRST), rng.integers(1, 17, n), 0)
    for q in range(quarters):
        path[q < first, q] = -1
    return Tiers(path)


def send_grades(entities: Entities, tiers: Tiers, outbox: Outbox) -> None:
    """Market regulation sends each grade when given, and again with its end when another follows."""
    plan = deliveries(entities.world, "market_regulation", "grades")
    with outbox.office("grades", "market_regulation", plan) as files:
        for part in entities.parts():
            files.send(plan.with_later_news(_given(part, tiers.of(part)), "valid_from", "valid_to", in_period=True))


def _given(entities: Entities, tiers: Tiers) -> pl.DataFrame:
    """Every grade with its first day and, where another follows, its last."""
    world, path = entities.world, np.ascontiguousarray(tiers.path)
    before = np.hstack([np.full((len(entities), 1), -1, np.int8), path[:, :-1]])
    rows, quarter = np.nonzero((path >= 0) & (path != before))
    open_then = entities.alive(rows, world.starts[quarter])
    rows, quarter = rows[open_then], quarter[open_then]
    follows = np.append(rows[1:] == rows[:-1], False)
    end = np.where(follows, world.starts[np.roll(quarter, -1)] - 1, np.datetime64("NaT"))
    return pl.DataFrame({
        "entity_id": entities.ids(rows), "scheme": same("market_risk", len(rows)),
        "grade": named(path[rows, quarter], TIERS), "valid_from": world.starts[quarter], "valid_to": end,
    })  # fmt: skip


def send_evaluations(entities: Entities, outbox: Outbox, truth: Truth) -> None:
    """Development and reform passes on the public credit evaluations of enterprises."""
    plan = deliveries(entities.world, "development_reform", "grades")
    with outbox.office("grades", "development_reform", plan) as files:
        for part in entities.parts():
            rows, on, grade = evaluations(part)
            record_fall(part, truth, (rows, on, grade))
            files.send(pl.DataFrame({
                "entity_id": part.ids(rows), "scheme": same("public_evaluation", len(rows)),
                "grade": named(grade, EVALUATIONS), "valid_from": on,
                "valid_to": np.full(len(rows), np.datetime64("NaT", "D")), "_file": plan.file_of(on),
            }))  # fmt: skip


def evaluations(entities: Entities) -> Evaluations:
    """Enterprises evaluated, from what day on, and the grade (index into EVALUATIONS): in 2021 or a year after registration
    for the first time, and some again every summer."""
    world = entities.world
    rng = world.stream("evaluations")
    rows = np.flatnonzero((entities.kind == 0) & (rng.random(len(entities)) < 0.9))
    on = np.maximum(entities.registered[rows] + 365, np.datetime64("2021-07-01"))
    grade = among(EVALUATION_SHARES, rng.random(len(rows)))
    known = (on < world.starts[-1]) & entities.alive(rows, on)
    first = rows[known], on[known], grade[known]
    return regraded(entities, first, lambda dice, n: among(EVALUATION_SHARES, dice.random(n)))
