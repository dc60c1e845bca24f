"""Where and when events happen: counties by size, quarters by season, on working days."""

from __future__ import annotations

import numpy as np

from data.sample.chance import among
from data.sample.world import World

SEASON = np.array([0.85, 1.02, 1.0, 1.13])
GROWTH = 1.015  # a quarter
OWN_OF_CITIES = 0.05  # one act in twenty is the city's own


def regions(world: World) -> np.ndarray:
    """Codes of places: counties first, then cities."""
    return np.concatenate([world.counties, world.cities])


def where_and_when(world: World, rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Place (an index into `regions`) and quarter of each of n events."""
    cities = np.bincount(np.searchsorted(world.cities, world.parents), world.weights) * OWN_OF_CITIES
    places = np.concatenate([world.weights * (1 - OWN_OF_CITIES), cities])
    quarters = np.arange(world.n_quarters)
    season = SEASON[quarters % 4] * GROWTH**quarters
    return among(places, rng.random(n)), among(season / season.sum(), rng.random(n))


def a_working_day(world: World, rng: np.random.Generator, quarter: np.ndarray) -> np.ndarray:
    """A working day of each quarter."""
    first = np.searchsorted(world.workdays, world.starts)
    low, high = first[quarter], first[quarter + 1]
    return world.workdays[low + (rng.random(len(quarter)) * (high - low)).astype(np.int64)]


def county_of(world: World, rng: np.random.Generator, place: np.ndarray) -> np.ndarray:
    """The county of each place; for a city some county of the jurisdiction."""
    return np.where(place < len(world.counties), place, rng.integers(0, len(world.counties), len(place)))


def by_time(world: World, days: np.ndarray) -> np.ndarray:
    """Order of days that lie within the quarters (np.argsort, stable; short numbers are sorted much faster)."""
    return np.argsort((days - world.starts[0]).astype(np.int16), kind="stable")
