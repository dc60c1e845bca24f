"""The share of each tier a department says it will inspect in a year, published before the year, and how it is drawn.

The bands of market regulation are those one county published (Lindian, 2024: at most 5 %, 5-20 %, 21-60 %, 61-100 %);
the other departments, who visit the same register with fewer people, publish less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.deliveries import deliveries
from data.sample.grades import TIERS
from data.sample.world import World
from data.sample.write import Outbox

FIRST_YEAR = 2021  # the first bands; before it nothing was published
NOBODY_PUBLISHED = ("culture_tourism", "361100", 2026)  # one office forgot


@dataclass(frozen=True)
class Bands:
    """Published by tier A-D: lowest and highest yearly share, yearly cap (0: as needed); and what is truly drawn."""

    mark: str
    low: tuple[float, float, float, float]
    high: tuple[float, float, float, float]
    caps: tuple[int, int, int, int]
    drawn: tuple[float, float, float, float]


_LEAN = ((0.0, 0.005, 0.02, 0.06), (0.01, 0.03, 0.10, 0.30), (1, 1, 2, 4))


def _lean(mark: str, size: float) -> Bands:
    return Bands(mark, *_LEAN, (0.0012 * size, 0.012 * size, 0.05 * size, 0.14 * size))


BANDS = {
    "market_regulation": Bands(
        "SJ", (0.0, 0.05, 0.21, 0.61), (0.05, 0.20, 0.60, 1.0), (1, 2, 3, 0), (0.012, 0.10, 0.30, 0.70)
    ),
    "housing_construction": _lean("ZJ", 0.8),
    "transport": _lean("JT", 1.2),
    "ecology_environment": _lean("HJ", 1.2),
    "health": _lean("WJ", 1.0),
    "emergency": _lean("YJ", 1.3),
    "agriculture_rural": _lean("NY", 0.8),
    "culture_tourism": _lean("WL", 0.7),
}


def years(world: World) -> list[int]:
    """Calendar years of the world."""
    return sorted({int(q[:4]) for q in world.quarters})


def send_bands(world: World, outbox: Outbox, departments: tuple[str, ...] = tuple(BANDS)) -> None:
    """Each department publishes a band per city, year and tier in the January of the year."""
    for department in departments:
        rows = make_bands(world, department)
        plan = deliveries(world, department, "inspection_plans")
        # Published by the first day of the year: the first file that covers it carries the band.
        january = rows["year"].to_numpy().astype("datetime64[Y]").astype("datetime64[D]")
        outbox.send_all("inspection_plans", department, plan, rows.with_columns(_file=pl.Series(plan.file_of(january))))


def make_bands(world: World, department: str) -> pl.DataFrame:
    """The published bands of one department."""
    band = BANDS[department]
    year, city, tier = (
        a.ravel()
        for a in np.meshgrid(
            [y for y in years(world) if y >= FIRST_YEAR], world.cities, np.arange(len(TIERS)), indexing="ij"
        )
    )
    caps = np.array(band.caps)[tier]
    rows = pl.DataFrame({
        "department_code": department, "region_code": city, "year": year.astype(str), "scheme": "market_risk",
        "tier": TIERS[tier], "ratio_low": np.array(band.low)[tier], "ratio_high": np.array(band.high)[tier],
        "yearly_cap": caps,
    }).with_columns(yearly_cap=pl.when(pl.col("yearly_cap") > 0).then("yearly_cap"))  # fmt: skip
    if department == NOBODY_PUBLISHED[0]:
        forgotten = (pl.col("region_code") == NOBODY_PUBLISHED[1]) & (pl.col("year") == str(NOBODY_PUBLISHED[2]))
        rows = rows.filter(~forgotten)
    return rows
