"""The feeds departments send, one module each. A new feed is a module and a line here."""

from __future__ import annotations

from data.contracts import (
    archives,
    commitments,
    credit_checks,
    decisions,
    draws,
    entities,
    grades,
    inspection_plans,
    inspections,
    interviews,
    listings,
    measures,
    objections,
    repairs,
    returns,
    task_reports,
)
from data.contracts.contract import Contract, Say

VERSION = 2  # part of the name of every staged file: raise it when a contract changes what is kept

FEEDS: dict[str, Contract] = {
    module.CONTRACT.feed: module.CONTRACT
    for module in (
        entities, grades, archives, commitments, decisions, inspection_plans, draws, inspections, listings, measures,
        repairs, objections, interviews, credit_checks, returns, task_reports,
    )
}  # fmt: skip

__all__ = ["FEEDS", "VERSION", "Contract", "Say"]
