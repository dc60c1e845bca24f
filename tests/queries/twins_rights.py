"""What cards count of repairs and objections, told slowly, and the same over a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median

from tests.queries.twins import quarter_of
from tests.queries.twins_world import Cells, Row, World


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
