"""What a build says about places: ranks, comparable regions, clusters. Made of what the disclosure step left to be seen."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import polars as pl

import queries
from data.snapshot.load import insert
from data.snapshot.steps import Steps
from data.snapshot.weigh import statistic_of
from metrics import ranking, spatial, structure

# Table, the SELECT of queries/results that gives its rows, and the function of metrics that turns them into the table.
STATISTICS: tuple[tuple[str, str, Callable[[pl.DataFrame], pl.DataFrame]], ...] = (
    ("stat_rank", "ranked_rows", ranking.rank_regions),
    ("stat_peer", "peer_rows", structure.peers),
)


def compare_places(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill the stat_ tables of queries/tables/regions.sql. To be run after weigh.hide: a rank would tell a hidden count."""
    for table, rows, statistic in STATISTICS:
        steps.make(con, table, statistic_of(table, rows, statistic))
    steps.make(con, "stat_spatial", _weigh_maps)


def _weigh_maps(con: duckdb.DuckDBPyConnection) -> int:
    found = spatial.weigh_maps(con.sql(queries.read("map_rows")).pl(), con.sql("select * from ref_neighbour").pl())
    return insert(con, "stat_spatial", found.whole) + insert(con, "stat_cluster", found.places)
