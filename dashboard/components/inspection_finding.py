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


def title(view: Scope, ratio: Mapping[tuple[str, str], Row], gradient: Row | None, inverted: Sequence[Row]) -> str:
    """The gradient first, then who is inverted although the whole is not, then what the riskiest tier still lacks."""
    if gradient is None or gradient["state"] in ("too_few", "one_tier"):
        state = gradient["state"] if gradient else "too_few"
        names = _named(view, inverted)
        return t("inspections.title.inverted_but", names=names) if names else t(f"inspections.title.{state}")
    ends = {
        "here": say.here(view),
        "low": say.tier_short(gradient["tier_from"]),
        "high": say.tier_short(gradient["tier_to"]),
        "low_rate": _rate(ratio, gradient["tier_from"]),
        "high_rate": _rate(ratio, gradient["tier_to"]),
    }
    if gradient["state"] == "inverted":
        return t("inspections.title.inverted", **ends) + _short(ratio)
    names = _named(view, inverted)
    if names:
        return t(f"inspections.title.{gradient['state']}_but", names=names)
    return t(f"inspections.title.{gradient['state']}", **ends) + _short(ratio)


def _rate(ratio: Mapping[tuple[str, str], Row], tier: str) -> str:
    row = ratio.get((tier, "random"))
    return words.percent(say.share(row["n_inspected"], row["n_register"]) if row else None)


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
