"""The one sentence that says why a judgement is what it is, with the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.words import t

SIGNS = {">=": "ge", "<=": "le", "=": "eq"}


def target(value: float | None, comparator: str | None, unit: str | None) -> str:
    """≥95.0%, ≤3, 120: a numbered target as the plan compares it. Targets without a number never come here."""
    return t(f"grounds.sign.{SIGNS.get(comparator or '=', 'eq')}", value=words.value(value, unit))


def sentence(row: Mapping[str, Any], unit: str | None) -> str:
    """The grounds of one row of stat_judgement (value, numerator, denominator, low, high, target ..., reasons), in plain words."""
    reason = (row.get("reasons") or "NOT_REPORTED").split(",")[0]
    if row.get("blank") and row["blank"] != "not_returned":
        return words.blank(row["blank"])
    said = t(
        f"grounds.{reason}",
        value=_value(row, unit),
        target=_dated(row, unit),
        floor=target(row.get("floor"), row.get("comparator"), unit),
        expected=words.value(row.get("expected"), unit),
        interval=words.interval(row.get("low"), row.get("high"), unit) or t("grounds.no_interval"),
    )
    missing = row.get("gap_units")
    if (
        row.get("word") in ("lagging", "watch", "on_course", "not_met")
        and missing is not None
        and missing < 0
        and row.get("denominator")
    ):
        said += ("" if words.language() == "zh" else " ") + t("grounds.short_units", n=words.number(-missing))
    return said


def _value(row: Mapping[str, Any], unit: str | None) -> str:
    counts = words.fraction(row.get("numerator"), row.get("denominator"))
    shown = words.value(row.get("value"), unit)
    if not counts:
        return shown
    return f"{shown}（{counts}）" if words.language() == "zh" else f"{shown} ({counts})"


def _dated(row: Mapping[str, Any], unit: str | None) -> str:
    """The target in force with its date; a floor already passed where no further target lies ahead."""
    if row.get("target") is None:
        return target(row.get("floor"), row.get("comparator"), unit)
    said = target(row["target"], row.get("comparator"), unit)
    return t("grounds.on", target=said, day=words.day(row["target_on"])) if row.get("target_on") else said
