"""Rights not kept, as planted in the Jiangxi sample, are found again by the marts, case by case."""

from __future__ import annotations

import polars as pl
import pytest

from data.sample.entities import make_entities
from data.sample.jiangxi import AS_OF
from data.sample.listings import make_listings
from data.sample.planted import rights
from data.sample.planted.rights_truth import record_rights
from data.sample.rights import make_objections, make_repairs
from data.sample.sanctions import make_measures
from data.sample.truth import Truth
from data.sample.world import read_world


@pytest.fixture(scope="module")
def sample():
    """What truly happened, as the feeds would carry it, and what is said about it."""
    world = read_world(
        "360000", seed=20200709, scale=0.3, first_year=2019, n_quarters=31, backlog_until=2023, as_of=AS_OF
    )
    listings = rights.bend_listings(world, make_listings(make_entities(world)))
    measures = rights.bend_measures(world, listings, make_measures(world, listings))
    measures = pl.concat([measures, rights.outside_catalogue(world, listings)])
    truth = Truth("jiangxi-2020", 20200709, 0.3, AS_OF)
    record_rights(world, truth, listings, measures)
    feeds = {
        "stg_listings": listings.select(listings.columns[: listings.columns.index("exit_reason") + 1]),
        "stg_measures": measures.drop("_known_on"),
        "stg_objections": make_objections(listings),
        "stg_repairs": make_repairs(world, listings),
    }
    return feeds, {p["kind"].removeprefix("rights_"): p for p in truth.planted}


def test_the_marts_find_what_was_planted_and_no_more(mart, sample):
    feeds, truth = sample
    found = mart("agg_rights_defect", as_of=AS_OF, **feeds).filter(
        pl.col("region_code") == "360000", pl.col("part") == "*"
    )
    stood = {(r["defect"], r["department_code"], r["quarter"]): r for r in found.to_dicts()}
    standing = {d: stood[d, p["department"], p["quarter"]]["n_standing"] for d, p in truth.items() if "quarter" in p}
    assert standing == {d: p["n"] for d, p in truth.items() if "quarter" in p}
    assert len(standing) == 8 and sum(n > 0 for n in standing.values()) >= 7
    innocent = found.filter(pl.col("quarter") == "2026Q3", pl.col("department_code") == "securities_regulation")
    assert (
        innocent.filter(pl.col("defect").is_in(["outside_catalogue", "without_basis", "beyond_limit", "after_exit"]))[
            "n"
        ].sum()
        == 0
    )


def test_who_sanctions_in_spite_of_a_suspension_is_found_quarter_by_quarter(mart, sample):
    feeds, truth = sample
    planted = truth["while_disputed"]
    found = mart("fct_rights_case", as_of=AS_OF, **feeds).filter(pl.col("defect") == "while_disputed")
    spans = found.join(feeds["stg_measures"].select(item_id="measure_id", applied_on="applied_on"), on="item_id")
    own = spans.filter(
        (pl.col("department_code") == planted["department"]) & (pl.col("from_on") == pl.col("applied_on"))
    )
    quarters = own["applied_on"].dt.year().cast(pl.String) + "Q" + own["applied_on"].dt.quarter().cast(pl.String)
    assert sum(quarters.is_in(planted["quarters"])) >= planted["n"] > 20
    others = spans.filter(pl.col("department_code") == "finance")
    assert others.height < own.height / 2
