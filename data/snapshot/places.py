"""What a build says about places: ranks, comparable regions, clusters. Made of what the disclosure step left to be seen."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

import queries
from data.snapshot.load import insert
from data.snapshot.some import among, of_some, told
from data.snapshot.steps import Steps
from data.snapshot.weigh import statistic_of
from metrics import ranking, spatial, structure

# Of each indicator, all that its ranks and its maps are made of.
RANKED = (
    "select indicator, quarter, region_code, numerator, denominator, value from stat_judgement where family = 'region'",
    "select indicator, period_kind, period, period_end, region_code, department_code from agg_observation where origin = 'return'",
    "select indicator, min(period_kind) as first_kind, max(period_kind) as last_kind from agg_observation group by indicator",
)
MAPPED = (
    "select indicator, quarter, root_code, level, region_code, numerator, denominator, excluded from stat_rank",
)  # fmt: skip


def compare_places(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill the stat_ tables of queries/tables/regions.sql. To be run after weigh.hide: a rank would tell a hidden count."""
    figures = ("stat_judgement", "agg_observation")
    steps.make_by_indicator(con, "stat_rank", _rank, lambda: told(con, *RANKED), figures)
    steps.make(con, "stat_peer", statistic_of("stat_peer", "peer_rows", structure.peers))
    steps.make_by_indicator(con, "stat_spatial", _weigh_maps, lambda: told(con, *MAPPED), ("stat_rank",), clears=True)


def _rank(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None) -> int:
    rows = con.sql(of_some(queries.read("ranked_rows"), ("stat_judgement", "agg_observation"), some)).pl()
    return 0 if rows.is_empty() else insert(con, "stat_rank", ranking.rank_regions(rows))


def _weigh_maps(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None) -> int:
    rows = con.sql(of_some(queries.read("map_rows"), ("stat_rank",), some)).pl()
    found = spatial.weigh_maps(rows, con.sql("select * from ref_neighbour").pl())
    whole = found.whole
    if some is not None:
        con.execute(f"delete from stat_cluster where {among('indicator', some)}")
        others = con.sql(f"select * from stat_spatial where not {among('indicator', some)}").pl()
        whole = spatial.decided_again(whole, others)
        con.execute("delete from stat_spatial")
    return insert(con, "stat_spatial", whole) + insert(con, "stat_cluster", found.places)
