"""A plan-level target divided over its units by a stated rule, so that the parts add up to the whole exactly, case by case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.series import Floats, Truths, Wholes

RULES = ("equal_gap_closing", "equal_effort", "peer_percentile", "own")
TINY = 1e-9
UNLIKELY = 0.05
STEPS = 60  # halvings of the search for the one lever of a rule: far below a case


@dataclass(frozen=True)
class Split:
    """units: the rows with `share` (the unit's target, 0-1), `asked` (cases it has to reach), `more` (cases beyond what it holds),
    `trouble` (null, beyond_ceiling, below_present, no_cases). whole: cases the parts add up to; wanted: those the plan-level
    target asks for. left_over: wanted less whole, not 0 only where the rule cannot add up (`state`)."""

    units: pl.DataFrame
    wanted: int
    whole: int
    state: str  # exact, too_much (the ceiling is in the way), met_already, own_differs, no_cases

    @property
    def left_over(self) -> int:
        return self.wanted - self.whole


def divide(
    units: pl.DataFrame, target: float, rule: str, *, ceiling: float = 1.0, is_least: bool = True, own: pl.Series | None = None
) -> Split:  # fmt: skip
    """Split a rate asked of the whole over its units.

    units: one row a unit; numerator and denominator (of the period that counts as the present, or expected), percentile (the
    value better peers have, 0-1; for rule peer_percentile). target, ceiling: rates 0-1. is_least: more is better. own: for
    rule own, the planner's targets as rates, nulls taken from the present.
    Rules: equal_gap_closing closes the same share of each unit's distance to the ceiling (to nought where less is better);
    equal_effort asks the same number of further cases per hundred of each; peer_percentile moves each the same share of the way
    to the value its better peers have, and only if that falls short of the whole on towards the ceiling; own takes what is
    given and says what is left over.
    The whole asks for ceil(target x all cases) cases (floor where less is better). Parts are whole cases, rounded by largest
    remainders (Hamilton), so they add up to it exactly. Nobody is asked for less than it holds. Raises ValueError for an
    unknown rule, a target outside 0 to the ceiling, or own without as many values as units.
    """
    if rule not in RULES:
        raise ValueError(f"rule {rule!r}: one of {', '.join(RULES)}")
    if not 0 <= target <= ceiling:
        raise ValueError(f"target {target}: between 0 and {ceiling}")
    if rule == "own" and (own is None or len(own) != units.height):
        raise ValueError("rule own: give one target a unit")
    n = _cases(units, "denominator")
    held = np.minimum(_cases(units, "numerator"), n)
    total = int(n.sum())
    wanted = int(np.ceil(target * total - TINY)) if is_least else int(np.floor(target * total + TINY))
    if total == 0:
        return Split(_told(units, n, held, held, is_least, ceiling), wanted, 0, "no_cases")
    top = np.floor(ceiling * n + TINY).astype(np.int64) if is_least else np.zeros_like(n)
    if rule == "own":
        assert own is not None
        return _own(units, own, n, held, wanted, is_least, ceiling)
    if (is_least and held.sum() >= wanted) or (not is_least and held.sum() <= wanted):
        return Split(_told(units, n, held, held, is_least, ceiling), wanted, int(held.sum()), "met_already")
    if (is_least and top.sum() < wanted) or (not is_least and top.sum() > wanted):
        return Split(_told(units, n, held, top, is_least, ceiling), wanted, int(top.sum()), "too_much")
    exact = _by_rule(rule, units, n, held, top, wanted)
    asked = _whole_cases(exact, held, top, wanted)
    return Split(_told(units, n, held, asked, is_least, ceiling), wanted, int(asked.sum()), "exact")


def _by_rule(rule: str, units: pl.DataFrame, n: Wholes, held: Wholes, top: Wholes, wanted: int) -> Floats:
    """Cases asked of each unit before rounding; adds up to `wanted`. One lever from 0 (nothing) to 1 (to the end), halved in."""
    low, high = np.minimum(held, top), np.maximum(held, top)
    if rule == "equal_gap_closing":
        share = (wanted - held.sum()) / (top.sum() - held.sum())
        return np.asarray(held + share * (top - held), dtype=np.float64)
    if rule == "equal_effort":
        sign = 1.0 if top.sum() >= held.sum() else -1.0
        return _found(lambda lever: np.clip(held + sign * lever * n, low, high), wanted)
    better = units["percentile"].cast(pl.Float64).fill_null(np.nan).to_numpy() * n
    goal = np.clip(np.where(np.isnan(better), held, better), low, high)
    return _found(lambda lever: _two_legs(lever, held, goal, top), wanted)


def _two_legs(lever: float, held: Wholes, goal: Floats, top: Wholes) -> Floats:
    """First half of the lever: towards the goal; second half: on from there towards the end."""
    first, second = min(2 * lever, 1.0), max(2 * lever - 1.0, 0.0)
    return np.asarray(held + first * (goal - held) + second * (top - goal), dtype=np.float64)


def _found(cases, wanted: int) -> Floats:  # type: ignore[no-untyped-def]
    """The lever at which the cases add up to `wanted`; cases(0) and cases(1) lie on either side of it."""
    low, high = 0.0, 1.0
    rises = cases(1.0).sum() >= cases(0.0).sum()
    for _ in range(STEPS):
        middle = (low + high) / 2
        short = cases(middle).sum() < wanted
        low, high = (middle, high) if short == rises else (low, middle)
    return np.asarray(cases(high), dtype=np.float64)


def _whole_cases(exact: Floats, held: Wholes, top: Wholes, wanted: int) -> Wholes:
    """Largest remainders: every unit its whole cases, the rest one each to the largest fractions; never beyond held or top."""
    low, high = np.minimum(held, top), np.maximum(held, top)
    floors = np.clip(np.floor(exact + TINY).astype(np.int64), low, high)
    missing = wanted - int(floors.sum())
    room = (high - floors) if missing > 0 else (floors - low)
    order = np.argsort(-(exact - floors) if missing > 0 else exact - floors, kind="stable")
    while missing and room.any():
        chosen = order[room[order] > 0][: abs(missing)]
        step = 1 if missing > 0 else -1
        floors[chosen] += step
        room[chosen] -= 1
        missing -= step * len(chosen)
    return floors


def _own(
    units: pl.DataFrame, own: pl.Series, n: Wholes, held: Wholes, wanted: int, is_least: bool, ceiling: float
) -> Split:  # fmt: skip
    given = own.cast(pl.Float64).fill_null(np.nan).to_numpy()
    asked = np.ceil(given * n - TINY) if is_least else np.floor(given * n + TINY)
    asked = np.where(np.isnan(given), held, asked).astype(np.int64)
    whole = int(asked.sum())
    is_enough = whole >= wanted if is_least else whole <= wanted
    state = "exact" if whole == wanted else "own_exceeds" if is_enough else "own_differs"
    return Split(_told(units, n, held, asked, is_least, ceiling), wanted, whole, state)


def _told(units: pl.DataFrame, n: Wholes, held: Wholes, asked: Wholes, is_least: bool, ceiling: float) -> pl.DataFrame:
    more = asked - held if is_least else held - asked
    trouble = np.select(
        [n == 0, asked > np.floor(ceiling * n + TINY), more < 0], ["no_cases", "beyond_ceiling", "below_present"], ""
    )
    return units.with_columns(
        pl.Series("asked", asked),
        pl.Series("more", more),
        pl.Series("share", _share(asked, n)).fill_nan(None),
        pl.Series("trouble", trouble).replace("", None),
    )


def _share(asked: Wholes, n: Wholes) -> Floats:
    some: Truths = n > 0
    return np.divide(asked, n, out=np.full(len(n), np.nan), where=some)


def _cases(units: pl.DataFrame, column: str) -> Wholes:
    return np.round(units[column].cast(pl.Float64).fill_null(0.0).to_numpy()).astype(np.int64)


def unlikely(units: pl.DataFrame) -> pl.DataFrame:
    """Mark in `trouble` the units whose chance (p_met, null: none stated) of what they are asked is under one in twenty."""
    late = pl.col("trouble").is_null() & (pl.col("p_met") < UNLIKELY) & (pl.col("more") > 0)
    return units.with_columns(trouble=pl.when(late).then(pl.lit("unlikely")).otherwise("trouble"))
