"""Departments and regions as departments write them: names folded to codes, withdrawn codes pointed out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path

import polars as pl

from data import lookups
from data.ingest.table import Notice

PLACE = re.compile(r"^[\u4e00-\u9fff]{1,7}?(?:省|自治区|自治州|地区|市|县|区)(?=[\u4e00-\u9fff]{2})")


@cache
def departments(extra: Path | None) -> dict[str, str]:
    """Every name of a department -> its code."""
    return {plain(name).upper(): code for name, code in lookups.department_aliases(extra).items()}


@cache
def regions(extra: Path | None) -> pl.DataFrame:
    """All regions, present and withdrawn."""
    return lookups.read_regions(extra)


@cache
def unique_names() -> dict[str, str]:
    """Names that only one region, present or withdrawn, has -> its code."""
    table = regions(None).filter(pl.col("name_zh").is_unique())
    return dict(table.select("name_zh", "region_code").iter_rows())


@cache
def present(extra: Path | None) -> frozenset[str]:
    """Codes of regions that are not withdrawn."""
    return frozenset(regions(extra).filter(pl.col("successor_code").is_null())["region_code"])


@cache
def codes(extra: Path | None) -> frozenset[str]:
    """Codes of departments."""
    return frozenset(departments(extra).values())


def plain(name: str) -> str:
    """A name without width and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(maxsize=100_000)
def department(name: str, extra: Path | None = None) -> str | None:
    """The code of a department by any of its names; places in front are passed over: 江西省财政厅, 鹤岗市营商局."""
    known, key = departments(extra), plain(name).upper()
    while key not in known:
        place = PLACE.match(key)
        if place is None:
            return None
        key = key[place.end() :]
    return known[key]


def department_words(names: Iterable[str | None], extra: Path | None) -> dict[str, str]:
    """{name as written: code} for the names we know."""
    return {name: code for name in names if name and (code := department(name, extra))}


def region_words(names: Iterable[str | None]) -> dict[str, str]:
    """{name as written: code} for names that stand for one region only."""
    known = unique_names()
    return {name: known[plain(name)] for name in names if name and plain(name) in known}


def place_notices(
    kept: pl.LazyFrame,
    seen: Callable[[str], set[str]],
    columns: dict[str, str],
    *,
    own_regions: Path | None,
    own_departments: Path | None = None,
) -> list[Notice]:
    """What to tell a department about its codes: withdrawn ones, ones nobody knows.

    columns: {column: role}. seen: what stands in a column; rows are counted only where something of it is strange.
    """
    known = {"region": present(own_regions), "department": codes(own_departments)}
    notices: list[Notice] = []
    for column, role in columns.items():
        strange = seen(column) - known[role]
        if not strange:
            continue
        counts = kept.filter(pl.col(column).is_in(list(strange))).group_by(pl.col(column).alias("code")).len().collect()
        notices += region_notices(counts, own_regions) if role == "region" else department_notices(counts)
    return notices


def region_notices(counts: pl.DataFrame, extra: Path | None) -> list[Notice]:
    """Withdrawn and unknown region codes of one column (code, len)."""
    known = counts.join(regions(extra), left_on="code", right_on="region_code", how="left").sort("code")
    withdrawn = known.filter(pl.col("successor_code").is_not_null())
    notices = [
        Notice(
            "region_withdrawn",
            f"行政区划代码 {code} 已撤销,{n} 行按承接区划 {successor} 统计。今后请用新代码",
            f"Region code {code} is withdrawn; {n} rows are counted under {successor}; use the new code from now on",
        )
        for code, n, successor in withdrawn.select("code", "len", "successor_code").iter_rows()
    ]
    unknown = known.filter(pl.col("name_zh").is_null())
    if not unknown.is_empty():
        codes, n = "、".join(unknown["code"].head(5)), int(unknown["len"].sum())
        notices.append(
            Notice(
                "region_unknown",
                f"{n} 行的行政区划代码不在区划表中({codes}),不计入任何地区",
                f"{n} rows have region codes that are not in the table ({codes}); they count in no region",
            )
        )
    return notices


def department_notices(counts: pl.DataFrame) -> list[Notice]:
    """Departments nobody knows. Names are not quoted: a name column may hold a person."""
    n = int(counts["len"].sum())
    if not n:
        return []
    return [
        Notice(
            "department_unknown",
            f"{n} 行的部门名称无法对应到部门表,按原文保留",
            f"{n} rows name departments that are not in the table; their names are kept as written",
        )
    ]
