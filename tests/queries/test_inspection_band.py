"""Is each office inside the band it published, and who was visited beyond the yearly cap?"""

from __future__ import annotations

import pytest

import queries
from metrics import quota
from tests.drawing import shows


def register(**tiers):
    """So many entities of a tier in each region: register(A={"360102": 40})."""
    rows = [
        (f"{tier}{place}{n}", place, tier)
        for tier, places in tiers.items()
        for place, size in places.items()
        for n in range(size)
    ]
    return {
        "stg_entities": [{"entity_id": i, "region_code": place} for i, place, _ in rows],
        "stg_grades": [{"entity_id": i, "tier": tier} for i, _, tier in rows],
    }


def visited(tier, place, n, on="2020-02-03", **more):
    return [{"entity_id": f"{tier}{place}{k}", "region_code": place, "inspected_on": on, **more} for k in range(n)]


@pytest.fixture
def ratio(mart):
    """Rows of stat_inspection_ratio of drawn tables."""

    def run(**pictures):
        return quota.ratios(mart("ratio", sql={"ratio": queries.read("inspection_rows")}, **pictures))

    return run


def at(got, quarter, region, tier, selection="random", department="market_regulation"):
    keys = {
        "quarter": quarter,
        "region_code": region,
        "tier": tier,
        "selection": selection,
        "department_code": department,
    }
    (row,) = got.filter(**keys).to_dicts()
    return row


def test_a_nearer_band_wins(mart):
    got = mart("dim_band", stg_inspection_plans="""
        region_code | ratio_low | ratio_high | scheme
        ------------+-----------+------------+------------------
        360000      | 0.01      | 0.10       | market_risk
        360100      | 0.05      | 0.20       | public_evaluation
        360100      | 0.06      | 0.20       | market_risk
        360102      | 0.30      | 0.40       | market_risk      """)  # fmt: skip
    shows(
        got.filter(got["region_code"].is_in(["360000", "360100", "360102", "360121", "360702"])),
        """
        region_code | band_region | low
        ------------+-------------+-----
        360000      | 360000      | 0.01
        360100      | 360100      | 0.06
        360102      | 360102      | 0.30
        360121      | 360100      | 0.06
        360702      | 360000      | 0.01 """,
    )


BANDS = """
    region_code | tier | ratio_low | ratio_high
    ------------+------+-----------+-----------
    360100      | D    | 0.61      | 1.0
    360102      | A    | 0.0       | 0.05       """


def test_missing_entities_are_a_fact_when_the_year_is_over_and_under_way_before(ratio):
    got = ratio(
        as_of="2020-12-31", stg_inspection_plans=BANDS, **register(D={"360102": 10, "360121": 3}),
        stg_inspections=visited("D", "360102", 5) + visited("D", "360121", 2, on="2020-08-03"),
    )  # fmt: skip
    # 61 % of 13 are 8 entities, and 7 were visited
    assert [(at(got, f"2020Q{q}", "360100", "D")["n_short"], at(got, f"2020Q{q}", "360100", "D")["band_state"]) for q in (1, 2, 3, 4)] == [
        (3, "under_way"), (3, "under_way"), (1, "under_way"), (1, "short")]  # fmt: skip


def test_a_year_that_is_not_over_is_under_way_in_its_last_quarter_too(ratio):
    got = ratio(
        as_of="2020-12-30",
        stg_inspection_plans=BANDS,
        **register(D={"360102": 10}),
        stg_inspections=visited("D", "360102", 2),
    )
    assert at(got, "2020Q4", "360100", "D")["band_state"] == "under_way"


def test_a_region_below_the_band_shows_its_own_part_and_the_office_is_counted_once_above(ratio):
    got = ratio(
        as_of="2020-12-31", stg_inspection_plans=BANDS, **register(D={"360102": 10, "360121": 3}),
        stg_inspections=visited("D", "360102", 10) + visited("D", "360121", 1),
    )  # fmt: skip
    parts = {place: at(got, "2020Q4", place, "D") for place in ("360102", "360121", "360100", "360000")}
    assert {k: (r["band_low"], r["n_short"], r["band_state"]) for k, r in parts.items()} == {
        "360102": (0.61, 0, "within"), "360121": (0.61, 1, "short"), "360100": (0.61, 0, "within"), "360000": (0.61, 0, "within"),
    }  # fmt: skip


