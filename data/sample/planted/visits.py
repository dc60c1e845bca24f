"""Visits no plan foresees: the same few entities again and again, and two departments at one door within a month."""

from __future__ import annotations

import numpy as np

from data.sample.bands import BANDS
from data.sample.entities import Entities
from data.sample.grades import Tiers
from data.sample.truth import Truth

TARGETED = 1  # index into the ways of selection
OFTEN_OFFICE = ("market_regulation", "360400")  # tiers A and B may be visited once or twice a year
OFTEN_YEARS, OFTEN_ENTITIES, OFTEN_VISITS = (2025, 2026), 24, 4
TWICE_DEPARTMENTS, TWICE_CITY = ("market_regulation", "ecology_environment"), "360500"
TWICE_YEAR, TWICE_ENTITIES, TWICE_DAYS = 2026, 40, (3, 22)  # days between the two visits


def unforeseen(entities: Entities, tiers: Tiers, truth: Truth) -> dict[str, np.ndarray]:
    """The visits added, as arrays row, day, selection, department, lot; noted as they are planted."""
    often = [_often(entities, tiers, year) for year in OFTEN_YEARS]
    row, day, department = (np.concatenate(p) for p in zip(*often, _twice(entities), strict=True))
    truth.note(
        "over_the_cap", department=OFTEN_OFFICE[0], region=OFTEN_OFFICE[1], years=list(OFTEN_YEARS),
        n_entities=[len(np.unique(rows)) for rows, _, _ in often], n_visits_each=OFTEN_VISITS,
    )  # fmt: skip
    n_twice = len(row) - sum(len(rows) for rows, _, _ in often)
    truth.note(
        "two_departments_in_a_month",
        departments=TWICE_DEPARTMENTS,
        region=TWICE_CITY,
        year=TWICE_YEAR,
        n_entities=n_twice // 2,
    )
    n = len(row)
    return {
        "row": row, "day": day, "selection": np.full(n, TARGETED), "department": department, "lot": np.zeros(n, np.int64),
    }  # fmt: skip


def _open_in(entities: Entities, city: str, year: int) -> np.ndarray:
    """Entities of a city registered before the year and never closed."""
    here = np.char.startswith(entities.world.counties, city[:4])[entities.county]
    before = entities.registered < np.datetime64(f"{year}-01-01")
    return np.flatnonzero(here & before & np.isnat(entities.deregistered))


def _often(entities: Entities, tiers: Tiers, year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = entities.world
    rng = world.stream("often", str(year))
    rows = _open_in(entities, OFTEN_OFFICE[1], year)
    path = tiers.path[rows, world.quarters.index(f"{year}Q1") :]
    low_all_year = np.isin(path[:, :4], [0, 1]).all(axis=1)
    rows = np.sort(rng.permutation(rows[low_all_year])[:OFTEN_ENTITIES])
    first = np.searchsorted(world.workdays, np.datetime64(f"{year}-02-20"))
    day = world.workdays[first + 30 * np.arange(OFTEN_VISITS)[None, :] + rng.integers(0, 25, (len(rows), OFTEN_VISITS))]
    who = list(BANDS).index(OFTEN_OFFICE[0])
    return np.repeat(rows, OFTEN_VISITS), day.ravel(), np.full(day.size, who)


def _twice(entities: Entities) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = entities.world
    rng = world.stream("twice")
    rows = np.sort(rng.permutation(_open_in(entities, TWICE_CITY, TWICE_YEAR))[:TWICE_ENTITIES])
    start = np.searchsorted(world.workdays, np.datetime64(f"{TWICE_YEAR}-02-20"))
    first = world.workdays[start + rng.integers(0, 110, len(rows))]
    # On a working day, at most four weeks later.
    again = world.workdays[np.searchsorted(world.workdays, first + rng.integers(*TWICE_DAYS, len(rows)))]
    who = np.repeat([list(BANDS).index(department) for department in TWICE_DEPARTMENTS], len(rows))
    return np.tile(rows, 2), np.concatenate([first, again]), who
