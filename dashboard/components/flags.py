"""One sentence of grounds for a judgement: the number, its interval, the bar it is held to, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.components import evidence, grounds
from dashboard.words import t

LEAST_TO_NAME = 30  # cases (rulings, nameable)


def figure(row: Mapping[str, Any]) -> str:
    """82.1%（1,204/1,466，95%区间 80.0–84.0%）."""
    if row["value"] is None:
        return words.blank(row.get("blank") or "not_returned")
    beside = [words.fraction(row["numerator"], row["denominator"])]
    if evidence.is_pooled(row):
        pooled = words.fraction(row["judged_x"], row["judged_n"])
        beside.append(t("flags.pooled", pooled=pooled, rate=words.percent(evidence.judged(row))))
    elif row["low"] is not None:
        beside.append(t("common.ci95", interval=words.interval(row["low"], row["high"], row["unit"])))
    beside = [part for part in beside if part]
    shown = words.value(row["value"], row["unit"])
    return shown + (t("flags.beside", parts=t("flags.comma").join(beside)) if beside else "")


def bar(row: Mapping[str, Any]) -> str:
    """What the value is held to, from the first reason code; empty where there is nothing to hold it to."""
    code = reason(row)
    below = "above" if row.get("comparator") == "<=" else "below"
    unit = row["unit"]
    if code in ("SURELY_UNDER_FLOOR", "UNDER_FLOOR"):
        return t(f"flags.{below}_floor", floor=words.value(row["floor"], unit))
    if code in ("SURELY_BEHIND_PACE", "BEHIND_PACE") and row["expected"] is not None:
        return t(f"flags.{below}_pace", expected=words.value(row["expected"], unit), target=target(row))
    if row["target"] is None:
        return ""
    return t(f"flags.{below}_target", target=target(row))


def target(row: Mapping[str, Any]) -> str:
    """年末目标 95.0% where it falls due with the quarter's own year, else the date beside it."""
    shown = words.value(row["target"], row["unit"])
    due = row["target_on"]
    if due is None:
        return t("flags.target", target=shown)
    if row.get("quarter") and str(due.year) == row["quarter"][:4] and (due.month, due.day) == (12, 31):
        return t("flags.target_year_end", target=shown)
    return t("flags.target_by", target=shown, day=words.day(due))


def shortfall(row: Mapping[str, Any]) -> str:
    """尚差189件, only where the gap can be counted in cases."""
    units = row.get("gap_units")
    return t("flags.short_by", n=words.number(abs(units))) if units is not None and units <= -1 else ""


def duration(row: Mapping[str, Any]) -> str:
    """How many of the last three quarters it lagged, and where that is not enough to be named, what is missing."""
    n = min(max(row.get("n_lagging_of_three") or 0, 1), 3)
    said = t(f"flags.lagging_{n}")
    return said if row.get("is_nameable") or n == 1 else said + t("flags.comma") + t(f"flags.unnamed_{unnamed(row)}")


def unnamed(row: Mapping[str, Any]) -> str:
    """What a 滞后 lacks to be named: quarters, cases, or a chance small enough after correction."""
    if (row.get("n_lagging_of_three") or 0) < 2:
        return "quarters"
    return "cases" if (row.get("judged_n") or 0) < LEAST_TO_NAME else "chance"


def sentence(row: Mapping[str, Any]) -> str:
    """The whole sentence about one indicator, without its subject."""
    standing = [t("flags.is", name=words.named(row), figure=figure(row)), bar(row), shortfall(row)]
    parts = [t("flags.comma").join(part for part in standing if part), grounds.decided(row), duration(row)]
    return t("flags.semicolon").join(part for part in parts if part)


def reason(row: Mapping[str, Any]) -> str:
    """The most decisive reason code."""
    return (row.get("reasons") or "").split(",")[0]


def why(row: Mapping[str, Any]) -> str:
    """The reason in words, for tables and tooltips."""
    code = reason(row)
    return t(f"flags.reason.{code}") if code and words.has(f"flags.reason.{code}") else code
