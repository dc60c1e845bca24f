"""The judgements of the chosen office and quarter, and the cards they belong to: read once, shared by every page that shows some."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row

NOTHING: Row = dict.fromkeys(
    ("value", "low", "high", "numerator", "denominator", "target", "comparator", "word", "blank", "origin")
)


def here(scope: Scope) -> dict[str, Row]:
    """By indicator, whatever was judged of the chosen region and department in the quarter."""
    return {row["indicator"]: row for row in base.rows(scope, "judged_here")}


def of_mechanisms(scope: Scope, mechanisms: Collection[str]) -> dict[str, Row]:
    """Every card of these mechanisms by code, in the order of the catalogue, with its figure where there is one.

    Joined here: as one statement it took DuckDB three times as long to plan.
    """
    found = {row["indicator"]: row for row in base.rows(scope, "judged_figures")}
    return {
        card["indicator"]: {**card, **{k: found.get(card["indicator"], NOTHING)[k] for k in NOTHING}}
        for card in base.rows(scope, "judged_cards")
        if card["mechanism"] in mechanisms
    }
