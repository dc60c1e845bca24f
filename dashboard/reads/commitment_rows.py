"""The stored rows of promises, checks and talks, with each share under its indicator's code: tables read whole, cut to an office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.access import ALL, Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.slices import known, looked_up
from metrics import shares

# Each share of the page is an indicator of the catalogue: its code, and its name in the stored rows.
CODES = {
    "M01-2": "published", "M01-7": "checked", "M01-6": "kept_of_due", "M01-9": "handled", "M01-8": "shared", "M01-5": "at_once",
    "M02-1-C": "papers_to_follow", "M02-2": "papers_in_time", "kept": "kept",
    "M06-1": "before", "M06-2": "hit", "M06-3": "restricted", "M05-1": "report",
    "M22-1": "in_time", "M22-3": "rectified", "M22-5": "recorded", "M22-4": "by_lister",
}  # fmt: skip
Shares = Mapping[str, tuple[str, str]]
NAMES = ("chain", "checks", "talks")
_OFFICE = {name: looked_up(f"commitments_{name}", "region_code", "department_code") for name in NAMES}
_QUARTER = {name: looked_up(f"commitments_{name}", "region_code", "department_code", "quarter") for name in NAMES}
_KNOWN = {name: known(f"commitments_{name}", "region_code", "department_code") for name in NAMES}
_PARTS = {name: looked_up(f"commitments_{name}_parts", "region_code", "quarter", "department_code") for name in NAMES}


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


def office(scope: Scope, name: str) -> list[Row]:
    """Every span of the chosen region and department (or all), all kinds or matters together."""
    return _OFFICE[name](scope, scope.region, scope.department)


def whole(scope: Scope, name: str, wanted: Shares) -> Row | None:
    """The quarter's row of all parts together; nought everywhere in a quarter without one, None where no quarter has any."""
    here = _single(_QUARTER[name](scope, scope.region, scope.department, scope.quarter))
    if here:
        return rated(here, wanted)
    if not office(scope, name):
        return None
    counts = dict.fromkeys((c for c in base.frame(scope, f"commitments_{name}").columns if c.startswith("n_")), 0)
    return counts | {f"{code}_{end}": None for code in wanted for end in ("rate", "low", "high")}


def parts(scope: Scope, name: str, wanted: Shares) -> list[Row]:
    """The rows of single kinds or matters."""
    return [rated(row, wanted) for row in _PARTS[name](scope, scope.region, scope.quarter, scope.department)]


def by_department(scope: Scope) -> list[Row]:
    """Promises, checks and talks of each department of the region side by side; null where it has none of a kind."""
    blank = dict.fromkeys(
        c for name in NAMES for c in _own(name, dict.fromkeys(base.frame(scope, f"commitments_{name}").columns))
    )
    rows = []
    for code in _departments(scope).get(scope.region, ()):
        single = {name: _single(_QUARTER[name](scope, scope.region, code, scope.quarter)) for name in NAMES}
        found = [_own(name, row) for name, row in single.items() if row]
        if found:
            rows.append(blank | {column: value for row in found for column, value in row.items()})
    return rows


@base.kept_by("plan")
def _departments(scope: Scope) -> dict[str, list[str]]:
    """By region the departments that ever had any."""
    found: dict[str, list[str]] = {}
    for region, code in sorted(set().union(*(_KNOWN[name](scope) for name in NAMES))):
        if code != ALL:
            found.setdefault(region, []).append(code)
    return found


def _own(name: str, row: Row) -> Row:
    """Of talks the base has a name of its own beside the chain's."""
    if name != "talks":
        return row
    return {k: v for k, v in row.items() if k not in ("n_due", "n_unreported")} | {"n_talks_due": row["n_due"]}


def _single(rows: Iterable[Row]) -> Row | None:
    """Of the spans that end with a quarter the one that is the quarter alone."""
    return next((row for row in rows if row["n_quarters"] == 1), None)


def rated(row: Row, wanted: Shares) -> Row:
    """The row with <code>_rate, and the stored interval under the code; None where there is nothing to divide by."""
    shares = {
        f"{code}_rate": row[x] / row[n] if row[x] is not None and row[n] else None for code, (x, n) in wanted.items()
    }
    ends = {f"{code}_{end}": row[f"{CODES[code]}_{end}"] for code in wanted for end in ("low", "high")}
    return row | shares | ends
