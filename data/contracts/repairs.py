"""Applications for credit repair."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, choice, code, day, department, not_before, order, region

OUTCOMES = {
    "准予": "granted", "准予修复": "granted", "同意": "granted", "不予": "refused", "不予修复": "refused",
    "不同意": "refused", "撤回": "withdrawn", "已撤回": "withdrawn",
}  # fmt: skip
OUTCOMES |= {x: x for x in set(OUTCOMES.values())}
AUDITS = {"正确": "right", "无误": "right", "错误": "wrong", "有误": "wrong", "漏办": "missed", "right": "right"}
AUDITS |= {x: x for x in set(AUDITS.values())}


class Repairs(Feed):
    """One application to have a listing or decision repaired."""

    repair_id = code("申请编号", "修复编号", "修复申请编号")
    listing_id = code("名单编号", "关联名单编号", empty=True)
    decision_id = code("关联文号", "决定书文号", "处罚决定书文号", empty=True)
    department_code = department("受理部门", "办理部门", "修复部门")
    region_code = region()
    applied_on = day("申请日期", "受理日期", "提交日期")
    accepted_on = day("受理日期", "受理时间", empty=True)
    decided_on = day("办结日期", "决定日期", empty=True)
    outcome = choice(OUTCOMES, "办理结果", "修复结果", "审核结果", empty=True)
    unpublished_on = day("撤下日期", "停止公示日期", empty=True)
    audited_on = day("复核日期", "抽查日期", empty=True)
    audit_result = choice(AUDITS, "复核结果", "抽查结果", empty=True)

    @dy.rule()
    def repairs_something(cls) -> pl.Expr:
        return pl.col("listing_id").is_not_null() | pl.col("decision_id").is_not_null()

    @dy.rule()
    def decided_after_applied(cls) -> pl.Expr:
        return not_before("decided_on", "applied_on")

    @dy.rule()
    def accepted_after_applied(cls) -> pl.Expr:
        return not_before("accepted_on", "applied_on")


CONTRACT = Contract(
    feed="repairs",
    title=("信用修复", "Repairs"),
    schema=Repairs,
    key=("repair_id",),
    says={
        "repairs_something": Say(
            "listing_id",
            "没有写明修复的是哪一条名单或决定。请填名单编号或决定书文号",
            "Neither a listing nor a decision is named; give one of them",
        ),
        "decided_after_applied": order(
            "decided_on", "applied_on", ("办结日期", "申请日期"), ("The decision", "the application")
        ),
        "accepted_after_applied": order(
            "accepted_on", "applied_on", ("受理日期", "申请日期"), ("Acceptance", "the application")
        ),
    },
    unkept=("主体名称", "企业名称", "申请人", "申请人名称"),
)
