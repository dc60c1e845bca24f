"""Draws that are not what they should be: the wrong tiers, the wrong numbers, or one county before all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.truth import Truth
from data.sample.world import World


@dataclass(frozen=True)
class Quota:
    """What one office (department x city) truly draws of tiers A-D in some years, whatever it has published."""

    kind: str
    department: str
    city: str
    years: tuple[int, ...]
    drawn: tuple[float, float, float, float]


QUOTAS = (
    Quota("inverted_gradient", "agriculture_rural", "360900", (2024, 2025, 2026), (0.06, 0.04, 0.02, 0.01)),
    Quota("band_missed", "emergency", "361000", (2025, 2026), (0.0016, 0.0156, 0.008, 0.02)),
    Quota("band_exceeded", "housing_construction", "361100", (2025, 2026), (0.03, 0.06, 0.04, 0.112)),
)


@dataclass(frozen=True)
class Favourite:
    """A county whose entities come first when one department draws in its city."""

    department: str
    county: str
    years: tuple[int, ...]
    weight: float


FAVOURITE = Favourite("health", "360781", (2023, 2024, 2025, 2026), 6)


def bent_shares(world: World, department: str, year: int, share: np.ndarray) -> np.ndarray:
    """Shares drawn (cities x tiers): the department's own, but for offices of QUOTAS."""
    shares = np.tile(share, (len(world.cities), 1))
    for quota in QUOTAS:
        if quota.department == department and year in quota.years:
            shares[world.cities == quota.city] = quota.drawn
    return shares


def favoured(
    world: World, department: str, year: int, county: np.ndarray, group: np.ndarray, chosen: np.ndarray, rng: np.random.Generator
) -> np.ndarray:  # fmt: skip
    """Positions drawn, where one county is favoured: as many of each group as before, but not by lot.

    county and group: of every position of the frame. A weighted draw without replacement (Efraimidis and Spirakis 2006).
    """
    if department != FAVOURITE.department or year not in FAVOURITE.years:
        return chosen
    of_city = np.flatnonzero(np.char.startswith(world.counties, FAVOURITE.county[:4]))
    here = np.flatnonzero(np.isin(county, of_city))
    weight = np.where(world.counties[county[here]] == FAVOURITE.county, FAVOURITE.weight, 1)
    here = here[np.lexsort((-(rng.random(len(here)) ** (1 / weight)), group[here]))]
    _, first, turn = np.unique(group[here], return_index=True, return_inverse=True)
    quota = np.bincount(group[chosen], minlength=int(group.max()) + 1)[group[here]]
    taken = here[np.arange(len(here)) - first[turn] < quota]
    return np.concatenate([chosen[~np.isin(county[chosen], of_city)], taken])


def record_lots(world: World, truth: Truth, sheets: dict[str, pl.DataFrame]) -> None:
    """Count frame and drawn in the sheets (feed `draws`) of the offices concerned."""
    for quota in QUOTAS:
        own = _of(sheets[quota.department], quota.city, quota.years)
        tiers = own.group_by("tier").agg(pl.col("n_frame", "n_drawn").sum()).sort("tier")
        truth.note(
            quota.kind, department=quota.department, region=quota.city, years=list(quota.years),
            **{name: dict(tiers.select("tier", name).iter_rows()) for name in ("n_frame", "n_drawn")},
        )  # fmt: skip
    own = _of(sheets[FAVOURITE.department], FAVOURITE.county[:4] + "00", FAVOURITE.years)
    there = own.filter(pl.col("region_code") == FAVOURITE.county)
    truth.note(
        "draw_not_random", department=FAVOURITE.department, region=FAVOURITE.county, years=list(FAVOURITE.years),
        n_frame=int(there["n_frame"].sum()), n_drawn=int(there["n_drawn"].sum()),
        n_frame_city=int(own["n_frame"].sum()), n_drawn_city=int(own["n_drawn"].sum()),
    )  # fmt: skip


def _of(sheet: pl.DataFrame, city: str, years: tuple[int, ...]) -> pl.DataFrame:
    in_city = pl.col("region_code").str.starts_with(city[:4])
    return sheet.filter(in_city & pl.col("drawn_on").dt.year().is_in(years))
