"""Credit files of organisations: coverage rises towards a ceiling that differs by kind and by county."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.columns import named, same
from data.sample.deliveries import days_of, deliveries
from data.sample.entities import SECTORS, Entities
from data.sample.goals import expected
from data.sample.write import Outbox


@dataclass(frozen=True)
class Kind:
    """A kind of file, who opens it, and by how many years it runs ahead of the line of market entities."""

    name: str
    department: str
    years_ahead: float


KINDS = (
    Kind("food_drug", "market_regulation", 0.4),
    Kind("finance", "financial_regulation", 1.0),
    Kind("construction", "housing_construction", 0.2),
    Kind("credit_service", "development_reform", 0.8),
    Kind("market_entity", "market_regulation", 0.0),  # every other enterprise and individual business
    Kind("social_organisation", "civil_affairs", 0.3),
    Kind("public_institution", "organisation_establishment", 1.0),
)
_NAMES = [kind.name for kind in KINDS]
COUNTY_SPREAD = 0.5  # years by which counties run ahead or behind (SD)


def send_archives(entities: Entities, outbox: Outbox) -> None:
    """Each department sends the files opened in the period."""
    for department in sorted({kind.department for kind in KINDS}):
        plan = deliveries(entities.world, department, "archives")
        kinds = [kind for kind in KINDS if kind.department == department]
        with outbox.office("archives", department, plan) as files:
            for part in entities.parts():
                rows = pl.concat([_opened(part, kind) for kind in kinds])
                files.send(rows.with_columns(_file=pl.Series(plan.file_of(days_of(rows, "opened_on")))))


def _opened(entities: Entities, kind: Kind) -> pl.DataFrame:
    world = entities.world
    rng = world.stream("archives", kind.name)
    rows = np.flatnonzero(_concerned(entities, kind.name))
    ahead = world.lasting(lambda: rng.normal(0, COUNTY_SPREAD, len(world.counties)), "archives", kind.name)
    shift = kind.years_ahead + ahead[entities.county[rows]]
    covered = np.maximum.accumulate(expected(world, "M11-1", kind.department))
    # An entity has its place in line, u; its file is opened when the share covered reaches that place.
    u = rng.random(len(rows))
    quarters = np.interp(u, covered, np.arange(1, world.n_quarters + 1), left=-1)
    old = world.starts[0] - rng.integers(1, 700, len(rows))
    in_line = np.where(quarters < 0, old, world.starts[0] + ((quarters / 4 - shift) * 365.25).astype(np.int64))
    on = np.maximum(in_line, entities.registered[rows] + rng.integers(1, 31, len(rows)))
    known = (u < covered[-1]) & (on < world.starts[-1]) & entities.alive(rows, on)
    rows, on = rows[known], on[known]
    return pl.DataFrame({
        "entity_id": entities.ids(rows), "archive_kind": named(np.full(len(rows), _NAMES.index(kind.name)), _NAMES),
        "department_code": same(kind.department, len(rows)), "opened_on": on,
    })  # fmt: skip


def _concerned(entities: Entities, name: str) -> np.ndarray:
    if name == "market_entity":
        return (entities.kind <= 1) & ~np.isin(SECTORS[entities.sector], [kind.name for kind in KINDS])
    if name == "social_organisation":
        return entities.kind == 2
    if name == "public_institution":
        return entities.kind == 3
    return (entities.kind <= 1) & (entities.sector == SECTORS.tolist().index(name))
