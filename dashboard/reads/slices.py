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


def sliced(name: str, *keys: str) -> Callable[..., pl.DataFrame]:
    """A function (scope, one value a key) -> the rows of queries/reads/<name>.sql with these values, in their order.

    The read is ordered by the keys; beside the snapshot it may ask for the plan, and nothing else. Treat as read-only.
    """

    @base.kept
    def places(scope: Scope) -> dict[Any, tuple[int, int]]:
        numbered = base.frame(scope, name).select(*keys).with_row_index("_first")
        found = numbered.group_by(keys, maintain_order=True).agg(pl.col("_first").first(), pl.len())
        return {tuple(row[:-2]): row[-2:] for row in found.iter_rows()}

    def rows(scope: Scope, *values: Any) -> pl.DataFrame:
        bare = Scope(scope.snapshot, scope.plan, reader=scope.reader)
        return base.frame(bare, name).slice(*places(bare).get(values, (0, 0)))

    return rows
