"""The day after which nothing can have happened, where a source does not name it. Never the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from data.ingest.ledger import latest_believable
from data.ingest.source import Sent

Results = Sequence[dict[str, Any]]  # one a file, as the warehouse keeps them


def default_day(sent: Sequence[Sent], done: Results) -> date:
    """The latest date of receipt or report; else the latest believable event; else the day before any."""
    received = [s.received_on for s in sent if s.received_on]
    reported = [date.fromisoformat(r["reported"]) for r in done if r["reported"]]
    if reported and (last := latest_believable(pl.Series(reported))):
        received.append(last)
    return max(received) if received else latest_of(done) or date(1970, 1, 1)


def last_bound(day: date, done: Results) -> date:
    """Where no as-of date was given, events after the last report are kept; only slips are refused."""
    return max(day, latest_of(done) or day)


def latest_of(done: Results) -> date | None:
    """The latest believable day over all files."""
    days = [date.fromisoformat(r["latest"]) for r in done if r["latest"]]
    return latest_believable(pl.Series(days)) if days else None


def is_late(result: dict[str, Any], bound: date) -> bool:
    """Could the outcome differ under this bound? Only where a day was, or would be, refused as lying in the future."""
    if result["bound"] == bound.isoformat():
        return False
    return bool(result["late"] or (result["latest"] and result["latest"] > bound.isoformat()))


def iso(day: date | None) -> str | None:
    """A day as JSON."""
    return day.isoformat() if day else None
