"""Marts that cards observe against their slow twins, on small random worlds with coinciding days, open cases and closed entities."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from tests.queries import twins_graded, twins_listed, twins_offices, twins_rights, twins_world

AS_OF = date(2026, 8, 20)  # after the rule of April 2026 on the least time a listing stands
REGIONS = ["360102", "360121", "360702"]
TIERS = dict(zip("优良中差", "ABCD", strict=True))
DEPARTMENTS = ["court", "tax", "market_regulation"]
KEPT_BY = {  # mart -> its twin, and the keys of a cell
    "agg_evaluation_cover_quarter": (twins_graded.evaluated, ["quarter", "region_code"]),
    "agg_evaluation_move_quarter": (twins_graded.moved, ["quarter", "region_code"]),
    "agg_evaluation_outcome_quarter": (twins_graded.foretold, ["quarter", "place", "region_code"]),
    "agg_poor_entity_quarter": (twins_graded.poor, ["quarter", "region_code"]),
    "agg_poor_talk_quarter": (twins_graded.poor_talks, ["quarter", "region_code", "department_code"]),
    "agg_listed_share_quarter": (twins_listed.listed_share, ["quarter", "region_code"]),
    "agg_newly_listed_quarter": (twins_listed.newly_listed, ["quarter", "region_code"]),
    "agg_focus_looked_quarter": (twins_listed.focus_looked, ["quarter", "region_code", "department_code"]),
    "agg_restricting_quarter": (twins_listed.restricting, ["quarter", "region_code"]),
    "agg_listing_document_quarter": (twins_listed.documented, ["quarter", "region_code", "department_code"]),
    "agg_repairable_office": (twins_rights.repairable, ["quarter", "region_code", "department_code"]),
    "agg_unmended_quarter": (twins_rights.unmended, ["quarter", "region_code", "department_code"]),
    "agg_objection_office": (twins_rights.objections, ["quarter", "region_code", "department_code"]),
    "agg_repair_office": (twins_rights.repairs, ["quarter", "region_code", "department_code"]),
    "agg_repaired_again_office": (twins_rights.repaired_again, ["quarter", "region_code", "department_code"]),
    "agg_measure_office": (twins_listed.measures, ["quarter", "measure_code", "region_code", "department_code"]),
    "agg_measure_item": (twins_listed.used_items, ["quarter", "region_code", "department_code"]),
    "agg_report_matter_quarter": (twins_offices.report_matters, ["quarter", "region_code", "department_code"]),
    "agg_act_kind_quarter": (twins_offices.act_kinds, ["quarter", "region_code", "department_code"]),
    "agg_wrong_listing_office": (twins_rights.wrong_listings, ["quarter", "region_code", "department_code"]),
    "agg_green_channel_quarter": (twins_graded.green_channel, ["quarter", "region_code", "department_code"]),
    "agg_objection": (twins_rights.objections_of_a_year, ["quarter", "region_code", "department_code"]),
    "agg_repair": (twins_rights.repairs_of_a_year, ["quarter", "region_code", "department_code"]),
    "agg_wrong_listing": (twins_rights.wrong_listings_of_a_year, ["quarter", "region_code", "department_code"]),
    "agg_draw_quarter": (twins_offices.draws, ["quarter", "region_code", "department_code"]),
}
EVERYTHING = "select " + ", ".join(f"(select count(*) from {name}) as n_{name}" for name in KEPT_BY)
MADE: dict[int, tuple[twins_world.World, dict[str, pl.DataFrame]]] = {}


def later(dice: Random, day: date | None, most: int, chance: float = 0.7) -> date | None:
    """Some days after, or never. May lie beyond the as-of date: then it has not happened yet."""
    return day + timedelta(days=dice.randint(0, most)) if day and dice.random() < chance else None


def some_day(dice: Random) -> date:
    """One in three on the first or last day of a quarter, where counts go wrong."""
    plain = date(2024, 1, 1) + timedelta(days=dice.randint(0, 980))
    first = date(plain.year, 3 * ((plain.month - 1) // 3) + 1, 1)
    return dice.choice([plain, plain, plain, plain, first, first - timedelta(days=1)])


def make_world(dice: Random, frames: dict[str, pl.DataFrame]) -> twins_world.World:
    office = lambda: {"region_code": dice.choice(REGIONS), "department_code": dice.choice(DEPARTMENTS)}  # noqa: E731
    entities = [
        {"entity_id": f"E{i}", "subject_class": dice.choice(["enterprise", "enterprise", "public_institution"]),
         "region_code": dice.choice([*REGIONS, "440705"]), "registered_on": date(2023, 6, 1) + timedelta(days=dice.randint(0, 500)),
         "deregistered_on": dice.choice([None, None, some_day(dice) + timedelta(days=500)])}
        for i in range(24)
    ]  # fmt: skip
    here = [e["entity_id"] for e in entities if e["region_code"] != "440705"]  # no evaluations come from elsewhere
    graded = {(dice.choice(here), some_day(dice)) for _ in range(50)}
    grades = [
        {"entity_id": e, "scheme": "public_evaluation", "grade": (grade := dice.choice("优良中差差")), "tier": TIERS[grade], "valid_from": d, "valid_to": later(dice, d, 400, 0.3)}
        for e, d in sorted(graded)
    ]  # fmt: skip
    who = [e["entity_id"] for e in entities] + ["E99"]
    decisions, inspections, interviews = [], [], []
    for i in range(120):
        d = some_day(dice)
        decisions.append({
            "decision_id": f"D{i}", "entity_id": dice.choice([None, *who]), "act": dice.choice(["penalty", *twins_offices.OTHERS]), **office(),
            "decided_on": d, "published_on": later(dice, d, 30),
        })  # fmt: skip
    for i in range(60):
        inspections.append({
            "inspection_id": f"I{i}", "entity_id": dice.choice(who), **office(), "inspected_on": some_day(dice),
            "selection": dice.choice(["random", "follow_up"]), "result": dice.choice(["clean", "rectify", "violation"]),
        })  # fmt: skip
    for i in range(70):
        of = dice.choice([*inspections, {"entity_id": dice.choice(who), "inspected_on": some_day(dice), **office()}])
        held = of["inspected_on"] + timedelta(days=dice.choice([0, 30, 89, 90, 91]))
        by = later(dice, held, 60)
        interviews.append({
            "interview_id": f"T{i}", "entity_id": of["entity_id"], "region_code": of["region_code"], "held_on": held, "rectify_by": by,
            "department_code": dice.choice([of["department_code"], "court"]).replace("tax", "court"), "rectified_on": later(dice, by, 30),
        })  # fmt: skip
    listings = []
    for i in range(60):
        d = some_day(dice)
        out = later(dice, d, 500, 0.5)
        listings.append({
            "listing_id": f"L{i}", "entity_id": dice.choice(who), "list": dice.choice(["joint_sanction", "joint_sanction", "focus", "market_ban", "red"]),
            "grade": dice.choice([None, "general", "severe"]), **office(), "document": dice.choice([None, "文号", " "]) if i % 3 else "文号", "listed_on": d,
            "published_on": later(dice, d, 20), "complied_on": later(dice, d, 200), "expires_on": None,
            "exited_on": out, "exit_reason": dice.choice([None, "repaired", "complied", "expired", "corrected"]) if out else None,
        })  # fmt: skip
    for x in listings:
        if x["department_code"] == "tax":
            x["document"] = None  # an office without such a column
        if x["exited_on"] and x["exited_on"] > AS_OF:
            x["exited_on"], x["exit_reason"] = None, None
    measures, repairs, objections = [], [], []
    for i in range(120):
        of = dice.choice(listings)
        d = later(dice, of["listed_on"], 100)
        measures.append({
            "measure_id": f"M{i}", "listing_id": of["listing_id"] if i % 15 else "unknown", **office(), "due_on": of["listed_on"],
            "measure_code": dice.choice(["public_resource_trading", "tax_preference", "home_made"]), "applied_on": d,
            "ended_on": later(dice, d, 300, 0.5), "fed_back_on": later(dice, d, 90), "amount": dice.choice([None, 5.0]),
        })  # fmt: skip
    for i in range(60):
        of = dice.choice(listings)
        asked = of["listed_on"] + timedelta(days=dice.randint(0, 300))
        decided = later(dice, asked, 30)
        repairs.append({
            "repair_id": f"P{i}", "listing_id": of["listing_id"], **office(), "applied_on": asked, "accepted_on": later(dice, asked, 5),
            "decided_on": decided, "outcome": dice.choice(["granted", "granted", "refused"]) if decided else None,
            "unpublished_on": later(dice, decided, 9), "audited_on": later(dice, decided, 90), "audit_result": dice.choice([None, "right", "wrong"]),
        })  # fmt: skip
    for i in range(50):
        asked = some_day(dice)
        answered = later(dice, asked, 40)
        objections.append({
            "objection_id": f"O{i}", "listing_id": dice.choice(listings)["listing_id"], **office(), "raised_on": asked, "answered_on": answered,
            "upheld": dice.choice([None, True, False]), "corrected_on": later(dice, answered, 12),
        })  # fmt: skip
    checks = [
        {"check_id": f"K{i}", "matter": dice.choice(["procurement", "tendering", "flower_show"]), **office(), "decided_on": some_day(dice),
         "report_used": dice.choice([None, True, False])}
        for i in range(80)
    ]  # fmt: skip
    commitments = [
        {"commitment_id": f"C{i}", "entity_id": dice.choice(who), **office(), "signed_on": some_day(dice),
         "handling": dice.choice([None, "at_once", "papers_to_follow", "ordinary"])}
        for i in range(150)
    ]  # fmt: skip
    draws = []
    for i in range(25):
        place = office() | {"drawn_on": some_day(dice)}
        for tier in "ABCD":
            draws.append(
                {
                    "draw_id": f"R{i}",
                    **place,
                    "tier": tier,
                    "n_frame": dice.choice([0, 10]),
                    "n_drawn": dice.randint(0, 3),
                }
            )
    periods = frames["ref_repair_period"].filter(pl.col("record") == "listing").to_dicts()
    degrees = frames["ref_severity"].filter(pl.col("record") == "listing").to_dicts()

    def months_of(written: str, day: date) -> int | None:
        found = [
            p["min_months"]
            for p in periods
            if p["min_months"] is not None and (p["valid_from"] is None or p["valid_from"] <= day)
            and (p["severity"] == "any" or any(d["written"] == written and d["shortest"] == p["severity"] for d in degrees))
        ]  # fmt: skip
        return min(found) if found else None

    links = frames["ref_region_ancestor"]
    calendar = frames["ref_workday"]
    return twins_world.World(
        as_of=AS_OF, worked=sorted(calendar.filter(calendar["is_workday"])["day"].to_list()),
        items=dict(frames["ref_catalogue_measure"].select("measure_code", "item_zh").iter_rows()),
        ancestors={r: links.filter(region_code=r)["ancestor_code"].to_list() for r in REGIONS},
        entities={e["entity_id"]: e for e in entities}, grades=grades, decisions=decisions, inspections=inspections, interviews=interviews,
        listings={x["listing_id"]: x for x in listings if x["listed_on"] <= AS_OF}, measures=measures, repairs=repairs,
        objections=objections, checks=checks, draws=draws, commitments=commitments, months_of=months_of,
    )  # fmt: skip


@pytest.fixture(params=range(1))
def made(request, mart, real, lookup_frames):
    seed = request.param
    if seed not in MADE:
        w = make_world(Random(seed), lookup_frames)
        mart(
            "everything", as_of=str(AS_OF), sql={"everything": EVERYTHING},
            stg_entities=list(w.entities.values()), stg_grades=w.grades, stg_decisions=w.decisions, stg_inspections=w.inspections,
            stg_interviews=w.interviews, stg_listings=list(w.listings.values()), stg_measures=w.measures, stg_repairs=w.repairs,
            stg_objections=w.objections, stg_credit_checks=w.checks, stg_draws=w.draws, stg_commitments=w.commitments,
        )  # fmt: skip
        MADE[seed] = w, {name: real.sql(f"select * from {name}").pl() for name in KEPT_BY}
    return MADE[seed]


@pytest.mark.parametrize("name", KEPT_BY)
def test_a_mart_counts_what_its_twin_counts(made, name):
    world, marts = made
    twin, keys = KEPT_BY[name]
    wanted = {k: {c: n for c, n in cell.items() if n} for k, cell in twin(world).items() if any(cell.values())}
    told = {c for cell in wanted.values() for c in cell}
    found = {
        tuple(str(row[k]) for k in keys): {c: row[c] for c in told if row[c]} for row in marts[name].to_dicts()
    }  # fmt: skip
    found = {k: cell for k, cell in found.items() if cell}
    assert wanted and found == wanted, {
        k: (found.get(k), wanted.get(k)) for k in found.keys() | wanted.keys() if found.get(k) != wanted.get(k)
    }
