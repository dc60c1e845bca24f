"""Departments and regions as departments write them: names folded to codes, withdrawn codes pointed out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import polars as pl

from data.ingest.table import Notice


@cache
def departments(extra: Path | None) -> dict[str, str]:
    """Every name of a department -> its code."""
    from data.lookups import department_aliases

    return {re.sub(r"\s", "", name).upper(): code for name, code in department_aliases(extra).items()}


@cache
def regions(extra: Path | None) -> pl.DataFrame:
    """All regions, present and withdrawn."""
    from data.lookups import read_regions

    return read_regions(extra)


def department_codes(tidied: pl.Series, extra: Path | None) -> pl.Series:
    """Department names as codes, place names in front passed over; a name nobody knows stays as written."""
    known = departments(extra)
    found = {name: code for name in tidied.unique().drop_nulls() if (code := one_department(name, known))}
    return tidied.replace(found) if found else tidied


def one_department(name: str, known: dict[str, str]) -> str | None:
    """江西省财政厅 -> finance; the longest place name in front is passed over last."""
    key = name.upper()
    if key in known:
        return known[key]
    while match := re.match(r"^[\u4e00-\u9fff]{1,7}?(?:省|自治区|自治州|地区|市|县|区)(?=[\u4e00-\u9fff]{2})", key):
        key = key[match.end() :]
        if key in known:
            return known[key]
    return None


def region_names(tidied: pl.Series, extra: Path | None) -> pl.Series:
    """Region names as codes where only one region, present or withdrawn, has the name."""
    names = tidied.filter(tidied.str.contains(r"[^0-9]").fill_null(False)).unique()
    if names.is_empty():
        return tidied
    table = regions(extra).filter(pl.col("name_zh").is_unique())
    table = table.filter(pl.col("name_zh").is_in(names.implode()))
    return tidied.replace(dict(table.select("name_zh", "region_code").iter_rows()))


def place_notices(kept: pl.LazyFrame, columns: dict[str, str], *, own_regions: Path | None) -> list[Notice]:
    """What to tell a department about its codes: withdrawn ones, ones nobody knows. columns: {column: role}."""
    notices: list[Notice] = []
    for column, role in columns.items():
        counts = kept.group_by(pl.col(column).alias("code")).len().collect().drop_nulls()
        if role == "region":
            notices += region_notices(counts, own_regions)
        elif role == "department":
            notices += department_notices(counts)
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
    known = set(departments(None).values())
    strangers = counts.filter(~pl.col("code").is_in(list(known)))
    if strangers.is_empty():
        return []
    n = int(strangers["len"].sum())
    return [
        Notice(
            "department_unknown",
            f"{n} 行的部门名称无法对应到部门表,按原文保留",
            f"{n} rows name departments that are not in the table; their names are kept as written",
        )
    ]
