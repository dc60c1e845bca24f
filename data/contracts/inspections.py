"""Visits to entities."""

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
)  # fmt: skip
from data.contracts.grades import TIERS

SELECTIONS = {
    "双随机": "random", "随机": "random", "随机抽查": "random", "双随机抽查": "random", "定向": "targeted",
    "专项检查": "targeted", "重点检查": "targeted", "投诉举报": "complaint", "举报": "complaint", "投诉": "complaint",
    "复查": "follow_up", "整改复查": "follow_up", "回访": "follow_up",
}  # fmt: skip
SELECTIONS |= {s: s for s in set(SELECTIONS.values())}
MODES = {"现场": "on_site", "现场检查": "on_site", "远程": "remote", "非现场": "remote", "书面检查": "remote"}
MODES |= {m: m for m in set(MODES.values())}
RESULTS = {
    "合格": "clean", "未发现问题": "clean", "正常": "clean", "通过": "clean", "责令整改": "rectify", "责令改正": "rectify",
    "限期整改": "rectify", "需整改": "rectify", "不合格": "violation", "违法": "violation", "发现违法": "violation",
    "立案": "violation",
}  # fmt: skip
RESULTS |= {r: r for r in set(RESULTS.values())}


class Inspections(Feed):
    """One visit to one entity."""

    inspection_id = code("检查编号", "检查任务编号", "检查记录编号", "检查单号")
    entity_id = entity("被检查主体代码", "被检查对象代码", "检查对象代码")
    department_code = department("检查部门", "检查机关", "检查单位", "牵头部门", "实施部门")
    joint_departments = text("联合检查部门", "配合部门", "参与部门")
    region_code = region()
    tier = choice(TIERS, "信用等级", "风险等级", "检查时等级", "监管等级", empty=True)  # at the time of the visit
    selection = choice(SELECTIONS, "抽取方式", "检查类型", "抽查方式", "检查来源")
    mode = choice(MODES, "检查方式", "检查形式", empty=True)
    inspected_on = day("检查日期", "检查时间", "抽查日期", "实施日期")
    result = choice(RESULTS, "检查结果", "抽查结果", "检查结论")
    published_on = day("公示日期", "公示时间", "结果公示日期", "公开日期", empty=True)
    draw_id = code("抽取批次", "抽查批次", "抽取编号", empty=True)

    @dy.rule()
    def published_after_inspected(cls) -> pl.Expr:
        return not_before("published_on", "inspected_on")


CONTRACT = Contract(
    feed="inspections",
    title=("监督检查", "Inspections"),
    schema=Inspections,
    key=("inspection_id",),
    says={
        "published_after_inspected": order(
            "published_on", "inspected_on", ("公示日期", "检查日期"), ("Publication", "the inspection")
        )
    },
    unkept=("被检查主体名称", "被检查对象", "检查对象名称", "检查对象", "企业名称", "主体名称", "检查情况", "处理情况"),
)
