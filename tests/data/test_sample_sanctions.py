"""At full size the two planted measures are told apart, and a naive comparison is not able to."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.sample.entities import make_entities
from data.sample.listings import make_listings
from data.sample.planted.sanctions import SEEMS, WORKS
from data.sample.sanctions import make_measures
from data.sample.world import read_world
from metrics import effect

AS_OF = date(2026, 9, 30)


@pytest.fixture(scope="module")
def made():
    world = read_world(
        "360000", seed=20200709, scale=1, first_year=2019, n_quarters=31, backlog_until=2023, as_of="2026-10-10"
    )
    listings = make_listings(make_entities(world))
    return listings, make_measures(world, listings)


@pytest.fixture(scope="module")
def weighed(made):
    listings, measures = made
    begun = pl.max_horizontal("listed_on", "notified_on")
    exited = pl.when(pl.col("exited_on") <= AS_OF).then("exited_on")
    bound = listings.filter(pl.col("list").is_in(["joint_sanction", "market_ban"]), begun <= AS_OF)
    cases = bound.select(
        "listing_id", "entity_id", "ground", "grade", "list", begun_on=begun, until_on=pl.max_horizontal(begun, exited.fill_null(AS_OF)),
        happened_on=pl.when(pl.col("complied_on") <= pl.min_horizontal(exited.fill_null(AS_OF), pl.lit(AS_OF))).then(
            pl.max_horizontal("complied_on", begun)
        ),
        office=pl.concat_str("department_code", pl.lit("|"), "region_code"), region_level=pl.lit("county"),
        prior=pl.int_range(pl.len(), dtype=pl.Int32).over("entity_id", order_by="listed_on"),
    )  # fmt: skip
    applied = measures.filter(pl.col("applied_on") <= AS_OF).select("listing_id", "measure_code", "applied_on")
    found = effect.concluded(effect.weigh(cases, applied).effect).filter(design="hazard")
    return {row["measure_code"]: row for row in found.to_dicts()}


def test_the_measure_that_works_is_found_to_work(weighed):
    row = weighed[WORKS]
    assert row["claim"] == "works" and row["low"] < 1.6 < row["high"]


def test_the_measure_that_only_seems_to_is_not(weighed):
    row = weighed[SEEMS]
    assert row["claim"] == "no_effect_seen" and row["low"] < 1 < row["high"]


def test_a_naive_comparison_is_taken_in(made):
    listings, measures = made
    bound = listings.filter(pl.col("list").is_in(["joint_sanction", "market_ban"]))
    with_it = measures.filter(measure_code=SEEMS).filter(pl.col("applied_on").is_not_null())["listing_id"]
    done = bound.group_by(pl.col("listing_id").is_in(with_it.implode()).alias("with")).agg(
        (pl.col("complied_on") <= AS_OF).fill_null(False).mean()
    )
    shares = dict(done.iter_rows())
    assert shares[True] - shares[False] > 0.1
