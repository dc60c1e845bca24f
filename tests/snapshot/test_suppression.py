"""From a department's file to the whole snapshot: three civil servants of forty are nowhere in it."""

import pytest

RETURNS = """
    indicator,period,region_code,department_code,numerator,denominator,reported_on
    M11-2,2026Q1,360121,human_resources,23,40,2026-04-05
    M11-2,2026Q1,360123,human_resources,31,77,2026-04-05
    M11-2,2026Q1,360124,human_resources,61,83,2026-04-05
    M11-2,2026Q2,360121,human_resources,3,40,2026-07-05
    M11-2,2026Q2,360123,human_resources,23,77,2026-07-05
    M11-2,2026Q2,360124,human_resources,61,83,2026-07-05
    M11-2,2026Q3,360121,human_resources,19,40,2026-10-05
    M11-2,2026Q3,360123,human_resources,29,77,2026-10-05
    M11-2,2026Q3,360124,human_resources,61,83,2026-10-05
    M13-1,2026Q2,360121,human_resources,3,41,2026-07-05
"""
SECOND_QUARTER = (
    "select numerator, denominator, value, word, reasons, blank from stat_judgement where plan = 'jiangxi-2020' "
    "and indicator = 'M11-2' and quarter = '2026Q2' and department_code = '*' and region_code = "
)


@pytest.fixture
def snapshot(source, ask):
    source.send("returns", "returns.csv", RETURNS, department="human_resources", received="2026-10-10")
    ask("select 1", source)
    return ask


def numbers(snapshot, indicator):
    """Every number of the figures of one indicator, whatever its table and column."""
    tables = ("agg_observation", "agg_rollup", "stat_judgement", "stat_rank")
    rows = [row for t in tables for row in snapshot(f"select * from {t} where indicator = '{indicator}'")]
    return {round(cell, 9) for row in rows for cell in row.values() if isinstance(cell, float)}


def test_three_of_forty_civil_servants_are_in_no_table_of_the_snapshot(snapshot):
    told = {3, 37, 3 / 40, 23 / 77, 19 / 40 - 3 / 40, 3 / 40 - 23 / 40}
    shown = numbers(snapshot, "M11-2")
    assert shown.isdisjoint(round(n, 9) for n in told)
    assert {19, 29, 61, 87, 200} <= shown  # other quarters, the third county and the city's total stay


def test_counts_of_acts_are_never_hidden(snapshot):
    assert {3, 41} <= numbers(snapshot, "M13-1")


def test_the_county_its_sibling_and_their_city_say_what_they_may(snapshot):
    hidden = {"numerator": None, "denominator": None, "value": None, "reasons": "SUPPRESSED", "blank": "suppressed"}
    for county in ("360121", "360123"):
        assert snapshot(f"{SECOND_QUARTER} '{county}'") == [hidden | {"word": None}]  # the plan sets no target here
    city = snapshot(f"{SECOND_QUARTER} '360100'")[0]
    assert (city["numerator"], city["denominator"], city["blank"]) == (87, 200, None)
