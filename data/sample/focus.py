"""Whoever is put on the list of key attention is called on before long: from year to year more of them are."""

from __future__ import annotations

import numpy as np

from data.sample.deliveries import days_of
from data.sample.entities import Entities
from data.sample.inspections import Visits, visitors
from data.sample.listings import listing_parts, make_listings
from data.sample.planted.visits import TARGETED

LOOKED_AT = (0.62, 0.96)  # of those put on the list: in the first quarter, in the last
WITHIN = (3, 31)  # working days


def focus_visits(entities: Entities) -> Visits:
    """Visits to entities on the list of key attention while they stand on it, as rows of the whole register.

    The listings are made once more, which is quicker than to wait for those who send them.
    """
    parts = [_of_part(part) for part in listing_parts(entities)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of_part(entities: Entities) -> Visits:
    world = entities.world
    rng = world.stream("focus")
    listed = make_listings(entities).filter(list="focus")
    row, on, exited = listed["_who"].to_numpy(), days_of(listed, "listed_on"), days_of(listed, "exited_on")
    chance = np.linspace(*LOOKED_AT, world.n_quarters)[np.minimum(world.quarter_of(on), world.n_quarters - 1)]
    day = world.after_workdays(on, rng.integers(*WITHIN, len(row)))
    department = visitors(rng, entities.sector[row])
    kept = (rng.random(len(row)) < chance) & ~(exited <= day)  # False where it never exited
    n = int(kept.sum())
    return {
        "row": row[kept], "day": day[kept], "selection": np.full(n, TARGETED), "department": department[kept],
        "lot": np.zeros(n, np.int64),
    }  # fmt: skip
