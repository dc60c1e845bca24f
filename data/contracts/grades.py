"""Grades and risk tiers."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, choice, code, day, entity, not_before, order

TIERS = {t: t for t in "ABCD"} | {f"{t}级": t for t in "ABCD"} | {f"{t}类": t for t in "ABCD"}
# Schemes whose grades are the tiers themselves; other schemes are resolved in the build by the plan packs.
OWN_TIERS = {
    "market_risk": TIERS,
    "public_evaluation": {"优": "A", "良": "B", "中": "C", "差": "D"},
}


class Grades(Feed):
    """One grade of one entity for a time."""

    entity_id = entity("主体代码")
    scheme = code("评价体系", "评价类型", "分级体系", "评价方案")
    grade = code("信用等级", "评价等级", "评价结果", "等级", "风险等级")
    tier = choice(TIERS, "分级分类", "监管等级", "风险类别", empty=True)
    valid_from = day("评价日期", "生效日期", "起始日期", "有效期自", "有效期起")
    valid_to = day(
        "失效日期", "截止日期", "有效期至", "有效期止", empty=True, ahead=True
    )  # empty: until the next grade

    @dy.rule()
    def ends_after_it_begins(cls) -> pl.Expr:
        return not_before("valid_to", "valid_from")


def tier_of_grade(rows: pl.DataFrame) -> pl.DataFrame:
    """The tier, where the scheme's own grades say it and the column was left empty."""
    known = [
        pl.when(pl.col("scheme") == scheme).then(
            pl.col("grade").replace_strict(tiers, default=None, return_dtype=pl.String)
        )
        for scheme, tiers in OWN_TIERS.items()
    ]
    return rows.with_columns(tier=pl.coalesce("tier", *known))


CONTRACT = Contract(
    feed="grades",
    title=("信用等级", "Grades"),
    schema=Grades,
    key=("entity_id", "scheme", "valid_from"),
    says={
        "ends_after_it_begins": order("valid_to", "valid_from", ("失效日期", "评价日期"), ("The end", "the beginning"))
    },
    unkept=("主体名称", "企业名称", "法定代表人"),
    derive=tier_of_grade,
)
