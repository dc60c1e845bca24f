"""Credit files opened for entities."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, code, day, department, entity, not_before, order


class Archives(Feed):
    """One credit file of one kind, kept by one department."""

    entity_id = entity("主体代码")
    archive_kind = code("档案类型", "档案类别", "信用档案类型", "档案种类")
    department_code = department("建档部门", "建档单位")
    opened_on = day("建档日期", "建档时间", "建立日期")
    updated_on = day("更新日期", "最近更新日期", "更新时间", empty=True)
    closed_on = day("注销日期", "销档日期", "归档日期", empty=True)

    @dy.rule()
    def closed_after_opened(cls) -> pl.Expr:
        return not_before("closed_on", "opened_on")

    @dy.rule()
    def updated_after_opened(cls) -> pl.Expr:
        return not_before("updated_on", "opened_on")


CONTRACT = Contract(
    feed="archives",
    title=("信用档案", "Credit files"),
    schema=Archives,
    key=("entity_id", "archive_kind", "department_code"),
    says={
        "closed_after_opened": order("closed_on", "opened_on", ("销档日期", "建档日期"), ("Closing", "opening")),
        "updated_after_opened": order("updated_on", "opened_on", ("更新日期", "建档日期"), ("The update", "opening")),
    },
    unkept=("主体名称", "企业名称"),
)
