"""Working days: the State's calendar, make-up weekends included."""

from datetime import date, timedelta

import chinese_calendar
import polars as pl
import pytest

from data.lookups import read_workdays

DAYS = read_workdays()
WORKED = dict(DAYS.select("day", "is_workday").iter_rows())
NUMBER = dict(DAYS.select("day", "workday_number").iter_rows())


def test_every_day_from_2014_to_2027_stands_once():
    assert DAYS["day"].to_list() == pl.date_range(date(2014, 1, 1), date(2027, 12, 31), eager=True).to_list()


def test_published_years_agree_with_the_calendar_package():
    published = DAYS.filter(~pl.col("is_provisional"))
    assert published["day"].max() == date(2026, 12, 31)
    assert [
        d for d, w in published.select("day", "is_workday").iter_rows() if chinese_calendar.is_workday(d) != w
    ] == []


def test_the_year_not_yet_published_goes_by_weekday_and_says_so():
    ahead = DAYS.filter(pl.col("is_provisional"))
    assert ahead["day"].dt.year().unique().to_list() == [2027]
    assert ahead.filter(pl.col("is_workday") != (pl.col("day").dt.weekday() < 6)).is_empty()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2014-01-01", False),
        ("2015-09-03", False),
        ("2015-09-06", True),  # 抗战胜利日 and its make-up Sunday
        ("2020-01-31", False),
        ("2020-02-02", False),
        ("2020-02-03", True),  # Spring Festival 2020 was lengthened
        ("2020-09-27", True),
        ("2020-10-08", False),
        ("2020-10-10", True),
        ("2023-10-06", False),
        ("2023-10-07", True),
        ("2023-10-08", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2026-02-16", False),
    ],
)
def test_days_known_by_hand(day, worked):
    assert WORKED[date.fromisoformat(day)] is worked


@pytest.mark.parametrize(
    ("decided", "limit", "due"),
    [
        ("2020-09-28", 7, "2020-10-14"),  # 29, 30 | holiday 1-8 | 9, 10 (make-up Saturday), 12, 13, 14
        ("2020-09-30", 1, "2020-10-09"),
        ("2020-07-10", 7, "2020-07-21"),  # a plain Friday
        ("2016-03-01", 5, "2016-03-08"),
    ],
)
def test_the_last_day_of_a_limit_counted_from_the_next_day(decided, limit, due):
    last = next(d for d, n in NUMBER.items() if n == NUMBER[date.fromisoformat(decided)] + limit)
    assert last == date.fromisoformat(due)


def test_numbers_agree_with_counting_day_by_day():
    start, end = date(2020, 9, 28), date(2020, 10, 31)
    counted, day = 0, start
    while day < end:
        day += timedelta(days=1)
        counted += WORKED[day]
        assert NUMBER[day] - NUMBER[start] == counted


def test_each_year_has_about_250_working_days():
    a_year = DAYS.filter(pl.col("is_workday") & ~pl.col("is_provisional")).group_by(pl.col("day").dt.year()).len()
    assert a_year["len"].is_between(247, 252).all()
