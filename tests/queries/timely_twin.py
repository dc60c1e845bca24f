"""The slow twin of agg_timeliness: each act by itself, walked a day at a time, against each limit in turn."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from tests.drawing import rows
from tests.queries.twins import DAY, due_day, quarter_of

Row = dict[str, Any]
UP = {"360102": ["360102", "360100", "360000"], "360121": ["360121", "360100", "360000"], "321323": ["321323"]}
PLAN_OF = {"36": "jiangxi-2020", "32": "siyang-2016"}
KIND = {"publication": "publication_limit", "report": "report_limit", "collate": "collate_limit", "commitment": "commitment_limit"}  # fmt: skip


def limit_of(rules: list[Row], plan: str, leg: str, act: str, region: str, day: date) -> Row | None:
    """Walk up from the region to the nation; the first rule of the plan or of no plan that held on the day."""
    for place in (*UP[region], None):
        for rule in rules:
            if (
                rule["kind"] == KIND[leg]
                and rule["region_code"] == place
                and rule["plan"] in (plan, None)
                and act in rule["acts"].split(",")
                and rule["valid_from"] <= day <= (rule["valid_to"] or date.max)
            ):
                return rule
    return None


def legs(acts: list[Row], signed: list[Row]) -> list[tuple[str, Row, date, date | None, date | None]]:
    """leg, row, begun, done, own limit."""
    found = [("publication", a, a["decided_on"], a["published_on"], a["due_on"]) for a in acts]
    found += [("report", a, a["decided_on"], a["reported_on"], None) for a in acts]
    found += [("collate", a, a["reported_on"], a["collated_on"], None) for a in acts if a["reported_on"]]
    found += [("commitment", c | {"act": "commitment"}, c["signed_on"], c["published_on"], None) for c in signed]
    return found


def states(
    begun: date, done: date | None, due: date, as_of: date, working: set[date], *, is_own: bool
) -> tuple[str, ...]:
    """The column an act stands in, and those that are counted beside it."""
    if due > as_of:
        return ("n_inside",) if done else ("n_inside", "n_open_inside")
    if done is None:
        return ("n_late_open", "n_due")
    if done > due:
        return ("n_late_done", "n_due")
    # what goes online over a weekend belongs to the next working day
    while not is_own and begun < done < due and done not in working:
        done += DAY
    return ("n_in_time", "n_due", "n_last_day") if done == due else ("n_in_time", "n_due")


def counts(
    acts: list[Row], signed: list[Row], picture: str, working: set[date], as_of: date, *, decision_day_counts: bool
) -> dict[tuple[str, ...], Counter[str]]:
    """Per plan, leg, act, quarter, region and department."""
    rules = rows(picture)
    cells: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for leg, row, begun, done, own in legs(acts, signed):
        if begun > as_of:
            continue
        region = row["region_code"]
        plan = PLAN_OF[region[:2]]
        rule = limit_of(rules, plan, leg, row["act"], region, begun)
        if rule is None and leg in ("report", "collate"):
            continue
        done = done if done and done <= as_of else None
        due = own or (rule and due_day(begun, rule["days"], working, decision_day_counts=decision_day_counts))
        said = [
            "n_begun",
            *(states(begun, done, due, as_of, working, is_own=own is not None) if due else ["n_without_limit"]),
        ]
        said += ["n_done"] * (done is not None) + ["n_negative"] * (done is not None and done < begun)
        said += ["n_own_limit"] * (own is not None)
        for place in UP[region]:
            for department in (row["department_code"], "*"):
                cells[plan, leg, row["act"], quarter_of(begun), place, department].update(said)
    return cells
