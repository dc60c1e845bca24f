"""Organisations under supervision: five subject classes, big and small counties, registrations and closures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.codes import credit_codes
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
    """Parallel arrays, sorted by county and day of registration; `kind` and `sector` index the lists above."""

    world: World
    county: np.ndarray
    kind: np.ndarray
    sector: np.ndarray
    above_scale: np.ndarray
    registered: np.ndarray
    deregistered: np.ndarray  # NaT while open

    def __len__(self) -> int:
        return len(self.county)

    def ids(self, rows: np.ndarray) -> np.ndarray:
        """Credit codes of some rows; made when asked for, as text would fill memory at large scale."""
        serials = (rows.astype(np.int64) + 1) * 387_420_489 % 31**6
        return credit_codes(CODE_KINDS[self.kind[rows]], self.world.counties[self.county[rows]], serials)

    def alive(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Whether each row is registered and not closed on its day."""
        closed = self.deregistered[rows] <= days  # False where NaT
        return (self.registered[rows] <= days) & ~closed

    def draw(self, rng: np.random.Generator, county: np.ndarray, days: np.ndarray) -> np.ndarray:
        """One row of each county alive on each day, -1 where none was found in three tries."""
        keys = self.county.astype(np.int64) * 100_000 + self.registered.astype(np.int64)
        low = np.searchsorted(keys, county.astype(np.int64) * 100_000)
        high = np.searchsorted(keys, county.astype(np.int64) * 100_000 + days.astype(np.int64), side="right")
        found = np.full(len(days), -1)
        for _ in range(3):
            rows = low + (rng.random(len(days)) * (high - low)).astype(np.int64)
            rows = np.minimum(rows, len(self) - 1)
            found = np.where((found < 0) & (high > low) & self.alive(rows, days), rows, found)
        return found


def make_entities(world: World, *, at_scale_one: int = N_AT_SCALE_ONE) -> Entities:
    """Draw the register: about seven in ten stood before the first quarter, one in twelve closes later."""
    rng, n = world.stream("entities"), world.count(at_scale_one)
    county = np.searchsorted(np.cumsum(world.weights), rng.random(n)).clip(0, len(world.counties) - 1)
    first, last = world.starts[0], world.starts[-1] - 1
    age = np.where(
        rng.random(n) < OPEN_STOCK,
        -1 - rng.exponential(1800, n).clip(0, 7000),
        rng.random(n) * int((last - first).astype(int)),
    )
    registered = first + age.astype(np.int64)
    order = np.lexsort((registered, county))
    county, registered = county[order].astype(np.int16), registered[order]
    kind = np.searchsorted(np.cumsum(CLASS_SHARES), rng.random(n)).clip(0, 4).astype(np.int8)
    sector = np.searchsorted(np.cumsum(SECTOR_SHARES), rng.random(n)).clip(0, 4).astype(np.int8)
    sector[kind > 1] = 4
    above_scale = (kind == 0) & (rng.random(n) < 0.06)
    closes = np.maximum(registered, first) + (60 + rng.exponential(15_000, n)).astype(np.int64)
    deregistered = np.where((kind < 3) & (closes <= last), closes, np.datetime64("NaT"))
    return Entities(world, county, kind, sector, above_scale, registered, deregistered)


def send_entities(entities: Entities, outbox: Outbox) -> None:
    """Each registering department sends its stock once, then new registrations and closures (the row again)."""
    for sender in np.unique(SENDERS):
        plan = deliveries(entities.world, sender, "entities")
        rows = np.flatnonzero(SENDERS[entities.kind] == sender)
        opened = plan.file_of(entities.registered[rows])
        closed = plan.file_of(entities.deregistered[rows])  # past the last file where NaT
        later = closed > opened
        resent = later & (closed < len(plan))
        sent = pl.concat(
            [
                _frame(entities, rows, hide=later).with_columns(_file=pl.Series(opened)),
                _frame(entities, rows[resent], hide=np.zeros(resent.sum(), bool)).with_columns(
                    _file=pl.Series(closed[resent])
                ),
            ]
        )
        outbox.send_all("entities", sender, plan, sent)


def _frame(entities: Entities, rows: np.ndarray, *, hide: np.ndarray) -> pl.DataFrame:
    """The register's columns; `hide` keeps a closure the sender cannot know yet out of the file."""
    closed = np.where(hide, np.datetime64("NaT"), entities.deregistered[rows])
    return pl.DataFrame(
        {
            "entity_id": entities.ids(rows),
            "subject_class": CLASSES[entities.kind[rows]],
            "region_code": entities.world.counties[entities.county[rows]],
            "sector": SECTORS[entities.sector[rows]],
            "above_scale": entities.above_scale[rows],
            "registered_on": entities.registered[rows],
            "deregistered_on": closed,
        }
    )
