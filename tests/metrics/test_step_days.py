"""Medians of days by window: the middle of even and odd counts, steps not done by then, windows that end."""

from __future__ import annotations

import polars as pl
import pytest

from metrics import step_days
from tests.drawing import shows, table


def told(picture, last_q):
    rows = table(picture).with_columns(cell=7, last_q=last_q)
    return step_days.medians(rows)


def test_the_middle_of_even_and_odd_counts_and_the_ninth_in_ten():
    got = told("""
        listed_q | done_q | days | n
        ---------+--------+------+--
        8080     | 8080   | 3    | 5
        8080     | 8081   | 8    | 5
        8081     | 8081   | 40   | 1 """, 8081)  # fmt: skip
    shows(
        got,
        """
        quarter | n_quarters | n  | days_median | days_p90
        --------+------------+----+-------------+---------
        2020Q1  | 1          | 5  | 3           | 3
        2020Q1  | 4          | 5  | 3           | 3
        2020Q1  | 12         | 5  | 3           | 3
        2020Q2  | 4          | 11 | 8           | 8
        2020Q2  | 12         | 11 | 8           | 8       """,
    )


def test_two_middle_ones_are_averaged_and_a_window_forgets():
    got = told("""
        listed_q | done_q | days | n
        ---------+--------+------+--
        8080     | 8080   | 2    | 3
        8080     | 8080   | 9    | 3 """, 8084)  # fmt: skip
    assert set(got["days_median"]) == {5.5} and set(got["days_p90"]) == {9.0}
    assert sorted(got.filter(n_quarters=4)["quarter"]) == ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]
    assert got.filter(n_quarters=12).height == 5


def test_four_steps_have_no_median_and_none_gives_no_row():
    assert told("listed_q | done_q | days | n\n---+---+---+---\n8080 | 8080 | 2 | 4", 8080).is_empty()
    empty = pl.DataFrame(schema=dict.fromkeys(["cell", "listed_q", "done_q", "days", "n", "last_q"], pl.Int64))
    assert step_days.medians(empty).columns == ["cell", "quarter", "n_quarters", "n", "days_median", "days_p90"]


def test_a_step_before_its_beginning_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="before it begins"):
        told("listed_q | done_q | days | n\n---+---+---+---\n8081 | 8080 | 2 | 5", 8081)
