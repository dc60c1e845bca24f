"""Organisations under supervision."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, choice, code, day, entity, flag, not_before, order, region

SUBJECT_CLASSES = {
    "企业": "enterprise", "法人企业": "enterprise", "个体工商户": "individual_business", "个体户": "individual_business",
    "社会组织": "social_organisation", "社会团体": "social_organisation", "事业单位": "public_institution",
    "机关": "government_body", "党政机关": "government_body", "政府部门": "government_body",
    "enterprise": "enterprise", "individual_business": "individual_business",
    "social_organisation": "social_organisation", "public_institution": "public_institution",
    "government_body": "government_body",
}  # fmt: skip


class Entities(Feed):
    """One organisation under supervision."""

    entity_id = entity("主体代码")
    subject_class = choice(SUBJECT_CLASSES, "主体类型", "主体类别", "单位性质", "市场主体类型")
    region_code = region("所属区划代码", "住所区划代码")
    sector = code("行业领域", "重点领域", "行业类别", "所属行业", empty=True)
    above_scale = flag("是否规模以上", "规模以上", "规上")
    registered_on = day("成立日期", "登记日期", "注册日期", "设立日期")
    deregistered_on = day("注销日期", "注销时间", "吊销日期", empty=True)  # empty: still there

    @dy.rule()
    def deregistered_after_registered(cls) -> pl.Expr:
        return not_before("deregistered_on", "registered_on")


CONTRACT = Contract(
    feed="entities",
    title=("监管对象", "Entities"),
    schema=Entities,
    key=("entity_id",),
    says={
        "deregistered_after_registered": order(
            "deregistered_on", "registered_on", ("注销日期", "成立日期"), ("Deregistration", "registration")
        )
    },
    unkept=("主体名称", "企业名称", "单位全称", "法定代表人", "住所", "经营范围"),
)