def test_shortfalls_of_offices_add_up_and_one_does_not_make_up_for_another(ratio):
    got = ratio(
        as_of="2020-12-31", **register(B={"360102": 15, "360702": 15}), stg_inspections=visited("B", "360102", 12) + visited("B", "360702", 1),
        stg_inspection_plans="""
            region_code | tier | ratio_low | ratio_high
            ------------+------+-----------+-----------
            360100      | B    | 0.10      | 0.20
            360700      | B    | 0.10      | 0.20       """,
    )  # fmt: skip
    top = at(got, "2020Q4", "360000", "B")
    assert (top["n_short"], top["n_excess"], top["band_state"], top["band_low"]) == (
        1,
        9,
        "short",
        None,
    )  # 10 % of 15 are 2
    assert (top["n_banded_register"], top["n_banded_inspected"], top["n_offices"], top["n_offices_with_band"]) == (
        30,
        13,
        4,
        4,
    )


def test_above_the_high_end(ratio):
    got = ratio(
        as_of="2020-12-31",
        stg_inspection_plans=BANDS,
        **register(A={"360102": 20}),
        stg_inspections=visited("A", "360102", 2),
    )
    row = at(got, "2020Q1", "360102", "A")
    assert (row["n_excess"], row["band_state"], row["n_short"]) == (1, "above", 0)


def test_seven_per_cent_of_a_hundred_are_seven(mart):
    """In floating point they are a hair more, and would be eight."""
    got = mart("agg_inspection_band", dim_band="""
        department_code   | year | tier | region_code | band_region | low  | high | yearly_cap
        ------------------+------+------+-------------+-------------+------+------+-----------
        market_regulation | 2020 | B    | 360102      | 360102      | 0.07 | 0.57 |           """, agg_register_quarter="""
        quarter | year | number | tier | region_code | n_register | n_at_end | entity_years
        --------+------+--------+------+-------------+------------+----------+-------------
        2020Q1  | 2020 | 1      | B    | 360102      | 100        | 100      | 25.0
        2020Q2  | 2020 | 2      | B    | 360102      | 100        | 100      | 50.0         """, agg_inspection_newly="""
        year | number | tier | selection | department_code   | region_code | n_newly | n_visits
        -----+--------+------+-----------+-------------------+-------------+---------+---------
        2020 | 1      | B    | random    | market_regulation | 360102      | 7       | 7
        2020 | 2      | B    | random    | market_regulation | 360102      | 50      | 50       """)  # fmt: skip
    county = got.filter(
        got["region_code"] == "360102", got["department_code"] == "*", got["selection"] == "random"
    ).sort("quarter")
    assert county.select("n_required", "n_fulfilled", "n_short", "n_excess").rows() == [(7, 7, 0, 0), (7, 7, 0, 0)]


def test_no_band_is_said_and_counted(ratio):
    got = ratio(
        as_of="2020-12-31", stg_inspection_plans=BANDS, **register(B={"360102": 40}),
        stg_inspections=visited("B", "360102", 4) + visited("B", "360102", 2, department_code="transport", on="2020-05-06"),
    )  # fmt: skip
    row = at(got, "2020Q4", "360102", "B")
    assert (row["band_state"], row["n_short"], row["n_banded_register"], row["band_low"]) == ("no_band", 0, 0, None)
    # the county's two offices inspect, the city's own one published (for other tiers)
    assert [(at(got, q, "360100", "B", department="*")["n_offices"], at(got, q, "360100", "B", department="*")["n_offices_with_band"])
            for q in ("2020Q1", "2020Q2")] == [(2, 0), (3, 0)]  # fmt: skip


def test_an_office_that_published_and_never_came_is_short_of_everything(ratio):
    got = ratio(as_of="2020-12-31", stg_inspection_plans=BANDS, **register(D={"360102": 10}))
    row = at(got, "2020Q4", "360100", "D")
    assert (row["n_inspected"], row["n_short"], row["band_state"], row["visits_a_year"]) == (0, 7, "short", 0.0)


