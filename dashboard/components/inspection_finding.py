"""The title of the page `inspections`: what the figures say for the current filter, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import inspection_words as say
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMES = 3
BUT = {"rising": "rising_but", "rising_unsure": "no_evidence_but", "no_evidence": "no_evidence_but"}


def title(view: Scope, ratio: Mapping[tuple[str, str], Row], gradient: Row | None, inverted: Sequence[Row]) -> str:
    """The gradient first, then who is inverted although the whole is not, then what the riskiest tier still lacks."""
    state = say.verdict(gradient) if gradient else "too_few"
    names = _named(view, inverted)
    if state != "inverted" and names:
        return t(f"inspections.title.{BUT.get(state, 'inverted_but')}", names=names)
    if gradient is None or state in ("too_few", "one_tier"):
        return t(f"inspections.title.{state}")
    low, high = _share(ratio, gradient["tier_from"]), _share(ratio, gradient["tier_to"])
    if state == "inverted" and (low is None or high is None or high >= low):
        state = "inverted_overall"  # the tiers between decide the trend
    ends = {
        "here": say.here(view),
        "low": say.tier_short(gradient["tier_from"]),
        "high": say.tier_short(gradient["tier_to"]),
        "low_rate": words.percent(low),
        "high_rate": words.percent(high),
    }
    return t(f"inspections.title.{state}", **ends) + _short(ratio)


def _share(ratio: Mapping[tuple[str, str], Row], tier: str) -> float | None:
    row = ratio.get((tier, "random"))
    return say.share(row["n_inspected"], row["n_register"]) if row else None


def _named(view: Scope, inverted: Sequence[Row]) -> str:
    """The inverted offices by name; the chosen region's own departments only where no office below is named."""
    below = [r for r in inverted if r["region_code"] != view.region] or inverted
    if not below:
        return ""
    return words.listed([say.office(view, r["region_code"], r["department_code"]) for r in below], MOST_NAMES)


def _short(ratio: Mapping[tuple[str, str], Row]) -> str:
    """What the riskiest tier with a band still lacks."""
    for tier in ("D", "C"):
        row = ratio.get((tier, "random"))
        if row and row["n_short"]:
            return t("inspections.title.short", tier=say.tier_short(tier), n=words.number(row["n_short"]))
    return ""
