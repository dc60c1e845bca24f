"""The sample of the Jiangxi plan: all feeds, 2019 to the third quarter of 2026, two departments that lag."""

from __future__ import annotations

from functools import partial

from data.sample import commitments, credit_checks, decisions, listings, sanctions
from data.sample.archives import send_archives
from data.sample.bands import send_bands
from data.sample.crew import Work, share_out
from data.sample.deliveries import calendar, record_tardy
from data.sample.draws import make_draws, send_draws
from data.sample.entities import Entities, make_entities, send_entities
from data.sample.focus import focus_visits
from data.sample.grades import make_tiers, send_evaluations, send_grades
from data.sample.inspections import send_inspections
from data.sample.interviews import send_interviews
from data.sample.listings import make_listings, send_listings
from data.sample.planted.lots import record_lots
from data.sample.planted.rights import bend_listings
from data.sample.planted.rights_truth import record_rights
from data.sample.planted.sanctions import record_sanctions
from data.sample.returns import send_returns
from data.sample.rights import SENDER, send_objections, send_repairs
from data.sample.sanctions import send_measures
from data.sample.spoil import spoil
from data.sample.tasks import send_task_reports
from data.sample.truth import Truth
from data.sample.world import read_world
from data.sample.write import Outbox

NAME = "江西省演示数据"
AS_OF = "2026-10-10"
PLAN = "jiangxi-2020"


def fill(outbox: Outbox, truth: Truth) -> None:
    """Write every feed, then spoil a few files."""
    world = read_world(
        "360000", seed=truth.seed, scale=truth.scale, first_year=2019, n_quarters=31, backlog_until=2023, as_of=AS_OF
    )
    entities = make_entities(world)
    share_out([*_of_the_register(entities), *_of_offices(entities)], outbox, truth)
    spoil(outbox.root, truth)
    record_tardy(truth)
    outbox.write_calendar(calendar(world))


def _of_the_register(entities: Entities) -> list[Work]:
    """Grades, draws and visits: what is drawn from the register row by row, the longest work first."""

    def by_tier(outbox: Outbox, truth: Truth) -> None:
        tiers = make_tiers(entities)
        draws = make_draws(entities, tiers)
        send_draws(entities.world, draws, outbox)
        record_lots(entities.world, truth, draws.sheets)
        failed = send_inspections(entities, tiers, draws, focus_visits(entities), outbox, truth)
        send_grades(entities, tiers, outbox)
        send_interviews(entities, tiers, failed, outbox)

    return [
        by_tier,
        partial(_lists, entities),
        lambda outbox, _: send_entities(entities, outbox),
        lambda outbox, _: send_archives(entities, outbox),
        lambda outbox, truth: send_evaluations(entities, outbox, truth),
    ]


def _of_offices(entities: Entities) -> list[Work]:
    """What each department does by itself."""
    world = entities.world
    return [
        *(partial(decisions.send_acts, entities, department) for department in decisions.OFFICES),
        *(partial(commitments.send_signed, entities, *office) for office in commitments.OFFICES.items()),
        *(partial(credit_checks.send_matters, world, *office) for office in credit_checks.OFFICES.items()),
        partial(send_returns, world),
        partial(send_task_reports, world, plan=PLAN),
        lambda outbox, _: send_bands(world, outbox),
    ]


def _lists(entities: Entities, outbox: Outbox, truth: Truth) -> None:
    """Listings and all that follows from them."""
    world = entities.world
    with (
        outbox.offices("listings", world, listings.OFFICES) as listing,
        outbox.offices("measures", world, sanctions.DEPARTMENTS) as applying,
        outbox.offices("repairs", world, [SENDER]) as repairing,
        outbox.offices("objections", world, [SENDER]) as answering,
    ):
        for part in listings.listing_parts(entities):
            went = bend_listings(part.world, make_listings(part))
            send_listings(part, went, listing)
            measures = send_measures(part.world, went, applying)
            record_rights(part.world, truth, went, measures)
            record_sanctions(part.world, truth, went, measures)
            send_repairs(part.world, went, repairing[SENDER])
            send_objections(part.world, went, answering[SENDER])
