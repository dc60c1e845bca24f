"""The sanction chain against its slow twin, on small random worlds with odd dates, disputes that overlap and entities that come back."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

import queries
from metrics import step_days
from tests.queries import twins_sanction as twins

REGIONS = ["360102", "360121", "360702", "360100"]
AS_OF = date(2021, 5, 10)
RESULTS = {name: queries.read(name) for name in ("measure_rows", "step_rows", "step_cells", "survival_rows")}
TABLES = ["stat_listing", *RESULTS, "agg_measure_told", "fct_measure"]
EVERYTHING = "select " + ", ".join(f"(select count(*) from {t}) as n_{t}" for t in TABLES)
MADE: dict[int, tuple[twins.World, dict[str, pl.DataFrame]]] = {}


def later(dice: Random, day: date | None, most: int, chance: float = 0.75) -> date | None:
    """Some days later, or never; nothing lies after the as-of date."""
    if day is None or dice.random() > chance:
        return None
    found = day + timedelta(days=dice.randint(0, most))
    return found if found <= AS_OF else None


def make_world(dice: Random, frames: dict[str, pl.DataFrame]) -> twins.World:
    listings, measures, objections = [], [], []
    for i in range(45):
        listed = date(2018, 1, 1) + timedelta(days=dice.choice([dice.randint(0, 1220), 89, 90, 1185]))
        exited = later(dice, listed, 500)
        listings.append({
            "listing_id": f"L{i}", "entity_id": f"E{dice.randint(0, 15)}", "list": dice.choice(["joint_sanction", "joint_sanction", "focus", "red"]),
            "grade": dice.choice([None, "general", "severe"]), "region_code": dice.choice(REGIONS), "listed_on": listed,
            "department_code": dice.choice(["court", "tax"]), "notified_on": later(dice, listed, 30), "published_on": later(dice, listed, 30),
            "complied_on": later(dice, listed, 400), "expires_on": dice.choice([None, listed + timedelta(days=dice.randint(0, 700))]),
            "exited_on": exited, "exit_reason": dice.choice([None, "repaired", "complied", "corrected", "expired"]) if exited else None,
        })  # fmt: skip
    for i in range(110):
        of = dice.choice(listings)
        checked = later(dice, of["listed_on"] - timedelta(days=3), 90)
        applied = later(dice, dice.choice([checked, of["listed_on"]]), 120)
        back = later(dice, applied, 200)
        measures.append({
            "measure_id": f"M{i}", "listing_id": of["listing_id"] if i % 20 else "unknown", "measure_code": dice.choice(["tender", "tax_break"]),
            "region_code": dice.choice([of["region_code"], dice.choice(REGIONS)]), "department_code": dice.choice(["finance", "tax"]),
            "due_on": of["listed_on"] + timedelta(days=dice.randint(0, 60)), "checked_on": checked, "applied_on": applied, "fed_back_on": back,
            "effect": dice.choice([None, "complied", "partly", "none"]) if applied else None, "amount": dice.choice([None, 0.1, 5.05]),
            "ended_on": later(dice, applied, 300),
        })  # fmt: skip
    for i in range(40):
        of = dice.choice(listings[:20])
        raised = of["listed_on"] + timedelta(days=dice.randint(0, 60))
        if raised <= AS_OF:
            objections.append(
                {
                    "objection_id": f"O{i}",
                    "listing_id": of["listing_id"],
                    "raised_on": raised,
                    "answered_on": later(dice, raised, 90),
                }
            )
    links = frames["ref_region_ancestor"]
    ancestors = {
        r: dict(links.filter(region_code=r).select("ancestor_code", "ancestor_level").iter_rows()) for r in REGIONS
    }
    workdays = dict(frames["ref_workday"].select("day", "workday_number").iter_rows())
    return twins.World(listings, measures, objections, ancestors, workdays, AS_OF)


@pytest.fixture(params=range(2))
def made(request, mart, real, lookup_frames):
    seed = request.param
    if seed not in MADE:
        world = make_world(Random(seed), lookup_frames)
        mart("everything", as_of=str(AS_OF), sql={"everything": EVERYTHING, **RESULTS}, stg_listings=world.listings,
             stg_measures=world.measures, stg_objections=world.objections)  # fmt: skip
        MADE[seed] = world, {t: real.sql(f"select * from {t}").pl() for t in TABLES}
    return MADE[seed]


def number(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def agrees(got: pl.DataFrame, twin: dict, keys: list[str]) -> None:
    """The same cells, and in each the same counts."""
    found = {(number(r["quarter"]), *(r[k] for k in keys)): r for r in got.to_dicts()}
    assert found.keys() == twin.keys()
    for key, row in found.items():
        counts = {c: row[c] or 0 for c in row if (c.startswith("n_") and c != "n_quarters") or c == "amount"}
        wanted = {c: round(twin[key].get(c, 0), 2) for c in counts}  # yuan to the fen, in whatever order added up
        assert counts == wanted, (key, {c: (counts[c], wanted[c]) for c in counts if counts[c] != wanted[c]})


def test_listings_as_they_stood_at_the_end_of_each_quarter(made):
    world, marts = made
    agrees(
        marts["stat_listing"], twins.listings(world), ["n_quarters", "list", "grade", "region_code", "department_code"]
    )


def test_measures_as_they_stood_at_the_end_of_each_quarter(made):
    world, marts = made
    agrees(
        marts["measure_rows"],
        twins.measures(world),
        ["n_quarters", "measure_code", "list", "grade", "region_code", "department_code"],
    )


def test_states_of_measures_and_endings_of_listings_add_up(made):
    _, marts = made
    states = [
        "not_due",
        "suspended",
        "void",
        "unchecked",
        "unapplied",
        "not_fed_back",
        "feedback_open",
        "fed_back_unstated",
        "fed_back_effect",
    ]
    rows = marts["measure_rows"]
    assert (
        rows.select(pl.sum_horizontal(f"n_{s}" for s in states)).to_series() == rows["n_measures"]
    ).all() and rows.height
    endings = ["repaired", "expired", "corrected", "deregistered", "exit_complied", "exit_unstated", "open"]
    rows = marts["stat_listing"]
    assert (
        rows.select(pl.sum_horizontal(f"n_{e}" for e in endings)).to_series() == rows["n_listings"]
    ).all() and rows.height


@pytest.mark.parametrize(("step", "begin", "done"), [
    ("check", lambda x, m: x["listed_on"], "checked_on"), ("apply", lambda x, m: m["checked_on"], "applied_on"),
    ("feed_back", lambda x, m: m["applied_on"], "fed_back_on"),
])  # fmt: skip
def test_medians_of_steps(made, step, begin, done):
    world, marts = made
    told = (
        step_days.medians(marts["step_rows"])
        .join(marts["step_cells"], on="cell")
        .filter(step=step, measure_code="*", list="*", grade="*", department_code="*", region_code="360000")
    )
    got = {(number(r["quarter"]), r["n_quarters"]): (r["n"], r["days_median"]) for r in told.to_dicts()}
    assert got == twins.step_days(world, step, lambda x, m: (begin(x, m), m[done]))


def test_every_case_stands_in_every_curve_once(made):
    world, marts = made
    rows = marts["survival_rows"].filter(
        region_code="360000", list="*", grade="*", measure_code="*", department_code="*"
    )
    known = [r for r in world.by_id.values() if r["list"] != "red"]
    end = date(2021, 3, 31)
    assert rows.filter(quarter="2021Q1", asked="end")["n"].sum() == sum(r["listed_on"] <= end for r in known)
    gone = sum(bool(r["exited_on"] and r["exited_on"] <= end) for r in known)
    assert rows.filter(pl.col("cause").is_not_null(), quarter="2021Q1", asked="end")["n"].sum() == gone
    assert set(rows["quarter"]) == {"2019Q4", "2020Q4", "2021Q1"}
