"""A month deadline has two readings; a wording and a kind must agree."""

from datetime import date

import pytest

from data.plan_deadline import deadline_trouble, read_deadline

READINGS = """
    kind               | wording                     | month   | strict     | lenient
    -------------------+-----------------------------+---------+------------+-----------
    finish_by          | 2020年11月前                | 2020-11 | 2020-10-31 | 2020-11-30
    finish_by          | 2020 年 3 月前              | 2020-03 | 2020-02-29 | 2020-03-31
    finish_by          | 2020年11月底前              | 2020-11 | 2020-11-30 | 2020-11-30
    finish_by          | 2020年11月                  | 2020-11 | 2020-11-30 | 2020-11-30
    start_then_ongoing | 2020年12月前启动后持续推进  | 2020-12 | 2020-11-30 | 2020-12-31
    start_by           | 2021年1月前启动             | 2021-01 | 2020-12-31 | 2021-01-31
    ongoing            | 持续推进                    |         |            |
    not_stated         |                             |         |            |           """


def rows(picture):
    lines = [line for line in picture.splitlines() if "|" in line]
    return [[cell.strip() for cell in line.split("|")] for line in lines[1:]]


@pytest.mark.parametrize(("kind", "wording", "month", "strict", "lenient"), rows(READINGS))
def test_before_a_month_means_its_eve_when_read_strictly_and_its_end_when_read_leniently(
    kind, wording, month, strict, lenient
):
    given = {k: v for k, v in {"kind": kind, "wording": wording, "month": month}.items() if v}
    got = read_deadline(given)
    assert (got["strict"], got["lenient"]) == tuple(date.fromisoformat(d) if d else None for d in (strict, lenient))
    assert got["wording"] == (wording or None)
    assert deadline_trouble(given) is None


def test_a_task_without_a_deadline_is_not_stated():
    assert read_deadline(None)["kind"] == "not_stated"


def test_a_window_ends_on_its_last_day_in_both_readings():
    window = {"kind": "window", "wording": "2014-2015年", "from": date(2014, 1, 1), "to": date(2015, 12, 31)}
    assert read_deadline(window)["strict"] == read_deadline(window)["lenient"] == date(2015, 12, 31)
    assert deadline_trouble(window) is None


CONTRADICTIONS = """
    kind               | wording                    | month   | because
    -------------------+----------------------------+---------+---------------
    finish_by          | 2020年12月前启动           | 2020-12 | a start
    start_by           | 2020年12月前               | 2020-12 | names no start
    start_then_ongoing | 2020年12月前启动           | 2020-12 | does not say
    finish_by          | 2020年11月前               | 2020-12 | month says
    finish_by          | 2020年11月前               |         | YYYY-MM
    finish_by          | 2020年11月前               | 2020-13 | YYYY-MM
    not_stated         | 2020年11月前               |         | not_stated
    ongoing            |                            |         | wording
    window             | 2014-2015年                |         | from and to   """


@pytest.mark.parametrize(("kind", "wording", "month", "because"), rows(CONTRADICTIONS))
def test_a_kind_that_contradicts_its_wording_is_named(kind, wording, month, because):
    given = {k: v for k, v in {"kind": kind, "wording": wording, "month": month}.items() if v}
    trouble = deadline_trouble(given)
    assert trouble is not None and because in trouble[1]
