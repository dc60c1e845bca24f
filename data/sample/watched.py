"""Whoever is poorly evaluated comes on the list of key attention, from year to year more of them, and stays while evaluated so."""

from __future__ import annotations

import numpy as np

from data.sample.entities import Entities
from data.sample.grades import POOR, evaluations

TAKEN_IN = (0.45, 0.85)  # of the poorly evaluated: in the first quarter, in the last
WITHIN = (4, 26)  # working days
TERM = 365  # days on the list; then the decision is taken anew, on the next working day


def watched(entities: Entities) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the register and days of the listings that a poor evaluation led to, renewals among them."""
    world = entities.world
    rng = world.stream("watched")
    rows, on, until = _poor(entities)
    chance = np.linspace(*TAKEN_IN, world.n_quarters)[np.clip(world.quarter_of(on), 0, world.n_quarters - 1)]
    begun = world.after_workdays(on, rng.integers(*WITHIN, len(rows)))
    kept = rng.random(len(rows)) < chance
    rows, begun, ended = rows[kept], begun[kept], np.minimum(until, world.as_of + 1)[kept]
    terms = np.maximum((ended - begun).astype(np.int64) // (TERM + 1) + 1, 1)
    nth = np.arange(terms.sum()) - np.repeat(np.cumsum(terms) - terms, terms)
    rows, ended = np.repeat(rows, terms), np.repeat(ended, terms)
    listed = world.after_workdays(np.repeat(begun, terms) + nth * (TERM + 1), np.zeros(len(rows), np.int64))
    stands = (listed < ended) & entities.alive(rows, listed)
    return rows[stands], listed[stands]


def _poor(entities: Entities) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, first day and the day of the next evaluation of every poor one. Made a part of the register at a time, as it is sent."""
    found = [(part.world.rows_before, *evaluations(part)) for part in entities.parts()]
    rows = np.concatenate([before + rows for before, rows, _, _ in found])
    on, grade = (np.concatenate([part[i] for part in found]) for i in (2, 3))
    order = np.lexsort((on, rows))
    rows, on, grade = rows[order], on[order], grade[order]
    follows = np.append(rows[1:] == rows[:-1], False)
    until = np.where(follows, np.roll(on, -1), np.datetime64("9999-12-31"))
    poor = grade == POOR
    return rows[poor], on[poor], until[poor]
