"""Cells as people write them."""

from datetime import date, datetime

import polars as pl
import pytest

from data.ingest import tidy
from data.ingest.days import bare_period, periods, read_days
from tests.data.conftest import rules, visit, visits


def numbers(cells, unit):
    frame = pl.DataFrame({"c": pl.Series(cells, dtype=pl.String)}).with_columns(tidy.fold(pl.col("c")))
    frame = frame.with_columns(f=tidy.figures(pl.col("c"), unit))
    return frame.select(tidy.numbers(pl.col("f"), unit)).to_series().to_list()


@pytest.mark.parametrize(
    "written",
    ["2020-07-09", "2020/7/9", "2020.7.9", "2020年7月9日", "2020 年 7 月 9 日", "20200709", "44021", "44021.0",
     "２０２０－０７－０９", "2020-07-09 00:00:00", " 2020-7-9 ", "2020-07-09 13:05", "2020年7月9日 13时5分", "2020-07-09T13:05:11.123"],
)  # fmt: skip
def test_one_day_written_in_many_ways_is_one_day(written):
    assert read_days(pl.Series([written])).to_list() == [date(2020, 7, 9)]


@pytest.mark.parametrize(
    "written",
    ["2020-02-30", "7/9/2020", "2020.7", "20-07-09", "2020年", "12", "440210", "九月九日", "2020-13-01", "202007"],
)
def test_what_is_no_day_or_may_be_two_is_not_read(written):
    assert read_days(pl.Series([written])).to_list() == [None]


def test_a_mapping_names_the_form_of_foreign_days():
    assert read_days(pl.Series(["7/9/2020"]), ["%m/%d/%Y"]).to_list() == [date(2020, 7, 9)]


