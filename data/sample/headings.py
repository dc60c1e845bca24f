"""The Chinese headings and words of the files, as offices know them; the contracts hold nearly all of them as aliases.

What no contract can know (names of sectors, kinds of files, grading schemes) is mapped in the source's source.toml.
"""

from __future__ import annotations

_ENTITY, _AREA = "统一社会信用代码", "行政区划代码"

HEADINGS: dict[str, dict[str, str]] = {
    "entities": {
        "entity_id": _ENTITY, "subject_class": "主体类别", "region_code": _AREA, "sector": "行业类别",
        "above_scale": "是否规模以上", "registered_on": "登记日期", "deregistered_on": "注销日期",
    },
    "grades": {
        "entity_id": _ENTITY, "scheme": "评价体系", "grade": "信用等级",
        "valid_from": "评价日期", "valid_to": "有效期至",
    },
    "archives": {
        "entity_id": _ENTITY, "archive_kind": "档案类别", "department_code": "建档部门", "opened_on": "建档日期",
        "updated_on": "更新日期",
    },
    "decisions": {
        "decision_id": "决定书文号", "entity_id": _ENTITY, "act": "行为类型", "department_code": "决定机关",
        "region_code": _AREA, "decided_on": "决定日期", "published_on": "公示日期",
    },
    "inspections": {
        "inspection_id": "检查编号", "entity_id": _ENTITY, "department_code": "检查部门", "region_code": _AREA,
        "tier": "风险等级", "selection": "检查类型", "mode": "检查方式", "inspected_on": "检查日期",
        "result": "检查结果", "published_on": "公示日期", "joint_departments": "联合检查部门", "draw_id": "抽取批次",
    },
    "inspection_plans": {
        "department_code": "检查部门", "region_code": _AREA, "year": "年度", "scheme": "评价体系", "tier": "风险等级",
        "ratio_low": "抽查比例下限", "ratio_high": "抽查比例上限", "yearly_cap": "年度检查次数上限",
    },
    "draws": {
        "draw_id": "抽取批次", "department_code": "抽取部门", "region_code": _AREA, "drawn_on": "抽取日期",
        "tier": "风险等级", "n_frame": "名录数", "n_drawn": "抽中数",
    },
    "commitments": {
        "commitment_id": "承诺书编号", "entity_id": _ENTITY, "kind": "承诺类型", "department_code": "受理部门",
        "region_code": _AREA, "signed_on": "承诺日期", "handling": "办理方式", "papers_due_on": "补正期限",
        "papers_on": "补正日期", "published_on": "公示日期", "due_on": "承诺期限",
        "checked_on": "核查日期", "outcome": "履约状态", "shared_on": "归集日期", "handled_on": "处理日期",
    },
    "credit_checks": {
        "check_id": "核查编号", "matter": "事项名称", "department_code": "办理部门", "region_code": _AREA,
        "decided_on": "决定日期", "checked_on": "查询日期", "hit": "是否命中", "restricted": "是否采取限制",
        "report_used": "是否使用信用报告",
    },
    "listings": {
        "listing_id": "名单编号", "entity_id": _ENTITY, "list": "名单类型", "grade": "失信等级", "ground": "列入事由",
        "document": "依据文书号", "department_code": "列入部门", "region_code": _AREA, "listed_on": "列入日期",
        "notified_on": "告知日期", "published_on": "公示日期", "expires_on": "期满日期", "complied_on": "履行日期",
        "exited_on": "移出日期", "exit_reason": "移出事由",
    },
    "measures": {
        "measure_id": "措施编号", "listing_id": "名单编号", "measure_code": "措施代码", "department_code": "实施部门",
        "region_code": _AREA, "basis": "实施依据", "due_on": "应实施日期", "checked_on": "核查日期",
        "applied_on": "实施日期", "fed_back_on": "反馈日期", "effect": "实施效果", "amount": "涉及金额",
        "limit_until": "限制期限", "ended_on": "解除日期",
    },
    "repairs": {
        "repair_id": "修复申请编号", "listing_id": "名单编号", "department_code": "办理部门", "region_code": _AREA,
        "applied_on": "申请日期", "accepted_on": "受理日期", "decided_on": "办结日期", "outcome": "办理结果",
        "unpublished_on": "停止公示日期", "audited_on": "复核日期", "audit_result": "复核结果",
    },
    "objections": {
        "objection_id": "异议编号", "listing_id": "名单编号", "department_code": "受理部门", "region_code": _AREA,
        "raised_on": "异议日期", "suspended_on": "中止日期", "answered_on": "答复日期", "upheld": "异议是否成立",
        "corrected_on": "更正日期",
    },
    "interviews": {
        "interview_id": "约谈编号", "entity_id": _ENTITY, "kind": "约谈类型", "department_code": "约谈部门",
        "region_code": _AREA, "held_on": "约谈日期", "rectify_by": "整改期限", "rectified_on": "整改完成日期",
        "recorded_on": "记入日期",
    },
    "returns": {
        "indicator": "指标编号", "period": "报告期", "region_code": _AREA, "department_code": "填报部门",
        "numerator": "分子", "denominator": "分母", "value": "指标值", "reported_on": "填报日期",
    },
    "task_reports": {
        "plan": "方案", "task": "任务编号", "department_code": "责任单位", "reported_on": "填报日期",
        "state": "进展状态", "percent": "完成进度", "evidence": "佐证材料",
    },
}  # fmt: skip

