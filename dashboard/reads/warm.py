"""Read what the default view of every page reads, before the first reader asks for it."""

from __future__ import annotations

import logging
from dataclasses import replace

from dashboard.access import Scope
from dashboard.reads import (
    base,
    boundary,
    commitments,
    county,
    data_quality,
    departments,
    inspections,
    methods,
    overview,
    regions,
    rights,
    sanctions,
    shell,
    targets,
    timeliness,
)
from data.errors import SnapshotUnusable


def run() -> None:
    """Never fails: without a snapshot the server still has to say so on screen."""
    try:
        scope = default()
    except SnapshotUnusable:
        return
    try:
        shell.region_names(scope)
        shell.department_names(scope)
        if scope.plan:
            _pages(scope)
    except Exception:  # whatever it is, the page that needs it shows it to its reader; the other pages stand
        logging.getLogger("xinheng").exception("could not read ahead")


def _pages(scope: Scope) -> None:
    """The reads of the three pages that are lists of what is there; the others depend on an indicator or a task."""
    for read in (
        overview.indicators,
        overview.departments,
        overview.flags,
        overview.overdue,
        overview.tasks,
        overview.since_last,
    ):
        read(scope)
    for read in (
        data_quality.totals,
        data_quality.matrix,
        data_quality.submissions,
        data_quality.problems,
        data_quality.missing,
    ):
        read(scope)
    for read in (timeliness.n_ever, timeliness.rows, timeliness.late_counties, timeliness.limits):
        read(scope)
    county.listed(scope)
    asked = departments.units(scope)
    for read in (departments.flags, departments.tests, departments.patterns):
        read(scope)
    departments.heat(scope, asked)
    departments.groups(scope, departments.group(scope, asked))
    for read in (methods.cards, methods.rules, methods.years, methods.limits):
        read(scope)
    for read in (
        inspections.n_ever,
        inspections.feeds,
        inspections.ratio,
        inspections.gradient,
        inspections.tested,
        inspections.hits,
        inspections.regions,
        inspections.departments,
        inspections.cap,
        inspections.repeat,
        inspections.pairs,
        inspections.manner,
        inspections.draw,
        inspections.uneven,
        inspections.refused_bands,
    ):
        read(scope)
    for read in (
        commitments.promised,
        commitments.looked,
        commitments.talked,
        commitments.departments,
        commitments.judged,
        commitments.feeds,
    ):
        read(scope)
    _sanctions(scope)
    _targets(scope)
    _rights(scope)
    _rights(scope)


def _targets(scope: Scope) -> None:
    """What the page `targets` reads before the slider is moved."""
    for read in (targets.years, targets.known, targets.whole, targets.units, targets.held, targets.past):
        read(scope)


def _sanctions(scope: Scope) -> None:
    """What the page `sanctions` reads before a fold is opened."""
    for read in (
        sanctions.ever,
        sanctions.measures,
        sanctions.departments,
        sanctions.listings,
        sanctions.effects,
        sanctions.balance,
        sanctions.summaries,
        sanctions.feedback,
        sanctions.findings,
        sanctions.refused,
        sanctions.judged,
        sanctions.feeds,
        sanctions.clauses,
    ):
        read(scope)
    sanctions.regions(scope, sanctions.focus(scope, sanctions.measures(scope)))
    sanctions.curves(scope, "end")
    sanctions.comply(scope, sanctions.SPLITS[0])
    level = regions.level(scope)
    regions.by_code(scope, level)
    for drawn in boundary.maps(scope):
        boundary.places(scope, drawn)


def _rights(scope: Scope) -> None:
    """What the page `rights` reads before a fold is opened."""
    for read in (
        rights.defects,
        rights.standing_before,
        rights.parts,
        rights.departments,
        rights.regions,
        rights.objections,
        rights.repairs,
        rights.restored,
        rights.trend,
        rights.periods,
        rights.rules,
        rights.measures,
        rights.catalogue,
        rights.judged,
        rights.clauses,
        rights.refused,
        rights.feeds,
    ):
        read(scope)


def default() -> Scope:
    """The view of an address without parameters."""
    view = Scope(snapshot=base.reader().current())
    for name, found in (
        ("plan", shell.plans),
        ("quarter", shell.quarters),
        ("region", shell.regions),
        ("indicator", shell.indicators),
    ):
        view = replace(view, **{name: next(iter(found(view)), "")})
    shell.departments(view)
    return view
