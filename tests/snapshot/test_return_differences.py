"""A return of an indicator that is counted from records: the counted figure stands, the difference is kept beside it."""

from tests.snapshot.conftest import RETURNS, decisions

DIFFERENCES = """select indicator, quarter, region_code, department_code, returned_value, counted_numerator, counted_denominator,
round(difference, 4) as difference, is_apart from agg_return_difference order by region_code, department_code"""
STANDS = """select numerator, denominator, origin from agg_observation
where indicator = 'M13-1-L' and region_code = '360111'"""


def test_the_counted_figure_stands_and_the_difference_is_shown(source, ask):
    source.send("decisions", "许可.csv", decisions(90, 10), "housing_construction", "2026-10-08")
    source.send(
        "returns", "报表.csv", f"""{RETURNS}
        M13-1-L,2026Q3,360111,housing_construction,99,100,2026-10-05
        M13-1-L,2026Q3,360000,housing_construction,9,10,2026-10-05
        M13-1-L,2026Q3,360112,housing_construction,9,10,2026-10-05
        M13-1-L,2026Q2,360111,housing_construction,9,10,2026-07-05
        M01-4,2026Q3,360111,housing_construction,9,10,2026-10-05""", "housing_construction", "2026-10-08",
    )  # fmt: skip
    got = ask(DIFFERENCES, source)
    # where nothing was counted (another county, an earlier quarter) there is nothing to hold the return against
    assert [(r["region_code"], r["difference"], r["is_apart"]) for r in got] == [
        ("360000", 0.0, False),
        ("360111", 0.09, True),
    ]
    assert {(r["counted_numerator"], r["counted_denominator"]) for r in got} == {(90, 100)}
    stands = ask(STANDS)
    assert {r["origin"] for r in stands} == {"event"} and sum(r["numerator"] for r in stands) == 90
