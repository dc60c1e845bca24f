"""The public evaluation made anew every summer: most keep their grade, and one summer many enterprises of one city fall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data.sample.entities import Entities
from data.sample.truth import Truth

YEARS = (2023, 2024, 2025, 2026)
ANEW = 0.12  # of those evaluated before the quarter began: looked at again, and given a grade as if for the first time
SUMMER = "07-15"  # or the next working day
Evaluations = tuple[np.ndarray, np.ndarray, np.ndarray]  # rows of the register, days, grades (0 best)


@dataclass(frozen=True)
class Fall:
    """A summer in which a share of one city's enterprises in the second place fell to the third."""

    city: str
    year: int
    share: float


FALL = Fall("360800", 2026, 0.22)


def regraded(
    entities: Entities, first: Evaluations, draw: Callable[[np.random.Generator, int], np.ndarray]
) -> Evaluations:
    """The first evaluations and those that followed, year by year."""
    rows, on, held = first
    found = [first]
    for year in YEARS:
        day, again, falls, drawn = _summer(entities, rows, on, held, year, draw)
        given = np.where(again, drawn, np.where(falls, 2, held))
        moved = again | falls
        found.append((rows[moved], np.full(int(moved.sum()), day), given[moved]))
        held = given
    rows, on, grade = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, on, grade


def record_fall(entities: Entities, truth: Truth, evaluations: Evaluations) -> None:
    """Count, in the city and the quarter of the fall, who was evaluated when it began and who stood lower after."""
    world = entities.world
    begin, day = np.datetime64(f"{FALL.year}-07-01"), _day(entities, FALL.year)
    rows, on, grade = evaluations
    order = np.lexsort((on, rows))
    rows, on, grade = rows[order], on[order], grade[order]
    here = np.char.startswith(world.counties, FALL.city[:4])[entities.county[rows]]
    held = (on <= begin) & entities.alive(rows, np.full(len(rows), begin)) & here
    last_held = held & ~np.append((rows[1:] == rows[:-1]) & held[1:], False)
    follows = np.append((rows[1:] == rows[:-1]) & (on[1:] == day), False)
    worse = last_held & follows & (np.append(grade[1:], 0) > grade)
    truth.note(
        "evaluations_fall", indicator="M16-3-L", region=FALL.city, quarter=f"{FALL.year}Q3",
        n_lower=int(worse.sum()), n_evaluated=int(last_held.sum()),
    )  # fmt: skip


def _summer(
    entities: Entities, rows: np.ndarray, on: np.ndarray, held: np.ndarray, year: int,
    draw: Callable[[np.random.Generator, int], np.ndarray],
) -> tuple[np.datetime64, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """The day, and of each enterprise: looked at again, falls, the grade it would get."""
    world = entities.world
    rng, day = world.stream("evaluations", str(year)), _day(entities, year)
    known = (on <= np.datetime64(f"{year}-07-01")) & entities.alive(rows, np.full(len(rows), day))
    again = known & (rng.random(len(rows)) < ANEW)
    drawn = draw(rng, len(rows))
    here = np.char.startswith(world.counties, FALL.city[:4])[entities.county[rows]]
    falls = known & ~again & here & (held == 1) & (year == FALL.year) & (rng.random(len(rows)) < FALL.share)
    return day, again, falls, drawn


def _day(entities: Entities, year: int) -> np.datetime64:
    days = entities.world.workdays
    return np.datetime64(days[np.searchsorted(days, np.datetime64(f"{year}-{SUMMER}"))], "D")