VALUES: dict[str, dict[str, str]] = {
    "subject_class": {
        "enterprise": "企业", "individual_business": "个体工商户", "social_organisation": "社会组织",
        "public_institution": "事业单位", "government_body": "机关",
    },
    "sector": {
        "food_drug": "食品药品", "finance": "金融", "construction": "建筑业", "credit_service": "信用服务", "other": "其他",
    },
    "above_scale": {"true": "是", "false": "否"},
    "archive_kind": {
        "market_entity": "市场主体信用档案", "food_drug": "食品药品企业诚信档案", "finance": "金融企业诚信档案",
        "construction": "建筑业企业诚信档案", "credit_service": "信用服务企业诚信档案",
        "social_organisation": "社会组织信用档案", "public_institution": "事业单位信用档案",
    },
    "scheme": {"market_risk": "企业信用风险分类", "public_evaluation": "公共信用综合评价"},
    "act": {
        "licence": "行政许可", "penalty": "行政处罚", "compulsion": "行政强制", "confirmation": "行政确认",
        "levy": "行政征收", "grant": "行政给付", "adjudication": "行政裁决", "compensation": "行政补偿",
        "reward": "行政奖励", "inspection": "行政监督检查",
    },
    "selection": {"random": "双随机抽查", "targeted": "专项检查", "complaint": "投诉举报", "follow_up": "复查"},
    "mode": {"on_site": "现场检查", "remote": "非现场"},
    "result": {"clean": "合格", "rectify": "责令整改", "violation": "不合格"},
    "kind": {
        "approval": "审批替代型", "proactive": "主动公示型", "industry": "行业自律型", "repair": "信用修复型",
        "defaulter": "失信整改", "reminder": "提示约谈", "warning": "警示约谈",
    },
    "handling": {"at_once": "即时办理", "papers_to_follow": "容缺受理", "ordinary": "一般办理"},
    "outcome": {
        "kept": "已履约", "broken": "违诺", "granted": "准予修复", "refused": "不予修复", "withdrawn": "撤回",
    },
    "list": {
        "joint_sanction": "失信联合惩戒名单", "focus": "重点关注名单", "market_ban": "市场禁入名单", "red": "守信红名单",
    },
    "grade": {"general": "一般失信", "serious": "较重", "severe": "严重失信"},
    "exit_reason": {
        "complied": "已履行", "repaired": "信用修复", "expired": "期满", "corrected": "异议更正", "deregistered": "注销",
    },
    "effect": {"complied": "已履行", "partly": "部分履行", "none": "未履行"},
    "audit_result": {"right": "正确", "wrong": "错误", "missed": "漏办"},
    "upheld": {"true": "是", "false": "否"},
    "hit": {"true": "是", "false": "否"}, "restricted": {"true": "是", "false": "否"},
    "report_used": {"true": "是", "false": "否"},
    "state": {"not_started": "未启动", "started": "推进中", "done": "已完成"},
}  # fmt: skip
