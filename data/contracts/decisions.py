"""Administrative acts: licences, penalties and the rest of the ten kinds."""

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
    number,
    order,
    region,
)  # fmt: skip

ACTS = {
    "行政许可": "licence", "许可": "licence", "行政处罚": "penalty", "处罚": "penalty", "行政强制": "compulsion",
    "行政确认": "confirmation", "行政征收": "levy", "行政给付": "grant", "行政裁决": "adjudication",
    "行政补偿": "compensation", "行政奖励": "reward", "行政检查": "inspection", "行政监督检查": "inspection",
}  # fmt: skip
ACTS |= {act: act for act in set(ACTS.values())}
LARGEST_FINE = (
    10_000  # in 10,000 yuan: 100 million yuan. Above it the figure is nearly always yuan under a 万元 heading.
)


class Decisions(Feed):
    """One administrative act."""

    decision_id = code(
        "行政处罚决定书文号", "行政许可决定书文号", "行政许可决定文书号", "决定书文号", "文书号", "文号", "决定文书号",
        "行政决定文书号", "处罚决定书文号", "许可编号", "案卷号",
    )  # fmt: skip
    entity_id = entity(
        "行政相对人代码", "行政相对人统一社会信用代码", "相对人代码", empty=True
    )  # empty: a natural person
    act = choice(ACTS, "行政行为类型", "行政行为", "行为类型", "职权类型", "权力类型")
    department_code = department(
        "处罚机关", "许可机关", "决定机关", "作出决定机关", "行政机关", "实施机关", "决定部门", "数据来源单位"
    )
    region_code = region()
    decided_on = day(
        "决定日期", "处罚决定日期", "许可决定日期", "作出决定日期", "作出行政决定日期", "决定时间", instant="decided_at"
    )
    due_on = day("应公示日期", "公示期限", "公示截止日期", "办理期限", empty=True, ahead=True, instant="due_at")
    published_on = day(
        "公示日期", "公示时间", "公开日期", "上网公示日期", "发布日期", empty=True, instant="published_at"
    )
    reported_on = day("报送日期", "上报日期", "归集上报日期", empty=True)
    collated_on = day("归集日期", "入库日期", empty=True)
    unpublished_on = day("公示截止日", "撤下日期", "停止公示日期", "撤销公示日期", empty=True, ahead=True)
    severity = code("情节", "违法情节", "严重程度", empty=True)
    penalty_kind = code("处罚类别", "处罚种类", empty=True)
    fine_10k_yuan = number("10k_yuan", "罚款金额(万元)", "罚款金额", "罚没金额")

    @dy.rule()
    def published_after_decided(cls) -> pl.Expr:
        return not_before("published_on", "decided_on")

    @dy.rule()
    def unpublished_after_published(cls) -> pl.Expr:
        return not_before("unpublished_on", "published_on")

    @dy.rule()
    def fine_not_negative(cls) -> pl.Expr:
        return pl.col("fine_10k_yuan") >= 0

    @dy.rule()
    def fine_believable(cls) -> pl.Expr:
        return pl.col("fine_10k_yuan") <= LARGEST_FINE

    @dy.rule()
    def fine_has_amount(cls) -> pl.Expr:
        """A row that says 罚款 and leaves out the amount has lost it; sources without kinds are not asked."""
        return ~(pl.col("penalty_kind") == "罚款") | pl.col("fine_10k_yuan").is_not_null()

    @dy.rule()
    def warning_has_no_fine(cls) -> pl.Expr:
        return ~(pl.col("penalty_kind") == "警告") | (pl.col("fine_10k_yuan").fill_null(0) == 0)


CONTRACT = Contract(
    feed="decisions",
    title=("行政行为", "Decisions"),
    schema=Decisions,
    key=("decision_id",),
    says={
        "published_after_decided": order(
            "published_on", "decided_on", ("公示日期", "决定日期"), ("Publication", "the decision")
        ),
        "unpublished_after_published": order(
            "unpublished_on", "published_on", ("撤下日期", "公示日期"), ("Removal", "publication")
        ),
        "fine_not_negative": Say("fine_10k_yuan", "罚款金额为负数。请核对金额", "The fine is negative; check it"),
        "fine_believable": Say(
            "fine_10k_yuan",
            "罚款金额超过 1 亿元,疑为以元为单位填报。请按表头单位(万元)填写",
            "The fine exceeds 100 million yuan and was probably entered in yuan; enter it in the unit of the heading",
        ),
        "fine_has_amount": Say(
            "fine_10k_yuan", "处罚类别为罚款但没有金额。请补填罚款金额", "A fine without an amount; fill in the amount"
        ),
        "warning_has_no_fine": Say(
            "fine_10k_yuan", "处罚类别为警告却填有罚款金额。请核对类别与金额", "A warning with a fine; check kind and amount"
        ),
    },
    unkept=(
        "行政相对人名称", "行政相对人", "相对人名称", "当事人", "当事人名称", "违法事实", "主要违法事实", "处罚事由",
        "处罚内容", "许可内容", "处罚依据", "法定代表人", "法定代表人姓名",
    ),
)  # fmt: skip
