"""Promises, checks before decisions and talks, for one region, department and quarter, with the intervals of their shares."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from metrics.rates import wilson

KINDS = ("approval", "proactive", "industry", "repair", "defaulter")
# What a share of this page counts: indicator -> (x, n) of the row it is read from.
PROMISED = {
    "M01-2": ("n_published", "n_signed"), "M01-7": ("n_due_checked", "n_due"), "M01-6": ("n_due_kept", "n_due"),
    "M01-9": ("n_handled", "n_broken"), "M01-8": ("n_shared", "n_found"), "M01-5": ("n_at_once", "n_papers_complete"),
    "M02-1-C": ("n_papers_to_follow", "n_with_handling"), "M02-2": ("n_papers_in_time", "n_papers_due"),
    "kept": ("n_kept", "n_found"),
}  # fmt: skip
LOOKED = {
    "M06-1": ("n_checked_before", "n_matters"), "M06-2": ("n_hit", "n_result"), "M06-3": ("n_restricted", "n_hit"),
    "M05-1": ("n_report_used", "n_report_stated"),
}  # fmt: skip
TALKED = {
    "M22-1": ("n_in_time", "n_due"), "M22-3": ("n_rectified", "n_due"), "M22-5": ("n_recorded", "n_held"),
    "M22-4": ("n_by_lister", "n_listed"),
}  # fmt: skip
OF_DEPARTMENT = {
    **PROMISED,
    **LOOKED,
    **TALKED,
    **{code: (TALKED[code][0], "n_talks_due") for code in ("M22-1", "M22-3")},
}
STEPS = ("M01-2", "M01-7", "M01-9", "M01-8")  # of the chain: each can break
OVER_TIME = (
    ("commitments_chain", PROMISED, ("M01-2", "M01-7", "M01-6", "M01-9", "M01-8")),
    ("commitments_checks", LOOKED, ("M06-1", "M05-1")),
    ("commitments_talks", TALKED, ("M22-1",)),
)
QUARTERS = 16  # of a picture over time
FEW = 30  # a quarter's base below which four quarters are taken together over time
FEEDS = ("commitments", "credit_checks", "interviews")


@base.kept
def promised(scope: Scope) -> Row | None:
    """Commitments of the quarter, all kinds together; None where none were ever sent of this office."""
    return _now(_read(scope, "commitments_chain"), scope.quarter, PROMISED)


@base.kept
def looked(scope: Scope) -> Row | None:
    """Matters decided in the quarter, and whether credit was looked up before."""
    return _now(_read(scope, "commitments_checks"), scope.quarter, LOOKED)


@base.kept
def talked(scope: Scope) -> Row | None:
    """Talks held in the quarter."""
    return _now(_read(scope, "commitments_talks"), scope.quarter, TALKED)


@base.kept
def kinds(scope: Scope) -> list[Row]:
    """Commitments of the quarter by kind, in the order of the list."""
    return _parts(scope, "commitments_chain", "kind", KINDS, PROMISED)


@base.kept
def matters(scope: Scope) -> list[Row]:
    """Matters of the quarter, most frequent first; those no plan names last."""
    rows = with_intervals(_quarter(_read(scope, "commitments_checks"), scope.quarter), LOOKED)
    return sorted(rows, key=lambda r: (r["matter"] == "unlisted", -r["n_matters"]))


@base.kept
def talk_kinds(scope: Scope) -> list[Row]:
    """Talks of the quarter by kind."""
    return _parts(scope, "commitments_talks", "kind", ("reminder", "warning"), TALKED)


@base.kept
def departments(scope: Scope) -> list[Row]:
    """Departments of the region with commitments, checks or talks in the quarter, named; null where it has none of a kind."""
    names = shell.department_names(scope)
    parts = [_by_department(scope, f"commitments_{part}_by_department") for part in ("chain", "checks", "talks")]
    parts[2] = parts[2].rename({"n_due": "n_talks_due"})
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, on="department_code", how="full", coalesce=True)
    rows = with_intervals(joined.sort("department_code"), OF_DEPARTMENT)
    named = [{**names.get(r["department_code"], {}), **r} for r in rows]
    return sorted(named, key=lambda r: [-(r[n] or 0) for n in ("n_signed", "n_matters", "n_held")])


def is_quiet(promised: Row | None, looked: Row | None, talked: Row | None) -> bool:
    """Whether nothing at all is on record for the quarter."""
    counts = ((promised, ("n_signed", "n_due", "n_found")), (looked, ("n_matters",)), (talked, ("n_held",)))
    return not any(row[n] for row, names in counts if row for n in names)


def latest(scope: Scope) -> str | None:
    """The last quarter up to the chosen one with anything on record here; None where there is none."""
    found = [
        _read(scope, name).filter((pl.col(n) > 0) & (pl.col("quarter") <= scope.quarter))["quarter"].max()
        for name, n in (
            ("commitments_chain", "n_signed"),
            ("commitments_checks", "n_matters"),
            ("commitments_talks", "n_held"),
        )
    ]
    return max((q for q in found if isinstance(q, str)), default=None)


def trend(scope: Scope) -> dict[str, tuple[pl.DataFrame, bool]]:
    """indicator -> (quarter, x, n, rate, low, high of the last QUARTERS up to the chosen one; are they of four each?).

    A quarter without a base has no rate. Where a quarter has few cases as a rule, each point takes the three before it in.
    """
    span = quarters_to(scope.quarter, QUARTERS + 3)
    found = {}
    for name, shares, wanted in OVER_TIME:
        summed = _read(scope, name).group_by("quarter").agg(pl.col("^n_.*$").sum())
        grid = pl.DataFrame({"quarter": span}).join(summed, on="quarter", how="left", maintain_order="left")
        for code in wanted:
            counts = grid.select(
                "quarter", x=pl.col(shares[code][0]).fill_null(0), n=pl.col(shares[code][1]).fill_null(0)
            )
            pooled = (counts.filter(pl.col("n") > 0)["n"].median() or 0) < FEW
            if pooled:
                counts = counts.with_columns(pl.col("x", "n").rolling_sum(4, min_samples=1))
            found[code] = with_rates(counts.tail(QUARTERS)), pooled
    return found


def quarters_to(quarter: str, n: int) -> list[str]:
    """The n quarters that end with this one."""
    last = 4 * int(quarter[:4]) + int(quarter[5]) - 1
    return [f"{i // 4}Q{i % 4 + 1}" for i in range(last - n + 1, last + 1)]


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
    read = pl.DataFrame(pl.from_arrow(base.table(scope, "commitments_by_region", indicator=code)))
    found = places.join(read, on="region_code", how="left", maintain_order="left")
    return found.with_columns(is_own=pl.col("region_code") == scope.region, word=pl.lit(None, pl.String))


def judged(scope: Scope) -> dict[str, Row]:
    """Every indicator of these mechanisms by code, with its figure and judgement where there is one."""
    return {row["indicator"]: row for row in base.rows(scope, "commitments_judged")}


def limit(scope: Scope) -> Row | None:
    """The quarter's commitments against the plan's limit for publishing them (days_least null: the plan sets none)."""
    return base.first(scope, "commitments_limit")


def unlisted(scope: Scope) -> list[Row]:
    """Matters no plan names, as they are written."""
    return base.rows(scope, "commitments_unlisted")


def refused(scope: Scope) -> list[Row]:
    """Rules that refused rows of these feeds."""
    return base.rows(scope, "commitments_refused")


def feeds(scope: Scope) -> dict[str, Row]:
    """What was sent of each feed."""
    return {row["feed"]: row for row in base.rows(scope, "commitments_feeds")}


def clauses(scope: Scope) -> list[Row]:
    """Clauses of the plan these indicators serve."""
    return base.rows(scope, "commitments_clauses")


def statements(scope: Scope) -> list[Row]:
    """SQL behind the page: name, sql."""
    return base.rows(scope, "commitments_sql")


def offices(scope: Scope) -> pa.Table:
    """Every office of the region by kind of commitment, in the quarter."""
    return base.table(scope, "commitments_offices")


def with_rates(counts: pl.DataFrame) -> pl.DataFrame:
    """x / n of each row with its interval, from the first row that has a base."""
    low, high = wilson(counts["x"].to_numpy(), counts["n"].to_numpy())
    rated = counts.with_columns(
        rate=(counts["x"] / counts["n"]).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    )
    return rated.filter(pl.col("n").cum_sum() > 0)


def with_intervals(rows: pl.DataFrame, shares: Mapping[str, tuple[str, str]]) -> list[Row]:
    """The rows with <name>_rate, <name>_low, <name>_high of each share; None where there is nothing to divide by."""
    new: list[pl.Series] = []
    counts = rows.select(pl.col("^n_.*$").fill_null(0))
    for name, (x, n) in shares.items():
        low, high = wilson(counts[x].to_numpy(), counts[n].to_numpy())
        new.append((counts[x] / counts[n]).fill_nan(None).alias(f"{name}_rate"))
        new += [pl.Series(f"{name}_low", low).fill_nan(None), pl.Series(f"{name}_high", high).fill_nan(None)]
    return rows.with_columns(new).to_dicts()


def _read(scope: Scope, name: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(base.table(scope, name)))


def _by_department(scope: Scope, name: str) -> pl.DataFrame:
    return _read(scope, name).group_by("department_code").agg(pl.col("^n_.*$").sum())


def _quarter(read: pl.DataFrame, quarter: str) -> pl.DataFrame:
    return read.filter(pl.col("quarter") == quarter)


def _now(read: pl.DataFrame, quarter: str, shares: Mapping[str, tuple[str, str]]) -> Row | None:
    if read.is_empty():
        return None
    return with_intervals(_quarter(read, quarter).select(pl.col("^n_.*$").sum()), shares)[0]


def _parts(
    scope: Scope, name: str, key: str, order: tuple[str, ...], shares: Mapping[str, tuple[str, str]]
) -> list[Row]:
    rows = with_intervals(_quarter(_read(scope, name), scope.quarter), shares)
    return sorted(rows, key=lambda r: order.index(r[key]) if r[key] in order else len(order))
