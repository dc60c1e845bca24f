"""Rolling up: what is additive is added, what is not is never averaged."""

from datetime import date

import duckdb
import pytest

import queries


def rolled(observations, *, additive="time,region,department", unit="percent", series="flow"):
    """observations: (period_kind, period, period_end, region, department, numerator, denominator, value)."""
    with duckdb.connect() as con:
        con.execute(queries.tables())
        con.execute(
            "insert into ref_indicator (indicator, additive_over, unit, series) values ('i', ?, ?, ?)",
            [additive, unit, series],
        )
        con.execute("insert into ref_plan (plan, region_code) values ('p', '36')")
        for place, above in [("3601", "3601"), ("3601", "36"), ("3602", "3602"), ("3602", "36"), ("36", "36")]:
            con.execute("insert into ref_region_ancestor (region_code, ancestor_code) values (?, ?)", [place, above])
        for o in observations:
            con.execute("insert into agg_observation values ('i', ?, ?, ?, ?, ?, ?, ?, ?, 1, 'event')", list(o))
        found = con.sql(queries.read("agg_rollup")).pl().to_dicts()
    return {
        (r["period"], r["region_code"], r["department_code"]): (r["numerator"], r["denominator"], r["value"])
        for r in found
    }


JAN, FEB = date(2020, 1, 31), date(2020, 2, 29)


def test_a_flow_adds_up_over_months_places_and_departments():
    got = rolled([
        ("month", "2020-01", JAN, "3601", "x", 1, 10, None),
        ("month", "2020-02", FEB, "3601", "x", 2, 10, None),
        ("month", "2020-02", FEB, "3602", "y", 9, 80, None),
    ])  # fmt: skip
    assert got["2020Q1", "3601", "x"] == (3, 20, None)
    assert got["2020Q1", "36", "*"] == (12, 100, None)
    assert got["2020Q1", "36", "y"] == (9, 80, None)
    assert got["2020-02", "36", "*"][:2] == (11, 90)


def test_a_stock_takes_the_last_month_of_the_quarter():
    got = rolled(
        [("month", "2020-01", JAN, "3601", "x", 5, 10, None), ("month", "2020-02", FEB, "3601", "x", 7, 10, None)],
        series="stock",
    )
    assert got["2020Q1", "36", "*"][:2] == (7, 10)


def test_a_bare_rate_is_carried_no_further_than_its_own_place():
    got = rolled([("quarter", "2020Q1", date(2020, 3, 31), "3601", "x", None, None, 0.9)])
    assert got["2020Q1", "3601", "*"] == (None, None, 0.9)
    assert ("2020Q1", "36", "*") not in got


def test_two_bare_rates_of_one_place_are_not_averaged():
    end = date(2020, 3, 31)
    got = rolled(
        [
            ("quarter", "2020Q1", end, "3601", "x", None, None, 0.9),
            ("quarter", "2020Q1", end, "3601", "y", None, None, 0.5),
        ]
    )
    assert got["2020Q1", "3601", "*"] == (None, None, None)


def test_an_amount_adds_up_to_the_fen_in_whatever_order():
    observed = [
        ("quarter", "2020Q1", date(2020, 3, 31), "3601", d, x, None, None)
        for d, x in zip("xyz", (0.1, 0.2, 0.3), strict=True)
    ]
    for order in (observed, observed[::-1]):
        assert rolled(order, unit="amount")["2020Q1", "36", "*"][0] == 0.6


def test_a_bare_count_is_a_count_and_adds_up():
    end = date(2020, 3, 31)
    got = rolled(
        [
            ("quarter", "2020Q1", end, "3601", "x", None, None, 4),
            ("quarter", "2020Q1", end, "3602", "x", 3, None, None),
        ],
        unit="count",
    )
    assert got["2020Q1", "36", "*"][0] == 7


def test_what_is_not_additive_over_places_stays_where_it_was_counted():
    end = date(2020, 3, 31)
    got = rolled(
        [("quarter", "2020Q1", end, "3601", "*", 4, 10, None), ("quarter", "2020Q1", end, "36", "*", 5, 20, None)],
        additive="time",
    )
    assert got == {("2020Q1", "3601", "*"): (4, 10, None), ("2020Q1", "36", "*"): (5, 20, None)}


@pytest.mark.parametrize(("period", "end"), [("2020", date(2020, 12, 31))])
def test_a_yearly_return_stands_in_the_quarter_that_closes_the_year(period, end):
    got = rolled([("year", period, end, "3601", "x", 8, 10, None)])
    assert got["2020Q4", "36", "*"][:2] == (8, 10)
