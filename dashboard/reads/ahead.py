"""Read what the default view of every page but the first reads, before a reader asks for it.

Kept apart from `warm`: what these pages import costs a start half a second that the first page does not need.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.access import Scope
from dashboard.reads import (
    alongside,
    boundary,
    commitments,
    county,
    data_quality,
    departments,
    inspections,
    methods,
    regions,
    rights,
    sanctions,
    targets,
    timeliness,
    warm,
)
from dashboard.reads.warm import Read

# In the order of the navigation. `indicator` and `tasks` depend on what is opened.
DEPARTMENTS: tuple[Read, ...] = (departments.flags, departments.tests, departments.patterns)
SANCTIONS: tuple[Read, ...] = (
    sanctions.ever, sanctions.measures, sanctions.departments, sanctions.listings, sanctions.effects, sanctions.balance,
    sanctions.summaries, sanctions.feedback, sanctions.findings, sanctions.refused, sanctions.judged, sanctions.feeds,
    sanctions.clauses,
)  # fmt: skip
RIGHTS: tuple[Read, ...] = (
    rights.defects, rights.standing_before, rights.parts, rights.departments, rights.regions, rights.objections,
    rights.repairs, rights.restored, rights.trend, rights.periods, rights.rules, rights.measures, rights.catalogue,
    rights.judged, rights.clauses, rights.refused, rights.feeds,
)  # fmt: skip
INSPECTIONS: tuple[Read, ...] = (
    inspections.n_ever, inspections.feeds, inspections.ratio, inspections.gradient, inspections.tested, inspections.hits,
    inspections.regions, inspections.departments, inspections.cap, inspections.repeat, inspections.pairs,
    inspections.manner, inspections.draw, inspections.uneven, inspections.refused_bands,
)  # fmt: skip
TIMELINESS: tuple[Read, ...] = (timeliness.n_ever, timeliness.rows, timeliness.late_counties, timeliness.limits)
COMMITMENTS: tuple[Read, ...] = (
    commitments.promised, commitments.looked, commitments.talked, commitments.departments, commitments.kinds,
    commitments.matters, commitments.talk_kinds, commitments.judged, commitments.feeds,
)  # fmt: skip
COUNTY: tuple[Read, ...] = (
    county.listed, county.place, county.past, county.offices, county.peers, county.findings, county.patterns,
    alongside.figures,
)  # fmt: skip
TARGETS: tuple[Read, ...] = (
    targets.years, targets.known, targets.whole, targets.units, targets.held, targets.past,
)  # fmt: skip
DATA_QUALITY: tuple[Read, ...] = (
    data_quality.totals, data_quality.matrix, data_quality.problems, data_quality.missing, data_quality.findings, data_quality.quarters,
    data_quality.revisions, data_quality.revised, data_quality.patterns, data_quality.overdue, data_quality.differences,
)  # fmt: skip
METHODS: tuple[Read, ...] = (methods.cards, methods.rules, methods.years, methods.limits)


def rest(pause: float = 0.0) -> str | None:
    """Every page but the first; `pause` seconds between two reads leave the processor to readers who have come already.

    The snapshot that was read, None where there is none.
    """
    return warm.read([*_others()], pause)


def _others() -> Iterator[Read]:
    yield from (*DEPARTMENTS, _compared, *SANCTIONS, _effects, *RIGHTS, *INSPECTIONS, *TIMELINESS, *COMMITMENTS)
    yield from (_mapped, *COUNTY, *TARGETS, *DATA_QUALITY, _scored, *METHODS)


def _compared(scope: Scope) -> None:
    asked = departments.units(scope)
    departments.heat(scope, asked)
    departments.groups(scope, departments.group(scope, asked))


def _effects(scope: Scope) -> None:
    sanctions.regions(scope, sanctions.focus(scope, sanctions.measures(scope)))
    sanctions.curves(scope, "end")
    sanctions.comply(scope, sanctions.SPLITS[0])


def _mapped(scope: Scope) -> None:
    regions.by_code(scope, regions.level(scope))
    for drawn in boundary.maps(scope):
        boundary.places(scope, drawn)


def _scored(scope: Scope) -> None:
    window = data_quality.window(scope)
    if window:
        data_quality.scorecard(scope, window)
        data_quality.codes(scope, window)
