"""Objections to what is on record."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, code, day, department, flag, not_before, order, region


class Objections(Feed):
    """One objection to one listing or decision."""

    objection_id = code("异议编号", "异议申请编号", "申请编号", "申诉编号")
    listing_id = code("名单编号", "关联名单编号", empty=True)
    decision_id = code("关联文号", "决定书文号", "处罚决定书文号", "信息编号", empty=True)
    department_code = department("受理部门", "处理部门", "核查部门", "办理部门")
    region_code = region()
    raised_on = day("申请日期", "异议日期", "提出日期", "受理日期")
    suspended_on = day("中止日期", "暂停惩戒日期", "标注日期", "异议标注日期", empty=True)
    answered_on = day("答复日期", "办结日期", "处理日期", "回复日期", empty=True)
    upheld = flag("是否成立", "异议是否成立", "异议成立", "是否属实")
    corrected_on = day("更正日期", "更正时间", "删除日期", empty=True)

    @dy.rule()
    def objects_to_something(cls) -> pl.Expr:
        return pl.col("listing_id").is_not_null() | pl.col("decision_id").is_not_null()

    @dy.rule()
    def suspended_after_raised(cls) -> pl.Expr:
        return not_before("suspended_on", "raised_on")

    @dy.rule()
    def answered_after_raised(cls) -> pl.Expr:
        return not_before("answered_on", "raised_on")

    @dy.rule()
    def corrected_after_raised(cls) -> pl.Expr:
        return not_before("corrected_on", "raised_on")

    @dy.rule()
    def nothing_corrected_that_stood(cls) -> pl.Expr:
        return pl.col("corrected_on").is_null() | pl.col("upheld").ne_missing(False)


CONTRACT = Contract(
    feed="objections",
    title=("异议申诉", "Objections"),
    schema=Objections,
    key=("objection_id",),
    says={
        "objects_to_something": Say(
            "listing_id",
            "没有写明对哪一条名单或决定有异议。请填名单编号或决定书文号",
            "Neither a listing nor a decision is named; give one of them",
        ),
        "suspended_after_raised": order(
            "suspended_on", "raised_on", ("中止日期", "申请日期"), ("The suspension", "the objection")
        ),
        "answered_after_raised": order(
            "answered_on", "raised_on", ("答复日期", "申请日期"), ("The answer", "the objection")
        ),
        "corrected_after_raised": order(
            "corrected_on", "raised_on", ("更正日期", "申请日期"), ("The correction", "the objection")
        ),
        "nothing_corrected_that_stood": Say(
            "upheld",
            "异议不成立却填有更正日期。请核对",
            "A correction although the objection was not upheld; check both",
        ),
    },
    unkept=("主体名称", "企业名称", "申请人", "申请人名称", "异议内容", "异议事由", "处理结果说明"),
)
