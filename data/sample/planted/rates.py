"""Rates of returned indicators that are bent on purpose: offices that lag, a shortfall all share, one bad quarter by chance."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.truth import Plant, Truth
from data.sample.world import World

# Line by line below what is asked of the others: 97 % by the end of 2025, 98 % by the end of 2026.
COLLECTS_LESS_AND_LESS = Plant(
    "decline", "M10-1", department="emergency", quarters=8, rates=(0.955, 0.945, 0.93, 0.915, 0.90, 0.885, 0.875, 0.865)
)
STANDS_STILL = Plant("stagnation", "M10-1", department="transport", quarters=14, rates=(0.925,) * 14)
CITY_COLLECTS_LESS = Plant("level", "M10-1", region="360300", quarters=6, rates=(0.905,) * 6)
# What was bad by chance mends by itself: the three quarters after it are as good as ever.
ONE_BAD_QUARTER = Plant("regression_to_the_mean", "M10-1", department="ecology_environment", quarters=4, rates=(0.92,))
# A target nobody can reach is the target's fault: every office stands at the same distance.
SHORT_EVERYWHERE = Plant(
    "shared_shortfall", "M01-4", quarters=12,
    rates=(0.68, 0.69, 0.70, 0.71, 0.71, 0.72, 0.72, 0.72, 0.725, 0.725, 0.73, 0.73),
)  # fmt: skip
LAGGING = (COLLECTS_LESS_AND_LESS, STANDS_STILL)
PLANTS = (*LAGGING, CITY_COLLECTS_LESS, SHORT_EVERYWHERE, ONE_BAD_QUARTER)


def bent(world: World, indicator: str, department: str, codes: np.ndarray, trend: np.ndarray) -> np.ndarray:
    """The trend of each place (places x quarters), with the planted quarters in place of those of the innocent."""
    trends = np.tile(trend, (len(codes), 1))
    for plant in PLANTS:
        if plant.indicator == indicator and plant.department in {"*", department}:
            places, first = plant.holds_in(codes), world.n_quarters - plant.quarters
            trends[places, first : first + len(plant.rates)] = plant.rates
    return trends


def record_rates(world: World, truth: Truth, rows: pl.DataFrame) -> None:
    """Count every plant in the rows that were sent (columns of the feed and `quarter`, an index)."""
    for plant in PLANTS:
        counts = rows.filter(plant.concerns()).group_by("quarter").agg(pl.col("numerator", "denominator").sum())
        truth.record(plant, world, counts, is_lagging=plant in LAGGING)
