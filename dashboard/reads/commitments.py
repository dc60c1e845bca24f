"""Promises, checks before decisions and talks, for one region, department and quarter, with the intervals of their shares."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, figures, sent, shell
from dashboard.reads import commitment_rows as stored
from dashboard.reads import judged as at_hand
from dashboard.reads.base import Row
from dashboard.reads.commitment_rows import LOOKED, OF_DEPARTMENT, PROMISED, TALKED
from dashboard.reads.over_time import counts, laid, quarters_to

KINDS = ("approval", "proactive", "industry", "repair", "defaulter")
STEPS = ("M01-2", "M01-7", "M01-9", "M01-8")  # of the chain: each can break
OVER_TIME = (
    ("commitments_chain", "kind", PROMISED, ("M01-2", "M01-7", "M01-6", "M01-9", "M01-8")),
    ("commitments_checks", "matter", LOOKED, ("M06-1", "M05-1")),
    ("commitments_talks", "kind", TALKED, ("M22-1",)),
)
MECHANISMS = ("M01", "M02", "M05", "M06", "M22")
QUARTERS = 16  # of a picture over time
FEW = 30  # a quarter's base below which four quarters are taken together over time
FEEDS = ("commitments", "credit_checks", "interviews")


@base.kept
def promised(scope: Scope) -> Row | None:
    """Commitments of the quarter, all kinds together; None where none were ever sent of this office."""
    return stored.whole(scope, "commitments_chain", "kind", PROMISED)


@base.kept
def looked(scope: Scope) -> Row | None:
    """Matters decided in the quarter, and whether credit was looked up before."""
    return stored.whole(scope, "commitments_checks", "matter", LOOKED)


@base.kept
def talked(scope: Scope) -> Row | None:
    """Talks held in the quarter."""
    return stored.whole(scope, "commitments_talks", "kind", TALKED)


@base.kept
def kinds(scope: Scope) -> list[Row]:
    """Commitments of the quarter by kind, in the order of the list."""
    return sorted(stored.parts(scope, "commitments_chain", "kind", PROMISED), key=lambda r: KINDS.index(r["kind"]))


@base.kept
def matters(scope: Scope) -> list[Row]:
    """Matters of the quarter, most frequent first; those no plan names last."""
    rows = stored.parts(scope, "commitments_checks", "matter", LOOKED)
    return sorted(rows, key=lambda r: (r["matter"] == "unlisted", -r["n_matters"]))


@base.kept
def talk_kinds(scope: Scope) -> list[Row]:
    """Talks of the quarter by kind."""
    return sorted(stored.parts(scope, "commitments_talks", "kind", TALKED), key=lambda r: str(r["kind"]))


@base.kept
def departments(scope: Scope) -> list[Row]:
    """Departments of the region with commitments, checks or talks in the quarter, named; null where it has none of a kind."""
    names = shell.department_names(scope)
    rows = stored.rated(stored.by_department(scope), OF_DEPARTMENT)
    named = [{**names.get(r["department_code"], {}), **r} for r in rows]
    return sorted(named, key=lambda r: [-(r[n] or 0) for n in ("n_signed", "n_matters", "n_held")])


def is_quiet(promised: Row | None, looked: Row | None, talked: Row | None) -> bool:
    """Whether nothing at all is on record for the quarter."""
    counts = ((promised, ("n_signed", "n_due", "n_found")), (looked, ("n_matters",)), (talked, ("n_held",)))
    return not any(row[n] for row, names in counts if row for n in names)


def latest(scope: Scope) -> str | None:
    """The last quarter up to the chosen one with anything on record here; None where there is none."""
    counted = (("commitments_chain", "n_signed"), ("commitments_checks", "n_matters"), ("commitments_talks", "n_held"))
    some = [stored.read(scope, name).filter((pl.col(n) > 0) & (pl.col("n_quarters") == 1)) for name, n in counted]
    found = [q for rows in some for q in rows["quarter"].to_list() if q <= scope.quarter]
    return max(found, default=None)


def trend(scope: Scope) -> dict[str, tuple[pl.DataFrame, bool]]:
    """indicator -> (quarter, x, n, low, high, rate of the last QUARTERS up to the chosen one; are they of four each?).

    A quarter without a base has no rate. Where a quarter has few cases as a rule, each point takes the three before it in.
    """
    taken, pooled = [], {}
    for name, part, shares, wanted in OVER_TIME:
        rows = stored.read(scope, name).filter(pl.col(part) == "*")
        single, four = (rows.filter(pl.col("n_quarters") == n) for n in (1, 4))
        for code in wanted:
            x, n = shares[code]
            pooled[code] = _few(single[n])
            ends = (f"{stored.CODES[code]}_{end}" for end in ("low", "high"))
            taken.append(counts(four if pooled[code] else single, code, pl.col(x), pl.col(n), *ends))
    lines = laid(pl.concat(taken), list(pooled), quarters_to(scope.quarter, QUARTERS))
    return {code: (rows, pooled[code]) for code, rows in lines.items()}


def _few(bases: pl.Series) -> bool:
    middle = bases.filter(bases > 0).median()
    return middle is None or middle < FEW  # type: ignore[operator]


def weakest(row: Row | None, least: int = 30) -> str | None:
    """The step of the chain with the lowest share, among those with a base of at least `least`; None with fewer than two."""
    shares = {c: row[f"{c}_rate"] for c in STEPS if (row[PROMISED[c][1]] or 0) >= least} if row else {}
    return min(shares, key=lambda c: shares[c]) if len(shares) > 1 else None


def regions(scope: Scope, code: str) -> pl.DataFrame:
    """One indicator in the regions next below the chosen one (beside it, where none is below), those without a figure too."""
    every = shell.regions(scope)
    own = every.get(scope.region, {}).get("parent_code")
    below = [c for c, r in every.items() if r["parent_code"] == scope.region]
    wanted = below or [c for c, r in every.items() if r["parent_code"] == own]
    named = [{"region_code": c, "name_zh": every[c]["name_zh"], "name_en": every[c]["name_en"]} for c in wanted]
    places = pl.DataFrame(named, schema={"region_code": pl.String, "name_zh": pl.String, "name_en": pl.String})
    read = figures.by_region(scope, code).select("region_code", "value", "low", "high", "numerator", "denominator")
    found = places.join(read, on="region_code", how="left", maintain_order="left")
    return found.with_columns(is_own=pl.col("region_code") == scope.region, word=pl.lit(None, pl.String))


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
    return base.rows(scope, "commitments_clauses")


def statements(scope: Scope) -> list[Row]:
    """SQL behind the page: name, sql."""
    return base.rows(scope, "commitments_sql")


def offices(scope: Scope) -> pa.Table:
    """Every office of the region by kind of commitment, in the quarter."""
    return base.table(scope, "commitments_offices")
