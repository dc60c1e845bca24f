"""What every block of the page `regions` says the same way: regions, ranks, tiers, values, why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.reads import regions, shell
from dashboard.words import t

Row = Mapping[str, Any]


def card(view: Scope) -> Row:
    """The chosen indicator: names, unit, direction."""
    return shell.indicators(view).get(view.indicator, {})


def indicator(view: Scope) -> str:
    """Its name."""
    return words.named(card(view)) or view.indicator


def unit(view: Scope) -> str:
    """Its unit."""
    return str(card(view).get("unit") or "")


def name(view: Scope, code: str) -> str:
    """A region's name."""
    return words.named(shell.region_names(view).get(code, {})) or code


def full(view: Scope, code: str) -> str:
    """With the city it lies in, where its name alone does not say which."""
    parent = shell.regions(view).get(code, {})
    city = words.pick(parent, "parent")
    return f"{city}{t('regions.of')}{name(view, code)}" if city else name(view, code)


def some(view: Scope, codes: Sequence[str], most: int = 3) -> str:
    """A few of them by name."""
    return words.listed([name(view, code) for code in codes], most)


def many(level: str, n: int) -> str:
    """27个县（市、区）."""
    return t(f"regions.many.{level}", n=words.number(n))


def ranks(row: Row) -> str:
    """3–11, or one number where nothing else is possible; empty where not ranked."""
    if row.get("rank_low") is None:
        return ""
    low, high = words.number(row["rank_low"]), words.number(row["rank_high"])
    return low if low == high else f"{low}–{high}"


def tier(row: Row) -> str:
    """What the interval of ranks allows to say; empty where not ranked."""
    return t(f"regions.tier.{row['tier']}") if row.get("tier") else ""


def counts(view: Scope, row: Row) -> str:
    """82.1% (821/1,000), 12."""
    shown = words.value(row["value"], unit(view))
    behind = words.fraction(row["numerator"], row["denominator"]) if row["denominator"] else ""
    return t("regions.of_cases", value=shown, cases=behind) if behind else shown


def why_blank(row: Row) -> str:
    """Why there is no figure."""
    if row.get("why"):
        return t(f"regions.why.{row['why']}")
    return words.blank(row.get("blank"))


def why_unranked(view: Scope, row: Row) -> str:
    """Why there is no place among the others; empty where there is one."""
    if row.get("rank") is not None:
        return ""
    if row["value"] is None:
        return why_blank(row)
    if view.department != "*":
        return t("regions.excluded.one_department")
    return t(f"regions.excluded.{row['excluded']}") if row.get("excluded") else t("regions.excluded.untested")


def gap(view: Scope, row: Row) -> str:
    """Distance to the middle of the peers, better or worse."""
    if row.get("gap") is None:
        return words.NONE
    if not row["gap"]:
        return t("regions.gap.none")
    size = words.change(abs(row["gap"]), unit(view)).removeprefix("+")
    return t("regions.gap.better" if row["gap"] > 0 else "regions.gap.worse", gap=size)


def peers(view: Scope) -> str:
    """Who is compared, in words."""
    asked = regions.peers_asked(view)
    return t(f"regions.peers.by_{asked}") if asked in ("kind", "map") else t("regions.peers.by_structure", k=asked)
