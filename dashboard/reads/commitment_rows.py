"""The stored rows of promises, checks and talks, with each share under its indicator's code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from metrics import shares

# Each share of the page is an indicator of the catalogue: its code, and its name in the stored rows.
CODES = {
    "M01-2": "published", "M01-7": "checked", "M01-6": "kept_of_due", "M01-9": "handled", "M01-8": "shared", "M01-5": "at_once",
    "M02-1-C": "papers_to_follow", "M02-2": "papers_in_time", "kept": "kept",
    "M06-1": "before", "M06-2": "hit", "M06-3": "restricted", "M05-1": "report",
    "M22-1": "in_time", "M22-3": "rectified", "M22-5": "recorded", "M22-4": "by_lister",
}  # fmt: skip
Shares = Mapping[str, tuple[str, str]]
PARTS = {
    "commitments_chain": "kind",
    "commitments_checks": "matter",
    "commitments_talks": "kind",
}  # what each read is split by
OF_MATTERS = ("name_zh", "name_en", "is_of_persons", "named_in_zh", "named_in_en")


def _of(stored: Shares) -> Shares:
    return {code: stored[name] for code, name in CODES.items() if name in stored}


# code -> columns x, n of the row it is read from
PROMISED, LOOKED, TALKED = _of(shares.PROMISED), _of(shares.LOOKED), _of(shares.TALKED)
OF_DEPARTMENT: Shares = {
    **PROMISED,
    **LOOKED,
    **TALKED,
    **{code: (TALKED[code][0], "n_talks_due") for code in ("M22-1", "M22-3")},
}


def read(scope: Scope, name: str) -> pl.DataFrame:
    """One of the page's reads, of the chosen department (or all). A region is read whole: other departments cost nothing then."""
    return _READ[name](scope)


def _office(scope: Scope, *, name: str) -> pl.DataFrame:
    return base.frame(scope, name).filter(pl.col("department_code") == scope.department).drop("department_code")


_READ = {name: base.kept(partial(_office, name=name)) for name in PARTS}


def of_quarter(scope: Scope, name: str) -> pl.DataFrame:
    """Its rows of the chosen quarter alone."""
    return read(scope, name).filter((pl.col("quarter") == scope.quarter) & (pl.col("n_quarters") == 1))


def whole(scope: Scope, name: str, part: str, wanted: Shares) -> Row | None:
    """The row of all parts together; nought everywhere in a quarter without one, None where no quarter has any."""
    if read(scope, name).is_empty():
        return None
    here = of_quarter(scope, name).filter(pl.col(part) == "*")
    if here.is_empty():
        counts = dict.fromkeys((c for c in here.columns if c.startswith("n_")), 0)
        return counts | {f"{code}_{end}": None for code in wanted for end in ("rate", "low", "high")}
    return rated(here, wanted)[0]


def parts(scope: Scope, name: str, part: str, wanted: Shares) -> list[Row]:
    """The rows of single kinds or matters."""
    return rated(of_quarter(scope, name).filter(pl.col(part) != "*"), wanted)


def by_department(scope: Scope) -> pl.DataFrame:
    """Promises, checks and talks of each department side by side; null where it has none of a kind."""
    chain, checks, talks = (_departments(scope, name) for name in PARTS)
    talks = talks.select(pl.all().exclude("n_due", "n_unreported"), n_talks_due="n_due")
    joined = chain.join(checks, on="department_code", how="full", coalesce=True)
    return joined.join(talks, on="department_code", how="full", coalesce=True).sort("department_code")


def _departments(scope: Scope, name: str) -> pl.DataFrame:
    """Counts of the chosen quarter, all parts together, of each department of the region."""
    part = pl.col(PARTS[name])
    single = (pl.col("quarter") == scope.quarter) & (pl.col("n_quarters") == 1)
    found = base.frame(scope, name).filter(single & (part == "*") & (pl.col("department_code") != "*"))
    return found.drop("quarter", "n_quarters", part, *OF_MATTERS, strict=False)


def rated(rows: pl.DataFrame, wanted: Shares) -> list[Row]:
    """Rows with <code>_rate, and the stored interval under the code; None where there is nothing to divide by."""
    return rows.with_columns(
        *((pl.col(x) / pl.col(n)).fill_nan(None).alias(f"{code}_rate") for code, (x, n) in wanted.items()),
        *(pl.col(f"{CODES[code]}_{end}").alias(f"{code}_{end}") for code in wanted for end in ("low", "high")),
    ).to_dicts()
