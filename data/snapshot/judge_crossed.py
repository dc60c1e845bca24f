"""Judge anew the groups of which a q crossed a line on which a verdict turns.

No p hangs on a q: groups judged for their q alone keep the p they had, so every q is final once those of all groups whose
figures changed are known, and none can cross after it.
"""

from __future__ import annotations

import duckdb
import polars as pl

from data.snapshot.judge_since import Since
from data.snapshot.judge_tests import IS_TESTED, Unsure, assessed, families_moved, of_group, tests_of
from metrics import assess
from metrics.evidence import FAMILY
from metrics.placing import told_apart
from metrics.whole_series import PEERS


def judge_crossed(
    con: duckdb.DuckDBPyConnection, every: str, ends: pl.DataFrame, found: assess.Assessed, others: pl.DataFrame,
    told: pl.DataFrame, since: Since,
) -> tuple[assess.Assessed, pl.DataFrame]:  # fmt: skip
    """What was found with the groups that crossed, and what is told of those still judged elsewhere; adds to judged_group.

    every: a SELECT of all rows to be judged. ends: rows of the first and the last quarter between which others were looked ahead
    from. others, told: as of tests_elsewhere and q_elsewhere. since: as of since_when. Raises Unsure where a p came out as
    another, or a forecast rested on what series of other groups had taught.
    """
    con.register("crossed", told.filter("has_crossed").select("r").to_arrow())
    con.execute("""create or replace temp table judged_crossed as
    select distinct plan, indicator, family, peer_group from stat_judgement where rowid in (select r from crossed)""")
    con.unregister("crossed")
    own = con.sql(f"select t.* from ({every}) as t where exists {of_group('judged_crossed')}").pl()
    late = f"quarter >= '{since.back}'"
    theirs = f"select t.rowid as r from stat_judgement as t where {late} and {IS_TESTED} and exists {of_group('judged_crossed')}"
    others, told = (rows.join(con.sql(theirs).pl(), on="r", how="anti") for rows in (others, told))
    # how far the history reaches: a figure of a quarter each, of which nothing is learned
    reach = ends.join(own, on=PEERS, how="anti", nulls_equal=True).unique("quarter")
    families = told_apart(own.select(FAMILY).unique())
    before = tests_of(con, "judged_group", since.back, since.quarter)  # which have not moved
    tested = [
        rows.select(*FAMILY, "peer_p", "p_named").join(families, on=FAMILY, how="semi")
        for rows in (others, before, found.judged)
    ]
    again = assessed(con, "judged_crossed", [own, reach], pl.concat(tested), since.index)
    if (
        families_moved(again.judged, tests_of(con, "judged_crossed", since.quarter)).height
        or again.counts["stands_alone"].any()
    ):
        raise Unsure
    con.execute("insert into judged_group from judged_crossed")
    parts = [(getattr(found, name), getattr(again, name)) for name in ("judged", "peer_groups", "counts")]
    return assess.Assessed(*(pl.concat(both, how="vertical_relaxed") for both in parts)), told
