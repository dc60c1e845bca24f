"""Credit commitments: signed, published, checked when their term ends, kept or broken, and what followed a breach."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data.sample.chance import among, one_of
from data.sample.columns import as_text, named, numbered, same
from data.sample.deliveries import deliveries
from data.sample.entities import Entities
from data.sample.events import a_working_day, by_time, county_of, regions, where_and_when
from data.sample.goals import expected
from data.sample.planted.promises import SLOW, record_slow, slow_publication
from data.sample.truth import Truth
from data.sample.variation import office_factors
from data.sample.write import Outbox

N_AT_SCALE_ONE = 20_000
# Share of all commitments and mark of each department that takes them.
OFFICES = {
    "market_regulation": (0.34, "SJ"), "housing_construction": (0.16, "ZJ"), "transport": (0.15, "JT"),
    "natural_resources": (0.10, "ZR"), "ecology_environment": (0.13, "HJ"), "medical_insurance": (0.12, "YB"),
}  # fmt: skip
KINDS = np.array(["approval", "proactive", "industry", "repair", "defaulter"])
KIND_SHARES = np.array([0.58, 0.19, 0.12, 0.07, 0.04])
TERMS = np.array([60, 365, 365, 90, 120])  # days until it must be kept
NO_TERM = 0.3  # of the proactive ones: they promise for good
IN_THREE_DAYS = 0.94  # of those published
PUBLISHED_AFTER = np.array([0.14, 0.34, 0.30, 0.22])  # working days, where it was done in three
SHARED = 0.9  # passed on to the platform, with the outcome where there is one
HANDLINGS = np.array(["at_once", "papers_to_follow", "ordinary"])  # of the approvals; nothing else is before the office
HANDLING_SHARES, PAPERS_TO_FOLLOW = np.array([0.66, 0.22, 0.12]), 1
OUTCOMES = np.array(["kept", "broken"])
DAYS_FOR_PAPERS = 20  # working days
PAPERS_LATE, PAPERS_MISSING = 0.07, 0.04
LATER_NEWS = {"papers_on": (), "published_on": (), "checked_on": ("outcome",), "shared_on": (), "handled_on": ()}


def send_commitments(
    entities: Entities, outbox: Outbox, truth: Truth, offices: Mapping[str, tuple[float, str]] = OFFICES
) -> None:
    """Each department sends what was signed, and the row again when more has become known."""
    for department, office in offices.items():
        send_signed(entities, department, office, outbox, truth)


def send_signed(
    entities: Entities, department: str, office: tuple[float, str], outbox: Outbox, truth: Truth
) -> None:  # fmt: skip
    """One department's."""
    (share, mark), plan = office, deliveries(entities.world, department, "commitments")
    with outbox.office("commitments", department, plan) as files:
        for part in entities.in_parts_of(N_AT_SCALE_ONE * share):
            signed = make_commitments(part, department, share, mark)
            files.send(plan.with_news(signed, "signed_on", LATER_NEWS))
            if department == SLOW["department"]:
                record_slow(part.world, truth, as_text(signed))


def make_commitments(entities: Entities, department: str, share: float, mark: str) -> pl.DataFrame:
    """All commitments of one department, as they truly went."""
    world = entities.world
    rng, n = world.stream("commitments", department), world.count(N_AT_SCALE_ONE * share)
    place, quarter = where_and_when(world, rng, n)
    signed = a_working_day(world, rng, quarter)
    who = entities.draw(rng, county_of(world, rng, place), signed)
    kind = among(KIND_SHARES, rng.random(n))
    factor = office_factors(world, rng, "commitments", department, place, quarter, len(regions(world)))
    published = _published(entities, rng, department, regions(world)[place], signed, quarter, factor)
    due = signed + TERMS[kind]
    checked, outcome, handled = _followed_up(entities, rng, department, due, factor)
    shared = world.after_workdays(np.where(np.isnat(checked), signed, checked), rng.integers(1, 8, n))
    shared = np.where(rng.random(n) < SHARED, shared, np.datetime64("NaT"))
    due = np.where((kind == 1) & (rng.random(n) < NO_TERM), np.datetime64("NaT"), due)
    handling, papers_due, papers = _taken(entities, rng, signed, kind)
    order = by_time(world, signed)
    order = order[who[order] >= 0]
    signed = signed[order]
    return pl.DataFrame({
        "commitment_id": numbered(f"CN-{mark}", signed, world.rows_before + np.arange(1, len(order) + 1), 6),
        "entity_id": entities.ids(who[order]), "kind": named(kind[order], KINDS),
        "department_code": same(department, len(order)), "region_code": named(place[order], regions(world)),
        "signed_on": signed, "handling": named(handling[order], HANDLINGS), "papers_due_on": papers_due[order],
        "papers_on": papers[order], "published_on": published[order], "due_on": due[order],
        "checked_on": checked[order], "outcome": named(outcome[order], OUTCOMES), "shared_on": shared[order],
        "handled_on": handled[order],
    })  # fmt: skip


def _taken(
    entities: Entities, rng: np.random.Generator, signed: np.ndarray, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How an approval was taken (index, -1 for all others), the day missing papers were due, and the day they came."""
    world, n = entities.world, len(signed)
    chosen = among(HANDLING_SHARES, rng.random(n))
    follow, never = (kind == 0) & (chosen == PAPERS_TO_FOLLOW), np.datetime64("NaT")
    due = world.after_workdays(signed, np.full(n, DAYS_FOR_PAPERS))
    fate = rng.random(n)
    late = fate < PAPERS_LATE
    came = world.after_workdays(signed, np.where(late, DAYS_FOR_PAPERS + rng.geometric(0.2, n), rng.integers(2, 21, n)))
    missing = fate > 1 - PAPERS_MISSING
    return np.where(kind == 0, chosen, -1), np.where(follow, due, never), np.where(follow & ~missing, came, never)


def _published(
    entities: Entities, rng: np.random.Generator, department: str, codes: np.ndarray, signed: np.ndarray,
    quarter: np.ndarray, factor: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """The day each was published, NaT where it never was: a share that falls as the plan asks."""
    world, n = entities.world, len(signed)
    never = (1 - expected(world, "M01-2", department))[quarter] * factor
    late = rng.random(n) > IN_THREE_DAYS
    delay = np.where(late, 3 + rng.geometric(0.25, n), one_of(rng, PUBLISHED_AFTER, n))
    delay = slow_publication(world, rng, department, codes, quarter, delay)
    return np.where(rng.random(n) < never, np.datetime64("NaT"), world.after_workdays(signed, delay))


def _followed_up(
    entities: Entities, rng: np.random.Generator, department: str, due: np.ndarray, factor: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Day of the check (most before the term ends), its outcome (index, -1 for none), and the day a breach was acted on."""
    world, n = entities.world, len(due)
    quarter = np.minimum(world.quarter_of(due), world.n_quarters - 1)
    # Kept means checked and found kept, so each of the two steps loses half of what is missing.
    step = np.clip(1 - (1 - expected(world, "M01-6", department)[quarter]) * factor, 0, 1) ** 0.5
    early = due - rng.integers(0, 30, n)
    late = world.after_workdays(due, rng.integers(1, 9, n))
    checked = np.where(rng.random(n) < 0.8, early, late)
    done = (rng.random(n) < step) & (checked < world.starts[-1])
    outcome = np.where(done, rng.random(n) >= step, -1)
    acted = (outcome == 1) & (rng.random(n) < 0.86)
    handled = world.after_workdays(checked, rng.integers(3, 31, n))
    never = np.datetime64("NaT")
    return np.where(done, checked, never), outcome, np.where(acted, handled, never)
