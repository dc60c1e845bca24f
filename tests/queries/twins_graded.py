"""What cards count of the public evaluation, told slowly: every entity and its grade looked at on the last day of every quarter."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from tests.queries.twins import DAY, quarter_of
from tests.queries.twins_world import Cells, Row, World, on_register, stands


def place_on(w: World, entity: str, day: date) -> int | None:
    """The place (1 best) an entity on the register has in the public evaluation."""
    if entity not in w.entities or not on_register(w.entities[entity], day):
        return None
    begun = [g for g in w.grades if g["entity_id"] == entity and g["valid_from"] <= day]
    last = max(begun, key=lambda g: g["valid_from"], default=None)
    if last is None or (last["valid_to"] and last["valid_to"] < day):
        return None
    return "优良中差".index(last["grade"]) + 1


def evaluated(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    held = [g for g in w.grades if any(place_on(w, g["entity_id"], d) for d in days_of(w, g))]
    first = min(max(g["valid_from"], w.entities[g["entity_id"]]["registered_on"]) for g in held)
    for quarter, _, end in w.quarters(first):
        for e in w.entities.values():
            if e["subject_class"] == "enterprise" and on_register(e, end) and e["region_code"].startswith("36"):
                cell = cells[quarter, e["region_code"]]
                cell["n_enterprises"] += 1
                cell["n_evaluated"] += place_on(w, e["entity_id"], end) is not None
    return cells


def days_of(w: World, g: Row) -> list[date]:
    e = w.entities.get(g["entity_id"])
    return [max(g["valid_from"], e["registered_on"])] if e else []


def moved(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for quarter, start, end in w.quarters(date(2018, 1, 1)):
        for e in w.entities.values():
            first = place_on(w, e["entity_id"], start)
            if first is not None:
                cell = cells[quarter, e["region_code"]]
                cell["n_evaluated"] += 1
                # the grade of the next quarter's first day is a move of this one; a break in between is none
                places = [first]
                day = start + DAY
                while day <= min(end + DAY, w.as_of) and places[-1] is not None:
                    places.append(place_on(w, e["entity_id"], day))
                    day += DAY
                held = [p for p in places if p is not None]
                cell["n_lower"] += held[-1] > first
                cell["n_higher"] += held[-1] < first
    return cells


def foretold(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for _, start, _ in w.quarters(date(2018, 1, 1)):
        over = date(start.year + 1, start.month, 1) - DAY
        if over > w.as_of:
            continue
        for e in w.entities.values():
            place = place_on(w, e["entity_id"], start)
            if place is not None:
                cell = cells[quarter_of(over), str(place), e["region_code"]]
                cell["n_evaluated"] += 1
                cell["n_penalised"] += any(
                    d["act"] == "penalty" and d["entity_id"] == e["entity_id"] and start <= d["decided_on"] <= over
                    for d in w.decisions
                )
    return cells


def poor(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    begun = [start for _, start, _ in w.quarters(date(2018, 1, 1)) if any(place_on(w, e, start) for e in w.entities)]
    for quarter, _, end in w.quarters(min(begun)):
        for e in w.entities.values():
            if place_on(w, e["entity_id"], end) != 4:
                continue
            cell = cells[quarter, e["region_code"]]
            since = max(
                [g["valid_from"] for g in w.grades if g["entity_id"] == e["entity_id"] and g["valid_from"] <= end]
            )
            since = max(since, e["registered_on"])
            cell["n_poor"] += 1
            cell["n_watched"] += any(
                x["entity_id"] == e["entity_id"] and x["list"] == "focus" and stands(x, end)
                for x in w.listings.values()
            )
            cell["n_talked"] += any(
                t["entity_id"] == e["entity_id"] and since <= t["held_on"] <= end for t in w.interviews
            )
    return cells


def poor_talks(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for t in w.interviews:
        known = t["held_on"] <= w.as_of and w.past(t["rectify_by"]) is not None
        if known and place_on(w, t["entity_id"], t["held_on"]) == 4:
            cell = cells[quarter_of(t["held_on"]), t["region_code"], t["department_code"]]
            cell["n_due"] += 1
            cell["n_rectified"] += w.past(t["rectified_on"]) is not None
    return cells


def green_channel(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for c in w.commitments:
        if c["handling"] is None or c["signed_on"] > w.as_of:
            continue
        before = c["signed_on"] - DAY
        best = grade_on(w, c["entity_id"], before) == "优"
        red = any(
            x["entity_id"] == c["entity_id"] and x["list"] == "red" and stands(x, before) for x in w.listings.values()
        )
        if best or red:
            cell = cells[quarter_of(c["signed_on"]), c["region_code"], c["department_code"]]
            cell["n_cases"] += 1
            cell["n_eased"] += c["handling"] != "ordinary"
    return cells


def grade_on(w: World, entity: str, day: date) -> str | None:
    """The grade written for an entity, on the register or not."""
    begun = [g for g in w.grades if g["entity_id"] == entity and g["valid_from"] <= day]
    last = max(begun, key=lambda g: g["valid_from"], default=None)
    return None if last is None or (last["valid_to"] and last["valid_to"] < day) else str(last["grade"])
