"""The sanction chain told slowly: every listing and measure looked at, day by day, at the end of every quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

Row = dict[str, Any]
DAY = timedelta(days=1)
WINDOWS = (1, 4, 12)


def number_of(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


@dataclass
class World:
    listings: list[Row]
    measures: list[Row]
    objections: list[Row]
    ancestors: dict[str, dict[str, str]]  # region -> {ancestor: level}
    workdays: dict[date, int]  # day -> number of working days up to it
    as_of: date
    feedback_days: int = 30
    by_id: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {r["listing_id"]: r for r in self.listings if r["listed_on"] <= self.as_of}

    def ends(self) -> Iterator[tuple[int, date]]:
        first = min(number_of(r["listed_on"]) for r in self.by_id.values())
        for q in range(first, number_of(self.as_of) + 1):
            last = date(q // 4 + (q % 4 == 3), (q % 4 * 3 + 3) % 12 + 1, 1) - DAY
            yield q, min(last, self.as_of)

    def disputed(self, listing: str, day: date) -> bool:
        return any(o["raised_on"] <= day and (o["answered_on"] is None or o["answered_on"] > day)
                   for o in self.objections if o["listing_id"] == listing)  # fmt: skip

    def owed_on(self, m: Row) -> date:
        """The day it is due, put off by every answered dispute that began before it had come."""
        days: set[date] = set()
        for o in self.objections:
            if o["listing_id"] == m["listing_id"] and o["answered_on"]:
                days |= {o["raised_on"] + i * DAY for i in range((o["answered_on"] - o["raised_on"]).days)}
        owed, counted = m["due_on"], -1
        while True:
            stretch, began = 0, None
            for d in sorted(days):
                began = began if began is not None and d - DAY in days else d
                stretch += began <= owed
            if stretch == counted:
                return owed
            counted, owed = stretch, m["due_on"] + stretch * DAY

    def feedback_by(self, m: Row) -> date | None:
        if m["applied_on"] is None:
            return None
        target = self.workdays[m["applied_on"]] + self.feedback_days
        return min(d for d, n in self.workdays.items() if n == target)


def told_state(world: World, m: Row, end: date) -> str:
    by = world.feedback_by(m)
    exited = world.by_id[m["listing_id"]]["exited_on"]
    if world.disputed(m["listing_id"], end):
        return "suspended"
    if m["applied_on"] and m["applied_on"] <= end:
        if m["fed_back_on"] and m["fed_back_on"] <= end:
            return "fed_back_effect" if m["effect"] else "fed_back_unstated"
        return "not_fed_back" if by <= end else "feedback_open"
    if exited and exited <= end and exited < world.owed_on(m):
        return "void"
    if world.owed_on(m) > end:
        return "not_due"
    return "unapplied" if m["checked_on"] and m["checked_on"] <= end else "unchecked"


def windows(world: World, listed_on: date) -> Iterator[tuple[int, int, date]]:
    """Quarters and windows a listing of that day is told in."""
    for q, end in world.ends():
        for n in WINDOWS:
            if q - n < number_of(listed_on) <= q:
                yield q, n, end


def measure_cells(world: World, m: Row) -> Iterator[tuple[str, str, str, str, str]]:
    listing = world.by_id[m["listing_id"]]
    grade = listing["grade"] or "unstated"
    for region, level in world.ancestors[m["region_code"]].items():
        for code in ("*", m["measure_code"]):
            for its_list in ("*", listing["list"]):
                if its_list == "*" and listing["list"] == "red":
                    continue
                for g, d in (("*", "*"), (grade, "*"), ("*", m["department_code"])):
                    if level != "county" or sum(x != "*" for x in (code, its_list, g, d)) <= 1:
                        yield code, its_list, g, region, d


def measures(world: World) -> dict[Any, dict[str, Any]]:
    cells: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    people: dict[Any, set[str]] = defaultdict(set)
    applied_states = ("not_fed_back", "feedback_open", "fed_back_unstated", "fed_back_effect")
    for m in world.measures:
        if m["listing_id"] not in world.by_id:
            continue
        listing = world.by_id[m["listing_id"]]
        for q, n, end in windows(world, listing["listed_on"]):
            state = told_state(world, m, end)
            applied, back = state in applied_states, state.startswith("fed_back")
            over = min((d for d in (m["ended_on"], listing["exited_on"]) if d), default=date.max)
            marks = {
                "n_measures": 1, f"n_{state}": 1, "n_owed": state not in ("not_due", "suspended", "void"),
                "n_checked": applied or state == "unapplied", "n_applied": applied, "n_fed_back": back,
                "n_applied_late": applied and m["applied_on"] > world.owed_on(m),
                "n_applied_unchecked": applied and (m["checked_on"] is None or m["checked_on"] > m["applied_on"]),
                "n_ended": applied and bool(m["ended_on"] and m["ended_on"] <= end),
                "n_in_force": applied and not (m["ended_on"] and m["ended_on"] <= end),
                "n_ended_not_fed_back": applied and not back and over <= end,
                "n_with_amount": back and m["amount"] is not None, "amount": (m["amount"] or 0) if back else 0,
            } | {f"n_effect_{e}": state == "fed_back_effect" and m["effect"] == e for e in ("complied", "partly", "none")}  # fmt: skip
            for cell in measure_cells(world, m):
                for name, value in marks.items():
                    cells[q, n, *cell][name] += value
                people[q, n, *cell].add(listing["entity_id"])
    for key, own in cells.items():
        own["n_entities"] = len(people[key])
    return cells


def listings(world: World) -> dict[Any, dict[str, Any]]:
    cells: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    people: dict[Any, set[str]] = defaultdict(set)
    for r in world.by_id.values():
        own = [m for m in world.measures if m["listing_id"] == r["listing_id"]]
        complied = r["complied_on"] or (r["exited_on"] if r["exit_reason"] == "complied" else None)
        for q, n, end in windows(world, r["listed_on"]):

            def by(day: date | None, end: date = end) -> bool:
                return day is not None and day <= end

            gone = by(r["exited_on"])
            due = [m for m in own if by(m["applied_on"]) or (by(world.owed_on(m)) and not (
                r["exited_on"] and r["exited_on"] <= world.as_of and r["exited_on"] < world.owed_on(m)))]  # fmt: skip
            ending = {"complied": "exit_complied", None: "exit_unstated"}.get(r["exit_reason"], r["exit_reason"])
            marks = {
                "n_listings": 1, "n_notified": by(r["notified_on"]), "n_published": by(r["published_on"]), "n_complied": by(complied),
                "n_with_measure": bool(due), "n_measured": any(by(m["applied_on"]) for m in own), "n_open": not gone,
                "n_open_expired": not gone and r["expires_on"] is not None and r["expires_on"] < end,
                "n_disputed": not gone and world.disputed(r["listing_id"], end),
            } | ({f"n_{ending}": 1} if gone else {})  # fmt: skip
            for region in world.ancestors[r["region_code"]]:
                for g, d in (("*", "*"), (r["grade"] or "unstated", "*"), ("*", r["department_code"])):
                    for name, value in marks.items():
                        cells[q, n, r["list"], g, region, d][name] += value
                    people[q, n, r["list"], g, region, d].add(r["entity_id"])
    for key, own_cell in cells.items():
        own_cell["n_entities"] = len(people[key])
    return cells


def step_days(
    world: World, step: str, pick: Callable[[Row, Row], tuple[date | None, date | None]]
) -> dict[Any, tuple[int, float]]:
    """n and median of a step of the measures, over the whole jurisdiction and all lists."""
    found: dict[Any, list[int]] = defaultdict(list)
    for m in world.measures:
        listing = world.by_id.get(m["listing_id"])
        if listing is None or listing["list"] == "red":
            continue
        begin, done = pick(listing, m)
        if begin is None or done is None or world.workdays[done] < world.workdays[begin]:
            continue
        for q, n, end in windows(world, listing["listed_on"]):
            if done <= end:
                found[q, n].append(world.workdays[done] - world.workdays[begin])
    return {key: (len(days), median(days)) for key, days in found.items() if len(days) >= 5}
