"""Administrative acts and when they were published: licences late far more often than penalties, less so every year.

The gap follows the one bulletin found with figures (Qinghai, February 2024: late licences 3.6 %, penalties 0.1 %).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.chance import among, one_of
from data.sample.columns import as_text, named, numbered, same
from data.sample.deliveries import Deliveries, days_of, deliveries
from data.sample.entities import Entities
from data.sample.events import a_working_day, by_time, county_of, regions, where_and_when
from data.sample.goals import expected
from data.sample.planted.acts import CROWDED, SILENT_MONTH, crowded, record_acts, without_the_silent_month
from data.sample.truth import Plant, Truth
from data.sample.variation import office_factors
from data.sample.write import Outbox

N_AT_SCALE_ONE = 200_000
LIMIT = 7  # working days, counted from the day after the decision
ACTS = np.array([
    "licence", "penalty", "compulsion", "confirmation", "levy", "grant", "adjudication", "compensation", "reward", "inspection",
])  # fmt: skip
OTHER_ACTS = np.array([0.0, 0.0, 0.12, 0.34, 0.08, 0.12, 0.02, 0.03, 0.05, 0.24])  # mix of the eight others


@dataclass(frozen=True)
class Office:
    """A department type: its share of all acts, the shares of licences and penalties, and its mark in document numbers."""

    share: float
    licences: float
    penalties: float
    mark: str


OFFICES = {
    "market_regulation": Office(0.20, 0.62, 0.30, "SJ"),
    "housing_construction": Office(0.11, 0.68, 0.22, "ZJ"),
    "transport": Office(0.11, 0.55, 0.38, "JT"),
    "natural_resources": Office(0.08, 0.66, 0.20, "ZR"),
    "public_security": Office(0.09, 0.45, 0.42, "GA"),
    "human_resources": Office(0.06, 0.55, 0.22, "RS"),
    "ecology_environment": Office(0.06, 0.52, 0.34, "HJ"),
    "health": Office(0.07, 0.66, 0.24, "WJ"),
    "emergency": Office(0.05, 0.50, 0.38, "YJ"),
    "agriculture_rural": Office(0.05, 0.56, 0.30, "NY"),
    "culture_tourism": Office(0.04, 0.62, 0.26, "WL"),
    "water_resources": Office(0.03, 0.60, 0.22, "SL"),
    "forestry": Office(0.03, 0.64, 0.22, "LY"),
    "medical_insurance": Office(0.02, 0.20, 0.36, "YB"),
}
INDICATORS = ("M13-1-L", "M13-1-P", "M13-6")  # in-time rates of licences, penalties, the eight others
DELAYS = (0.05, 0.16, 0.20, 0.19, 0.15, 0.11, 0.08, 0.06)  # working days, of those in time
NEVER_PUBLISHED = 0.10  # of the late ones
LATE_LICENCES = Plant(
    "level", "M13-1-L", department="housing_construction", quarters=6, rates=(0.84, 0.83, 0.82, 0.82, 0.81, 0.81)
)
BENT = (CROWDED["department"], SILENT_MONTH[0])


def send_decisions(entities: Entities, outbox: Outbox, truth: Truth) -> None:
    """Every department's acts; an act published after its file was sent comes again in the next file, with the day."""
    for department in OFFICES:
        send_acts(entities, department, outbox, truth)


def send_acts(entities: Entities, department: str, outbox: Outbox, truth: Truth) -> None:
    """One department's."""
    office, plan = OFFICES[department], deliveries(entities.world, department, "decisions")
    with outbox.office("decisions", department, plan) as files:
        for part in entities.in_parts_of(N_AT_SCALE_ONE * office.share):
            acts = without_the_silent_month(make_acts(part, department, office), department)
            files.send(plan.with_later_news(acts, "decided_on", "published_on"))
            if department in BENT:
                record_acts(part.world, truth, department, as_text(acts), LIMIT)
            if department == LATE_LICENCES.department:
                licences = acts.filter(pl.col("act") == "licence")
                truth.record(LATE_LICENCES, part.world, in_time_counts(licences, part, plan))


def make_acts(entities: Entities, department: str, office: Office) -> pl.DataFrame:
    """All acts of one department over all quarters, as they truly happened (in this part of the world)."""
    world = entities.world
    rng, n = world.stream("decisions", department), world.count(N_AT_SCALE_ONE * office.share)
    place, quarter = where_and_when(world, rng, n)
    decided = a_working_day(world, rng, quarter)
    act = _acts(rng, n, office)
    late = rng.random(n) < _late_share(entities, rng, department, place, quarter, act)
    delays = _delays(rng, late)
    delays = np.where(act == 0, crowded(world, rng, department, regions(world)[place], quarter, delays, LIMIT), delays)
    published = world.after_workdays(decided, delays)
    published = np.where(late & (rng.random(n) < NEVER_PUBLISHED), np.datetime64("NaT"), published)
    who = entities.draw(rng, county_of(world, rng, place), decided)
    who = np.where(rng.random(n) < 0.06, -1, who)  # acts on natural persons carry no code
    order = by_time(world, decided)
    decided = decided[order]
    return pl.DataFrame({
        "decision_id": numbered(office.mark, decided, world.rows_before + np.arange(1, n + 1), 7),
        "entity_id": entities.ids(who[order]), "act": named(act[order], ACTS), "department_code": same(department, n),
        "region_code": named(place[order], regions(world)), "decided_on": decided, "published_on": published[order],
    })  # fmt: skip


def in_time_counts(rows: pl.DataFrame, entities: Entities, plan: Deliveries) -> pl.DataFrame:
    """Per quarter of decision: acts whose limit has ended by the as-of day, and those published within it."""
    world = entities.world
    decided, published = days_of(rows, "decided_on"), days_of(rows, "published_on")
    limit_end = world.after_workdays(decided, np.full(len(decided), LIMIT))
    known = plan.known_by(published) < len(plan)
    return (
        pl.DataFrame(
            {
                "quarter": world.quarter_of(decided),
                "due": limit_end <= world.as_of,
                "met": known & (published <= limit_end),
            }
        )
        .filter("due")
        .group_by("quarter")
        .agg(numerator=pl.col("met").sum(), denominator=pl.len())
        .sort("quarter")
    )


def _acts(rng: np.random.Generator, n: int, office: Office) -> np.ndarray:
    mix = OTHER_ACTS * (1 - office.licences - office.penalties)
    mix[:2] = office.licences, office.penalties
    return among(mix, rng.random(n))


def _late_share(
    entities: Entities,
    rng: np.random.Generator,
    department: str,
    place: np.ndarray,
    quarter: np.ndarray,
    act: np.ndarray,
) -> np.ndarray:
    """The chance of lateness of each act: the trend of its kind times what this office and quarter add.

    Offices differ by more than chance and carry a bad quarter over into the next, as real returns do.
    """
    world = entities.world
    trends = np.stack([1 - expected(world, indicator, department) for indicator in INDICATORS])
    if department == LATE_LICENCES.department:
        trends[0, -LATE_LICENCES.quarters :] = 1 - np.array(LATE_LICENCES.rates)
    factor = office_factors(world, rng, "decisions", department, place, quarter, len(regions(world)))
    return np.minimum(trends.ravel()[np.minimum(act, 2) * np.int32(world.n_quarters) + quarter] * factor, 0.9)


def _delays(rng: np.random.Generator, late: np.ndarray) -> np.ndarray:
    in_time = one_of(rng, np.array(DELAYS), len(late))
    return np.where(late, LIMIT + rng.geometric(0.12, len(late)), in_time)
