"""The share of each tier a department says it will inspect in a year."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, choice, code, department, number, period, region
from data.contracts.grades import TIERS


class InspectionPlans(Feed):
    """One published band: department, region, year, scheme and tier."""

    department_code = department("检查部门", "检查机关", "制定部门", "制定单位", "实施部门")
    region_code = region()
    year = period("年度", "年份", "计划年度")  # 2024; kept as text, as every period is
    scheme = code("评价体系", "评价类型", "分级体系")
    tier = choice(TIERS, "信用等级", "风险等级", "监管等级", "等级")
    ratio_low = number("share", "抽查比例下限", "检查比例下限", "比例下限", "最低比例", empty=False)
    ratio_high = number("share", "抽查比例上限", "检查比例上限", "比例上限", "最高比例", empty=False)
    yearly_cap = number("count", "年度检查次数上限", "年检查频次上限", "检查次数上限", "频次上限")

    @dy.rule()
    def year_is_a_year(cls) -> pl.Expr:
        return pl.col("year").str.contains(r"^[0-9]{4}$")

    @dy.rule()
    def low_within_bounds(cls) -> pl.Expr:
        return pl.col("ratio_low").is_between(0, 1)

    @dy.rule()
    def high_within_bounds(cls) -> pl.Expr:
        return pl.col("ratio_high").is_between(0, 1)

    @dy.rule()
    def low_not_above_high(cls) -> pl.Expr:
        return pl.col("ratio_low") <= pl.col("ratio_high")

    @dy.rule()
    def cap_is_a_count(cls) -> pl.Expr:
        cap = pl.col("yearly_cap")
        return cap.is_null() | ((cap >= 0) & (cap == cap.round()))


OUT_OF_BOUNDS = ("抽查比例超出 0 至 100%。请写 0.05 或 5%", "The ratio lies outside 0 to 100%; write 0.05 or 5%")

CONTRACT = Contract(
    feed="inspection_plans",
    title=("检查比例", "Inspection plans"),
    schema=InspectionPlans,
    key=("department_code", "region_code", "year", "scheme", "tier"),
    says={
        "year_is_a_year": Say("year", "应填年度。请写成 2024", "A whole year is wanted; write 2024"),
        "low_within_bounds": Say("ratio_low", *OUT_OF_BOUNDS),
        "high_within_bounds": Say("ratio_high", *OUT_OF_BOUNDS),
        "low_not_above_high": Say(
            "ratio_low", "下限高于上限。请核对两个比例", "The lower bound exceeds the upper one; check both"
        ),
        "cap_is_a_count": Say(
            "yearly_cap",
            "检查次数上限应为不小于 0 的整数。请核对",
            "The cap must be a whole number, 0 or more; check it",
        ),
    },
)
