"""Numbers that departments report about themselves."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from data.contracts.contract import Contract, Feed, Say, code, day, department, number, period, region
from data.contracts.periods import period_ends

if TYPE_CHECKING:
    from metrics.card import Card


@cache
def cards() -> tuple[Card, ...]:
    """The cards of indicators; none where they cannot be read (a bare contract test)."""
    try:
        from metrics.catalogue import read_cards
    except ImportError:
        return ()
    return tuple(read_cards())


@cache
def percent_indicators() -> dict[str, float]:
    """{indicator: ceiling} of the cards whose unit is percent."""
    return {card.code: float(card.ceiling or 1) for card in cards() if card.unit == "percent"}


@cache
def other_indicators() -> frozenset[str]:
    """Indicators whose counts need not be whole (days, yuan, ratios)."""
    return frozenset(card.code for card in cards() if card.unit not in ("percent", "count"))


def is_whole(column: str) -> pl.Expr:
    """A count has no fraction; sums of days or yuan may."""
    value = pl.col(column)
    return value.is_null() | pl.col("indicator").is_in(sorted(other_indicators())) | (value == value.round())


class Returns(Feed):
    """One reported number of one indicator. `return_id` is the row's own number where a form has one."""

    return_id = code("填报编号", "报表编号", "记录编号", "指标代码", empty=True)
    indicator = code("指标代码", "指标编号", "指标编码", "指标名称", "指标")
    period = period("报告期", "季度", "统计期", "期间", "月份", "年度", "时期")
    region_code = region()
    department_code = department("填报部门", "填报单位", "报送部门", "责任部门")
    numerator = number("count", "分子", "完成数", "已完成数")
    denominator = number("count", "分母", "总数", "应完成数")
    value = number("value", "完成率", "指标值", "数值", "比率", "完成值")
    reported_on = day("填报日期", "报送日期", "上报日期", "填报时间")

    @dy.rule()
    def has_a_number(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col("numerator", "denominator", "value").is_not_null())

    @dy.rule()
    def counts_come_in_pairs(cls) -> pl.Expr:
        """A missing numerator is not 0: the return would read as a rate nobody reported."""
        return pl.col("numerator").is_null() == pl.col("denominator").is_null()

    @dy.rule()
    def numerator_is_whole(cls) -> pl.Expr:
        return is_whole("numerator")

    @dy.rule()
    def denominator_is_whole(cls) -> pl.Expr:
        return is_whole("denominator")

    @dy.rule()
    def counts_not_negative(cls) -> pl.Expr:
        return (pl.col("numerator") >= 0) & (pl.col("denominator") >= 0)

    @dy.rule()
    def cases_have_a_base(cls) -> pl.Expr:
        return (pl.col("numerator") == 0) | (pl.col("denominator") > 0)

    @dy.rule()
    def part_within_whole(cls) -> pl.Expr:
        """Only where the card says percent: days per case or yuan per case may well exceed their base."""
        ceiling = pl.col("indicator").replace_strict(percent_indicators(), default=None, return_dtype=pl.Float64)
        return ceiling.is_null() | (pl.col("numerator") <= ceiling * pl.col("denominator"))

    @dy.rule()
    def share_within_bounds(cls) -> pl.Expr:
        ceiling = pl.col("indicator").replace_strict(percent_indicators(), default=None, return_dtype=pl.Float64)
        return ceiling.is_null() | pl.col("value").is_between(0, ceiling)

    @dy.rule()
    def period_is_over(cls) -> pl.Expr:
        """Cumulative figures of a period that runs on would be read as its result."""
        return period_ends(pl.col("period")) <= pl.col("reported_on")

    @dy.rule()
    def value_matches_counts(cls) -> pl.Expr:
        """Reported rates are rounded, so one part in a hundred is let pass."""
        computed = pl.col("numerator") / pl.col("denominator")
        return (pl.col("denominator") == 0) | ((pl.col("value") - computed).abs() <= 0.01 * computed.abs().clip(1))


def rate_of_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """The value, where only counts were sent. Nothing due gives no rate: neither 0 nor 100 percent."""
    rate = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return rows.with_columns(value=pl.coalesce("value", rate))


CONTRACT = Contract(
    feed="returns",
    title=("指标填报", "Returns"),
    schema=Returns,
    key=("return_id", "indicator", "period", "region_code", "department_code"),
    says={
        "has_a_number": Say(
            "numerator", "分子、分母和数值均为空。没有数据请不要报这一行", "No number at all; leave the row out instead"
        ),
        "counts_come_in_pairs": Say(
            "denominator",
            "分子、分母只填了一个。空白不当作 0,请补齐另一个(公式请先转为数值)",
            "Only one of numerator and denominator is given; blank is not 0, fill in the other (paste formulas as values)",
        ),
        "numerator_is_whole": Say(
            "numerator", "分子应为整数件数。请核对", "The numerator must be a whole count; check it"
        ),
        "denominator_is_whole": Say(
            "denominator", "分母应为整数件数。请核对", "The denominator must be a whole count; check it"
        ),
        "counts_not_negative": Say(
            "numerator", "分子或分母为负数。请核对", "The numerator or denominator is negative; check it"
        ),
        "cases_have_a_base": Say(
            "denominator", "分母为 0 而分子大于 0。请核对分母", "Cases without a base: the denominator is 0; check it"
        ),
        "part_within_whole": Say(
            "numerator", "分子大于分母。请核对统计口径", "The numerator exceeds the denominator; check the definition"
        ),
        "share_within_bounds": Say(
            "value",
            "比率超出 0 至 1。请写 0.92 或 92%,不要写 92",
            "The rate lies outside 0 to 1; write 0.92 or 92%, not 92",
        ),
        "value_matches_counts": Say(
            "value",
            "填报的比率与分子、分母不符。请核对三个数",
            "The reported rate contradicts the counts; check all three",
        ),
        "period_is_over": Say(
            "period",
            "填报时该时期尚未结束。请在期末后填报",
            "The period had not ended when it was reported; report after its end",
        ),
    },
    derive=rate_of_counts,
    recomputed=("value",),
)
