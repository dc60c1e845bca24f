"""A table read whole, once a snapshot, and looked up by its first columns.

DuckDB plans a statement in two milliseconds however little it finds, and a new view of a page has a dozen: of a table of some
ten thousand rows every slice is then had for less than one statement costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row

Places = dict[tuple[Any, ...], tuple[int, int]]


def sliced(name: str, *keys: str) -> Callable[..., pl.DataFrame]:
    """A function (scope, one value a key) -> the rows of queries/reads/<name>.sql with these values, in their order.

    The read is ordered by the keys; beside the snapshot it may ask for the plan, and nothing else. Treat as read-only.
    """
    places = _places(name, keys)

    def found(scope: Scope, *values: Any) -> pl.DataFrame:
        return base.frame(scope, name).slice(*places(scope).get(values, (0, 0)))

    return found


def looked_up(name: str, *keys: str) -> Callable[..., list[Row]]:
    """The same as dicts: of a dozen rows every expression costs more than all of them in plain Python."""
    places = _places(name, keys)

    def found(scope: Scope, *values: Any) -> list[Row]:
        place = places(scope).get(values)
        if place is None:
            return []
        rows = base.frame(scope, name)
        names = rows.columns
        return [dict(zip(names, row, strict=True)) for row in rows.slice(*place).rows()]

    return found


def known(name: str, *keys: str) -> Callable[[Scope], frozenset[tuple[Any, ...]]]:
    """A function of the scope: which values of these columns the read has at all."""

    @base.kept_by("plan")
    def found(scope: Scope) -> frozenset[tuple[Any, ...]]:
        return frozenset(base.frame(scope, name).select(*keys).unique().iter_rows())

    return found


def _places(name: str, keys: tuple[str, ...]) -> Callable[[Scope], Places]:
    """Where the rows of each combination begin, and how many there are."""

    @base.kept_by("plan")
    def places(scope: Scope) -> Places:
        numbered = base.frame(scope, name).select(*keys).with_row_index("_first")
        found = numbered.group_by(keys, maintain_order=True).agg(pl.col("_first").first(), pl.len())
        return {tuple(row[:-2]): row[-2:] for row in found.iter_rows()}

    return places
