"""Organisations under supervision: five subject classes, big and small counties, registrations and closures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from data.sample.chance import among
from data.sample.codes import credit_code_column
from data.sample.columns import named
from data.sample.deliveries import deliveries
from data.sample.world import World
from data.sample.write import Outbox

CLASSES = np.array(
    ["enterprise", "individual_business", "social_organisation", "public_institution", "government_body"]
)
CODE_KINDS = np.array(["91", "92", "52", "12", "11"])  # first two characters of the credit code
CLASS_SHARES = np.array([0.40, 0.47, 0.04, 0.06, 0.03])
SECTORS = np.array(["food_drug", "finance", "construction", "credit_service", "other"])
SECTOR_SHARES = np.array([0.22, 0.02, 0.08, 0.01, 0.67])  # of enterprises and individual businesses
SENDERS = np.array(
    [
        "market_regulation",
        "market_regulation",
        "civil_affairs",
        "organisation_establishment",
        "organisation_establishment",
    ]
)  # who registers each class
N_AT_SCALE_ONE = 30_000
OPEN_STOCK = 0.72  # share registered before the first quarter


@dataclass(frozen=True)
class Entities:
    """Parallel arrays, sorted by county and day of registration; `kind` and `sector` index the lists above.

    What is worked out row by row is worked out for a part of them at a time (`parts`); what happens to any of them, with
    a part of the events at a time (`in_parts_of`).
    """

    world: World
    county: np.ndarray
    kind: np.ndarray
    sector: np.ndarray
    above_scale: np.ndarray
    registered: np.ndarray
    deregistered: np.ndarray  # NaT while open
    codes: pl.Series

    def __len__(self) -> int:
        return len(self.county)

    def parts(self) -> list[Entities]:
        """The register in parts of at most PART rows."""
        n = len(self)
        return [self._part(world, n) for world in self.world.once(lambda: _rows(self.world, n), "parts", str(n))]

    def _part(self, world: World, n: int) -> Entities:
        own = slice(world.rows_before, world.rows_before + world.count(n))
        return replace(
            self, world=world, county=self.county[own], kind=self.kind[own], sector=self.sector[own],
            above_scale=self.above_scale[own], registered=self.registered[own], deregistered=self.deregistered[own],
            codes=self.codes[own],
        )  # fmt: skip

    def in_parts_of(self, at_scale_one: float, share: int = 1) -> list[Entities]:
        """The whole register, with each of the world's parts of so many events."""
        return [replace(self, world=world) for world in self.world.parts(at_scale_one, share)]

    def ids(self, rows: np.ndarray) -> pl.Series:
        """Credit codes of some rows, null where the row is negative."""
        known = pl.Series(rows >= 0)
        codes = self.codes.gather(np.maximum(rows, 0).astype(np.uint32))
        return codes if known.all() else codes.set(~known, None)

    def alive(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Whether each row is registered and not closed on its day."""
        closed = self.deregistered[rows] <= days  # False where NaT
        return (self.registered[rows] <= days) & ~closed

    def draw(self, rng: np.random.Generator, county: np.ndarray, days: np.ndarray) -> np.ndarray:
        """One row of each county alive on each day, -1 where none was found in three tries."""
        first, then = self.world.once(self._registered_by_day, "registered by day")
        low, high = first[county], then.ravel()[county * np.int64(then.shape[1]) + self._nth_day(days)]
        rows, found = self._one_of(rng, low, high), np.full(len(days), -1)
        tried = np.flatnonzero(high > low)
        for more in range(2, -1, -1):
            here = rows[tried]
            is_open = ~(self.deregistered[here] <= days[tried])
            found[tried[is_open]] = here[is_open]
            if more:
                rows, tried = self._one_of(rng, low, high), tried[~is_open]
        return found

    def _one_of(self, rng: np.random.Generator, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        return np.minimum(low + (rng.random(len(low)) * (high - low)).astype(np.int64), len(self) - 1)

    def _registered_by_day(self) -> tuple[np.ndarray, np.ndarray]:
        """The first row of each county, and by county and day the row after the last one registered by then."""
        n_counties, n_days = len(self.world.counties), int(self._nth_day(self.world.starts[-1:])[0]) + 1
        cells = self.county * np.int64(n_days) + self._nth_day(self.registered)
        there = np.bincount(cells, minlength=n_counties * n_days).reshape(n_counties, n_days)
        first = np.searchsorted(self.county, np.arange(n_counties)).astype(np.int32)
        return first, first[:, None] + np.cumsum(there, axis=1, dtype=np.int32)

    def _nth_day(self, days: np.ndarray) -> np.ndarray:
        first = self.world.once(lambda: self.registered.min(), "first registration")
        return (days - first).astype(np.int64)


def _rows(world: World, n: int) -> list[World]:
    return replace(world, scale=1.0).parts(n)


def make_entities(world: World, *, at_scale_one: int = N_AT_SCALE_ONE) -> Entities:
    """Draw the register: about seven in ten stood before the first quarter, one in twelve closes later."""
    rng, n = world.stream("entities"), world.count(at_scale_one)
    county = among(world.weights, rng.random(n))
    first, last = world.starts[0], world.starts[-1] - 1
    age = np.where(
        rng.random(n) < OPEN_STOCK,
        -1 - rng.exponential(1800, n).clip(0, 7000),
        rng.random(n) * int((last - first).astype(int)),
    )
    registered = first + age.astype(np.int64)
    order = _by_county_and_day(county, registered)
    county, registered = county[order].astype(np.int16), registered[order]
    kind = among(CLASS_SHARES, rng.random(n))
    sector = among(SECTOR_SHARES, rng.random(n))
    sector[kind > 1] = 4
    above_scale = (kind == 0) & (rng.random(n) < 0.06)
    closes = np.maximum(registered, first) + (60 + rng.exponential(15_000, n)).astype(np.int64)
    deregistered = np.where((kind < 3) & (closes <= last), closes, np.datetime64("NaT"))
    serials = np.arange(1, n + 1) * 387_420_489 % 31**6
    codes = credit_code_column(CODE_KINDS, kind, world.counties, county, serials)
    return Entities(world, county, kind, sector, above_scale, registered, deregistered, codes)


def _by_county_and_day(county: np.ndarray, registered: np.ndarray) -> np.ndarray:
    """np.lexsort((registered, county)): one number a row, its own place in the last digits, sorts much faster."""
    n = len(county)
    nth_day = (registered - registered.min()).astype(np.int64)
    keys = (county * (nth_day.max() + 1) + nth_day) * n + np.arange(n)
    return np.sort(keys) % n


def send_entities(entities: Entities, outbox: Outbox) -> None:
    """Each registering department sends its stock once, then new registrations and closures (the row again)."""
    for sender in np.unique(SENDERS):
        plan = deliveries(entities.world, sender, "entities")
        with outbox.office("entities", sender, plan) as office:
            for part in entities.parts():
                rows = np.flatnonzero(SENDERS[part.kind] == sender)
                office.send(
                    plan.with_later_news(_frame(part, rows), "registered_on", "deregistered_on", in_period=True)
                )


def _frame(entities: Entities, rows: np.ndarray) -> pl.DataFrame:
    """The register's columns."""
    return pl.DataFrame({
        "entity_id": entities.ids(rows), "subject_class": named(entities.kind[rows], CLASSES),
        "region_code": named(entities.county[rows], entities.world.counties),
        "sector": named(entities.sector[rows], SECTORS), "above_scale": entities.above_scale[rows],
        "registered_on": entities.registered[rows], "deregistered_on": entities.deregistered[rows],
    })  # fmt: skip
