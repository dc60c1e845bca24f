"""What a coming quarter changes of what was said of the quarters before it, drawn."""

import polars as pl
import pytest

from metrics.whole_series import MONTHLY, moves_what_was

SCHEMA = {
    "region_code": pl.String, "quarter": pl.String, "quarter_index": pl.Int64, "denominator": pl.Float64, "value": pl.Float64,
}  # fmt: skip


def units(*lines, kind="count", family="region", group="county:county", series="year_to_date", least=30):
    """lines: unit, then its cases in quarters 1 to 4; None for no figure."""
    rows = [
        (name, f"2026Q{q}", q, n, None if n is None else 0.5)
        for name, *cases in lines
        for q, n in enumerate(cases, start=1)
        if n != "-"
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").with_columns(
        plan=pl.lit("p"), indicator=pl.lit("i"), department_code=pl.lit("*"), family=pl.lit(family), peer_group=pl.lit(group),
        unit=pl.lit(kind), series=pl.lit(series), least_denominator=pl.lit(least, pl.Int64),
    )  # fmt: skip


def rates(*lines, series="flow", **more):
    return units(*lines, kind="percent", series=series, **more)


def months(*lines):
    return pl.DataFrame(
        [("i", unit, "*", quarter) for unit, quarter in lines], schema=dict.fromkeys(MONTHLY, pl.String), orient="row"
    )


def tens(n, last):
    """So many units of 40 cases, and one more that has as many, or none, in the last quarter."""
    return rates(*((f"c{i:02}", 40, 40, 40, 40) for i in range(n)), ("last", "-", "-", "-", last))


NONE = months()


@pytest.mark.parametrize(
    ("now", "then", "is_moved"),
    [
        (rates(("a", 40, 40, 40, 50)), rates(("a", 40, 40, 40, 40)), False),
        # 5 a quarter are 20 a year, and too few; with 15 in the last they are 30
        (rates(("a", 5, 5, 5, 15)), rates(("a", 5, 5, 5, 14)), True),
        (rates(("a", 5, 5, 5, 14)), rates(("a", 5, 5, 5, 15)), True),
        (rates(("a", 5, 5, 5, 14)), rates(("a", 5, 5, 5, 5)), False),
        # a stock is never judged over four quarters
        (rates(("a", 5, 5, 5, 15), series="stock"), rates(("a", 5, 5, 5, 5), series="stock"), False),
        # a rate without cases is weighed as it is
        (rates(("a", None, None, None, 5)), rates(("a", None, None, None, None)), True),
        (units(("a", 5, 5, 5, 15)), units(("a", 5, 5, 5, 5)), False),
        # who first reports in the last quarter has no quarter before it, but may be the tenth of his kind
        (tens(9, 40), tens(9, None), True),
        (tens(8, 40), tens(8, None), False),
        (tens(10, 40), tens(10, None), False),
    ],
)
def test_a_series_is_said_to_be_another_only_where_all_of_it_is(now, then, is_moved):
    assert moves_what_was(now, then, [NONE, NONE], since=4) == is_moved


@pytest.mark.parametrize(
    ("now", "then", "is_moved"),
    [
        (months(("a", "2026Q4")), NONE, True),
        (NONE, months(("a", "2026Q4")), True),
        (months(("a", "2026Q3"), ("a", "2026Q4")), months(("a", "2026Q3")), False),
        (months(("b", "2026Q4")), NONE, False),
    ],
)
def test_a_series_that_gets_its_first_months_is_charted_by_them(now, then, is_moved):
    same = rates(("a", 40, 40, 40, 40))
    assert moves_what_was(same, same, [now, then], since=4) == is_moved
