"""Measures due against listings, from the check to the feedback."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import (
    Contract,
    Feed,
    Say,
    choice,
    code,
    day,
    department,
    not_before,
    number,
    order,
    region,
    text,
)  # fmt: skip

EFFECTS = {
    "履行": "complied", "已履行": "complied", "全部履行": "complied", "部分履行": "partly", "部分": "partly",
    "未履行": "none", "无效果": "none", "尚无效果": "none",
}  # fmt: skip
EFFECTS |= {e: e for e in set(EFFECTS.values())}


class Measures(Feed):
    """One measure due against one listing, at one department."""

    measure_id = code("措施编号", "惩戒编号", "措施记录编号", "任务编号")
    listing_id = code("名单编号", "关联名单编号", "列入编号")
    measure_code = code("措施代码", "惩戒措施", "措施名称", "措施类别", "奖惩措施")
    department_code = department("实施部门", "执行部门", "实施单位", "执行单位")
    region_code = region()
    basis = text("实施依据", "依据", "法律依据", "措施依据")
    due_on = day("应实施日期", "实施期限", "应执行日期", "办理期限", ahead=True)
    checked_on = day("核查日期", "查询日期", "比对日期", empty=True)
    applied_on = day("实施日期", "执行日期", "措施实施日期", empty=True)
    fed_back_on = day("反馈日期", "回传日期", "报告日期", empty=True)
    effect = choice(EFFECTS, "实施效果", "执行效果", "惩戒效果", "效果", empty=True)
    amount = number("yuan", "涉及金额", "金额", "履行金额", "涉案金额")  # stored in yuan
    limit_until = day("限制期限", "限制至", "措施期限", "限制截止日期", empty=True, ahead=True)
    ended_on = day("解除日期", "措施解除日期", "终止日期", empty=True)

    @dy.rule()
    def fed_back_after_applied(cls) -> pl.Expr:
        return not_before("fed_back_on", "applied_on")

    @dy.rule()
    def ended_after_applied(cls) -> pl.Expr:
        return not_before("ended_on", "applied_on")

    @dy.rule()
    def limited_after_applied(cls) -> pl.Expr:
        return not_before("limit_until", "applied_on")

    @dy.rule()
    def only_what_was_applied_ends(cls) -> pl.Expr:
        return pl.col("ended_on").is_null() | pl.col("applied_on").is_not_null()

    @dy.rule()
    def only_what_was_applied_has_effect(cls) -> pl.Expr:
        return pl.col("effect").is_null() | pl.col("applied_on").is_not_null()

    @dy.rule()
    def amount_not_negative(cls) -> pl.Expr:
        return pl.col("amount") >= 0


CONTRACT = Contract(
    feed="measures",
    title=("奖惩措施", "Measures"),
    schema=Measures,
    key=("measure_id",),
    says={
        "fed_back_after_applied": order(
            "fed_back_on", "applied_on", ("反馈日期", "实施日期"), ("Feedback", "the measure")
        ),
        "ended_after_applied": order("ended_on", "applied_on", ("解除日期", "实施日期"), ("The end", "the measure")),
        "limited_after_applied": order(
            "limit_until", "applied_on", ("限制期限", "实施日期"), ("The limit", "the measure")
        ),
        "only_what_was_applied_ends": Say(
            "applied_on",
            "填有解除日期而没有实施日期。请补填实施日期",
            "A measure that ended without having been applied; fill in when it was applied",
        ),
        "only_what_was_applied_has_effect": Say(
            "applied_on",
            "填有实施效果而没有实施日期。请补填实施日期;尚未实施请把效果留空",
            "An effect without a measure applied; fill in when it was applied, or leave the effect empty",
        ),
        "amount_not_negative": Say("amount", "金额为负数。请核对金额", "The amount is negative; check it"),
    },
    # the second line: what the list that `xinheng feedback` writes says beside the columns
    unkept=(
        *("主体名称", "失信主体名称", "企业名称", "法定代表人", "实施情况"),
        *("待办事项", "最迟办理日", "所指措施", "To do", "To do by", "What it is"),
    ),
)
