"""How far departments say they have come with the plan's tasks."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, choice, code, day, department, number, text

STATES = {
    "未启动": "not_started", "未开始": "not_started", "进行中": "started", "推进中": "started", "已启动": "started",
    "正在推进": "started", "已完成": "done", "完成": "done", "办结": "done",
}  # fmt: skip
STATES |= {s: s for s in set(STATES.values())}


class TaskReports(Feed):
    """The state of one task of one plan as one department reported it on one day."""

    plan = code("规划代码", "方案代码", "方案", "规划")
    task = code("任务编号", "任务序号", "任务代码", "任务")
    department_code = department("责任部门", "责任单位", "填报部门", "填报单位", "牵头部门")
    reported_on = day("填报日期", "报送日期", "上报日期")
    state = choice(STATES, "进展状态", "完成状态", "进度状态", "状态")
    percent = number("share", "完成进度", "完成比例", "进度")
    evidence = text("佐证材料", "进展情况", "工作进展", "完成情况", "说明")

    @dy.rule()
    def percent_within_bounds(cls) -> pl.Expr:
        return pl.col("percent").is_between(0, 1)


CONTRACT = Contract(
    feed="task_reports",
    title=("任务进展", "Task reports"),
    schema=TaskReports,
    key=("plan", "task", "department_code", "reported_on"),
    says={
        "percent_within_bounds": Say(
            "percent", "完成进度超出 0 至 100%。请写 0.6 或 60%", "Progress lies outside 0 to 100%; write 0.6 or 60%"
        )
    },
)
