"""What the invented offices share: counties and their sizes, quarters, working days, one random stream per name."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

import numpy as np
import polars as pl

from data import lookups

# Rough sizes of Jiangxi's cities, only to make big and small counties; no figure of any register.
CITY_SIZE = {
    "360100": 6.2, "360200": 1.6, "360300": 1.8, "360400": 4.6, "360500": 1.2, "360600": 1.2,
    "360700": 9.0, "360800": 4.5, "360900": 5.0, "361000": 3.6, "361100": 6.5,
}  # fmt: skip
Kept = TypeVar("Kept")
PART = 65_536  # rows made at a time; what is smaller is made in one go
# Every day a question may be about; before the first and after the last, answers are those of the ends.
DAYS = np.arange(np.datetime64("1990-01-01"), np.datetime64("2050-01-01"))


def by_day(bounds: np.ndarray, *, side: Literal["left", "right"]) -> np.ndarray:
    """np.searchsorted(bounds, day, side) for each of DAYS, to be looked up with `of_day`: many times as fast."""
    return np.searchsorted(bounds, DAYS, side=side).astype(np.int32)


def of_day(answers: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The answer for each day (datetime64[D]); NaT has that of the last day, where searchsorted puts it too."""
    return np.take(answers, days.astype("datetime64[D]").view(np.int64) - DAYS[0].astype(np.int64), mode="clip")


@dataclass(frozen=True)
class World:
    """One jurisdiction over a run of quarters. Region arrays are parallel; days are numpy datetime64[D].

    A large sample is made part by part (`parts`): each part has random numbers of its own and knows how many rows came
    before it, so that the rows are the same however many parts are made at once. What belongs to an office and not to a
    row (`lasting`, `lasting_stream`) is the same in all parts.
    """

    seed: int
    scale: float
    first_year: int
    n_quarters: int
    backlog_until: int  # the years up to this one came in one file each, when the platform opened
    as_of: np.datetime64
    counties: np.ndarray  # codes, sorted
    parents: np.ndarray  # code of the city of each county
    cities: np.ndarray
    weights: np.ndarray  # of counties, adding to one
    workdays: np.ndarray
    part: int = 0
    rows_before: int = 0  # in the parts before this one
    _kept: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def stream(self, *name: str) -> np.random.Generator:
        """The random numbers of one thing in this part: adding a department never shifts the numbers of another."""
        own = [self.part] if self.part else []
        return np.random.default_rng([self.seed, zlib.crc32("/".join(name).encode()), *own])

    def lasting_stream(self, *name: str) -> np.random.Generator:
        """The same random numbers in every part."""
        return np.random.default_rng([self.seed, zlib.crc32("/".join(name).encode())])

    def once(self, make: Callable[[], Kept], *name: str) -> Kept:
        """What was made under this name the first time, in whatever part."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(Kept, self._kept[name])

    def lasting(self, draw: Callable[[], Kept], *name: str) -> Kept:
        """What was drawn under this name in the first part, for all parts."""
        if not self.part:
            self._kept[name] = draw()
        return cast(Kept, self._kept[name])

    def parts(self, at_scale_one: float, share: int = 1) -> list[World]:
        """Worlds in which `count(at_scale_one)` is at most PART rows (or a share of it), together as many as here."""
        n = self.count(at_scale_one)
        bounds = np.linspace(0, n, -(-n * share // PART) + 1).astype(np.int64)
        return [
            replace(self, scale=(after - before) / at_scale_one, part=i, rows_before=int(before))
            for i, (before, after) in enumerate(itertools.pairwise(bounds))
        ]

    def count(self, at_scale_one: float) -> int:
        """So many rows at this scale, at least one."""
        return max(1, round(at_scale_one * self.scale))

    @cached_property
    def starts(self) -> np.ndarray:
        """First day of each quarter, and of the one after the last."""
        months = np.datetime64(f"{self.first_year}-01", "M") + 3 * np.arange(self.n_quarters + 1)
        return months.astype("datetime64[D]")

    @cached_property
    def quarters(self) -> list[str]:
        """Labels such as 2019Q1."""
        return [f"{self.first_year + q // 4}Q{q % 4 + 1}" for q in range(self.n_quarters)]

    def quarter_of(self, days: np.ndarray) -> np.ndarray:
        """Index of the quarter each day lies in."""
        return of_day(self.once(lambda: by_day(self.starts, side="right") - 1, "quarter by day"), days)

    def workday_index(self, days: np.ndarray) -> np.ndarray:
        """How many working days lie on or before each day."""
        return of_day(self.once(lambda: by_day(self.workdays, side="right"), "working days by day"), days)

    def after_workdays(self, days: np.ndarray, delay: np.ndarray) -> np.ndarray:
        """The day so many working days later, counting from the next day."""
        at = np.minimum(self.workday_index(days) + delay - 1, len(self.workdays) - 1)
        return np.where(delay > 0, self.workdays[at], days)


def read_world(
    region: str, *, seed: int, scale: float, first_year: int, n_quarters: int, backlog_until: int, as_of: str
) -> World:
    """The counties under `region` (a province or city code) with weights drawn by seed, and the state's working days."""
    table = lookups.read_regions().filter(pl.col("valid_to").is_null() & (pl.col("level") == "county"))
    prefix = region.rstrip("0")
    prefix += "0" * (len(prefix) % 2)
    counties = table.filter(pl.col("region_code").str.starts_with(prefix)).sort("region_code")
    assert counties.height, f"no counties under {region}"
    codes, parents = counties["region_code"].to_numpy().astype(str), counties["parent_code"].to_numpy().astype(str)
    kinds = counties["kind"].to_numpy().astype(str)
    days = lookups.read_workdays().filter(pl.col("is_workday"))["day"].to_numpy().astype("datetime64[D]")
    weights = _weights(np.random.default_rng([seed, 1]), parents, kinds)
    return World(
        seed,
        scale,
        first_year,
        n_quarters,
        backlog_until,
        np.datetime64(as_of),
        codes,
        parents,
        np.unique(parents),
        weights,
        days,
    )


def _weights(rng: np.random.Generator, parents: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    raw = np.exp(rng.normal(0, 0.45, len(parents)))
    raw *= np.where(kinds == "county", 0.9, 1.2)
    cities, place = np.unique(parents, return_inverse=True)
    size = np.array([CITY_SIZE.get(city, 1.0) for city in cities])
    share = raw / np.bincount(place, raw)[place] * size[place]
    return share / share.sum()
