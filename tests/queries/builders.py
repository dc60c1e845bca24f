"""What a test need not draw: the columns of every feed, and a plain value for each that the test is silent about."""

from __future__ import annotations

from typing import Any

OFFICE = {"department_code": "market_regulation", "region_code": "360102"}

# feed -> column -> (type, what stands there when a picture does not draw it)
FEEDS: dict[str, dict[str, tuple[str, Any]]] = {
    "entities": {
        "entity_id": ("varchar", "E{n}"), "subject_class": ("varchar", "enterprise"), "region_code": ("varchar", "360102"),
        "sector": ("varchar", None), "above_scale": ("boolean", None), "registered_on": ("date", "2000-01-01"),
        "deregistered_on": ("date", None),
    },
    "grades": {
        "entity_id": ("varchar", "E1"), "scheme": ("varchar", "market_risk"), "grade": ("varchar", None),
        "tier": ("varchar", None), "valid_from": ("date", "2000-01-01"), "valid_to": ("date", None),
    },
    "archives": {
        "entity_id": ("varchar", "E1"), "archive_kind": ("varchar", "public_credit"),
        "department_code": ("varchar", "market_regulation"), "opened_on": ("date", "2020-01-01"),
        "updated_on": ("date", None), "closed_on": ("date", None),
    },
    "decisions": {
        "decision_id": ("varchar", "D{n}"), "entity_id": ("varchar", None), "act": ("varchar", "penalty"),
        "department_code": ("varchar", "market_regulation"), "region_code": ("varchar", "360102"),
        "decided_on": ("date", "2020-06-01"), "decided_at": ("timestamp", None), "due_on": ("date", None),
        "due_at": ("timestamp", None), "published_on": ("date", None), "published_at": ("timestamp", None),
        "reported_on": ("date", None), "collated_on": ("date", None),
    },
    "inspections": {
        "inspection_id": ("varchar", "I{n}"), "entity_id": ("varchar", "E1"),
        "department_code": ("varchar", "market_regulation"), "joint_departments": ("varchar", None),
        "region_code": ("varchar", "360102"), "tier": ("varchar", None), "selection": ("varchar", "random"),
        "mode": ("varchar", None), "inspected_on": ("date", "2020-06-01"), "result": ("varchar", "clean"),
        "published_on": ("date", None), "draw_id": ("varchar", None),
    },
    "returns": {
        "indicator": ("varchar", "M01-2"), "period": ("varchar", "2020Q2"), "region_code": ("varchar", "360102"),
        "department_code": ("varchar", "market_regulation"), "numerator": ("double", None), "denominator": ("double", None),
        "value": ("double", None), "reported_on": ("date", "2020-07-10"),
    },
    "task_reports": {
        "plan": ("varchar", "hegang-2020"), "task": ("varchar", "01"), "department_code": ("varchar", "market_regulation"),
        "reported_on": ("date", "2020-09-30"), "state": ("varchar", "started"), "percent": ("double", None),
        "evidence": ("varchar", None),
    },
}  # fmt: skip
SENT = {"_row": ("bigint", "{n}"), "_submission_id": ("varchar", "S1"), "_position": ("integer", 1), "_department": ("varchar", None)}


def columns(table: str) -> dict[str, tuple[str, Any]] | None:
    """Columns of raw_<feed> or stg_<feed>; None for a table that is no feed's."""
    room, _, feed = table.partition("_")
    if feed not in FEEDS or room not in ("raw", "stg"):
        return None
    if room == "raw":
        return FEEDS[feed] | SENT
    kept = {name: SENT[name] for name in ("_row", "_submission_id")}
    keeper = {"department_code": ("varchar", "market_regulation")} if feed == "entities" else {}
    return FEEDS[feed] | keeper | kept


def filled(table: str, drawn: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The drawn rows with every column of the table; {n} in a default is the row's number."""
    known = columns(table) or {}
    for row in drawn:
        assert set(row) <= set(known), f"{table} has no column {set(row) - set(known)}"
    return [
        tuple(row.get(name, default.format(n=n) if isinstance(default, str) else default) for name, (_, default) in known.items())
        for n, row in enumerate(drawn, 1)
    ]
