"""Visits to organisations: the higher the risk class, the more often, and the more often something is found."""

from __future__ import annotations

import numpy as np
import polars as pl

from data import lookups
from data.sample.bands import BANDS, years
from data.sample.columns import named, numbered, same
from data.sample.draws import Draws, draw_id
from data.sample.entities import SECTORS, Entities
from data.sample.events import a_working_day, by_time
from data.sample.grades import TIERS, Tiers
from data.sample.planted import odd_visits
from data.sample.planted.visits import unforeseen
from data.sample.truth import Truth
from data.sample.world import World
from data.sample.write import Outbox

SELECTIONS = np.array(["random", "targeted", "complaint", "follow_up"])
FOLLOW_UP = 3
# Visits per entity and year by tier A-D besides those drawn by lot; follow-ups come out of the results instead.
INTENSITY = {
    "targeted": (0.002, 0.10, 0.45, 1.30),
    "complaint": (0.006, 0.05, 0.10, 0.30),
}
UNGRADED_BY_LOT = 0.04  # a year: added to the draw by hand, so without its number
UNGRADED_AS = 1  # before its first grade an entity is visited like an ordinary one
# Shares of clean, rectify, violation by tier.
RESULTS = np.array([[0.93, 0.055, 0.015], [0.87, 0.095, 0.035], [0.74, 0.175, 0.085], [0.58, 0.255, 0.165]])
RESULT_NAMES = np.array(["clean", "rectify", "violation"])
REMOTE, JOINT = (0.02, 0.12), (0.10, 0.34)  # share of visits off site, and of those on site made jointly: first, last
FOLLOWED_UP = 0.55  # share of visits with a finding that are followed by another
DEPARTMENTS = np.array(list(BANDS))
NAMES = {
    code: name
    for code, name in lookups.read_departments().select("department_code", "name_zh").iter_rows()
    if code in BANDS
}
# Who visits whom: rows are sectors in the order of SECTORS, columns are departments.
WHO_VISITS = np.array([
    [0.62, 0.00, 0.00, 0.04, 0.20, 0.02, 0.12, 0.00],
    [0.80, 0.00, 0.00, 0.00, 0.00, 0.20, 0.00, 0.00],
    [0.10, 0.62, 0.02, 0.10, 0.00, 0.16, 0.00, 0.00],
    [0.95, 0.00, 0.00, 0.00, 0.00, 0.05, 0.00, 0.00],
    [0.36, 0.02, 0.16, 0.14, 0.05, 0.13, 0.06, 0.08],
])  # fmt: skip


Visits = dict[
    str, np.ndarray
]  # parallel arrays row, day, tier (-1 none), selection, result, department, lot (year or 0)


def send_inspections(
    entities: Entities, tiers: Tiers, draws: Draws, added: Visits, outbox: Outbox, truth: Truth
) -> list[Visits]:
    """Make the visits of each part of the register, with those `added` to them, and let each department send its own.

    Returns, part by part, the visits that came again and were not clean either.
    """
    added, odd, made = (
        _joined([added, unforeseen(entities, tiers, truth)]),
        odd_visits.odd_visits(entities, tiers, truth),
        0,
    )
    failed: list[Visits] = []
    with outbox.offices("inspections", entities.world, DEPARTMENTS.tolist()) as offices:
        for part in entities.parts():
            visits = make_visits(part, tiers.of(part), draws.of(part), _of(part, added))
            again = (visits["selection"] == FOLLOW_UP) & (visits["result"] > 0)
            failed.append({name: values[again] for name, values in visits.items()})
            numbers = np.arange(made, made + len(visits["row"]))
            for index, (department, office) in enumerate(offices.items()):
                own = np.flatnonzero(visits["department"] == index)
                rows = _frame(part, department, {name: values[own] for name, values in visits.items()}, numbers[own])
                if department == odd_visits.DEPARTMENT and not made:
                    rows = pl.concat([rows, odd.cast(rows.schema)])
                office.send(office.plan.with_later_news(rows, "inspected_on", "published_on"))
            made += len(numbers)
    return failed


def _of(part: Entities, visits: Visits) -> Visits:
    """Visits to a part of the register, as rows of the part."""
    row = visits["row"] - part.world.rows_before
    own = (row >= 0) & (row < len(part))
    return {name: values[own] for name, values in (visits | {"row": row}).items()}


def make_visits(entities: Entities, tiers: Tiers, draws: Draws, added: Visits) -> Visits:
    """All visits by day, with those `added` to the usual ones; visits of closed entities left out."""
    world = entities.world
    rng = world.stream("inspections")
    first = _joined([_by_lot(entities, draws, rng), _for_cause(entities, tiers, rng), added])
    first |= {"tier": _tier_then(entities, tiers, first)}
    first |= {"result": _results(rng, first["tier"])}
    again = _follow_ups(entities, tiers, rng, first)
    visits = _joined([first, again])
    kept = entities.alive(visits["row"], visits["day"]) & (visits["day"] < world.starts[-1])
    order = np.flatnonzero(kept)[by_time(world, visits["day"][kept])]
    return {name: values[order] for name, values in visits.items()}


