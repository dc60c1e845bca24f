"""How offices differ beyond chance: a lasting part, and a part that carries over from quarter to quarter.

Some of it an office has to itself, some it shares with all departments of its place, some with its department everywhere.
"""

from __future__ import annotations

import numpy as np

from data.sample.truth import Truth
from data.sample.world import World

LASTING = 0.55  # share of the variance that stays with the office
CARRIED_OVER = 0.30  # correlation of the passing part with the quarter before
OF_THE_PLACE, OF_THE_DEPARTMENT = 0.35, 0.15  # shares of the variance; the rest is the office's own
OFFICE_SPREAD = 0.32  # SD between offices of the log of the late share: about a point where 3 % are late


def record_variation(truth: Truth, indicator: str, spread: float) -> None:
    """Note how true rates of places differ: standard deviation in shares where there is room, and how long it lasts."""
    truth.note("variation", indicator=indicator, spread=spread, lasting=LASTING, carried_over=CARRIED_OVER)


def autocorrelated(rng: np.random.Generator, places: int, quarters: int) -> np.ndarray:
    """Standard normal deviations (places x quarters), correlated within each place."""
    shocks = rng.normal(0, 1, (places, quarters))
    passing = np.empty_like(shocks)
    passing[:, 0] = shocks[:, 0]
    for q in range(1, quarters):
        passing[:, q] = CARRIED_OVER * passing[:, q - 1] + np.sqrt(1 - CARRIED_OVER**2) * shocks[:, q]
    return np.sqrt(LASTING) * rng.normal(0, 1, (places, 1)) + np.sqrt(1 - LASTING) * passing


def office_deviations(world: World, rng: np.random.Generator, name: str, places: int) -> np.ndarray:
    """Standard normal deviations of one department (places x quarters); `name` is what all departments share by place."""
    quarters = world.n_quarters
    here = autocorrelated(world.lasting_stream("place", name), places, quarters)
    everywhere = autocorrelated(rng, 1, quarters)
    own = np.sqrt(1 - OF_THE_PLACE - OF_THE_DEPARTMENT) * autocorrelated(rng, places, quarters)
    return own + np.sqrt(OF_THE_PLACE) * here + np.sqrt(OF_THE_DEPARTMENT) * everywhere


def office_factors(
    world: World, rng: np.random.Generator, name: str, department: str, place: np.ndarray, quarter: np.ndarray, places: int
) -> np.ndarray:  # fmt: skip
    """Factors around one for the late share of one department, for each place and quarter given."""

    def drawn() -> np.ndarray:
        return np.exp(OFFICE_SPREAD * office_deviations(world, rng, name, places) - OFFICE_SPREAD**2 / 2)

    factors = world.lasting(drawn, "factors", name, department)
    return factors.ravel()[place * np.int32(world.n_quarters) + quarter]
