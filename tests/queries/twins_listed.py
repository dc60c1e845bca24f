"""What cards count of lists and measures, told slowly: every listing looked at on the last day of every quarter."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from tests.queries.twins import DAY, quarter_of
from tests.queries.twins_world import Cells, Row, World, on_register, quarter_end, stands

FOREVER = date(9998, 1, 1)


def listed_share(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    first = min(x["listed_on"] for x in w.listings.values())
    for quarter, start, end in w.quarters(first):
        if end != next(last for _, s, last in w.quarters(start) if s == start) or (end + DAY).day != 1:
            continue  # the quarter that runs is not told
        for e in w.entities.values():
            if on_register(e, end):
                cell = cells[quarter, e["region_code"]]
                cell["n_registered"] += 1
                cell["n_listed"] += any(
                    x["entity_id"] == e["entity_id"] and x["list"] == "joint_sanction" and stands(x, end)
                    for x in w.listings.values()
                )
    return cells


def newly_listed(w: World) -> Cells:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for x in w.listings.values():
        if x["list"] in ("joint_sanction", "market_ban") and x["entity_id"] in w.entities and x["listed_on"] <= w.as_of:
            found[quarter_of(x["listed_on"]), w.entities[x["entity_id"]]["region_code"]].add(x["entity_id"])
    return {key: Counter(n_listed=len(who)) for key, who in found.items()}


def focus_looked(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for quarter, _, end in w.quarters(min(x["listed_on"] for x in w.listings.values())):
        for x in w.listings.values():
            if x["list"] == "focus" and stands(x, end):
                cell = cells[quarter, x["region_code"], x["department_code"]]
                cell["n_listed"] += 1
                cell["n_looked"] += any(
                    i["entity_id"] == x["entity_id"] and x["listed_on"] <= i["inspected_on"] <= end
                    for i in w.inspections
                )
    return cells


def restricting(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for quarter, _, end in w.quarters(min(x["listed_on"] for x in w.listings.values())):
        for x in w.listings.values():
            if x["list"] != "joint_sanction" or not stands(x, end):
                continue
            cell = cells[quarter, x["region_code"]]
            cell["n_listed"] += 1
            own = [m for m in w.measures if m["listing_id"] == x["listing_id"] and w.past(m["applied_on"])]
            for department in {m["department_code"] for m in own}:
                theirs = [m for m in own if m["department_code"] == department]
                ended = [quarter_end(w, m["ended_on"]) if w.past(m["ended_on"]) else FOREVER for m in theirs]
                begun = min(quarter_end(w, m["applied_on"]) for m in theirs)
                cell["n_acting"] += begun <= end < max(ended)
    return cells


def documented(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    known = [x for x in w.listings.values() if x["list"] != "red" and x["listed_on"] <= w.as_of]
    naming = {(x["region_code"], x["department_code"]) for x in known if named(x)}
    for x in known:
        if (x["region_code"], x["department_code"]) in naming:
            cell = cells[quarter_of(x["listed_on"]), x["region_code"], x["department_code"]]
            cell["n_listed"] += 1
            cell["n_with_document"] += named(x)
            cell["n_traceable"] += named(x) and w.past(x["published_on"]) is not None
    return cells


def named(x: Row) -> bool:
    return bool((x["document"] or "").strip())


def measures(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for m in w.measures:
        of = w.listings.get(m["listing_id"])
        if of is None or of["list"] == "red" or of["listed_on"] > w.as_of:
            continue
        where = m["measure_code"], m["region_code"], m["department_code"]
        if w.past(m["applied_on"]):
            cell = cells[quarter_of(m["applied_on"]), *where]
            cell["n_applied"] += 1
            cell["n_by_others"] += m["department_code"] != of["department_code"]
        if w.past(m["fed_back_on"]):
            cell = cells[quarter_of(m["fed_back_on"]), *where]
            cell["n_fed_back"] += 1
            cell["amount"] += m["amount"] or 0
            cell["n_with_amount"] += m["amount"] is not None
    return cells


def used_items(w: World) -> Cells:
    used: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for m in w.measures:
        of = w.listings.get(m["listing_id"])
        if (
            of
            and of["list"] != "red"
            and of["listed_on"] <= w.as_of
            and w.past(m["applied_on"])
            and m["measure_code"] in w.items
        ):
            for place in w.ancestors[m["region_code"]]:
                for keeper in (m["department_code"], "*"):
                    used[quarter_of(m["applied_on"]), place, keeper].add(w.items[m["measure_code"]])
    n_items = len(set(w.items.values()))
    return {key: Counter(n_used=len(items), n_items=n_items) for key, items in used.items()}
