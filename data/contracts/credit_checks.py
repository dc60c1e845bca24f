"""Matters in which credit had to be looked up before deciding (应查必查)."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data import lookups
from data.contracts.contract import Contract, Feed, Say, code, day, department, flag, region

# Matters the plans name (Siyang 第十三、十四条, Hegang 二(十一), Jiangxi (六)). Another matter is kept as it is written.
MATTERS = {
    name: matter
    for matter, zh, aliases in lookups.read_matters().select("matter", "name_zh", "aliases").iter_rows()
    for name in (matter, zh, *aliases.split("|"))
}


class CreditChecks(Feed):
    """One matter decided. A check after the decision is late, not wrong: it is kept, and counted as not made before."""

    check_id = code("核查编号", "查询编号", "事项编号", "办件编号", "业务编号")
    matter = code("事项类型", "事项名称", "应用事项", "核查事项", "查询事项", "事项", written=MATTERS)
    department_code = department("查询部门", "核查部门", "办理部门", "查询单位", "实施部门")
    region_code = region()
    decided_on = day("决定日期", "办结日期", "办理日期", "审批日期")
    checked_on = day("查询日期", "核查日期", "信用核查日期", "查询时间", empty=True)  # empty: not looked up
    hit = flag("是否命中", "命中", "是否失信主体", "有无失信记录")
    restricted = flag("是否限制", "是否采取限制", "是否惩戒", "限制")
    report_used = flag("是否使用信用报告", "使用信用报告", "信用报告应用", "是否应用信用报告")

    @dy.rule()
    def no_hit_without_a_check(cls) -> pl.Expr:
        return ~pl.col("hit").fill_null(False) | pl.col("checked_on").is_not_null()

    @dy.rule()
    def only_a_hit_is_restricted(cls) -> pl.Expr:
        return ~pl.col("restricted").fill_null(False) | pl.col("hit").fill_null(False)


CONTRACT = Contract(
    feed="credit_checks",
    title=("信用核查", "Credit checks"),
    schema=CreditChecks,
    key=("check_id",),
    says={
        "no_hit_without_a_check": Say(
            "checked_on",
            "填写为命中而没有查询日期。请补填查询日期",
            "A hit without a check; fill in when it was checked",
        ),
        "only_a_hit_is_restricted": Say(
            "restricted",
            "未命中失信记录却填写为限制。请核对两列",
            "A restriction without a hit; check both columns",
        ),
    },
    unkept=("主体名称", "企业名称", "申请人", "申请人名称", "相对人名称", "办理结果"),
)
