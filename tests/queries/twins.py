"""Slow, obvious twins of the marts: the same counts by plain loops, day by day, with nothing clever to be wrong about."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
DAY = timedelta(days=1)


def quarter_of(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def due_day(decided: date, limit: int, working: set[date], *, decision_day_counts: bool) -> date:
    """Walk forward a day at a time, counting working days, until the limit is used up."""
    day = decided if decision_day_counts else decided + DAY
    left = limit
    while True:
        left -= day in working
        if left == 0:
            return day
        day += DAY


def latest(rows: list[Row], key: tuple[str, ...], sender: str | None) -> list[Row]:
    """The last sent version per key; a key of two senders is nobody's."""
    by_key: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        by_key[tuple(row[k] for k in key)].append(row)
    kept = []
    for versions in by_key.values():
        if sender and len({v[sender] for v in versions if v[sender] is not None}) > 1:
            continue
        kept.append(max(versions, key=lambda v: (v["_position"], v["_row"])))
    return kept


def publication(
    acts: list[Row], limits: dict[str, int], working: set[date], as_of: date, *, decision_day_counts: bool
) -> dict[tuple[str, ...], Counter[str]]:
    """Counts per act, month, region and department."""
    cells: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for a in acts:
        if a["decided_on"] > as_of:
            continue
        due = a["due_on"]
        if due is None and a["act"] in limits:
            due = due_day(a["decided_on"], limits[a["act"]], working, decision_day_counts=decision_day_counts)
        published = a["published_on"] if a["published_on"] and a["published_on"] <= as_of else None
        cell = cells[a["act"], month_of(a["decided_on"]), a["region_code"], a["department_code"]]
        cell["n_decided"] += 1
        cell["n_published"] += published is not None
        cell["n_without_limit"] += due is None
        if due is not None and due <= as_of:
            cell["n_due"] += 1
            cell["n_in_time"] += published is not None and published <= due
            cell["n_due_published"] += published is not None
            cell["n_late_open"] += published is None
    return cells


def delays(acts: list[Row], limits: dict[str, int], working: set[date], as_of: date) -> Counter[tuple[Any, ...]]:
    """Acts per quarter and number of working days walked from the decision to its publication."""
    found: Counter[tuple[Any, ...]] = Counter()
    for a in acts:
        if a["decided_on"] > as_of:
            continue
        published = a["published_on"] if a["published_on"] and a["published_on"] <= as_of else None
        if published is None:
            due = a["due_on"] or due_day(a["decided_on"], limits[a["act"]], working, decision_day_counts=False)
            if due <= as_of:
                found[quarter_of(a["decided_on"]), None] += 1
            continue
        steps, day = 0, a["decided_on"]
        while day < published:
            day += DAY
            steps += day in working
        # published between working days: it belongs to the next one
        steps += published > a["decided_on"] and published not in working
        found[quarter_of(a["decided_on"]), steps] += 1
    return found


def month_ends(first: date, as_of: date) -> list[date]:
    """The last day of each month from the month of `first`, and the as-of date in its own."""
    days = [first + DAY * i for i in range((as_of - first).days + 1)]
    return [d for d in days if d == as_of or (d + DAY).day == 1]


