"""The yearly random draw of each department: a fixed quota of every tier of a city, by lot over its counties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.bands import BANDS, years
from data.sample.columns import spelled
from data.sample.deliveries import deliveries
from data.sample.entities import Entities
from data.sample.grades import TIERS, Tiers
from data.sample.planted.lots import bent_shares, favoured
from data.sample.world import World
from data.sample.write import Outbox

TIER_A_AT_FIRST = 2.0  # times its last share: the lowest tier is left alone more and more


@dataclass(frozen=True)
class Frame:
    """The register a year's draws are made from: graded entities by city and tier, each group in random order."""

    year: int
    rows: np.ndarray
    group: np.ndarray  # city * 4 + tier of each row
    start: np.ndarray  # where each group begins
    size: np.ndarray
    county: np.ndarray  # of each row
    cell: np.ndarray  # county * 4 + tier of each row
    n_cell: np.ndarray  # rows by cell


@dataclass(frozen=True)
class Draws:
    """Everybody drawn, as parallel arrays: row of the register, index of the department, year."""

    row: np.ndarray
    department: np.ndarray
    year: np.ndarray
    sheets: dict[str, pl.DataFrame]  # by department: the rows of the feed

    def of(self, part: Entities) -> Draws:
        """Those drawn in a part of the register, as rows of the part."""
        row = self.row - part.world.rows_before
        own = (row >= 0) & (row < len(part))
        return Draws(row[own], self.department[own], self.year[own], self.sheets)


def make_draws(entities: Entities, tiers: Tiers) -> Draws:
    """Draw for every department and year of the world."""
    world = entities.world
    sheets: dict[str, list[pl.DataFrame]] = {department: [] for department in BANDS}
    parts = []
    first = world.first_year
    for year in years(world):
        frame = _frame(entities, tiers, year)
        more_of_a = np.interp(year, [first, years(world)[-1]], [TIER_A_AT_FIRST, 1])
        for index, (department, band) in enumerate(BANDS.items()):
            rng = world.stream("draws", department, str(year))
            share = np.array(band.drawn) * np.array([more_of_a, 1, 1, 1])
            chosen = _by_lot(world, frame, department, share, rng)
            chosen = favoured(world, department, year, frame.county, frame.group, chosen, rng)
            sheets[department].append(_sheet(world, department, frame, chosen, rng))
            parts.append(
                (frame.rows[chosen], np.full(len(chosen), index, np.int8), np.full(len(chosen), year, np.int16))
            )
    row, who, when = (np.concatenate(p) for p in zip(*parts, strict=True))
    return Draws(row, who, when, {name: pl.concat(own) for name, own in sheets.items()})


def send_draws(world: World, draws: Draws, outbox: Outbox) -> None:
    """Each department sends its draws."""
    for department, rows in draws.sheets.items():
        plan = deliveries(world, department, "draws")
        file = plan.file_of(rows["drawn_on"].to_numpy().astype("datetime64[D]"))
        outbox.send_all("draws", department, plan, rows.with_columns(_file=pl.Series(file)))


def draw_id(department: str, year: int, region: str) -> str:
    """The number of a draw: each county's part of it has its own."""
    return f"CQ-{BANDS[department].mark}-{year}-{region}"


def _frame(entities: Entities, tiers: Tiers, year: int) -> Frame:
    world = entities.world
    new_year = np.datetime64(f"{year}-01-01")
    tier = tiers.path[:, world.quarters.index(f"{year}Q1")]
    rows = np.flatnonzero((entities.registered <= new_year) & ~(entities.deregistered <= new_year) & (tier >= 0))
    k, city_of = len(TIERS), np.searchsorted(world.cities, world.parents)
    group = city_of[entities.county[rows]] * k + tier[rows]
    order = np.argsort(group + world.stream("frame", str(year)).random(len(rows)))
    rows, group = rows[order], group[order]
    size = np.bincount(group, minlength=len(world.cities) * k)
    cell = entities.county[rows] * np.int32(k) + tier[rows]
    n_cell = np.bincount(cell, minlength=len(world.counties) * k)
    return Frame(year, rows, group, np.cumsum(size) - size, size, entities.county[rows], cell, n_cell)


def _by_lot(world: World, frame: Frame, department: str, share: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Positions drawn: from a random place of each group's random order, as many as its quota, round the circle."""
    wanted = frame.size.reshape(-1, len(TIERS)) * bent_shares(world, department, frame.year, share)
    # Rounded along the cities, so that what one loses by rounding the next one gains.
    quota = np.diff(np.round(np.cumsum(wanted, axis=0)), axis=0, prepend=0).astype(np.int64)
    quota = np.minimum(quota.ravel(), frame.size)
    turn = (rng.random(len(quota)) * np.maximum(frame.size, 1)).astype(np.int64)
    group = np.repeat(np.arange(len(quota)), quota)
    step = np.arange(len(group)) - np.repeat(np.cumsum(quota) - quota, quota)
    return frame.start[group] + (turn[group] + step) % frame.size[group]


def _sheet(
    world: World, department: str, frame: Frame, chosen: np.ndarray, rng: np.random.Generator
) -> pl.DataFrame:  # fmt: skip
    """One row per county and tier: how many stood in the frame and how many were drawn."""
    k, n_frame = len(TIERS), frame.n_cell
    n_drawn = np.bincount(frame.cell[chosen], minlength=len(n_frame))
    some = np.flatnonzero(n_frame)
    days = world.workdays[np.searchsorted(world.workdays, np.datetime64(f"{frame.year}-01-04")) + np.arange(10)]
    on = days[rng.integers(0, len(days), len(world.cities))][np.searchsorted(world.cities, world.parents)]
    rows = pl.DataFrame({
        "department_code": spelled(np.zeros(len(some), np.int8), [department]),
        "region_code": spelled(some // k, world.counties), "drawn_on": on[some // k],
        "tier": spelled(some % k, TIERS), "n_frame": n_frame[some], "n_drawn": n_drawn[some],
    })  # fmt: skip
    return rows.select(pl.format(draw_id(department, frame.year, "{}"), "region_code").alias("draw_id"), pl.all())
