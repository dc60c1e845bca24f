"""What cards count, told slowly: every entity, listing, objection and talk looked at on the last day of every quarter."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from tests.queries.twins import DAY, due_day, quarter_of

Row = dict[str, Any]
Cells = dict[tuple[str, ...], Counter[str]]
FOREVER = date(9998, 1, 1)
OTHERS = ("compulsion", "reward")  # of the eight kinds beside licence and penalty


@dataclass(frozen=True)
class World:
    as_of: date
    worked: list[date]  # working days, sorted
    items: dict[str, str]  # measure -> item of the catalogue
    ancestors: dict[str, list[str]]
    entities: dict[str, Row]
    grades: list[Row]
    decisions: list[Row]
    inspections: list[Row]
    interviews: list[Row]
    listings: dict[str, Row]
    measures: list[Row]
    repairs: list[Row]
    objections: list[Row]
    checks: list[Row]
    draws: list[Row]
    commitments: list[Row]
    months_of: Callable[[str, date], int | None]  # (degree as written, day) -> least months on line

    def quarters(self, since: date) -> Iterator[tuple[str, date, date]]:
        """(label, first day, last day or as-of date) of every quarter begun since the one of that day."""
        day = date(since.year, 3 * ((since.month - 1) // 3) + 1, 1)
        while day <= self.as_of:
            following = date(day.year + day.month // 10, (day.month + 3) % 12, 1)
            yield quarter_of(day), day, min(following - DAY, self.as_of)
            day = following

    def past(self, day: date | None) -> date | None:
        return day if day is not None and day <= self.as_of else None

    def working_days(self, first: date, last: date) -> int:
        return bisect_right(self.worked, last) - bisect_right(self.worked, first)

    def soon(self, day: date) -> date:
        """The fifth working day after, by which what is due 'promptly' must have been done."""
        return self.worked[bisect_right(self.worked, day) + 4]


def on_register(e: Row, day: date) -> bool:
    return e["registered_on"] <= day and (e["deregistered_on"] is None or day < e["deregistered_on"])


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


def stands(listing: Row, day: date) -> bool:
    return listing["listed_on"] <= day and (listing["exited_on"] is None or day < listing["exited_on"])


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


def quarter_end(w: World, day: date) -> date:
    return next(end for quarter, _, end in w.quarters(day) if quarter == quarter_of(day))


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


def complied_on(x: Row) -> date | None:
    return x["complied_on"] or (x["exited_on"] if x["exit_reason"] == "complied" else None)


def opens_on(w: World, x: Row) -> date | None:
    """Walk day by day from the duty done to the first day on which repair may be asked for."""
    done = complied_on(x)
    if done is None:
        return None
    done = max(done, x["listed_on"])
    months = w.months_of(x["grade"] or "", done)
    if months is None:
        return done
    at = 12 * x["listed_on"].year + x["listed_on"].month - 1 + months
    day = x["listed_on"].day
    while True:  # 31 January and a month is the last of February
        try:
            return max(done, date(at // 12, at % 12 + 1, day))
        except ValueError:
            day -= 1


def repairable(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for x in w.listings.values():
        opened = opens_on(w, x) if x["list"] in ("joint_sanction", "market_ban") else None
        over = opened + timedelta(days=182) if opened else None
        if over is None or over > w.as_of:
            continue
        granted = [
            p["decided_on"] for p in w.repairs if p["listing_id"] == x["listing_id"] and p["outcome"] == "granted"
        ]
        granted += [x["exited_on"]] if x["exit_reason"] == "repaired" else []
        repaired = any(day and day <= over for day in granted)
        if repaired or x["exited_on"] is None or x["exited_on"] > over:
            cell = cells[quarter_of(over), x["region_code"], x["department_code"]]
            cell["n_repairable"] += 1
            cell["n_repaired"] += repaired
    return cells


def unmended(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    talking = {t["department_code"] for t in w.interviews}
    failed = {
        (i["entity_id"], i["region_code"], i["department_code"], i["inspected_on"])
        for i in w.inspections
        if i["selection"] == "follow_up" and i["result"] != "clean"
    }
    for entity, region, department, day in failed:
        over = day + timedelta(days=90)
        if over <= w.as_of and department in talking:
            cell = cells[quarter_of(over), region, department]
            cell["n_unmended"] += 1
            cell["n_talked"] += any(
                t["entity_id"] == entity and t["department_code"] == department and day <= t["held_on"] <= over
                for t in w.interviews
            )
    return cells


def objections(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for o in w.objections:
        if o["raised_on"] > w.as_of:
            continue
        answered = w.past(o["answered_on"])
        cell = cells[quarter_of(o["raised_on"]), o["region_code"], o["department_code"]]
        cell["n_raised"] += 1
        cell["n_answered"] += answered is not None
        cell["n_to_settle"] += answered is not None or w.working_days(o["raised_on"], w.as_of) > 60
        if answered:
            cell["n_with_days"] += 1
            cell["sum_days"] += w.working_days(o["raised_on"], answered)
            cell["n_upheld"] += o["upheld"] is True
            cell["n_stated"] += o["upheld"] is not None
            corrected = w.past(o["corrected_on"])
            cell["n_corrected_in_time"] += bool(o["upheld"] and corrected and corrected <= w.soon(answered))
    return cells


def repairs(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for p in w.repairs:
        if p["applied_on"] > w.as_of:
            continue
        granted = w.past(p["decided_on"]) is not None and p["outcome"] == "granted"
        off, audited = w.past(p["unpublished_on"]), w.past(p["audited_on"])
        cell = cells[quarter_of(p["applied_on"]), p["region_code"], p["department_code"]]
        cell["n_applied"] += 1
        cell["n_accepted"] += w.past(p["accepted_on"]) is not None
        cell["n_granted"] += granted
        if granted and off and w.working_days(p["decided_on"], off) >= 0:
            cell["n_unpublished"] += 1
            cell["sum_days_to_unpublish"] += w.working_days(p["decided_on"], off)
        cell["n_granted_audited"] += granted and audited is not None
        cell["n_audited"] += audited is not None and p["audit_result"] is not None
        cell["n_faulty"] += audited is not None and p["audit_result"] in ("wrong", "missed")
    return cells


def repaired_again(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for p in w.repairs:
        granted = w.past(p["decided_on"]) if p["outcome"] == "granted" else None
        of = w.listings.get(p["listing_id"])
        over = granted + timedelta(days=365) if granted else None
        if of and over and p["applied_on"] <= w.as_of and over <= w.as_of:
            cell = cells[quarter_of(over), p["region_code"], p["department_code"]]
            cell["n_repaired"] += 1
            cell["n_again"] += any(
                x["entity_id"] == of["entity_id"] and x["list"] != "red" and granted < x["listed_on"] <= over
                for x in w.listings.values()
            )
    return cells


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


def report_matters(w: World) -> Cells:
    said: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    for c in w.checks:
        if c["decided_on"] <= w.as_of and c["report_used"] is not None and c["matter"] != "flower_show":
            own = said[quarter_of(c["decided_on"]), c["region_code"], c["department_code"]]
            own[c["matter"]] = own.get(c["matter"], False) or c["report_used"]
    return {key: Counter(n_matters=len(own), n_matters_with_report=sum(own.values())) for key, own in said.items()}


def act_kinds(w: World) -> Cells:
    kinds: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    working = set(w.worked)
    for d in w.decisions:
        if d["act"] not in OTHERS or d["decided_on"] > w.as_of:
            continue
        due = due_day(d["decided_on"], 7, working, decision_day_counts=False)  # Jiangxi (三十)
        if due <= w.as_of:
            own = kinds[quarter_of(d["decided_on"]), d["region_code"], d["department_code"]]
            own[d["act"]] = own.get(d["act"], False) or w.past(d["published_on"]) is not None
    return {key: Counter(n_kinds=len(own), n_kinds_published=sum(own.values())) for key, own in kinds.items()}


def draws(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    sheets: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for r in w.draws:
        if r["n_frame"] > 0 and r["drawn_on"] <= w.as_of:
            sheets[r["draw_id"], quarter_of(r["drawn_on"]), r["region_code"], r["department_code"]].append(r)
    for (_, *where), rows in sheets.items():
        by_tier = sorted(rows, key=lambda r: r["tier"])
        share = [r["n_drawn"] / r["n_frame"] for r in by_tier]
        cells[tuple(where)]["n_draws"] += 1
        cells[tuple(where)]["n_by_tier"] += share[-1] > share[0]
    return cells


def wrong_listings(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    for x in w.listings.values():
        upheld = [
            o for o in w.objections if o["listing_id"] == x["listing_id"] and o["upheld"] and w.past(o["answered_on"])
        ]
        off = w.past(x["exited_on"])
        found = [o["answered_on"] for o in upheld] + ([off] if off and x["exit_reason"] == "corrected" else [])
        if x["list"] == "red" or not found:
            continue
        own = [m for m in w.measures if m["listing_id"] == x["listing_id"] and w.past(m["applied_on"])]
        righted = off is not None or any(w.past(o["corrected_on"]) for o in upheld)
        cell = cells[quarter_of(min(found)), x["region_code"], x["department_code"]]
        cell["n_found"] += 1
        cell["n_restored"] += righted and all(w.past(m["ended_on"]) for m in own)
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


def over_a_year(w: World, offices: Cells, names: tuple[str, ...]) -> Cells:
    """Counts of an office in the four quarters that end with each, for every region above it and for all departments ('*')."""
    cells: Cells = defaultdict(Counter)
    last = number_of(quarter_of(w.as_of))
    for (quarter, region, department), counts in offices.items():
        for later in range(4):
            if number_of(quarter) + later <= last:
                for place in w.ancestors[region]:
                    for keeper in (department, "*"):
                        cell = cells[label_of(number_of(quarter) + later), place, keeper]
                        cell.update({name: counts[name] for name in names})
    return cells


def number_of(quarter: str) -> int:
    return 4 * int(quarter[:4]) + int(quarter[5]) - 1


def label_of(number: int) -> str:
    return f"{number // 4}Q{number % 4 + 1}"


def objections_of_a_year(w: World) -> Cells:
    cells = over_a_year(w, objections(w), ("n_raised", "n_answered", "n_upheld", "n_corrected_in_time"))
    days: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for o in w.objections:
        answered = w.past(o["answered_on"])
        if o["raised_on"] <= w.as_of and answered:
            for later in range(4):
                for place in w.ancestors[o["region_code"]]:
                    for keeper in (o["department_code"], "*"):
                        quarter = label_of(number_of(quarter_of(o["raised_on"])) + later)
                        days[quarter, place, keeper].append(w.working_days(o["raised_on"], answered))
    for key, cell in cells.items():
        if days[key]:
            cell["days_median"] = median(days[key])
    return cells


def repairs_of_a_year(w: World) -> Cells:
    return over_a_year(w, repairs(w), ("n_applied", "n_accepted", "n_granted", "n_audited", "n_faulty"))


def wrong_listings_of_a_year(w: World) -> Cells:
    return over_a_year(w, wrong_listings(w), ("n_found", "n_restored"))
