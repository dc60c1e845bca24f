"""Every inspection mart against its slow twin, on small random worlds made to go wrong at New Year, at regrading and on joint visits."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

import queries
from tests.queries import twins_inspection as twins
from tests.queries.twins import month_of, quarter_of

SEEDS = range(2)
REGIONS = ["360102", "360121", "360702", "360100"]  # two counties, one of another city, and a city of its own accord
DEPARTMENTS = ["market_regulation", "transport", "fire_rescue"]
TABLES = ["agg_inspection_tier_quarter", "agg_inspection_band", "agg_inspection_cap", "agg_inspection_repeat", "agg_inspection_pair",
          "agg_inspection_manner", "fct_inspection_repeat", "hit_rows", "agg_tier_cover_quarter", "agg_inspection_misgraded",
          "agg_inspection_visits_month", "agg_inspection_repeat_month", "agg_inspection_repeat_year", "agg_inspection_contrast"]  # fmt: skip
EVERYTHING = "select " + ", ".join(f"(select count(*) from {t}) as n_{t}" for t in TABLES)
MADE: dict[int, tuple[twins.World, dict[str, pl.DataFrame], dict[str, str]]] = {}


def a_day(dice: Random, first: str, last: str, step: int = 1) -> date:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return begin + timedelta(days=step * dice.randint(0, (end - begin).days // step))


def make_world(dice: Random, frames: dict[str, pl.DataFrame]) -> twins.World:
    entities = [
        {"entity_id": f"E{i}", "region_code": dice.choice(REGIONS), "registered_on": a_day(dice, "2017-01-01", "2020-06-30"),
         "deregistered_on": dice.choice([None, None, a_day(dice, "2020-07-01", "2021-06-30"), date(2021, 1, 1)])}
        for i in range(22)
    ]  # fmt: skip
    grades = list({
        (g["entity_id"], g["valid_from"]): g
        for g in (
            {"entity_id": f"E{dice.randint(0, 21)}", "tier": dice.choice("ABCD"), "valid_from": day,
             "valid_to": day + timedelta(days=dice.randint(0, 200)) if dice.random() < 0.3 else None}
            for day in (a_day(dice, "2018-01-01", "2021-02-28", 31) for _ in range(50))
        )
    }.values())  # fmt: skip
    visits = [
        {"inspection_id": f"I{i:03d}", "entity_id": f"E{dice.randint(0, 23)}", "department_code": dice.choice(DEPARTMENTS),  # 22, 23: unknown
         "region_code": dice.choice(REGIONS), "selection": dice.choice(["random", "complaint"]), "tier": dice.choice([None, None, "B"]),
         "joint_departments": dice.choice([None, None, None, "transport", "消防救援"]), "mode": dice.choice([None, "remote", "on_site"]),
         "inspected_on": a_day(dice, "2020-01-01", "2021-06-30", dice.choice([1, 9, 31])), "result": dice.choice(["clean", "rectify"])}
        for i in range(160)
    ]  # fmt: skip
    bands = list({
        (b["department_code"], b["region_code"], b["year"], b["scheme"], b["tier"]): b
        for b in (
            {"department_code": dice.choice(DEPARTMENTS[:2]), "region_code": dice.choice(["360000", "360100", "360102"]),
             "year": dice.choice(["2020", "2021"]), "scheme": dice.choice(["market_risk", "public_evaluation"]), "tier": dice.choice("ABCD"),
             "ratio_low": dice.choice([0.0, 0.07, 0.5]), "ratio_high": dice.choice([0.5, 0.6, 1.0]), "yearly_cap": dice.choice([None, 0.0, 1.0, 2.0])}
            for _ in range(30)
        )
    }.values())  # fmt: skip
    links = frames["ref_region_ancestor"]
    ancestors = {r: set(links.filter(links["region_code"] == r)["ancestor_code"]) for r in [*REGIONS, "360000"]}
    return twins.World(entities, grades, visits, bands, [], ancestors, date(2021, 5, 10))


@pytest.fixture(params=SEEDS)
def made(request, mart, real, lookup_frames):
    """World, the marts made of it, and department names; made once a seed."""
    seed = request.param
    if seed not in MADE:
        world = make_world(Random(seed), lookup_frames)
        mart("everything", as_of=str(world.as_of), sql={"everything": EVERYTHING, "hit_rows": queries.read("hit_rows")}, stg_entities=world.entities, stg_grades=world.grades,
             stg_inspections=world.visits, stg_inspection_plans=world.bands)  # fmt: skip
        names = dict(lookup_frames["ref_department"].select("department_code", "name_zh").iter_rows())
        MADE[seed] = world, {t: real.sql(f"select * from {t}").pl() for t in TABLES}, names
    return MADE[seed]


def cells(frame: pl.DataFrame, keys: list[str], values: list[str]) -> dict:
    return {tuple(r[k] for k in keys): tuple(r[v] for v in values) for r in frame.to_dicts()}


CELL = ["quarter", "tier", "selection", "region_code", "department_code"]


def test_register_visited_visits_and_years_in_the_tier(made):
    world, marts, _ = made
    got = cells(marts["agg_inspection_tier_quarter"], CELL, ["n_register", "n_inspected", "n_visits", "entity_years"])
    twin = twins.ratios(world)
    assert set(got) <= set(twin)
    for key, found in got.items():
        assert found == pytest.approx(twin[key], abs=1e-9), key
    # what has no row is empty: no such register, or a department that was never there, or no visit in that way
    left_out = {k: v for k, v in twin.items() if k not in got}
    assert all(
        visits == 0 and (k[4] != "*" or k[2] not in ("*", "random") or n == years == 0)
        for k, (n, _, visits, years) in left_out.items()
    )


def test_bands_by_the_entities_they_govern(made):
    world, marts, _ = made
    got = cells(
        marts["agg_inspection_band"],
        CELL,
        ["n_bands", "n_banded_register", "n_banded_inspected", "n_short", "n_excess"],
    )
    assert got == twins.bands(world)
    assert any(short for *_, short, _ in got.values()) and any(excess for *_, excess in got.values())


def test_caps_visit_by_visit(made):
    world, marts, _ = made
    got = cells(marts["agg_inspection_cap"], ["quarter", "region_code", "department_code"],
                ["n_visited", "n_capped", "n_over_cap", "n_visits_over", "most_visits"])  # fmt: skip
    assert got == twins.caps(world)
    assert any(over for _, _, over, _, _ in got.values())


def test_repeats_and_pairs(made):
    world, marts, names = made
    twin = twins.repeats(world, names)
    assert dict(marts["fct_inspection_repeat"].select("inspection_id", "other_department").iter_rows()) == twin and twin
    counts: dict = defaultdict(lambda: [set(), set(), 0, 0])
    pairs: dict = defaultdict(set)
    for end in world.ends():
        for v in world.made():
            if not date(end.year, 1, 1) <= v["inspected_on"] <= end:
                continue
            for region in world.ancestors[world.home(v)]:
                cell = counts[quarter_of(end), region]
                cell[0].add((v["entity_id"], world.home(v)))
                cell[2] += 1
                if v["inspection_id"] in twin:
                    cell[1].add((v["entity_id"], world.home(v)))
                    cell[3] += 1
                    pair = sorted([v["department_code"], twin[v["inspection_id"]]])
                    pairs[quarter_of(end), region, *pair].add((v["entity_id"], world.home(v)))
    got = cells(
        marts["agg_inspection_repeat"],
        ["quarter", "region_code"],
        ["n_visited", "n_repeated", "n_visits", "n_mergeable"],
    )
    assert got == {k: (len(a), len(b), n, m) for k, (a, b, n, m) in counts.items()}
    got = cells(
        marts["agg_inspection_pair"], ["quarter", "region_code", "department_a", "department_b"], ["n_entities"]
    )
    assert got == {k: (len(v),) for k, v in pairs.items()}


def test_how_visits_are_made_and_the_odd_ones(made, lookup_frames):
    world, marts, _ = made
    calendar = {r["day"]: r for r in lookup_frames["ref_workday"].to_dicts()}
    names = ["n_visits", "n_joint", "n_with_mode", "n_remote", "n_non_workday", "n_unofficial_year", "n_without_tier",
             "n_unknown_entity", "n_deregistered", "n_before_registration"]  # fmt: skip
    twin: dict = defaultdict(lambda: [0] * len(names))
    for v in world.made():
        day, entity = calendar.get(v["inspected_on"]), world.known.get(v["entity_id"])
        unofficial = day is None or day["is_provisional"]
        tier = twins.tier_on(v["entity_id"], v["inspected_on"] - twins.DAY, world.grades) or v["tier"]
        marks = [
            1, bool(v["joint_departments"]), v["mode"] is not None, v["mode"] == "remote", not unofficial and not day["is_workday"], unofficial,
            tier is None, entity is None, bool(entity and entity["deregistered_on"] and v["inspected_on"] > entity["deregistered_on"]),
            bool(entity and v["inspected_on"] < entity["registered_on"]),
        ]  # fmt: skip
        for region in world.ancestors[v["region_code"]]:
            for whose in ("*", v["department_code"]):
                cell = twin[quarter_of(v["inspected_on"]), region, whose]
                twin[quarter_of(v["inspected_on"]), region, whose] = [a + b for a, b in zip(cell, marks, strict=True)]
    got = cells(marts["agg_inspection_manner"], ["quarter", "region_code", "department_code"], names)
    assert got == {k: tuple(v) for k, v in twin.items()}


def test_visits_by_month_and_those_another_had_come_before(made):
    world, marts, names = made
    twin: dict = defaultdict(lambda: [0] * 5)
    merged: dict = defaultdict(lambda: [0, 0])
    again = twins.repeats(world, names)
    for v in world.made():
        office = month_of(v["inspected_on"]), v["region_code"], v["department_code"]
        way = (office[0], v["selection"], v["mode"] or "not_stated", *office[1:])
        marks = [1, v["result"] != "clean", bool(v["joint_departments"]), v["mode"] == "remote", v["mode"] is not None]
        twin[way] = [a + b for a, b in zip(twin[way], marks, strict=True)]
        merged[office][0] += 1
        merged[office][1] += v["inspection_id"] in again
    key = ["month", "selection", "mode", "region_code", "department_code"]
    counts = ["n_visits", "n_with_findings", "n_joint", "n_remote", "n_with_mode"]
    told = marts["agg_inspection_visits_month"].group_by(key).agg(pl.col(counts).sum())
    assert cells(told, key, counts) == {k: tuple(v) for k, v in twin.items()}
    told = cells(
        marts["agg_inspection_repeat_month"], ["month", "region_code", "department_code"], ["n_visits", "n_mergeable"]
    )
    assert told == {k: tuple(v) for k, v in merged.items()}
    place = ["quarter", "region_code"]
    year = cells(marts["agg_inspection_repeat_year"], place, ["n_visited", "n_repeated"])
    assert year == cells(marts["agg_inspection_repeat"], place, ["n_visited", "n_repeated"])


def test_high_risk_against_low_risk_from_the_ratios_themselves(made):
    world, marts, _ = made
    ratio = {key: cell for key, cell in twins.ratios(world).items() if key[2] == "random"}
    wanted = {}
    for (quarter, tier, way, region, whose), (register, inspected, *_) in ratio.items():
        low_register, low_inspected, *_ = ratio.get((quarter, "A", way, region, whose), (0, 0))
        if tier == "D" and register and low_register and low_inspected:
            wanted[quarter, region, whose] = (inspected, register * low_inspected / low_register)
    got = cells(
        marts["agg_inspection_contrast"],
        ["quarter", "region_code", "department_code"],
        ["n_high", "n_high_at_low_ratio"],
    )
    assert got.keys() <= wanted.keys() and all(got[k] == pytest.approx(wanted[k]) for k in got)
    assert all(wanted[k][0] == 0 for k in wanted.keys() - got.keys())


def test_findings_since_new_year(made):
    world, marts, _ = made
    got = cells(marts["hit_rows"], CELL, ["n_visits", "n_with_findings"])
    twin: dict = defaultdict(lambda: [0, 0])
    for end in world.ends():
        for v in world.made():
            if date(end.year, 1, 1) <= v["inspected_on"] <= end:
                tier = twins.tier_on(v["entity_id"], v["inspected_on"] - twins.DAY, world.grades) or v["tier"] or "none"
                for region in world.ancestors[v["region_code"]]:
                    for way in ("*", v["selection"]):
                        for whose in ("*", v["department_code"]):
                            twin[quarter_of(end), tier, way, region, whose][0] += 1
                            twin[quarter_of(end), tier, way, region, whose][1] += v["result"] != "clean"
    assert got == {k: tuple(v) for k, v in twin.items()}


def test_tiers_in_force_and_tiers_borne_out(made):
    world, marts, _ = made
    place = ["quarter", "region_code"]
    assert cells(marts["agg_tier_cover_quarter"], place, ["n_tiered", "n_registered"]) == twins.covered(world)
    assert cells(marts["agg_inspection_misgraded"], place, ["n_verified", "n_misgraded"]) == twins.misgraded(world)
