"""Random draws of entities to inspect: how many stood in the frame, how many were drawn. No inspector, no person."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, choice, code, day, department, number, region
from data.contracts.grades import TIERS


def is_count(column: str) -> pl.Expr:
    """Whole, and not below nothing."""
    return (pl.col(column) >= 0) & (pl.col(column) == pl.col(column).round())


class Draws(Feed):
    """One tier of one draw. A draw over several tiers is several rows under one number."""

    draw_id = code("抽取批次", "抽查批次", "抽取编号", "批次编号")
    department_code = department("抽取部门", "检查部门", "组织部门", "抽取单位", "牵头部门")
    region_code = region()
    drawn_on = day("抽取日期", "抽取时间", "抽查日期")
    tier = choice(TIERS, "信用等级", "风险等级", "监管等级", "等级")
    n_frame = number("count", "名录数", "对象库户数", "抽取基数", "名录库数量", "总数", empty=False)
    n_drawn = number("count", "抽中数", "抽取数量", "抽取户数", "抽中户数", empty=False)

    @dy.rule()
    def frame_is_a_count(cls) -> pl.Expr:
        return is_count("n_frame")

    @dy.rule()
    def drawn_is_a_count(cls) -> pl.Expr:
        return is_count("n_drawn")

    @dy.rule()
    def drawn_from_the_frame(cls) -> pl.Expr:
        return pl.col("n_drawn") <= pl.col("n_frame")


CONTRACT = Contract(
    feed="draws",
    title=("随机抽取", "Random draws"),
    schema=Draws,
    key=("draw_id", "tier"),
    says={
        "frame_is_a_count": Say(
            "n_frame", "名录数应为不小于 0 的整数。请核对", "The frame must be a whole number, 0 or more; check it"
        ),
        "drawn_is_a_count": Say(
            "n_drawn", "抽中数应为不小于 0 的整数。请核对", "The number drawn must be whole, 0 or more; check it"
        ),
        "drawn_from_the_frame": Say(
            "n_drawn", "抽中数大于名录数。请核对两个数", "More were drawn than stood in the frame; check both"
        ),
    },
    unkept=("检查人员", "执法人员", "抽取人"),
)
