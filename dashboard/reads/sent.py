"""What was sent of the feeds a page draws on, and what of it was refused."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row


def feeds(scope: Scope, named: Iterable[str]) -> dict[str, Row]:
    """Files, rows and last day of receipt, by feed; a feed nobody sent is not there."""
    return {row["feed"]: row for row in base.rows(scope, "sent_feeds", feeds=",".join(named))}


def refused(scope: Scope, named: Iterable[str]) -> list[Row]:
    """Rules that refused rows of the feeds, those that refused most first."""
    return base.rows(scope, "sent_refused", feeds=",".join(named))
