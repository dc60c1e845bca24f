"""Promises, checks before decisions and talks, for one region, department and quarter, with the intervals of their shares."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from statistics import median

import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, figures, sent, shell
from dashboard.reads import commitment_rows as stored
from dashboard.reads import judged as at_hand
from dashboard.reads.base import Row
from dashboard.reads.commitment_rows import LOOKED, OF_DEPARTMENT, PROMISED, TALKED
from dashboard.reads.over_time import line, quarters_to

KINDS = ("approval", "proactive", "industry", "repair", "defaulter")
STEPS = ("M01-2", "M01-7", "M01-9", "M01-8")  # of the chain: each can break
OVER_TIME = (
    ("chain", PROMISED, ("M01-2", "M01-7", "M01-6", "M01-9", "M01-8")),
    ("checks", LOOKED, ("M06-1", "M05-1")),
    ("talks", TALKED, ("M22-1",)),
)
MECHANISMS = ("M01", "M02", "M05", "M06", "M22")
QUARTERS = 16  # of a picture over time
FEW = 30  # a quarter's base below which four quarters are taken together over time
FIGURE = dict.fromkeys(("value", "low", "high", "numerator", "denominator"))
FEEDS = ("commitments", "credit_checks", "interviews")


@base.kept
def promised(scope: Scope) -> Row | None:
    """Commitments of the quarter, all kinds together; None where none were ever sent of this office."""
    return stored.whole(scope, "chain", PROMISED)


@base.kept
def looked(scope: Scope) -> Row | None:
    """Matters decided in the quarter, and whether credit was looked up before."""
    return stored.whole(scope, "checks", LOOKED)


@base.kept
def talked(scope: Scope) -> Row | None:
    """Talks held in the quarter."""
    return stored.whole(scope, "talks", TALKED)


@base.kept
def kinds(scope: Scope) -> list[Row]:
    """Commitments of the quarter by kind, in the order of the list."""
    return sorted(stored.parts(scope, "chain", PROMISED), key=lambda r: KINDS.index(r["kind"]))


@base.kept
def matters(scope: Scope) -> list[Row]:
    """Matters of the quarter, most frequent first; those no plan names last."""
    rows = stored.parts(scope, "checks", LOOKED)
    return sorted(rows, key=lambda r: (r["matter"] == "unlisted", -r["n_matters"]))


@base.kept
def talk_kinds(scope: Scope) -> list[Row]:
    """Talks of the quarter by kind."""
    return sorted(stored.parts(scope, "talks", TALKED), key=lambda r: str(r["kind"]))


@base.kept
def departments(scope: Scope) -> list[Row]:
    """Departments of the region with commitments, checks or talks in the quarter, named; null where it has none of a kind."""
    names = shell.department_names(scope)
    rows = [stored.rated(r, OF_DEPARTMENT) for r in stored.by_department(scope)]
    named = [{**names.get(r["department_code"], {}), **r} for r in rows]
    return sorted(named, key=lambda r: [-(r[n] or 0) for n in ("n_signed", "n_matters", "n_held")])


def is_quiet(promised: Row | None, looked: Row | None, talked: Row | None) -> bool:
    """Whether nothing at all is on record for the quarter."""
    counts = ((promised, ("n_signed", "n_due", "n_found")), (looked, ("n_matters",)), (talked, ("n_held",)))
    return not any(row[n] for row, names in counts if row for n in names)


def latest(scope: Scope) -> str | None:
    """The last quarter up to the chosen one with anything on record here; None where there is none."""
    counted = (("chain", "n_signed"), ("checks", "n_matters"), ("talks", "n_held"))
    some = [r for name, n in counted for r in stored.office(scope, name) if r["n_quarters"] == 1 and (r[n] or 0) > 0]
    return max((r["quarter"] for r in some if r["quarter"] <= scope.quarter), default=None)


def trend(scope: Scope) -> dict[str, tuple[list[Row], bool]]:
    """indicator -> (quarter, x, n, low, high, rate of the last QUARTERS up to the chosen one; are they of four each?).

    A quarter without a base has no rate. Where a quarter has few cases as a rule, each point takes the three before it in.
    """
    quarters = quarters_to(scope.quarter, QUARTERS)
    found: dict[str, tuple[list[Row], bool]] = {}
    for name, shares, wanted in OVER_TIME:
        rows = stored.office(scope, name)
        single, four = ({r["quarter"]: r for r in rows if r["n_quarters"] == n} for n in (1, 4))
        for code in wanted:
            (x, n), own = shares[code], stored.CODES[code]
            pooled = _few([r[n] for r in single.values()])
            kept = line(four if pooled else single, quarters, itemgetter(x), itemgetter(n), f"{own}_low", f"{own}_high")
            if kept:
                found[code] = kept, pooled
    return found


def _few(bases: Iterable[int | None]) -> bool:
    some = [n for n in bases if n]
    return not some or median(some) < FEW


def weakest(row: Row | None, least: int = 30) -> str | None:
    """The step of the chain with the lowest share, among those with a base of at least `least`; None with fewer than two."""
    shares = {c: row[f"{c}_rate"] for c in STEPS if (row[PROMISED[c][1]] or 0) >= least} if row else {}
    return min(shares, key=lambda c: shares[c]) if len(shares) > 1 else None


def regions(scope: Scope, code: str) -> list[Row]:
    """One indicator in the regions next below the chosen one (beside it, where none is below), those without a figure too."""
    every = shell.regions(scope)
    own = every.get(scope.region, {}).get("parent_code")
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    wanted = below or [c for c, r in every.items() if r["parent_code"] == own]
    figured = figures.by_code(scope, code)
    return [
        {"name_zh": every[c]["name_zh"], "name_en": every[c]["name_en"], **FIGURE, **figured.get(c, {}), "region_code": c,
         "is_own": c == scope.region, "word": None}
        for c in wanted
    ]  # fmt: skip


def judged(scope: Scope) -> dict[str, Row]:
    """Every indicator of these mechanisms by code, with its figure and judgement where there is one."""
    return at_hand.of_mechanisms(scope, MECHANISMS)


def limit(scope: Scope) -> Row | None:
    """The quarter's commitments against the plan's limit for publishing them (days_least null: the plan sets none)."""
    return base.first(scope, "commitments_limit")


def unlisted(scope: Scope) -> list[Row]:
    """Matters no plan names, as they are written."""
    return base.rows(scope, "commitments_unlisted")


def refused(scope: Scope) -> list[Row]:
    """Rules that refused rows of these feeds."""
    return sent.refused(scope, FEEDS)


def feeds(scope: Scope) -> dict[str, Row]:
    """What was sent of each feed."""
    return sent.feeds(scope, (*FEEDS, "returns"))


def clauses(scope: Scope) -> list[Row]:
    """Clauses of the plan these indicators serve."""
    return base.rows(scope, "clauses_served", mechanisms=",".join(MECHANISMS))


def statements(scope: Scope) -> list[Row]:
    """SQL behind the page: name, sql."""
    return base.rows(scope, "commitments_sql")


def offices(scope: Scope) -> pa.Table:
    """Every office of the region by kind of commitment, in the quarter."""
    return base.table(scope, "commitments_offices")