@pytest.mark.parametrize(
    ("written", "figure"),
    [("1,234", 1234), ("1，234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("0.1234万", 1234), ("1234.0", 1234),
     ("1.234E3", 1234), ("'1234", 1234), ("1234人次", 1234), ("１２３４件", 1234), ("100．", 100), ("-1", -1), ("1234.5", 1234.5),
     ("1.234,0", None), ("12,34", None), ("-", None), ("九十二", None), ("约92", None), ("O2", None), ("0x10", None), ("1e999", None)],
)  # fmt: skip
def test_a_count_is_read_in_one_way_or_not_at_all(written, figure):
    assert numbers([written], "count") == [figure]


@pytest.mark.parametrize(
    ("unit", "written", "share"),
    [("share", "92%", 0.92), ("share", "0.92", 0.92), ("share", "92", 92), ("percent", "92", 0.92), ("percent", "92%", 0.92),
     ("percent", "0.92", 0.0092), ("share", "９２％", 0.92), ("share", "5万元", None)],
)  # fmt: skip
def test_a_percentage_is_read_by_the_unit_of_its_column_never_by_its_size(unit, written, share):
    assert numbers([written], unit) == [pytest.approx(share) if share is not None else None]


def test_money_is_kept_in_ten_thousand_yuan():
    assert numbers(["5", "5万元", "50000元", "1亿元"], "10k_yuan") == [5, 5, 5, 10_000]
    assert numbers(["50000"], "yuan") == [5]


@pytest.mark.parametrize(
    ("written", "period"),
    [("2024Q2", "2024Q2"), ("2024年第二季度", "2024Q2"), ("2024年二季度", "2024Q2"), ("2024-Q2", "2024Q2"), ("2024年4-6月", "2024Q2"),
     ("2020-07", "2020-07"), ("2020年7月", "2020-07"), ("202007", "2020-07"), ("2020", "2020"), ("2020年度", "2020"),
     ("2024Q5", None), ("24Q2", None), ("第二季度", None), ("2024年1-6月", None), ("2024年上半年", None), ("2024.2", None), ("2024-13", None)],
)  # fmt: skip
def test_a_period_is_one_month_quarter_or_year(written, period):
    frame = pl.DataFrame({"c": [written]}).with_columns(b=bare_period(tidy.fold(pl.col("c"))))
    assert frame.select(periods(pl.col("b"))).item() == period


def test_codes_lose_width_case_blanks_hyphens_and_apostrophes(send):
    good = "91360600TEXT000171"
    forms = [
        good,
        good.lower(),
        f"{good}  ",
        f"\u00a0{good}",
        "９１３６０６００TEＸT０００１７１",
        "91-360600-TEXT000171",
        f"'{good}",
    ]
    got = send("检查.csv", visits(*(visit(i, code=form) for i, form in enumerate(forms))))
    assert got.kept["entity_id"].unique().to_list() == [good]
    assert got.receipt["normalised"] == len(forms) - 1


def test_departments_and_regions_may_be_named(send):
    got = send(
        "检查.csv",
        visits(
            visit(1, department="虚构市市场监督管理局", region="贵溪市"),
            visit(2, department="省财政厅", region="360681000000"),
        ),
    )
    assert got.kept["department_code"].to_list() == ["market_regulation", "finance"]
    assert got.kept["region_code"].to_list() == ["360681", "360681"]


def test_a_time_of_day_is_kept_beside_the_day(send):
    heading = "决定书文号,行政行为类型,决定部门,行政区划代码,决定日期,公示日期"
    text = f"{heading}\n甲1号,行政处罚,市财政局,360681,2024-05-01 09:30:00,2024-05-08\n甲2号,行政处罚,市财政局,360681,2024-05-02 00:00:00,\n"
    got = send("决定.csv", text, "decisions")
    assert got.kept["decided_at"].to_list() == [datetime(2024, 5, 1, 9, 30), datetime(2024, 5, 2)]
    assert got.kept["published_at"].to_list() == [None, None]


@pytest.mark.parametrize("many", [1, 12_000])
def test_moments_in_their_plain_form_are_read_as_any_other_is(send, many):
    """A column of nothing but plain moments takes a short way; one odd cell in it, and it takes the long one."""
    heading = "决定书文号,行政行为类型,决定部门,行政区划代码,决定日期,公示日期\n"
    days = [
        f"2024-05-{1 + i % 30:02d} {i % 24:02d}:{i % 60:02d}:{i * 7 % 60:02d},2024-06-31 00:00:00"
        for i in range(2 * many)
    ]
    days += ["2024-05-31 24:00:00,", "2024-05-31 00:00:00,2024-06-30 00:00:00"]
    lines = [f"甲{i}号,行政处罚,市财政局,360681,{both}" for i, both in enumerate(days)]
    short = send("短.csv", heading + "\n".join(lines), "decisions")
    long = send("长.csv", heading + "\n".join([*lines, "乙号,行政处罚,市财政局,360681,2024/5/1,2024/5/2"]), "decisions")
    assert short.receipt["refused"] == long.receipt["refused"] == 2 * many + 1
    assert short.kept.equals(long.kept.filter(pl.col("decision_id") != "乙号"))
    assert short.kept["decided_at"].to_list() == [datetime(2024, 5, 31)] and short.kept["published_at"].to_list() == [
        None
    ]


@pytest.mark.parametrize(
    "end", ["长期", "2999-12-31", "9999/12/31", "20991231", "2999-12-31 00:00:00", "9999年1月1日", "终身"]
)
def test_an_end_without_end_is_empty(send, end):
    text = f"统一社会信用代码,评价体系,信用等级,评价日期,有效期至\n91360600TEXT000171,market_risk,B,2024-01-01,{end}\n"
    got = send("等级.csv", text, "grades")
    assert got.kept.select("valid_to", "tier").row(0) == (None, "B")
    assert rules(got) == []


def test_a_day_far_ahead_that_means_one_stays_a_day(send):
    text = "统一社会信用代码,评价体系,信用等级,评价日期,有效期至\n91360600TEXT000171,market_risk,B,2024-01-01,{}\n"
    for far in (date(2098, 12, 31), date(2204, 5, 1)):
        assert send(f"{far}.csv", text.format(far), "grades").kept["valid_to"].item() == far


def test_a_large_file_is_cleaned_as_a_small_one_is(send):
    """Above a size every different value is cleaned once and joined back; the outcome must be the same."""
    odd = ["2024/5/2", "2024年5月3日", "不详", "20240504", ""]
    lines = [visit(i, id=f"JC{i:06d}", on=odd[i % 5]) for i in range(25_000)]
    large = send("大.csv", visits(*lines))
    small = send("小.csv", visits(*lines[:500]))
    assert large.receipt["refused"] == 10_000
    assert large.kept.head(300).equals(small.kept)
    assert rules(large)[:200] == rules(small)