def test_complaints_are_held_against_no_band(ratio):
    got = ratio(
        as_of="2020-12-31",
        stg_inspection_plans=BANDS,
        **register(D={"360102": 10}),
        stg_inspections=visited("D", "360102", 8, selection="complaint"),
    )
    states = {way: at(got, "2020Q4", "360100", "D", way)["band_state"] for way in ("complaint", "random", "*")}
    assert states == {"complaint": None, "random": "short", "*": "within"}
    assert at(got, "2020Q4", "360100", "D", "complaint")["n_short"] is None


def test_no_year_no_row_and_no_register_no_ratio(ratio):
    assert ratio(as_of="2020-12-31", stg_inspections="entity_id\n---\nE1").is_empty()
    assert ratio(as_of="2020-12-31").is_empty()


CAPS = """
    department_code   | region_code | tier | ratio_low | ratio_high | yearly_cap
    ------------------+-------------+------+-----------+------------+-----------
    market_regulation | 360100      | A    | 0.0       | 0.05       | 1
    transport         | 360100      | A    | 0.0       | 0.05       | 2
    market_regulation | 360100      | D    | 0.6       | 1.0        |           """
CAP = ["n_visited", "n_capped", "n_over_cap", "n_visits_over", "most_visits"]


def test_the_second_visit_is_one_too_many_where_the_cap_is_one(mart):
    got = mart("agg_inspection_cap", as_of="2020-12-31", stg_inspection_plans=CAPS, **register(A={"360102": 3}, D={"360102": 1}), stg_inspections="""
        entity_id | inspected_on | department_code
        ----------+--------------+------------------
        A3601020  | 2020-02-03   | market_regulation
        A3601020  | 2020-05-06   | market_regulation
        A3601020  | 2020-05-07   | market_regulation
        A3601021  | 2020-02-03   | market_regulation
        A3601021  | 2020-02-03   | transport
        A3601022  | 2020-02-03   | transport
        D3601020  | 2020-02-03   | market_regulation
        D3601020  | 2020-02-04   | market_regulation """)  # fmt: skip
    shows(
        got.filter(got["region_code"].is_in(["360102"]), got["quarter"].is_in(["2020Q1", "2020Q4"])),
        """
        quarter | department_code   | n_visited | n_capped | n_over_cap | n_visits_over | most_visits
        --------+-------------------+-----------+----------+------------+---------------+------------
        2020Q1  | market_regulation | 3         | 2        | 0          | 0             | 2
        2020Q4  | market_regulation | 3         | 2        | 1          | 2             | 3
        2020Q1  | transport         | 2         | 2        | 0          | 0             | 1
        2020Q4  | transport         | 2         | 2        | 0          | 0             | 1
        2020Q1  | *                 | 4         | 3        | 0          | 0             | 2
        2020Q4  | *                 | 4         | 3        | 1          | 1             | 3          """,
    )


def test_each_visit_is_held_against_the_cap_of_the_tier_it_was_made_under(mart):
    """Three visits while without a cap, and one after the entity became low-risk: that one is its fourth, the cap is one."""
    got = mart("agg_inspection_cap", as_of="2020-12-31", stg_inspection_plans=CAPS, stg_entities="entity_id\n---\nE1", stg_grades="""
        tier | valid_from
        -----+-----------
        D    | 2019-01-01
        A    | 2020-07-01 """, stg_inspections="""
        inspected_on
        ------------
        2020-02-03
        2020-03-03
        2020-07-01
        2020-09-01   """)  # fmt: skip
    county = got.filter(got["region_code"] == "360102", got["department_code"] == "market_regulation").sort("quarter")
    assert county.select(*CAP).rows() == [(1, 0, 0, 0, 2), (1, 0, 0, 0, 2), (1, 1, 1, 1, 4), (1, 1, 1, 1, 4)]


def test_a_new_year_begins_anew(mart):
    visits = visited("A", "360102", 1, on="2020-12-31") + visited("A", "360102", 1, on="2021-01-01")
    got = mart(
        "agg_inspection_cap",
        as_of="2021-03-31",
        stg_inspection_plans=CAPS,
        **register(A={"360102": 1}),
        stg_inspections=visits,
    )
    county = got.filter(got["region_code"] == "360102", got["department_code"] == "*").sort("quarter")
    assert county.select("quarter", "n_visits_over", "most_visits").rows() == [("2020Q4", 0, 1), ("2021Q1", 0, 1)]
