"""Regions laid beside each other on every indicator: read once a snapshot, kept as numbers, cut to a quarter and to peers.

A view of a region asks for some hundred comparisons of a dozen regions; as arrays all of them cost what one expression
on a frame costs.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from dashboard.reads.shelf import shelved
from metrics.beside import SURE, Lies, Numbered, beside, lies, numbered

LEAST_SPREAD = 3  # peers with a figure: of fewer no middle is told
SPREAD = Lies._fields  # n, low, quarter_low, middle, quarter_high, high
ALL = tuple(f"all_{k}" for k in SPREAD)
TOLD = (*(f"near_{k}" for k in SPREAD), "side", "q", "near_rank_low", "near_rank_high", "near_ranked")


def figures(scope: Scope) -> Numbered:
    """What every region is judged on; incomplete figures and those of too few cases are left out."""
    return _figures(base.home_path(), Scope(scope.snapshot, scope.plan, reader=scope.reader))


@shelved(8)  # some 10 MB each
def _figures(_: str, scope: Scope) -> Numbered:
    read = base.unkept(scope, "county_figures", root=str(shell.plan(scope).get("region_code") or ""))
    return numbered(pl.DataFrame(pl.from_arrow(read)))


def spread(scope: Scope, level: str | None) -> dict[str, Row]:
    """By indicator: how the regions of one level lie, in the columns of ALL."""
    return _spread(base.home_path(), Scope(scope.snapshot, scope.plan, scope.quarter, reader=scope.reader), level)


@shelved(128)
def _spread(_: str, scope: Scope, level: str | None) -> dict[str, Row]:
    of_level = [code for code, row in shell.regions(scope).items() if row["level"] == level]
    found = figures(scope).of(scope.quarter, of_level)
    if found is None:
        return {}
    names = figures(scope).indicators
    columns = [column.tolist() for column in lies(found, len(names))]
    return {name: dict(zip(ALL, row, strict=True)) for name, *row in zip(names, *columns, strict=True) if row[0]}


def told(scope: Scope, peers: Iterable[str]) -> dict[str, Row]:
    """By indicator: how the peers lie, and what a test of the region against them says (q over its own indicators): TOLD."""
    known = figures(scope)
    found = known.of(scope.quarter, [*peers, scope.region])
    if found is None:
        return {}
    own = known.units.get(scope.region, -1)
    columns = [column.tolist() for column in lies(found.only(found.unit != own), len(known.indicators))]
    rows: dict[int, Row] = {}
    for i, (n, *places) in enumerate(zip(*columns, strict=True)):
        if n:
            rows[i] = dict.fromkeys(TOLD) | {"near_n": n}
            if n >= LEAST_SPREAD:
                rows[i].update(zip(TOLD[1 : len(SPREAD)], places, strict=True))
    tested, placed = beside(found, own)
    for i, q, is_behind in zip(*(column.tolist() for column in tested), strict=True):
        if i in rows:
            rows[i] |= {"q": q, "side": "alike" if q > SURE else "behind" if is_behind else "ahead"}
    for i, *place in zip(*(column.tolist() for column in placed), strict=True):
        if i in rows:
            rows[i].update(zip(TOLD[-3:], place, strict=True))
    return {known.indicators[i]: row for i, row in rows.items()}