def archive_stock(entities: list[Row], archives: list[Row], as_of: date) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Per month, sector and region: entities on the register, and those of them with an open file."""
    stock: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    first = min(a["opened_on"] for a in archives)
    for day in month_ends(first, as_of):
        for e in entities:
            here = e["registered_on"] <= day and not (e["deregistered_on"] and e["deregistered_on"] <= day)
            filed = any(
                a["entity_id"] == e["entity_id"]
                and a["opened_on"] <= day
                and not (a["closed_on"] and a["closed_on"] <= day)
                for a in archives
            )
            cell = stock[month_of(day), e["sector"], e["region_code"]]
            cell[0] += here
            cell[1] += here and filed
    return {key: (n, m) for key, (n, m) in stock.items()}


def tier_on(entity: str, day: date, grades: list[Row]) -> str | None:
    """The tier in force on a day: of the grades begun by then the last, unless it has ended."""
    begun = [g for g in grades if g["entity_id"] == entity and g["valid_from"] <= day]
    last = max(begun, key=lambda g: g["valid_from"], default=None)
    if last is None or (last["valid_to"] and last["valid_to"] < day):
        return None
    return str(last["tier"])


def task_states(
    owners: list[Row], reports: list[Row], deadlines: dict[str, tuple[str, date | None]], quarter_ends: list[date]
) -> dict[tuple[str, str, str], tuple[str | None, bool]]:
    """Per task, department and quarter: the state last reported by its end, and whether the duty is overdue."""
    states = {}
    for end in quarter_ends:
        for o in owners:
            mine = [
                r
                for r in reports
                if r["task"] == o["task"] and r["department_code"] == o["department_code"] and r["reported_on"] <= end
            ]
            last = max(mine, key=lambda r: r["reported_on"], default=None)
            kind, due = deadlines[o["task"]]
            enough = {"finish_by": {"done"}, "start_then_ongoing": {"started", "done"}}.get(kind, set())
            met = any(r["state"] in enough for r in mine)
            late = bool(enough) and due is not None and due <= end and not met
            states[o["task"], o["department_code"], quarter_of(end)] = (last["state"] if last else None, late)
    return states


def identical_quarters(cells: dict[str, tuple[float, float]]) -> list[str]:
    """Last quarters of runs of three or more with the same pair, walked one by one."""
    quarters = [f"{y}Q{n}" for y in range(2018, 2023) for n in (1, 2, 3, 4)]
    found, run = [], 0
    for before, now, after in zip(quarters, quarters[1:], quarters[2:], strict=False):
        pair = cells.get(now)
        sound = pair is not None and pair[1] >= 50 and 0 < pair[0] < pair[1]
        run = (run + 1 if cells.get(before) == pair else 1) if sound else 0
        if run >= 3 and cells.get(after) != pair:
            found.append(now)
    return found


def shrunk(cells: dict[str, tuple[float, float]]) -> list[str]:
    """Quarters whose rate rose over a year by two points or more on a base a fifth smaller, with no more done."""
    found = []
    for quarter, (x, n) in cells.items():
        x0, n0 = cells.get(f"{int(quarter[:4]) - 1}{quarter[4:]}", (0.0, 0.0))
        if n0 >= 100 and n <= 0.8 * n0 and n0 - n > 4 * (n0 + n) ** 0.5 and x <= x0 and x / n - x0 / n0 >= 0.02:
            found.append(quarter)
    return found


def heaped(pairs: list[tuple[int, int]]) -> bool:
    """Do too many units of 30 cases or more stand at full marks, beside what the pooled rate gives by chance?"""
    units = [(x, n) for x, n in pairs if n >= 30]
    if len(units) < 8:
        return False
    rate = sum(x for x, _ in units) / sum(n for _, n in units)
    chances = [rate**n for _, n in units]
    full = sum(x == n for x, n in units)
    if full == len(units) and sum(n for _, n in units) >= 1000:
        return True
    beyond = sum(chances) + 4 * sum(p * (1 - p) for p in chances) ** 0.5 + 1
    return 2 * full >= len(units) and full > beyond


def on_target(pairs: list[tuple[int, int]], percent: int) -> bool:
    """Do eight units or more stand on the smallest count that meets the target, three times as many as a case beside?"""
    on = beside = 0
    for x, n in pairs:
        if n < 30 or (100 - percent) * n < 500:
            continue
        least = next(k for k in range(n + 1) if 100 * k >= percent * n)
        on += x == least
        beside += x in (least - 1, least + 1)
    return on >= 8 and on >= 3 * beside / 2


def tasks_due(
    owners: list[Row], reports: list[Row], deadlines: dict[str, tuple[str, date | None]], quarter_ends: list[date]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Per quarter and department: duties whose day had come by its end, and those met by that day."""
    cells: dict[tuple[str, str], tuple[int, int]] = {}
    enough = {"finish_by": {"done"}, "start_then_ongoing": {"started", "done"}}
    for end in quarter_ends:
        for o in owners:
            kind, due = deadlines[o["task"]]
            if kind in enough and due is not None and due <= end:
                met = any(
                    r["task"] == o["task"] and r["department_code"] == o["department_code"]
                    and r["state"] in enough[kind] and r["reported_on"] <= due
                    for r in reports
                )  # fmt: skip
                n, m = cells.get((quarter_of(end), o["department_code"]), (0, 0))
                cells[quarter_of(end), o["department_code"]] = n + 1, m + met
    return cells


def reports_owed(calendar: list[Row], files: list[Row], as_of: date) -> dict[tuple[str, ...], tuple[str, date | None]]:
    """Per feed, department and period: on time, late or missing, and the day it came; each file looked at in turn."""
    found = {}
    for line in calendar:
        senders = {f["department_code"] for f in files if f["feed"] == line["feed"]}
        named = {c["department_code"] for c in calendar if c["feed"] == line["feed"]} - {"*"}
        for who in senders - named if line["department_code"] == "*" else {line["department_code"]}:
            came = [
                f["received_on"]
                for f in files
                if (f["feed"], f["department_code"]) == (line["feed"], who) and (f["kept"] > 0 or f["refused"] == 0)
                and line["period_end"] < f["received_on"] <= line["next_end"]
            ]  # fmt: skip
            if came:
                state = "late" if min(came) > line["due_on"] else "on_time"
            elif line["due_on"] < as_of:
                state = "missing"
            else:
                continue
            found[line["feed"], who, line["period"]] = state, min(came, default=None)
    return found
