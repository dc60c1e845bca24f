"""What does a department owe by when, and had it delivered by the quarter's end?"""

from __future__ import annotations

from tests.drawing import shows

PLAN = """
    plan | region_code | issued_on
    -----+-------------+-----------
    P    | 230400      | 2020-07-09 """
TASKS = """
    plan | task | deadline_kind      | deadline_strict | deadline_lenient
    -----+------+--------------------+-----------------+-----------------
    P    | t1   | finish_by          | 2020-10-31      | 2020-11-30
    P    | t2   | start_then_ongoing | 2020-11-30      | 2020-12-31
    P    | t3   | ongoing            |                 |                 """
OWNERS = """
    plan | task | department_code
    -----+------+------------------
    P    | t1   | civil_affairs
    P    | t2   | civil_affairs
    P    | t3   | civil_affairs     """


def tasks(mart, name, reports, **settings):
    return mart(name, ref_plan=PLAN, ref_task=TASKS, ref_task_department=OWNERS, stg_task_reports=reports, **settings)


def test_a_task_done_after_its_day_was_late_until_then_and_never_in_time(mart):
    reports = """
        plan | task | department_code | reported_on | state
        -----+------+-----------------+-------------+--------
        P    | t1   | civil_affairs   | 2020-09-20  | started
        P    | t1   | civil_affairs   | 2021-02-01  | done   """
    got = tasks(mart, "agg_task", reports, as_of="2021-03-31")
    shows(
        got.filter(got["task"] == "t1"),
        """
        quarter | state   | reported_on | is_done | is_late
        --------+---------+-------------+---------+--------
        2020Q3  | started | 2020-09-20  | false   | false
        2020Q4  | started | 2020-09-20  | false   | true
        2021Q1  | done    | 2021-02-01  | true    | false  """,
    )
    got = tasks(mart, "agg_task_completion_quarter", reports, as_of="2021-03-31")
    shows(
        got,
        """
        quarter | region_code | department_code | n_to_finish | n_finished_in_time | n_to_start | n_started_in_time
        --------+-------------+-----------------+-------------+--------------------+------------+------------------
        2020Q4  | 230400      | civil_affairs   | 1           | 0                  | 1          | 0
        2021Q1  | 230400      | civil_affairs   | 1           | 0                  | 1          | 0                """,
    )


def test_to_start_by_a_day_is_met_by_starting(mart):
    reports = """
        plan | task | department_code | reported_on | state
        -----+------+-----------------+-------------+--------
        P    | t2   | civil_affairs   | 2020-12-31  | started """
    got = tasks(mart, "agg_task", reports, as_of="2020-12-31")
    shows(
        got.filter(got["quarter"] == "2020Q4"),
        """
        task | state   | is_done | is_late
        -----+---------+---------+--------
        t1   |         | false   | true
        t2   | started | false   | false
        t3   |         | false   | false  """,
    )


def test_the_strict_reading_ends_before_the_month(mart):
    reports = """
        plan | task | department_code | reported_on | state
        -----+------+-----------------+-------------+------
        P    | t1   | civil_affairs   | 2020-11-15  | done """
    for reading, in_time in (("strict", 0), ("lenient", 1)):
        got = tasks(mart, "agg_task_completion_quarter", reports, as_of="2020-12-31", deadline_reading=reading)
        assert got["n_finished_in_time"].to_list() == [in_time], reading


def test_a_day_to_come_is_not_yet_late_in_the_quarter_of_the_as_of_date(mart):
    got = tasks(mart, "agg_task", "plan | task", as_of="2020-11-20")
    assert not got["is_late"].any()
    got = tasks(mart, "agg_task", "plan | task", as_of="2020-11-30")
    assert got.filter(got["is_late"])["task"].to_list() == ["t1"]


def test_a_department_that_reports_on_a_task_without_owners_owns_it(mart):
    got = tasks(
        mart,
        "fct_task",
        """
        plan | task | department_code | reported_on | state
        -----+------+-----------------+-------------+------
        P    | t1   | health          | 2020-08-15  | done
        P    | t9   | health          | 2020-08-15  | done """,
    )
    shows(
        got.filter(got["department_code"] == "health"),
        """
        task | department_code | duty   | due_on     | met_on
        -----+-----------------+--------+------------+-----------
        t1   | health          | finish | 2020-11-30 | 2020-08-15 """,
    )


def test_a_plan_without_a_beginning_is_followed_from_its_first_report(mart):
    got = mart("dim_plan_quarter", as_of="2020-11-20", ref_task=TASKS, ref_plan="""
        plan | region_code
        -----+------------
        P    | 360000      """, stg_task_reports="""
        plan | reported_on
        -----+------------
        P    | 2020-05-05  """)  # fmt: skip
    shows(
        got,
        """
        plan | quarter | ends_on
        -----+---------+-----------
        P    | 2020Q2  | 2020-06-30
        P    | 2020Q3  | 2020-09-30
        P    | 2020Q4  | 2020-11-20 """,
    )
