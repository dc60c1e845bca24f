"""What a test need not draw: the columns of every feed, and a plain value for each that the test is silent about."""

from __future__ import annotations

from typing import Any

OFFICE = {"department_code": "market_regulation", "region_code": "360102"}
OF_OFFICE = {name: ("varchar", code) for name, code in OFFICE.items()}

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
        "reported_on": ("date", None), "collated_on": ("date", None), "unpublished_on": ("date", None),
        "severity": ("varchar", None),
    },
    "inspections": {
        "inspection_id": ("varchar", "I{n}"), "entity_id": ("varchar", "E1"),
        "department_code": ("varchar", "market_regulation"), "joint_departments": ("varchar", None),
        "region_code": ("varchar", "360102"), "tier": ("varchar", None), "selection": ("varchar", "random"),
        "mode": ("varchar", None), "inspected_on": ("date", "2020-06-01"), "result": ("varchar", "clean"),
        "published_on": ("date", None), "draw_id": ("varchar", None),
    },
    "returns": {
        "return_id": ("varchar", None), "indicator": ("varchar", "M01-2"), "period": ("varchar", "2020Q2"), "region_code": ("varchar", "360102"),
        "department_code": ("varchar", "market_regulation"), "numerator": ("double", None), "denominator": ("double", None),
        "value": ("double", None), "reported_on": ("date", "2020-07-10"),
    },
    "task_reports": {
        "plan": ("varchar", "hegang-2020"), "task": ("varchar", "01"), "department_code": ("varchar", "market_regulation"),
        "reported_on": ("date", "2020-09-30"), "state": ("varchar", "started"), "percent": ("double", None),
        "evidence": ("varchar", None),
    },
    "commitments": {
        "commitment_id": ("varchar", "C{n}"), "entity_id": ("varchar", "E1"), "kind": ("varchar", "proactive"), **OF_OFFICE,
        "signed_on": ("date", "2020-06-01"), "handling": ("varchar", None), "papers_due_on": ("date", None), "papers_on": ("date", None),
        "published_on": ("date", None), "due_on": ("date", None),
        "checked_on": ("date", None), "outcome": ("varchar", None), "shared_on": ("date", None), "handled_on": ("date", None),
    },
    "inspection_plans": {
        **OF_OFFICE, "year": ("varchar", "2020"), "scheme": ("varchar", "market_risk"), "tier": ("varchar", "B"),
        "ratio_low": ("double", 0.05), "ratio_high": ("double", 0.2), "yearly_cap": ("double", None),
    },
    "draws": {
        "draw_id": ("varchar", "R{n}"), **OF_OFFICE, "drawn_on": ("date", "2020-06-01"), "tier": ("varchar", "B"),
        "n_frame": ("double", 100), "n_drawn": ("double", 10),
    },
    "listings": {
        "listing_id": ("varchar", "L{n}"), "entity_id": ("varchar", "E1"), "list": ("varchar", "joint_sanction"),
        "grade": ("varchar", None), "ground": ("varchar", "ground"), "document": ("varchar", None), **OF_OFFICE,
        "listed_on": ("date", "2020-06-01"),
        "notified_on": ("date", None), "published_on": ("date", None), "complied_on": ("date", None),
        "expires_on": ("date", None), "exited_on": ("date", None), "exit_reason": ("varchar", None),
    },
    "measures": {
        "measure_id": ("varchar", "M{n}"), "listing_id": ("varchar", "L1"), "measure_code": ("varchar", "tender"), **OF_OFFICE,
        "basis": ("varchar", None), "due_on": ("date", "2020-06-20"), "checked_on": ("date", None), "applied_on": ("date", None),
        "fed_back_on": ("date", None), "effect": ("varchar", None), "amount": ("double", None),
        "limit_until": ("date", None), "ended_on": ("date", None),
    },
    "repairs": {
        "repair_id": ("varchar", "P{n}"), "listing_id": ("varchar", "L1"), "decision_id": ("varchar", None), **OF_OFFICE,
        "applied_on": ("date", "2020-06-01"), "accepted_on": ("date", None), "decided_on": ("date", None),
        "outcome": ("varchar", None), "unpublished_on": ("date", None), "audited_on": ("date", None),
        "audit_result": ("varchar", None),
    },
    "objections": {
        "objection_id": ("varchar", "O{n}"), "listing_id": ("varchar", "L1"), "decision_id": ("varchar", None), **OF_OFFICE,
        "raised_on": ("date", "2020-06-01"), "suspended_on": ("date", None), "answered_on": ("date", None),
        "upheld": ("boolean", None), "corrected_on": ("date", None),
    },
    "interviews": {
        "interview_id": ("varchar", "T{n}"), "listing_id": ("varchar", None), "entity_id": ("varchar", "E1"),
        "kind": ("varchar", "reminder"), **OF_OFFICE, "held_on": ("date", "2020-06-01"), "rectify_by": ("date", None),
        "rectified_on": ("date", None), "recorded_on": ("date", None),
    },
    "credit_checks": {
        "check_id": ("varchar", "K{n}"), "matter": ("varchar", "procurement"), **OF_OFFICE, "decided_on": ("date", "2020-06-01"),
        "checked_on": ("date", None), "hit": ("boolean", None), "restricted": ("boolean", None), "report_used": ("boolean", None),
    },
}  # fmt: skip
SENT = {
    "_row": ("bigint", "{n}"),
    "_submission_id": ("varchar", "S1"),
    "_position": ("integer", 1),
    "_department": ("varchar", None),
}


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
        tuple(
            row.get(name, default.format(n=n) if isinstance(default, str) else default)
            for name, (_, default) in known.items()
        )
        for n, row in enumerate(drawn, 1)
    ]
