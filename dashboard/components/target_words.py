"""What every block of the page `targets` says the same way: units, chances, why there is none, cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.reads import shell
from dashboard.words import t

Row = Mapping[str, Any]
NEAR = 0.02


def place(view: Scope) -> str:
    """The chosen region by its name."""
    return words.named(shell.region_names(view).get(view.region, {})) or view.region


def fine(card: Row, row: Row) -> Row:
    """The card with a second digit for rates within two points of an end, where one digit would make all of them alike."""
    top = card["ceiling"] if card["ceiling"] is not None else 1.0
    known = [v for v in (row["value"], row["best"]) if v is not None]
    is_fine = card["unit"] == "percent" and any(v < NEAR or v > top - NEAR for v in known)
    return {**card, "digits": 2 if is_fine else 1}


def value(amount: float | None, card: Row) -> str:
    """A value in the unit of the card."""
    return (
        words.percent(amount, card.get("digits", 1)) if card["unit"] == "percent" else words.value(amount, card["unit"])
    )


def change(difference: float | None, card: Row) -> str:
    """A signed difference in the unit of the card; what rounds to nothing has no sign."""
    is_rate, digits = card["unit"] == "percent", card.get("digits", 1)
    said = words.points(difference, digits) if is_rate else words.change(difference, card["unit"])
    return said if re.search("[1-9]", said) else said.lstrip("+−")


def aimed(aim: float, card: Row) -> str:
    """≥95.0%, ≤3.0%: a proposal as a plan would write it."""
    return t(f"grounds.sign.{'le' if card['direction'] == 'down' else 'ge'}", value=value(aim, card))


def many(among: str, n: int) -> str:
    """100个县（市、区）, 20个部门, 1 county."""
    if n == 1:
        return t(f"targets.many_one.{among}", n=words.number(n))
    return t(f"targets.many.{among}", n=words.number(n))


def level(among: str) -> str:
    """县（市、区）, 设区市, 部门."""
    return t(f"targets.level.{among}")


def chance(p: float | None) -> str:
    """A chance in whole per cent; never 0 or 100."""
    return words.percent(p, 0)


def why(row: Row, card: Row) -> str:
    """Why no chance is stated, and the way out; empty where one is."""
    if card["direction"] not in ("up", "down"):
        return t("targets.reason.NO_DIRECTION")
    code = row.get("reason")
    return t(f"targets.reason.{code}", n=words.number(row.get("n_points"))) if code else ""


def counted(card: Row) -> str:
    """What the numerator counts, in the card's words."""
    return words.pick(card, "numerator") or t("targets.cases")


def unit_name(row: Row) -> str:
    """A region or department by its name."""
    return words.named(row)
