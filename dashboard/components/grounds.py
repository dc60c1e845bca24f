"""The one sentence that says why a verdict is what it is: where the unit stands, what decided, with the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard import words
from dashboard.components import evidence
from dashboard.words import t

Row = Mapping[str, Any]
SIGNS = {">=": "ge", "<=": "le", "=": "eq"}
WITHOUT_TARGET = ("GOOD", "STABLE")
# What decided, by the line of the table that fired (metrics/verdict.TABLE); the standing against the plan always comes first.
DECIDED: dict[tuple[int, str], tuple[Callable[[Row], str], ...]] = {
    (2, "NOT_ASSESSABLE"): (
        lambda row: evidence.no_series(row) if row.get("no_series") and not evidence.signal(row, "V") else "",
    ),
    (3, "NO_TARGET"): (evidence.untested,),
    (3, "LAGGING_PEERS"): (evidence.peers,),
    (3, "DETERIORATING"): (evidence.change,),
    (3, "WATCH"): (evidence.tested,),
    (3, "GOOD"): (evidence.tested,),
    (3, "STABLE"): (evidence.tested,),
    (4, "ON_TRACK"): (evidence.forecast,),
    (5, "LAGGING"): (evidence.peers,),
    (6, "DETERIORATING"): (evidence.change,),
    (7, "LAGGING"): (evidence.assurance, evidence.peers),
    (8, "SHORTFALL_SHARED"): (evidence.assurance, evidence.excused),
    (10, "IMPROVING_BELOW_TARGET"): (evidence.change,),
    (11, "BELOW_TARGET"): (evidence.assurance, evidence.peers),
    (14, "MET_STABLE"): (evidence.assurance,),
    (15, "MET_UNPROVEN"): (evidence.assurance,),
    (16, "MET_UNSTABLE"): (evidence.assurance,),
}


def target(value: float | None, comparator: str | None, unit: str | None) -> str:
    """≥95.0%, ≤3, 120: a numbered target as the plan compares it. Targets without a number never come here."""
    return t(f"grounds.sign.{SIGNS.get(comparator or '=', 'eq')}", value=words.value(value, unit))


def word(row: Row) -> str:
    """The word of a verdict: 达标（无目标） where nothing was promised, 滞后（待核） where it may not be named."""
    if row.get("word") == "met" and row.get("code") in WITHOUT_TARGET:
        return t("common.judgement.met_no_target")
    if row.get("word") == "lagging" and not row.get("is_nameable") and not evidence.is_whole(row):
        return t("common.judgement.lagging_unverified")
    return words.judgement(row.get("word"))


def sentence(row: Row, unit: str | None = None) -> str:
    """Standing against the plan, what decided, and what is missing in cases: one row of stat_judgement in plain words.

    row: with unit, direction and series of its card.
    """
    row = row if unit is None else {**row, "unit": unit}
    if row.get("blank") and row["blank"] != "not_returned":
        return words.blank(row["blank"])
    parts = [standing(row), *_decided(row)]
    missing = row.get("gap_units")
    falls_short = row.get("word") in ("lagging", "watch", "on_course", "not_met")
    if falls_short and missing is not None and missing < 0 and row.get("denominator"):
        parts.append(t(f"grounds.{'over' if is_at_most(row) else 'short'}_units", n=words.number(-missing)))
    return ("" if words.language() == "zh" else " ").join(part for part in parts if part)


def _decided(row: Row) -> list[str]:
    said = decided(row)
    return [t("grounds.ends", said=said[:1].upper() + said[1:])] if said else []


def decided(row: Row) -> str:
    """What decided beyond the standing, as a phrase; empty where the standing alone did."""
    number, code = row.get("rule_number"), row.get("code")
    if number is None or code is None:
        return ""
    if number in (9, 12, 13):
        against = [f for letter, f in _BY_SIGNAL.items() if evidence.signal(row, letter) in _AGAINST[letter]]
        asked = [f for f in against if number != 9 or f is evidence.forecast]
    else:
        asked = list(DECIDED.get((number, code), ()))
    return t("evidence.semicolon").join(part for part in (f(row) for f in asked) if part)


_BY_SIGNAL = {"P": evidence.peers, "V": evidence.change, "F": evidence.forecast}
_AGAINST = {"P": ("P3", "P4"), "V": ("V3",), "F": ("F3",)}


def standing(row: Row) -> str:
    """Where the value stands against the plan, in a whole sentence; also for a row that holds no code at all."""
    unit = row.get("unit")
    reason = (row.get("reasons") or ("NO_TARGET" if row.get("value") is not None else "NOT_REPORTED")).split(",")[0]
    if reason == "TOO_FEW":
        return _too_few(row)
    interval = words.interval(row.get("low"), row.get("high"), unit) or t("grounds.no_interval")
    return t(
        f"grounds.{reason}",
        value=_value(row),
        target=_dated(row),
        floor=target(row.get("floor"), row.get("comparator"), unit),
        expected=words.value(row.get("expected"), unit),
        interval=t("grounds.pooled_interval") if evidence.is_pooled(row) else interval,
        behind=t(f"grounds.{'above' if is_at_most(row) else 'behind'}"),
    )


def is_at_most(row: Row) -> bool:
    """Whether less is better: a target is a most, a shortfall an excess."""
    return row.get("comparator") == "<=" or row.get("direction") == "down"


def _too_few(row: Row) -> str:
    """18件，至少需30件: too few even with four quarters together, where they were."""
    n, more = row.get("judged_n"), row.get("change_units")
    if n is None or row.get("change_code") != "MORE_CASES" or more is None:
        return t("grounds.TOO_FEW", value=_value(row))
    return t("grounds.TOO_FEW_OF", value=_value(row), n=words.number(n), least=words.number(n + more))


def _value(row: Row) -> str:
    counts = words.fraction(row.get("numerator"), row.get("denominator"))
    shown = _exact(row)
    if not counts:
        return shown
    if evidence.is_pooled(row):
        together = words.fraction(row["judged_x"], row["judged_n"])
        counts = t("grounds.pooled", counts=counts, pooled=together, rate=words.percent(evidence.judged(row)))
    return f"{shown}（{counts}）" if words.language() == "zh" else f"{shown} ({counts})"


def _exact(row: Row) -> str:
    """The value; to a further digit where it would read like the level it is held to and is not quite there."""
    value, unit = row.get("value"), row.get("unit")
    shown = words.value(value, unit)
    bars = [row.get(k) for k in ("target", "floor", "expected")]
    near = any(bar is not None and bar != value and words.value(bar, unit) == shown for bar in bars)
    return words.percent(value, 2) if near and unit == "percent" else shown


def _dated(row: Row) -> str:
    """The target in force with its date; a floor already passed where no further target lies ahead."""
    unit = row.get("unit")
    if row.get("target") is None:
        return target(row.get("floor"), row.get("comparator"), unit)
    said = target(row["target"], row.get("comparator"), unit)
    return t("grounds.on", target=said, day=words.day(row["target_on"])) if row.get("target_on") else said


def otherwise(row: Row) -> str:
    """What would change this verdict: 再有37件…即…; in general words where no single number does."""
    code, units = row.get("change_code"), row.get("change_units")
    if row.get("blank") and row["blank"] != "not_returned":
        return t("grounds.change.hidden")
    told = {
        "REPORT": lambda: t("grounds.change.REPORT"),
        "MORE_CASES": lambda: t("grounds.change.MORE_CASES", n=words.number(units)),
        "MORE_PERIODS": lambda: t("grounds.change.MORE_PERIODS", n=words.number(units)),
        "BACK_TO_CENTRE": lambda: _back_to_centre(row),
        "CASES_TO_SPARE": lambda: t("grounds.change.CASES_TO_SPARE", n=words.number(units)),
    }
    if code in ("CASES_TO_PEERS", "CASES_TO_MILESTONE", "CASES_TO_TARGET") and units is not None and units > 0:
        return t(
            f"grounds.change.{code}",
            cases=_cases(row, units),
            milestone=words.value(row.get("milestone"), row.get("unit")),
        )
    if code in told and (units is not None or code == "REPORT"):
        return told[code]()
    return t(f"grounds.change.of_{row.get('word') or 'no_target'}")


def _cases(row: Row, units: float) -> str:
    """37 more cases, or fewer where less is better; a count has no cases behind it."""
    if row.get("unit") != "percent":
        return t("grounds.change.amount", n=words.value(units, row.get("unit")))
    return t(f"grounds.change.{'fewer' if is_at_most(row) else 'more'}", n=words.number(units))


def _back_to_centre(row: Row) -> str:
    what = "net" if row.get("series") == "stock" else "value"
    side = "below" if row.get("direction") == "down" else "above"
    shown = (words.change if what == "net" else words.value)(row.get("change_units"), row.get("unit"))
    return t(f"grounds.change.BACK_{what}_{side}", centre=shown)
