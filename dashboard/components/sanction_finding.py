"""The page's title: how much of what was owed was applied, where the chain breaks and with whom, and whether it did anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import sanction_words as say
from dashboard.reads import sanction_steps as steps
from dashboard.reads import sanctions
from dashboard.reads.sanction_claims import Claim
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMED = 2


def title(view: Scope, row: Row, codes: Sequence[str], departments: Sequence[Row], claims: Mapping[str, Claim]) -> str:
    """`row`: the measures `codes` together; departments: their rows; claims: of the measures with a row of effect."""
    parts = [_owed(view, row, codes), _broken(row, codes, departments), _effects(view, codes, claims)]
    return say.here(view) + t("sanctions.finding.joint").join(p for p in parts if p)


def without_measures(view: Scope, *, is_listed: bool) -> str:
    """The title where nothing is owed: listed all the same, or not; a department may list, apply, or neither."""
    alone = "_by_department" if view.department != ALL else ""
    return say.here(view) + t(f"sanctions.title.{'no_measures' if is_listed else 'quiet'}{alone}")


def which(view: Scope, codes: Sequence[str]) -> str:
    """The measures asked about, in words: the plan's own (one alone by name), or all."""
    if len(codes) == 1 and codes != [ALL]:
        return t("sanctions.finding.one", name=say.measure(view, codes[0]))
    return t("sanctions.finding.all") if codes == [ALL] else t("sanctions.finding.key", n=len(codes))


def _owed(view: Scope, row: Row, codes: Sequence[str]) -> str:
    named = which(view, codes)
    if not row["n_owed"]:
        return t("sanctions.finding.none_owed", which=named)
    share = words.percent(row["applied_rate"])
    return t("sanctions.finding.applied", which=named, n=words.number(row["n_owed"]), share=share)


def _broken(row: Row, codes: Sequence[str], departments: Sequence[Row]) -> str:
    state = steps.breaks(row)
    if state is None:
        return t("sanctions.finding.unbroken") if row["n_owed"] else ""
    n = words.number(row[state])
    names = [words.named(r) or r["department_code"] for r in by_whom(departments, codes, state)]
    if not names or len(_behind(departments, codes, state)) < 2:
        return t("sanctions.finding.broken", step=t(f"sanctions.breaks.{state}"), n=n)
    return t(
        "sanctions.finding.broken_by", step=t(f"sanctions.breaks.{state}"), n=n, names=words.listed(names, MOST_NAMED)
    )


def _behind(departments: Sequence[Row], codes: Sequence[str], state: str) -> list[Row]:
    """One row per department: what it lost at this step over the measures asked about."""
    summed: dict[str, dict[str, Any]] = {}
    for row in departments:
        if row["measure_code"] in codes and row.get(state):
            held = summed.setdefault(row["department_code"], {**row, state: 0})
            held[state] += row[state]
    return list(summed.values())


def by_whom(departments: Sequence[Row], codes: Sequence[str], state: str) -> list[Row]:
    """The departments that hold half of the loss at a step."""
    return steps.by_whom(_behind(departments, codes, state), state)


def _effects(view: Scope, codes: Sequence[str], claims: Mapping[str, Claim]) -> str:
    """How many of the measures do something, by claim; without any result nothing is said."""
    asked = [claims[code].claim for code in (claims if codes == [ALL] else codes) if code in claims]
    if not asked:
        later = sanctions.told(view)["latest_effects"]
        return (
            t("sanctions.finding.effects_later", quarter=words.quarter(later))
            if later
            else t("sanctions.finding.no_effects")
        )
    counted = {claim: asked.count(claim) for claim in say.MARKS}
    said = [t(f"sanctions.finding.{claim}", n=words.number(n)) for claim, n in counted.items() if n]
    return t("sanctions.finding.enum").join(said)
