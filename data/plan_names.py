"""Does a pack speak of indicators, departments and regions we know? Codes are looked up, never guessed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Set
from functools import cache

from data.errors import Fixable
from data.plan_format import INDICATOR_CODE
from data.plan_toml import Entry, Problem


def unknown_names(entries: list[Entry], indicators: Set[str] | None, more_regions: Set[str]) -> Iterator[Problem]:
    """Codes that stand in no table, each with the nearest one that does. A table that is None is not checked."""
    departments, regions = known_departments(), known_regions()
    regions = regions | more_regions if regions is not None else None
    kinds = {"indicator": ("指标", "indicator"), "department": ("部门", "department"), "region": ("地区", "region")}
    for entry in entries:
        for kind, known, key, code in _codes(entry, indicators, departments, regions):
            if known is None or code in known:
                continue
            zh, en = kinds[kind]
            near = difflib.get_close_matches(code, known, n=1, cutoff=0.6)
            advice = (f"是否应为“{near[0]}”?", f"Did you mean {near[0]}?") if near else (
                f"请先在{zh}表中登记。", f"Add it to the table of {en}s first.")  # fmt: skip
            what = (f"不认识的{zh}编码“{code}”。", f"Unknown {en} code {code}.")
            yield entry.problem(f"unknown_{kind}", what, advice, key=key, needle=code)


def _codes(
    entry: Entry, indicators: Set[str] | None, departments: Set[str] | None, regions: Set[str] | None
) -> Iterator[tuple[str, Set[str] | None, str, str]]:
    v = entry.values
    if entry.table.name == "indicator" and INDICATOR_CODE.fullmatch(v["code"]):
        yield "indicator", indicators, "code", v["code"]
    if "region_code" in v:
        yield "region", regions, "region_code", v["region_code"]
    for key in ("department_code", "lead"):
        if key in v:
            yield "department", departments, key, v[key]
    for owner in v.get("departments", []):
        yield "department", departments, "departments", owner["department"]


@cache
def known_departments() -> frozenset[str] | None:
    """Department codes of the reference table; None while there is no table."""
    try:
        from data.lookups import read_departments

        return frozenset(read_departments()["department_code"])
    except (ImportError, FileNotFoundError, Fixable):
        return None


@cache
def known_regions() -> frozenset[str] | None:
    """Region codes of the reference table, withdrawn ones included; None while there is no table."""
    try:
        from data.lookups import read_regions

        return frozenset(read_regions(None)["region_code"])
    except (ImportError, FileNotFoundError, Fixable):
        return None
