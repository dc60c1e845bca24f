"""Slow, obvious twins of the inspection marts: day by day and visit by visit, with nothing clever to be wrong about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil, floor
from typing import Any

from tests.queries.twins import quarter_of, tier_on

Row = dict[str, Any]
Key = tuple[str, ...]
DAY = timedelta(days=1)
TIERS = ("A", "B", "C", "D", "none")


@dataclass
class World:
    """What was sent, and the regions each region lies in."""

    entities: list[Row]
    grades: list[Row]
    visits: list[Row]
    bands: list[Row]
    draws: list[Row]
    ancestors: dict[str, set[str]]
    as_of: date

    @cached_property
    def known(self) -> dict[str, Row]:
        return {e["entity_id"]: e for e in self.entities}

    def made(self) -> list[Row]:
        return [v for v in self.visits if v["inspected_on"] <= self.as_of]

    def home(self, visit: Row) -> str:
        return str(self.known.get(visit["entity_id"], visit)["region_code"])

    def ends(self) -> list[date]:
        """The last day of every quarter begun, of the years in which anything happened."""
        years = (
            {v["inspected_on"].year for v in self.visits}
            | {int(b["year"]) for b in self.bands}
            | {d["drawn_on"].year for d in self.draws}
        )
        days = [date(min(years), 1, 1) + DAY * i for i in range((self.as_of - date(min(years), 1, 1)).days + 1)]
        return sorted({quarter_of(d): d for d in days if d.year in years}.values())

    def tier(self, entity: str, day: date) -> str:
        return tier_on(entity, day, self.grades) or "none"

    def band(self, department: str, region: str, year: int, tier: str) -> Row | None:
        """The band of the nearest region: the one that lies in most others."""
        here = [
            b for b in self.bands
            if (b["department_code"], b["year"], b["tier"]) == (department, str(year), tier) and b["region_code"] in self.ancestors.get(region, ())
        ]  # fmt: skip
        order = {"market_risk": "1", "public_evaluation": "2"}
        return min(
            here,
            key=lambda b: (-len(self.ancestors[b["region_code"]]), order.get(b["scheme"], "3" + b["scheme"])),
            default=None,
        )

    def regions(self) -> set[str]:
        return {a for places in self.ancestors.values() for a in places}


def on_register(entity: Row, day: date) -> bool:
    return entity["registered_on"] <= day and not (entity["deregistered_on"] and entity["deregistered_on"] <= day)


def ratios(world: World) -> dict[Key, tuple[float, ...]]:
    """Register, visited of it, visits and entity-years, of every cell in which anything stands."""
    cells: dict[Key, tuple[float, ...]] = {}
    known = world.known
    for end in world.ends():
        new_year = date(end.year, 1, 1)
        days = (date(end.year + 1, 1, 1) - new_year).days
        register = {i: world.tier(i, new_year) for i, e in known.items() if on_register(e, new_year)}
        years: Counter[tuple[str, str]] = Counter()
        for i, e in known.items():
            for d in range((end - new_year).days + 1):
                if on_register(e, new_year + DAY * d):
                    years[e["region_code"], world.tier(i, new_year + DAY * d)] += 1
        counted, spent = defaultdict(set), Counter()
        for v in world.made():
            e = known.get(v["entity_id"])
            if e is None or not new_year <= v["inspected_on"] <= end:
                continue
            tier = world.tier(v["entity_id"], v["inspected_on"] - DAY)
            left = e["deregistered_on"] and v["inspected_on"] > e["deregistered_on"]
            for way in ("*", v["selection"]):
                for department in ("*", v["department_code"]):
                    if register.get(v["entity_id"]) == tier:
                        counted[e["region_code"], tier, way, department].add(v["entity_id"])
                    spent[e["region_code"], tier, way, department] += (
                        v["inspected_on"] >= e["registered_on"] and not left
                    )
        for region in world.regions():
            inside = [r for r, places in world.ancestors.items() if region in places]
            for tier in TIERS:
                n = sum(register[i] == tier and known[i]["region_code"] in inside for i in register)
                for way in ("*", "random", "complaint"):
                    for department in ("*", *{v["department_code"] for v in world.visits}):
                        key = (quarter_of(end), tier, way, region, department)
                        visited = sum(len(counted[r, tier, way, department]) for r in inside)
                        visits = sum(spent[r, tier, way, department] for r in inside)
                        cells[key] = (n, visited, visits, sum(years[r, tier] for r in inside) / days)
    return cells


def bands(world: World) -> dict[Key, tuple[int, int, int, int, int]]:
    """Bands, register under them, visited of it, short and beyond: each band by the entities it governs, one at a time."""
    cells: dict[Key, tuple[int, int, int, int, int]] = {}
    known = world.known
    for end in world.ends():
        new_year = date(end.year, 1, 1)
        governed: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        limits: dict[tuple[str, str, str], Row] = {}
        for i, e in known.items():
            tier = world.tier(i, new_year)
            for department in {b["department_code"] for b in world.bands}:
                band = world.band(department, e["region_code"], end.year, tier)
                if on_register(e, new_year) and band:
                    limits[department, tier, band["region_code"]] = band
                    for region in world.ancestors[e["region_code"]]:
                        governed[region, department, tier, band["region_code"]].append(i)
        for way in ("*", "random"):
            found: dict[Key, list[tuple[int, int, int, int]]] = defaultdict(list)
            for (region, department, tier, place), members in governed.items():
                seen = {
                    v["entity_id"] for v in world.made()
                    if new_year <= v["inspected_on"] <= end and v["department_code"] == department and v["selection"] in (way, *[v["selection"]] * (way == "*"))
                    and v["entity_id"] in members and world.tier(v["entity_id"], v["inspected_on"] - DAY) == tier
                }  # fmt: skip
                band = limits[department, tier, place]
                low, high = (
                    ceil(band["ratio_low"] * len(members) - 1e-6),
                    floor(band["ratio_high"] * len(members) + 1e-6),
                )
                for whose in (department, "*"):
                    found[quarter_of(end), tier, way, region, whose].append(
                        (len(members), len(seen), max(0, low - len(seen)), max(0, len(seen) - high))
                    )
            cells |= {k: (len(v), *(sum(c) for c in zip(*v, strict=True))) for k, v in found.items()}  # type: ignore[misc]
    return cells


def caps(world: World) -> dict[Key, tuple[int, int, int, int, int]]:
    """Visited, capped, over the cap, visits beyond it, most visits: each entity's year walked visit by visit."""
    departments = {b["department_code"] for b in world.bands}
    cells: dict[Key, tuple[int, int, int, int, int]] = {}
    for end in world.ends():
        walked: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for v in sorted(world.made(), key=lambda v: (v["inspected_on"], v["inspection_id"])):
            if date(end.year, 1, 1) <= v["inspected_on"] <= end:
                for whose in ("*", v["department_code"]):
                    walked[world.home(v), v["entity_id"], whose].append(v)
        totals: dict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
        for (home, entity, whose), visits in walked.items():
            capped = beyond = 0
            for n, v in enumerate(visits, 1):
                tier = tier_on(entity, v["inspected_on"] - DAY, world.grades) or v["tier"]
                held = (
                    [world.band(d, home, end.year, tier) for d in (departments if whose == "*" else {whose})]
                    if tier
                    else []
                )
                limits = [b["yearly_cap"] for b in held if b and b["yearly_cap"] is not None]
                capped += bool(limits)
                beyond += bool(limits) and n > max(limits)
            totals[home, whose].append((bool(capped), bool(beyond), beyond, len(visits)))
        for region in world.regions():
            for whose in {w for _, w in totals}:
                own = [
                    t
                    for (home, w), many in totals.items()
                    if w == whose and region in world.ancestors[home]
                    for t in many
                ]
                if own:
                    a, b, c, d = zip(*own, strict=True)
                    cells[quarter_of(end), region, whose] = (len(own), sum(a), sum(b), sum(c), max(d))
    return cells


