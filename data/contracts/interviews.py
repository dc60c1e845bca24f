"""Formal talks (约谈) with entities."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, choice, code, day, department, entity, not_before, order, region

KINDS = {
    "提示约谈": "reminder", "提示性约谈": "reminder", "提示": "reminder", "提醒": "reminder", "警示约谈": "warning",
    "警示性约谈": "warning", "警示": "warning", "警告": "warning",
}  # fmt: skip
KINDS |= {k: k for k in set(KINDS.values())}


class Interviews(Feed):
    """One formal talk with one entity."""

    interview_id = code("约谈编号", "约谈记录编号", "约谈通知书文号")
    listing_id = code("名单编号", "关联名单编号", empty=True)
    entity_id = entity("被约谈主体代码", "约谈对象代码", "主体代码")
    kind = choice(KINDS, "约谈类型", "约谈类别", "约谈方式")
    department_code = department("约谈部门", "约谈单位", "组织部门", "约谈机关")
    region_code = region()
    held_on = day("约谈日期", "约谈时间", "实施日期")
    rectify_by = day("整改期限", "限期整改日期", "整改截止日期", empty=True, ahead=True)
    rectified_on = day("整改完成日期", "整改日期", "完成整改日期", empty=True)
    recorded_on = day("记入日期", "归集日期", "记入信用记录日期", empty=True)

    @dy.rule()
    def rectify_by_after_held(cls) -> pl.Expr:
        return not_before("rectify_by", "held_on")

    @dy.rule()
    def rectified_after_held(cls) -> pl.Expr:
        return not_before("rectified_on", "held_on")

    @dy.rule()
    def recorded_after_held(cls) -> pl.Expr:
        return not_before("recorded_on", "held_on")


CONTRACT = Contract(
    feed="interviews",
    title=("约谈", "Interviews"),
    schema=Interviews,
    key=("interview_id",),
    says={
        "rectify_by_after_held": order(
            "rectify_by", "held_on", ("整改期限", "约谈日期"), ("The limit", "the interview")
        ),
        "rectified_after_held": order(
            "rectified_on", "held_on", ("整改完成日期", "约谈日期"), ("Rectification", "the interview")
        ),
        "recorded_after_held": order(
            "recorded_on", "held_on", ("记入日期", "约谈日期"), ("The record", "the interview")
        ),
    },
    unkept=("被约谈主体名称", "约谈对象", "主体名称", "企业名称", "约谈事由", "约谈内容", "约谈人", "法定代表人"),
)
