"""Regions laid beside each other on every indicator: read once a snapshot, kept as numbers, cut to a quarter and to peers.

A view of a region asks for some hundred comparisons of a dozen regions; as arrays all of them cost what one expression
on a frame costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from metrics.beside import SURE, Figures, Lies, beside, lies

WAYS = {"up": 1, "down": -1}
LEAST_SPREAD = 3  # peers with a figure: of fewer no middle is told
SPREAD = Lies._fields  # n, low, quarter_low, middle, quarter_high, high
ALL = tuple(f"all_{k}" for k in SPREAD)
TOLD = (*(f"near_{k}" for k in SPREAD), "side", "q", "near_rank_low", "near_rank_high", "near_ranked")


@dataclass(frozen=True)
class Numbered:
    """Figures of every quarter of a plan, with what their numbers stand for."""

    quarters: dict[str, Figures]
    indicators: list[str]
    regions: dict[str, int]


def figures(scope: Scope) -> Numbered:
    """What every region is judged on; incomplete figures and those of too few cases are left out."""
    return _figures(base.home_path(), Scope(scope.snapshot, scope.plan, reader=scope.reader))


@lru_cache(maxsize=8)  # some 10 MB each
def _figures(_: str, scope: Scope) -> Numbered:
    found = base.table(scope, "county_figures", root=str(shell.plan(scope).get("region_code") or ""))
    read = pl.DataFrame(pl.from_arrow(found))
    indicators, indicator = _numbers(read["indicator"])
    regions, region = _numbers(read["region_code"])
    x, n, value = (read[name].cast(pl.Float64).to_numpy() for name in ("judged_x", "judged_n", "value"))
    rate = np.divide(x, n, out=np.full(n.size, np.nan), where=n != 0)
    way = read["direction"].replace_strict(WAYS, default=0, return_dtype=pl.Int64).to_numpy()
    every = Figures(indicator, region, x, n, np.where(np.isnan(rate), value, rate), way)
    cut = read["quarter"].rle().struct.unnest()
    ends = np.cumsum(cut["len"].to_numpy())
    quarters = {
        quarter: every.only(slice(end - size, end))
        for quarter, size, end in zip(cut["value"], cut["len"], ends, strict=True)
    }
    return Numbered(quarters, indicators, {code: i for i, code in enumerate(regions)})


def _numbers(codes: pl.Series) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int64]]]:
    """The codes in order, and for each row the number of its code."""
    known = codes.unique().sort().to_list()
    return known, codes.cast(pl.Enum(known)).to_physical().cast(pl.Int64).to_numpy()


def _of(scope: Scope, codes: Iterable[str]) -> Figures | None:
    """Figures of some regions in the quarter; None where the quarter has none."""
    known = figures(scope)
    quarter = known.quarters.get(scope.quarter)
    if quarter is None:
        return None
    wanted = np.zeros(len(known.regions), dtype=bool)
    wanted[[known.regions[code] for code in codes if code in known.regions]] = True
    return quarter.only(wanted[quarter.unit])


def spread(scope: Scope, level: str | None) -> dict[str, Row]:
    """By indicator: how the regions of one level lie, in the columns of ALL."""
    return _spread(base.home_path(), Scope(scope.snapshot, scope.plan, scope.quarter, reader=scope.reader), level)


@lru_cache(maxsize=128)
def _spread(_: str, scope: Scope, level: str | None) -> dict[str, Row]:
    found = _of(scope, [code for code, row in shell.regions(scope).items() if row["level"] == level])
    if found is None:
        return {}
    names = figures(scope).indicators
    columns = [column.tolist() for column in lies(found, len(names))]
    return {name: dict(zip(ALL, row, strict=True)) for name, *row in zip(names, *columns, strict=True) if row[0]}


def told(scope: Scope, peers: Iterable[str]) -> dict[str, Row]:
    """By indicator: how the peers lie, and what a test of the region against them says (q over its own indicators): TOLD."""
    found = _of(scope, [*peers, scope.region])
    if found is None:
        return {}
    known = figures(scope)
    own = known.regions.get(scope.region, -1)
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
