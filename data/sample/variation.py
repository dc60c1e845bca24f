"""How offices differ: a lasting part, and a part that carries over from quarter to quarter."""

from __future__ import annotations

import numpy as np

LASTING = 0.55  # share of the variance that stays with the office
CARRIED_OVER = 0.30  # correlation of the passing part with the quarter before
OFFICE_SPREAD = 0.32  # SD between offices of the log of the late share: about a point where 3 % are late


def autocorrelated(rng: np.random.Generator, places: int, quarters: int) -> np.ndarray:
    """Standard normal deviations (places x quarters), correlated within each place."""
    shocks = rng.normal(0, 1, (places, quarters))
    passing = np.empty_like(shocks)
    passing[:, 0] = shocks[:, 0]
    for q in range(1, quarters):
        passing[:, q] = CARRIED_OVER * passing[:, q - 1] + np.sqrt(1 - CARRIED_OVER**2) * shocks[:, q]
    return np.sqrt(LASTING) * rng.normal(0, 1, (places, 1)) + np.sqrt(1 - LASTING) * passing


def office_factors(rng: np.random.Generator, places: int, quarters: int) -> np.ndarray:
    """Factors around one by place and quarter."""
    return np.exp(OFFICE_SPREAD * autocorrelated(rng, places, quarters) - OFFICE_SPREAD**2 / 2)
