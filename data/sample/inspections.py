"""Visits to organisations: the higher the risk class, the more often, and the more often something is found."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.deliveries import Deliveries, deliveries
from data.sample.entities import SECTORS, Entities
from data.sample.grades import TIERS, Tiers
from data.sample.write import Outbox

SELECTIONS = np.array(["random", "targeted", "complaint", "follow_up"])
# Visits per entity and year by tier A-D; follow-ups come out of the results instead. The demo's targets ask for at most
# 2.5 % of tier A in the end, which comes down over the years; the other tiers stay as they are.
INTENSITY = {
    "random": (0.011, 0.30, 0.90, 2.00),
    "targeted": (0.002, 0.10, 0.50, 1.50),
    "complaint": (0.006, 0.05, 0.10, 0.30),
}
TIER_A_AT_FIRST = 2.0  # times its last intensity
UNGRADED_AS = 1  # before its first grade an entity is visited like an ordinary one
# Shares of clean, rectify, violation by tier.
RESULTS = np.array([[0.93, 0.055, 0.015], [0.87, 0.095, 0.035], [0.74, 0.175, 0.085], [0.58, 0.255, 0.165]])
RESULT_NAMES = np.array(["clean", "rectify", "violation"])
FOLLOWED_UP = 0.55  # share of visits with a finding that are followed by another
DEPARTMENTS = np.array([
    "market_regulation", "housing_construction", "transport", "ecology_environment", "health", "emergency",
    "agriculture_rural", "culture_tourism",
])  # fmt: skip
# Who visits whom: rows are sectors in the order of SECTORS, columns are departments.
WHO_VISITS = np.array([
    [0.62, 0.00, 0.00, 0.04, 0.20, 0.02, 0.12, 0.00],
    [0.80, 0.00, 0.00, 0.00, 0.00, 0.20, 0.00, 0.00],
    [0.10, 0.62, 0.02, 0.10, 0.00, 0.16, 0.00, 0.00],
    [0.95, 0.00, 0.00, 0.00, 0.00, 0.05, 0.00, 0.00],
    [0.36, 0.02, 0.16, 0.14, 0.05, 0.13, 0.06, 0.08],
])  # fmt: skip


def send_inspections(entities: Entities, tiers: Tiers, outbox: Outbox) -> None:
    """Draw all visits, then send each department its own files."""
    visits = make_visits(entities, tiers)
    numbers = np.arange(len(visits["row"]))
    for index, department in enumerate(DEPARTMENTS):
        plan = deliveries(entities.world, department, "inspections")
        own = visits["department"] == index
        part = {name: values[own] for name, values in visits.items()}
        outbox.send_all("inspections", department, plan, _frame(entities, department, part, numbers[own], plan))


def make_visits(entities: Entities, tiers: Tiers) -> dict[str, np.ndarray]:
    """Parallel arrays row, day, tier (-1 none), selection, result, department; visits of closed entities left out."""
    world = entities.world
    rng = world.stream("inspections")
    row, quarter, selection = _drawn(entities, tiers, rng)
    low, high = np.searchsorted(world.workdays, world.starts[:-1]), np.searchsorted(world.workdays, world.starts[1:])
    day = world.workdays[low[quarter] + (rng.random(len(row)) * (high - low)[quarter]).astype(np.int64)]
    tier = tiers.at(row, quarter)
    result = _results(rng, tier)
    department = _visitors(rng, entities.sector[row])
    first = {"row": row, "day": day, "tier": tier, "selection": selection, "result": result, "department": department}
    again = _follow_ups(entities, tiers, rng, first)
    visits = {name: np.concatenate([first[name], again[name]]) for name in first}
    kept = entities.alive(visits["row"], visits["day"]) & (visits["day"] < world.starts[-1])
    order = np.argsort(visits["day"][kept], kind="stable")
    return {name: values[kept][order] for name, values in visits.items()}


def _drawn(entities: Entities, tiers: Tiers, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Entity, quarter and kind of selection of every first visit: a Poisson count per entity and quarter."""
    world = entities.world
    table = np.array(list(INTENSITY.values())) / 4
    tier_a = np.linspace(TIER_A_AT_FIRST, 1, world.n_quarters)
    parts = []
    for q in range(world.n_quarters):
        tier = np.where(tiers.path[:, q] < 0, UNGRADED_AS, tiers.path[:, q])
        for s in range(len(table)):
            n = rng.poisson(table[s][tier] * np.where(tier == 0, tier_a[q], 1))
            rows = np.repeat(np.arange(len(entities)), n)
            parts.append((rows, np.full(len(rows), q), np.full(len(rows), s)))
    row, quarter, selection = (np.concatenate(p) for p in zip(*parts, strict=True))
    return row, quarter, selection


def _results(rng: np.random.Generator, tier: np.ndarray) -> np.ndarray:
    cumulated = np.cumsum(RESULTS, axis=1)[np.where(tier < 0, UNGRADED_AS, tier)]
    return (rng.random(len(tier))[:, None] > cumulated[:, :2]).sum(axis=1)


def _visitors(rng: np.random.Generator, sector: np.ndarray) -> np.ndarray:
    assert len(SECTORS) == len(WHO_VISITS)
    cumulated = np.cumsum(WHO_VISITS, axis=1)[sector]
    return (rng.random(len(sector))[:, None] > cumulated[:, :-1]).sum(axis=1)


def _follow_ups(
    entities: Entities, tiers: Tiers, rng: np.random.Generator, first: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    world = entities.world
    chosen = (first["result"] > 0) & (rng.random(len(first["row"])) < FOLLOWED_UP)
    row, n = first["row"][chosen], int(chosen.sum())
    day = world.after_workdays(first["day"][chosen], rng.integers(10, 31, n))
    tier = tiers.at(row, np.minimum(world.quarter_of(day), world.n_quarters - 1))
    result = np.searchsorted([0.86, 0.96], rng.random(n))
    return {
        "row": row, "day": day, "tier": tier, "selection": np.full(n, 3), "result": result,
        "department": first["department"][chosen],
    }  # fmt: skip


def _frame(
    entities: Entities, department: str, visits: dict[str, np.ndarray], numbers: np.ndarray, plan: Deliveries
) -> pl.DataFrame:
    world, n = entities.world, len(numbers)
    rng = world.stream("visits", department)
    remote = rng.random(n) < np.linspace(0.02, 0.12, world.n_quarters)[world.quarter_of(visits["day"])]
    rows = pl.DataFrame({
        "inspection_id": numbers, "entity_id": entities.ids(visits["row"]), "department_code": department,
        "region_code": world.counties[entities.county[visits["row"]]],
        "tier": np.where(visits["tier"] < 0, "", TIERS[visits["tier"]]), "selection": SELECTIONS[visits["selection"]],
        "mode": np.where(remote, "remote", "on_site"), "inspected_on": visits["day"],
        "result": RESULT_NAMES[visits["result"]],
        "published_on": world.after_workdays(visits["day"], rng.integers(1, 21, n)),
    })  # fmt: skip
    year, number = (
        pl.col("inspected_on").dt.year().cast(pl.String),
        pl.col("inspection_id").cast(pl.String).str.zfill(8),
    )
    named = rows.with_columns(
        inspection_id=pl.concat_str(pl.lit("JC-"), year, pl.lit("-"), number), tier=pl.col("tier").replace("", None)
    )
    return plan.with_later_news(named, "inspected_on", "published_on")
