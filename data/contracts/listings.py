"""Entities on lists."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import (
    Contract,
    Feed,
    choice,
    code,
    day,
    department,
    entity,
    not_before,
    order,
    region,
    text,
)

LISTS = {
    "联合惩戒": "joint_sanction", "失信联合惩戒名单": "joint_sanction", "严重失信主体名单": "joint_sanction",
    "黑名单": "joint_sanction", "重点关注": "focus", "重点关注名单": "focus", "市场禁入": "market_ban",
    "市场禁入名单": "market_ban", "红名单": "red", "守信红名单": "red",
}  # fmt: skip
LISTS |= {x: x for x in set(LISTS.values())}
SEVERITIES = {"一般": "general", "一般失信": "general", "较重": "serious", "严重": "severe", "严重失信": "severe"}
SEVERITIES |= {x: x for x in set(SEVERITIES.values())}
EXITS = {
    "履行": "complied", "已履行": "complied", "信用修复": "repaired", "修复": "repaired", "期满": "expired",
    "到期": "expired", "更正": "corrected", "异议更正": "corrected", "注销": "deregistered",
}  # fmt: skip
EXITS |= {x: x for x in set(EXITS.values())}


class Listings(Feed):
    """One entity on one list for a time."""

    listing_id = code("名单编号", "列入编号", "认定文号", "列入决定文号")
    entity_id = entity("主体代码", "失信主体代码")
    list = choice(LISTS, "名单类型", "名单类别", "名单名称")
    grade = choice(SEVERITIES, "失信等级", "严重程度", empty=True)
    ground = text("列入事由", "列入原因", "认定依据", "失信事由", empty=False)
    # number of the judgment, penalty or other decision the listing rests on; empty: not stated
    document = code("依据文书号", "依据文书文号", "裁判文书号", "处罚决定书文号", "认定依据文书", empty=True)
    department_code = department("列入部门", "认定部门", "列入机关", "认定机关")
    region_code = region()
    listed_on = day("列入日期", "认定日期", "列入时间")
    notified_on = day("告知日期", "送达日期", empty=True)
    published_on = day("公示日期", "公布日期", "公开日期", empty=True)
    complied_on = day("履行日期", "履行完毕日期", empty=True)
    expires_on = day("期满日期", "到期日期", "有效期至", empty=True, ahead=True)
    exited_on = day("移出日期", "退出日期", "移出时间", empty=True)  # empty: still listed
    exit_reason = choice(EXITS, "移出事由", "退出原因", "移出原因", empty=True)

    @dy.rule()
    def exited_after_listed(cls) -> pl.Expr:
        return not_before("exited_on", "listed_on")

    @dy.rule()
    def published_after_listed(cls) -> pl.Expr:
        return not_before("published_on", "listed_on")

    @dy.rule()
    def expires_after_listed(cls) -> pl.Expr:
        return not_before("expires_on", "listed_on")


CONTRACT = Contract(
    feed="listings",
    title=("名单", "Listings"),
    schema=Listings,
    key=("listing_id",),
    says={
        "exited_after_listed": order("exited_on", "listed_on", ("移出日期", "列入日期"), ("The exit", "the listing")),
        "published_after_listed": order(
            "published_on", "listed_on", ("公示日期", "列入日期"), ("Publication", "the listing")
        ),
        "expires_after_listed": order(
            "expires_on", "listed_on", ("期满日期", "列入日期"), ("The expiry", "the listing")
        ),
    },
    unkept=("主体名称", "失信主体名称", "企业名称", "法定代表人", "失信行为", "惩戒措施"),
)
