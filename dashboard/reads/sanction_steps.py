"""The steps a measure takes, the share that took each, and where most are lost. What is not due stays out of every share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from metrics.rates import wilson

Row = Mapping[str, Any]
STEPS = ("checked", "applied", "fed_back", "effect")
LOSSES = ("n_unchecked", "n_unapplied", "n_not_fed_back")  # in the order of the chain
APART = ("n_not_due", "n_suspended", "n_void")  # neither done nor missed
STATES = (
    "n_fed_back_effect",
    "n_fed_back_unstated",
    "n_feedback_open",
    "n_not_fed_back",
    "n_unapplied",
    "n_unchecked",
    *APART,
)
ADDED = (
    "n_measures", "n_owed", "n_checked", "n_applied", "n_applied_late", "n_fed_back", "n_effect_complied", "n_effect_partly",
    "n_effect_none", "n_in_force", "n_ended", "n_with_amount", "amount", *STATES,
)  # fmt: skip


def counts(row: Row) -> dict[str, tuple[int, int]]:
    """step -> (x, n). Fed back: of those whose feedback is given or overdue; effect: of those that state one."""
    effects = (row.get("n_effect_complied") or 0, row.get("n_effect_partly") or 0, row.get("n_effect_none") or 0)
    back = row.get("n_fed_back") or 0
    return {
        "checked": (row["n_checked"] or 0, row["n_owed"] or 0),
        "applied": (row["n_applied"] or 0, row["n_owed"] or 0),
        "fed_back": (back, back + (row.get("n_not_fed_back") or 0)),
        "effect": (effects[0], sum(effects)),
    }


def rated(row: Row) -> dict[str, Any]:
    """The row with <step>_x, _n, _rate, _low, _high (Wilson 95 %); None where nothing can be divided."""
    found = counts(row)
    x, n = ([found[s][i] for s in STEPS] for i in (0, 1))
    low, high = wilson(x, n)
    laid: dict[str, Any] = dict(row)
    for i, step in enumerate(STEPS):
        has = n[i] > 0
        ends = (x[i] / n[i], float(low[i]), float(high[i])) if has else (None, None, None)
        laid |= {f"{step}_x": x[i], f"{step}_n": n[i]}
        laid |= {f"{step}_{k}": v for k, v in zip(("rate", "low", "high"), ends, strict=True)}
    return laid


def pooled(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Several measures as one row: counts added. Entities and medians do not add up and are left out."""
    if not rows:
        return None
    added = {key: sum(row.get(key) or 0 for row in rows) for key in ADDED}
    return rated(added | {"n_entities": None, "days_to_check": None, "days_to_apply": None, "days_to_feed_back": None})


def breaks(row: Row) -> str | None:
    """Where most are lost; None where nothing is."""
    lost = {state: row.get(state) or 0 for state in LOSSES}
    worst = max(LOSSES, key=lambda state: lost[state])
    return worst if lost[worst] else None


def lost(row: Row) -> int:
    """How many were lost on the way."""
    return sum(row.get(state) or 0 for state in LOSSES)


def by_whom(rows: Iterable[Row], state: str, most: int = 3) -> list[Row]:
    """The departments behind a loss, most first: as few as hold half of it, at most `most`."""
    ordered = sorted((r for r in rows if r.get(state)), key=lambda r: -r[state])
    total, held, named = sum(r[state] for r in ordered), 0, []
    for row in ordered[:most]:
        named.append(row)
        held += row[state]
        if 2 * held >= total:
            break
    return named
