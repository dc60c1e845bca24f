"""The sample of the Jiangxi plan: all feeds, 2019 to the third quarter of 2026, two departments that lag."""

from __future__ import annotations

from data.sample.archives import send_archives
from data.sample.bands import send_bands
from data.sample.commitments import send_commitments
from data.sample.credit_checks import send_credit_checks
from data.sample.decisions import send_decisions
from data.sample.deliveries import calendar
from data.sample.draws import make_draws, send_draws
from data.sample.entities import make_entities, send_entities
from data.sample.grades import make_tiers, send_evaluations, send_grades
from data.sample.inspections import send_inspections
from data.sample.interviews import send_interviews
from data.sample.listings import make_listings, send_listings
from data.sample.planted.lots import record_lots
from data.sample.planted.rights import bend_listings
from data.sample.planted.rights_truth import record_rights
from data.sample.planted.sanctions import record_sanctions
from data.sample.returns import send_returns
from data.sample.rights import send_objections, send_repairs
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
    tiers = make_tiers(entities)
    send_entities(entities, outbox)
    send_grades(entities, tiers, outbox)
    send_evaluations(entities, outbox)
    send_archives(entities, outbox)
    send_decisions(entities, outbox, truth)
    draws = make_draws(entities, tiers)
    send_bands(world, outbox)
    send_draws(world, draws, outbox)
    record_lots(world, truth, draws.sheets)
    send_inspections(entities, tiers, draws, outbox, truth)
    send_commitments(entities, outbox, truth)
    send_credit_checks(world, outbox, truth)
    send_interviews(entities, tiers, outbox)
    listings = bend_listings(world, make_listings(entities))
    send_listings(entities, listings, outbox)
    measures = send_measures(world, listings, outbox)
    record_rights(world, truth, listings, measures)
    record_sanctions(world, truth, listings, measures)
    send_repairs(world, listings, outbox)
    send_objections(world, listings, outbox)
    send_returns(world, outbox, truth)
    send_task_reports(world, outbox, truth, plan=PLAN)
    spoil(outbox.root, truth)
    outbox.write_calendar(calendar(world))