def repeats(world: World, names: dict[str, str]) -> dict[str, str]:
    """Visit -> the other department that had been there within 30 days: every visit looks back over its entity's earlier ones."""
    found = {}
    by_entity: dict[str, list[Row]] = defaultdict(list)
    for v in world.made():
        by_entity[v["entity_id"]].append(v)
    for visits in by_entity.values():
        visits.sort(key=lambda v: (v["inspected_on"], not v["joint_departments"], v["inspection_id"]))
        joint_days = {v["inspected_on"] for v in visits if v["joint_departments"]}
        told: list[Row] = []
        for v in visits:
            if v["inspected_on"] in joint_days and any(t["inspected_on"] == v["inspected_on"] for t in told):
                continue  # part of the joint visit of that day
            others = [t for t in told if t["department_code"] != v["department_code"]]
            told.append(v)
            if not others or (v["inspected_on"] - others[-1]["inspected_on"]).days > 30:
                continue
            took_part = others[-1]["joint_departments"] or ""
            if v["department_code"] not in took_part and names[v["department_code"]] not in took_part:
                found[v["inspection_id"]] = others[-1]["department_code"]
    return found


def covered(world: World) -> dict[Key, tuple[int, int]]:
    """Entities with a tier and all on the register, on the last day of each quarter."""
    cells = {}
    for end in world.ends():
        for region in {e["region_code"] for e in world.entities}:
            here = [i for i, e in world.known.items() if e["region_code"] == region and on_register(e, end)]
            if here:
                cells[quarter_of(end), region] = (sum(world.tier(i, end) != "none" for i in here), len(here))
    return cells


def misgraded(world: World) -> dict[Key, tuple[int, int]]:
    """Low-risk entities with a finding and high-risk ones without, of those drawn and visited while in their tier of 1 January."""
    cells = {}
    for end in world.ends():
        seen: dict[str, list[Row]] = defaultdict(list)
        for v in world.made():
            e = world.known.get(v["entity_id"])
            new_year = date(end.year, 1, 1)
            if (
                e is None
                or v["selection"] != "random"
                or not new_year <= v["inspected_on"] <= end
                or not on_register(e, new_year)
            ):
                continue
            tier = world.tier(v["entity_id"], new_year)
            if tier in ("A", "D") and world.tier(v["entity_id"], v["inspected_on"] - DAY) == tier:
                seen[v["entity_id"]].append(v)
        wrong = {
            i: any(v["result"] != "clean" for v in own) == (world.tier(i, date(end.year, 1, 1)) == "A") for i, own in seen.items()
        }  # fmt: skip
        for region in world.regions():
            here = [i for i in seen if region in world.ancestors[world.known[i]["region_code"]]]
            if here:
                cells[quarter_of(end), region] = (len(here), sum(wrong[i] for i in here))
    return cells
