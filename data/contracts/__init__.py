"""The feeds departments send, one module each. A new feed is a module and a line here."""

from __future__ import annotations

from data.contracts import archives, decisions, entities, grades, inspections, listings, repairs, returns, task_reports
from data.contracts.contract import Contract, Say

VERSION = 1  # part of the name of every staged file: raise it when a contract changes what is kept

FEEDS: dict[str, Contract] = {
    module.CONTRACT.feed: module.CONTRACT
    for module in (entities, grades, archives, decisions, inspections, listings, repairs, returns, task_reports)
}

__all__ = ["FEEDS", "VERSION", "Contract", "Say"]
