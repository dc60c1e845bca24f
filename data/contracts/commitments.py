"""Signed credit commitments."""

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
    entity,
    not_before,
    order,
    region,
)  # fmt: skip

KINDS = {
    "审批替代型": "approval", "审批替代": "approval", "告知承诺": "approval", "容缺受理": "approval",
    "主动公示型": "proactive", "主动公示": "proactive", "主动型": "proactive", "主动承诺": "proactive",
    "行业自律型": "industry", "行业自律": "industry", "信用修复型": "repair", "信用修复": "repair",
    "失信主体": "defaulter", "失信整改": "defaulter", "违约失信型": "defaulter",
}  # fmt: skip
KINDS |= {k: k for k in set(KINDS.values())}
OUTCOMES = {
    "履约": "kept", "已履约": "kept", "履行": "kept", "守诺": "kept", "违诺": "broken", "违约": "broken", "未履约": "broken",
    "未履行": "broken",
}  # fmt: skip
OUTCOMES |= {o: o for o in set(OUTCOMES.values())}
# How the matter was taken on the strength of the commitment (Jiangxi (二): 即时办理, 容缺受理).
HANDLINGS = {
    "即时办理": "at_once", "即时办结": "at_once", "当场办结": "at_once", "即办": "at_once", "立即办理": "at_once",
    "容缺受理": "papers_to_follow", "容缺办理": "papers_to_follow", "容缺": "papers_to_follow",
    "一般办理": "ordinary", "普通办理": "ordinary", "常规办理": "ordinary", "正常办理": "ordinary", "一般程序": "ordinary",
}  # fmt: skip
HANDLINGS |= {h: h for h in set(HANDLINGS.values())}


class Commitments(Feed):
    """One commitment signed by one entity."""

    commitment_id = code("承诺编号", "承诺书编号", "承诺书文号")
    entity_id = entity("承诺主体代码", "主体代码")
    kind = choice(KINDS, "承诺类型", "承诺类别", "承诺种类")
    department_code = department("受理部门", "承诺受理部门", "受理单位", "承诺受理单位")
    region_code = region()
    signed_on = day("承诺日期", "签署日期", "作出承诺日期", "承诺作出日期")
    # empty: not stated, or no matter was before the office at all (a commitment published of one's own accord)
    handling = choice(HANDLINGS, "办理方式", "受理方式", "承诺办理方式", empty=True)
    papers_due_on = day("补正期限", "补齐期限", "容缺补正期限", "材料补正期限", empty=True, ahead=True)
    papers_on = day("补正日期", "补齐日期", "容缺补正日期", "材料补齐日期", empty=True)
    published_on = day("公示日期", "公开日期", "公示时间", empty=True)
    due_on = day("承诺期限", "履约期限", "承诺截止日期", "承诺有效期至", empty=True, ahead=True)
    checked_on = day("核查日期", "履约核查日期", "践诺核查日期", empty=True)
    outcome = choice(OUTCOMES, "履约状态", "履约情况", "践诺情况", "履诺情况", empty=True)
    shared_on = day("归集日期", "共享日期", "推送日期", empty=True)
    handled_on = day("处理日期", "违诺处理日期", "失信处理日期", empty=True)

    @dy.rule()
    def published_after_signed(cls) -> pl.Expr:
        return not_before("published_on", "signed_on")

    @dy.rule()
    def due_after_signed(cls) -> pl.Expr:
        return not_before("due_on", "signed_on")

    @dy.rule()
    def checked_after_signed(cls) -> pl.Expr:
        return not_before("checked_on", "signed_on")

    @dy.rule()
    def shared_after_signed(cls) -> pl.Expr:
        return not_before("shared_on", "signed_on")

    @dy.rule()
    def papers_due_after_signed(cls) -> pl.Expr:
        return not_before("papers_due_on", "signed_on")

    @dy.rule()
    def papers_after_signed(cls) -> pl.Expr:
        return not_before("papers_on", "signed_on")

    @dy.rule()
    def papers_follow_only_where_some_were_missing(cls) -> pl.Expr:
        follow = pl.col("handling").is_null() | pl.col("handling").eq("papers_to_follow")
        return follow | (pl.col("papers_due_on").is_null() & pl.col("papers_on").is_null())

    @dy.rule()
    def only_a_breach_is_handled(cls) -> pl.Expr:
        return pl.col("handled_on").is_null() | pl.col("outcome").eq_missing("broken")

    @dy.rule()
    def handled_after_checked(cls) -> pl.Expr:
        return not_before("handled_on", "checked_on")


CONTRACT = Contract(
    feed="commitments",
    title=("信用承诺", "Commitments"),
    schema=Commitments,
    key=("commitment_id",),
    says={
        "published_after_signed": order(
            "published_on", "signed_on", ("公示日期", "承诺日期"), ("Publication", "the commitment")
        ),
        "due_after_signed": order("due_on", "signed_on", ("承诺期限", "承诺日期"), ("The limit", "the commitment")),
        "checked_after_signed": order(
            "checked_on", "signed_on", ("核查日期", "承诺日期"), ("The check", "the commitment")
        ),
        "shared_after_signed": order("shared_on", "signed_on", ("归集日期", "承诺日期"), ("Sharing", "the commitment")),
        "papers_due_after_signed": order(
            "papers_due_on", "signed_on", ("补正期限", "承诺日期"), ("The limit for papers", "the commitment")
        ),
        "papers_after_signed": order(
            "papers_on", "signed_on", ("补正日期", "承诺日期"), ("The day of the papers", "the commitment")
        ),
        "papers_follow_only_where_some_were_missing": Say(
            "handling",
            "填有补正期限或补正日期,办理方式却不是“容缺受理”。请核对办理方式",
            "Papers to follow, yet the matter was not taken with papers missing; check how it was handled",
        ),
        "only_a_breach_is_handled": Say(
            "handled_on",
            "填有违诺处理日期,履约状态却不是“违诺”。请核对履约状态",
            "A day of handling without a breach; check the outcome",
        ),
        "handled_after_checked": order("handled_on", "checked_on", ("处理日期", "核查日期"), ("Handling", "the check")),
    },
    unkept=("承诺主体名称", "主体名称", "企业名称", "承诺人", "承诺事由", "承诺内容", "法定代表人", "违诺责任"),
)
