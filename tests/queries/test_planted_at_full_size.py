"""What only a demo of full size has cases enough for: the draw that is no lot, the gradient upside down, the crowd on the last day.

The sample's own drawing is done at scale 1 without writing a file, and handed to the queries and tests of the build.
"""

from __future__ import annotations

import polars as pl
import pytest

import queries
from data.sample import decisions
from data.sample.bands import make_bands
from data.sample.columns import as_text
from data.sample.draws import make_draws
from data.sample.entities import make_entities
from data.sample.grades import make_tiers
from data.sample.jiangxi import AS_OF
from data.sample.planted.acts import CROWDED, record_acts
from data.sample.planted.lots import FAVOURITE, record_lots
from data.sample.truth import Truth
from data.sample.world import read_world
from metrics import draws, gradient

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def full():
    world = read_world(
        "360000", seed=20200709, scale=1, first_year=2019, n_quarters=31, backlog_until=2023, as_of=AS_OF
    )
    return make_entities(world)


@pytest.fixture(scope="module")
def lots(full):
    made = make_draws(full, make_tiers(full))
    truth = Truth("jiangxi-2020", 20200709, 1, AS_OF)
    record_lots(full.world, truth, made.sheets)
    return made.sheets, {p["kind"]: p for p in truth.planted}


def test_a_gradient_upside_down_is_found_and_only_there(lots):
    sheets, plants = lots
    plant = plants["inverted_gradient"]
    x, n = ([[plant[name][tier] for tier in "ABCD"]] for name in ("n_drawn", "n_frame"))
    found = gradient.trend(x, n)
    assert found.slope[0] < 0 and found.p_trend[0] < 1e-6
    elsewhere = sheets[plant["department"]].filter(~pl.col("region_code").str.starts_with(plant["region"][:4]))
    tiers = elsewhere.group_by("tier").agg(pl.col("n_frame", "n_drawn").sum()).sort("tier")
    assert gradient.trend([tiers["n_drawn"].to_list()], [tiers["n_frame"].to_list()]).slope[0] > 0


def test_the_county_that_comes_before_all_others_is_not_random_and_the_innocent_are(full, lots, mart):
    departments = (FAVOURITE.department, "transport")
    drawn = pl.concat([lots[0][d] for d in departments]).filter(pl.col("drawn_on").dt.year() == FAVOURITE.years[-1])
    bands = pl.concat([make_bands(full.world, d) for d in departments])
    rows = mart(
        "draw_rows", as_of=AS_OF, sql={"draw_rows": queries.read("draw_rows")},
        stg_draws=drawn, stg_inspection_plans=bands.filter(pl.col("year") == str(FAVOURITE.years[-1])),
    )  # fmt: skip
    found = draws.judge(rows).filter(
        pl.col("state") == "not_random", pl.col("quarter") == "2026Q3", ~pl.col("region_code").str.ends_with("00")
    )
    assert set(found.select("region_code", "department_code").rows()) <= {
        (FAVOURITE.county, FAVOURITE.department),
        (FAVOURITE.county, "*"),
    }
    assert (FAVOURITE.county, FAVOURITE.department) in set(found.select("region_code", "department_code").rows())


def test_the_crowd_on_the_last_day_is_seen_in_each_of_its_quarters_and_in_no_other(full, mart):
    truth, department = Truth("jiangxi-2020", 20200709, 1, AS_OF), CROWDED["department"]
    acts = as_text(decisions.make_acts(full, department, decisions.OFFICES[department]))
    record_acts(full.world, truth, department, acts, decisions.LIMIT)
    found = mart("agg_pattern", as_of=AS_OF, stg_decisions=acts).filter(pattern="limit_day_spike")
    (plant,) = truth.planted
    assert sorted(found.select("act", "quarter").rows()) == [(plant["act"], quarter) for quarter in plant["quarters"]]
