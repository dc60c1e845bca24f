"""Regions, departments and working days as frames with the columns of queries/tables.

The files stand in data/reference/; where each comes from is in its sources.toml.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import polars as pl

from data.errors import PackUnusable

REFERENCE = Path(__file__).resolve().parent / "reference"
LEVELS = ("province", "city", "county")
REGION_COLUMNS = (
    "region_code", "name_zh", "name_en", "level", "kind", "parent_code", "valid_from", "valid_to", "successor_code",
)  # fmt: skip
MATTER_COLUMNS = ("matter", "name_zh", "name_en", "is_of_persons", "named_in_zh", "named_in_en", "aliases")
DEPARTMENT_COLUMNS = ("department_code", "name_zh", "name_en", "kind", "aliases")
RANKS = ("省", "市", "县", "区", "省委", "市委", "县委", "区委")


def read_regions(extra: Path | None = None) -> pl.DataFrame:
    """One row per region code, present or withdrawn (columns of ref_region; the file's `note` is left out).

    `extra` is an adopter's own table, same headings; its codes are added, and win over ours where both have one.
    Raises PackUnusable naming the code that has no parent, successor or name.
    """
    regions = region_file(REFERENCE / "regions.csv")
    if extra is not None:
        theirs = region_file(extra)
        regions = pl.concat([regions.join(theirs, on="region_code", how="anti"), theirs])
    check_regions(regions, str(extra.name if extra else "regions.csv"))
    return regions.sort("region_code")


def region_file(path: Path) -> pl.DataFrame:
    """A region table as written: empty is null, dates are days; from parent_code on, columns may be missing."""
    table = read_table(path, REGION_COLUMNS, needed=5)
    days = pl.col("valid_from", "valid_to")
    try:
        return table.with_columns(days.str.to_date("%Y-%m-%d"))
    except pl.exceptions.PolarsError as error:
        raise PackUnusable(
            path.name, ("生效或失效日期有误。", "A first or last day is no date."),
            ("日期请写作 2026-01-31。", "Write dates as 2026-01-31."),
        ) from error  # fmt: skip


def read_table(path: Path, columns: tuple[str, ...], *, needed: int) -> pl.DataFrame:
    """A CSV of texts with these columns; the first `needed` must be there, the rest are null where missing."""
    try:
        rows = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise PackUnusable(
            path.name, ("这张表无法读取。", "This table cannot be read."),
            ("请提供 UTF-8 编码、带列名的 CSV 文件。", "Give a UTF-8 CSV file with a heading row."),
        ) from error  # fmt: skip
    if missing := [c for c in columns[:needed] if c not in rows.columns]:
        raise PackUnusable(
            path.name, (f"缺少列:{'、'.join(missing)}。", f"Columns missing: {', '.join(missing)}."),
            ("请补齐后再试。", "Add them and try again."),
        )  # fmt: skip
    return rows.with_columns(pl.lit(None, pl.String).alias(c) for c in columns if c not in rows.columns).select(columns)


def check_regions(regions: pl.DataFrame, where: str) -> None:
    """Raise PackUnusable for the first code that is repeated, or whose parent or successor is not a present region."""
    present = regions.filter(pl.col("valid_to").is_null())["region_code"].implode()
    troubles = {
        ("代码重复", "stands twice"): pl.col("region_code").is_duplicated(),
        ("层级应为 province、city 或 county", "has a level other than province, city or county"):
            ~pl.col("level").is_in(LEVELS),
        ("上级区划不在表中", "has a parent that is not in the table"): ~pl.col("parent_code").is_in(present),
        ("承接区划不在表中", "has a successor that is not in the table"): ~pl.col("successor_code").is_in(present),
        ("已撤销但未写明承接区划", "is withdrawn without a successor"):
            pl.col("valid_to").is_not_null() & pl.col("successor_code").is_null(),
        ("缺少中文或英文名称", "lacks its Chinese or English name"):
            pl.any_horizontal(pl.col("name_zh", "name_en").is_null()),
    }  # fmt: skip
    for (zh, en), trouble in troubles.items():
        wrong = regions.filter(trouble)["region_code"].to_list()
        if wrong:
            raise PackUnusable(
                where,
                (f"区划 {wrong[0]} {zh}(共 {len(wrong)} 个)。", f"Region {wrong[0]} {en} ({len(wrong)} in all)."),
                ("请修改区划表。", "Mend the region table."),
            )  # fmt: skip


def region_ancestors(regions: pl.DataFrame) -> pl.DataFrame:
    """Each present region with each region it lies in, itself included (ref_region_ancestor). Three levels deep."""
    present = regions.filter(pl.col("valid_to").is_null()).select("region_code", "level", "parent_code")
    up = present.select(ancestor_code="region_code", ancestor_level="level", next_code="parent_code")
    step = present.select("region_code", ancestor_code="region_code")
    found = []
    for _ in LEVELS:
        step = step.join(up, on="ancestor_code")
        found.append(step.select("region_code", "ancestor_code", "ancestor_level"))
        step = step.filter(pl.col("next_code").is_not_null()).select("region_code", ancestor_code="next_code")
    return pl.concat(found).sort("region_code", "ancestor_code")


def read_matters() -> pl.DataFrame:
    """One row per matter in which the plans want credit looked up (ref_matter; aliases joined by '|')."""
    matters = read_table(REFERENCE / "matters.csv", MATTER_COLUMNS, needed=len(MATTER_COLUMNS))
    return matters.with_columns(is_of_persons=pl.col("is_of_persons") == "true")


def read_evaluation_grades() -> pl.DataFrame:
    """One row per spelling of a grade of the public credit evaluation, and its place (columns of ref_evaluation_grade)."""
    return read_table(REFERENCE / "evaluation_grades.csv", ("grade", "place"), needed=2).cast({"place": pl.Int32})


def read_severities() -> pl.DataFrame:
    """One row per kind of record and degree as departments write it (ref_severity)."""
    return read_table(REFERENCE / "severities.csv", ("record", "written", "longest", "shortest"), needed=4)


def read_catalogue_measures() -> pl.DataFrame:
    """One row per measure code the catalogue of sanctions is known to allow (ref_catalogue_measure)."""
    names = ("measure_code", "item_zh", "item_en", "source", "is_source_verified")
    found = read_table(REFERENCE / "catalogue_measures.csv", names, needed=len(names))
    return found.with_columns(is_source_verified=pl.col("is_source_verified") == "true")


def read_departments(extra: Path | None = None) -> pl.DataFrame:
    """One row per department type, shared by all levels of government (ref_department; aliases joined by '|').

    `extra` is an adopter's own table, same headings (kind and aliases may be missing); its codes and names win over ours.
    Raises PackUnusable where it cannot be read, or gives one name to two departments.
    """
    ours = read_table(REFERENCE / "departments.csv", DEPARTMENT_COLUMNS, needed=3)
    if extra is None:
        return ours
    theirs = read_table(extra, DEPARTMENT_COLUMNS, needed=3).with_columns(pl.col("kind").fill_null("government"))
    departments = pl.concat([ours.join(theirs, on="department_code", how="anti"), theirs])
    names = department_names(theirs)
    twice = names.filter(pl.col("department_code").n_unique().over("name") > 1)["name"].to_list()
    if twice:
        raise PackUnusable(
            extra.name, (f"名称“{twice[0]}”对应两个部门。", f"The name {twice[0]!r} stands for two departments."),
            ("请只保留一处。", "Keep it in one place only."),
        )  # fmt: skip
    return departments


def department_names(departments: pl.DataFrame) -> pl.DataFrame:
    """Each department_code with every name it has: the code, both standard names, each alias."""
    own = pl.concat_list("department_code", "name_zh", "name_en")
    aliases = pl.col("aliases").str.split("|").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    names = departments.select("department_code", name=own.list.concat(aliases))
    return names.explode("name").filter(pl.col("name").str.len_chars() > 0).unique(maintain_order=True)


@cache
def department_aliases(extra: Path | None = None) -> dict[str, str]:
    """Every name a department is known by -> department_code.

    Holds the code itself, both standard names, the aliases of the file, and each with 省, 市, 县, 区 (or 省委 ...)
    before it, so that 市市场监管局 and 县发改委 need no row of their own. Do not change the dict: it is shared.
    """
    names = dict(department_names(read_departments(extra)).select("name", "department_code").iter_rows())
    ranked = {rank + name: code for rank, (name, code) in product(RANKS, names.items()) if not name.isascii()}
    return ranked | names


def department_code(name: str) -> str | None:
    """The department a name stands for, or None. Place names in front are passed over: 江西省财政厅, 鹤岗市营商局."""
    name, aliases = re.sub(r"\s", "", name), department_aliases()
    without_place = re.sub(r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|县|区))+", "", name)
    return aliases.get(name) or aliases.get(without_place)


def read_workdays() -> pl.DataFrame:
    """One row per day 2014-2027 (ref_workday). workday_number rises by one on each working day.

    Working days from a to b, a not counted: number(b) - number(a). Make-up working weekends count as worked.
    """
    days = pl.read_csv(REFERENCE / "workdays.csv", schema_overrides={"day": pl.Date}).sort("day")
    number = pl.col("is_workday").cum_sum().cast(pl.Int32).alias("workday_number")
    return days.select("day", "is_workday", number, "is_provisional")