def _joined(parts: list[Visits]) -> Visits:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _tier_then(entities: Entities, tiers: Tiers, visits: Visits) -> np.ndarray:
    world = entities.world
    return tiers.at(visits["row"], np.minimum(world.quarter_of(visits["day"]), world.n_quarters - 1))


def _by_lot(entities: Entities, draws: Draws, rng: np.random.Generator) -> Visits:
    """Everybody drawn is visited on some working day of the year after the draw."""
    world = entities.world
    new_year = (draws.year.astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    next_year = (draws.year.astype(np.int64) - 1969).astype("datetime64[Y]").astype("datetime64[D]")
    low, high = world.workday_index(new_year + 23), world.workday_index(next_year - 1)
    day = world.workdays[low + (rng.random(len(low)) * (high - low)).astype(np.int64)]
    random = np.zeros(len(low), np.int64)
    return {"row": draws.row, "day": day, "selection": random, "department": draws.department, "lot": draws.year}


def _for_cause(entities: Entities, tiers: Tiers, rng: np.random.Generator) -> Visits:
    """Visits for a reason, and those of ungraded entities: a Poisson count per entity, quarter and kind of selection."""
    world = entities.world
    table = np.array(
        [[0, 0, 0, 0, UNGRADED_BY_LOT], *([*by_tier, by_tier[UNGRADED_AS]] for by_tier in INTENSITY.values())]
    )
    parts = []
    for q in range(world.n_quarters):
        for kind, by_tier in enumerate(table / 4):
            tier = tiers.path[:, q]  # -1: the last column
            some = np.flatnonzero(by_tier[tier])
            rows = np.repeat(some, rng.poisson(by_tier[tier[some]]))
            parts.append((rows, np.full(len(rows), q, np.int8), np.full(len(rows), kind, np.int8)))
    row, quarter, selection = (np.concatenate(p) for p in zip(*parts, strict=True))
    return {
        "row": row, "day": a_working_day(world, rng, quarter), "selection": selection,
        "department": visitors(rng, entities.sector[row]), "lot": np.zeros(len(row), np.int64),
    }  # fmt: skip


def _results(rng: np.random.Generator, tier: np.ndarray) -> np.ndarray:
    cumulated = np.cumsum(RESULTS, axis=1)[np.where(tier < 0, UNGRADED_AS, tier)]
    return (rng.random(len(tier))[:, None] > cumulated[:, :2]).sum(axis=1)


def visitors(rng: np.random.Generator, sector: np.ndarray) -> np.ndarray:
    """Who visits each entity of these sectors, as an index into DEPARTMENTS."""
    assert len(SECTORS) == len(WHO_VISITS)
    cumulated = np.cumsum(WHO_VISITS, axis=1)[sector]
    return (rng.random(len(sector))[:, None] > cumulated[:, :-1]).sum(axis=1)


def _follow_ups(entities: Entities, tiers: Tiers, rng: np.random.Generator, first: Visits) -> Visits:
    world = entities.world
    chosen = (first["result"] > 0) & (rng.random(len(first["row"])) < FOLLOWED_UP)
    n = int(chosen.sum())
    again = {
        "row": first["row"][chosen], "day": world.after_workdays(first["day"][chosen], rng.integers(10, 31, n)),
        "selection": np.full(n, FOLLOW_UP), "department": first["department"][chosen], "lot": np.zeros(n, np.int64),
    }  # fmt: skip
    return again | {"tier": _tier_then(entities, tiers, again), "result": np.searchsorted([0.86, 0.96], rng.random(n))}


def _frame(entities: Entities, department: str, visits: Visits, numbers: np.ndarray) -> pl.DataFrame:
    world, n = entities.world, len(numbers)
    rng = world.stream("visits", department)
    so_far = world.quarter_of(visits["day"])
    remote = rng.random(n) < np.linspace(*REMOTE, world.n_quarters)[so_far]
    joint = ~remote & (rng.random(n) < np.linspace(*JOINT, world.n_quarters)[so_far])
    beside = [name for other, name in NAMES.items() if other != department]
    with_whom = np.where(joint, rng.integers(0, len(beside), n), -1)
    published = world.after_workdays(visits["day"], rng.integers(1, 21, n))
    county = entities.county[visits["row"]]
    draw = (visits["lot"] - world.first_year) * len(world.counties) + county
    return pl.DataFrame({
        "inspection_id": numbered("JC", visits["day"], numbers, 8), "entity_id": entities.ids(visits["row"]),
        "department_code": same(department, n), "region_code": named(county, world.counties),
        "selection": named(visits["selection"], SELECTIONS), "mode": named(remote, ["on_site", "remote"]),
        "inspected_on": visits["day"], "result": named(visits["result"], RESULT_NAMES), "published_on": published,
        "tier": named(visits["tier"], TIERS), "joint_departments": named(with_whom, beside),
        "draw_id": named(np.where(visits["lot"] > 0, draw, -1), _all_draw_ids(world, department)),
    })  # fmt: skip


def _all_draw_ids(world: World, department: str) -> list[str]:
    """By year and county."""
    return [draw_id(department, year, county) for year in years(world) for county in world.counties]
