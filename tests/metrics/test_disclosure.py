"""Small counts of natural persons: hidden, and out of reach of anyone who adds and subtracts what is shown."""

from datetime import date
from itertools import product

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import queries
from metrics.catalogue import read_cards
from metrics.disclosure import (
    OBSERVED,
    OF_PEERS,
    OF_SERIES,
    PLACE,
    ROLLED,
    SAID,
    blanked,
    hidden_cells,
    is_small,
    judged_without,
)
from tests.drawing import rows, shows

# A province of two cities: 3601 with three counties, 3602 with two.
ABOVE = {"36": [], "3601": ["36"], "3602": ["36"]} | {
    county: [county[:4], "36"] for county in ("360101", "360102", "360103", "360201", "360202")
}
ENDS = {"2020-01": date(2020, 1, 31), "2020-02": date(2020, 2, 29), "2020-03": date(2020, 3, 31), "2020Q1": date(2020, 3, 31)}  # fmt: skip


def ancestors():
    pairs = [(region, place) for region, above in ABOVE.items() for place in [region, *above]]
    return pl.DataFrame(pairs, schema=["region_code", "ancestor_code"], orient="row")


def card(**more):
    plain = {"indicator": "i", "series": "stock", "unit": "percent", "additive_over": "region,department"}
    return pl.DataFrame([plain | more])


def built(observations, cards):
    """agg_observation and agg_rollup as the build makes them. observations: period, region, department, x, n."""
    with duckdb.connect() as con:
        con.execute(queries.tables())
        con.register("cards", cards.to_arrow())
        con.register("above", ancestors().to_arrow())
        con.execute("insert into ref_indicator by name select * from cards")
        con.execute("insert into ref_region_ancestor by name select * from above")
        con.execute("insert into ref_plan (plan, region_code) values ('p', '36')")
        kinds = [("quarter" if "Q" in o[0] else "month", *o) for o in observations]
        con.executemany(
            "insert into agg_observation values ('i', ?, ?, ?, ?, ?, ?, ?, ?::double / ?, 1, 'return')",
            [
                (kind, period, ENDS[period], region, department, x, n, x, n)
                for kind, period, region, department, x, n in kinds
            ],
        )
        return con.sql("select * from agg_observation").pl(), con.sql(queries.read("agg_rollup")).pl()


def hidden(observations, cards=None, threshold=5):
    cards = card() if cards is None else cards
    observed, rolled = built(observations, cards)
    return hidden_cells(observed, rolled, ancestors(), cards, threshold)


def drawn(picture):
    return [(r["period"], r["region"], r["department"], r["x"], r["n"]) for r in rows(picture)]


def places(found, kind=ROLLED):
    return set(found.filter(pl.col("table") == kind).select("period", "region_code", "department_code").rows())


@pytest.mark.parametrize(
    ("x", "n", "small"),
    [(3, 40, True), (0, 40, False), (40, 40, False), (37, 40, True), (5, 40, False), (0, 3, True), (0, 0, False), (4, None, True)],
)  # fmt: skip
def test_one_to_four_persons_with_without_or_in_all_are_small_and_nobody_is_not(x, n, small):
    frame = pl.DataFrame({"x": [x], "n": [n]}, schema={"x": pl.Float64, "n": pl.Float64})
    assert frame.select(is_small(pl.col("x"), pl.col("n"))).item() is small


def test_every_card_that_speaks_of_natural_persons_counts_them():
    cards = read_cards()
    assert {c.code for c in cards if "涉及自然人" in c.caveat_zh} <= {c.code for c in cards if c.counts_persons}


def test_a_rate_of_few_tells_the_count_it_leaves_out():
    frame = pl.DataFrame({"x": [None], "n": [40.0], "rate": [0.075]}, schema_overrides={"x": pl.Float64})
    assert frame.select(is_small(pl.col("x"), pl.col("n"), rate=pl.col("rate"))).item()


def test_a_county_of_three_in_forty_is_hidden_with_one_sibling_and_the_city_stands():
    found = hidden(drawn("""
        period | region | department | x  | n
        -------+--------+------------+----+----
        2020Q1 | 360101 | a          | 3  | 40
        2020Q1 | 360102 | a          | 70 | 90
        2020Q1 | 360103 | a          | 50 | 60
        2020Q1 | 360201 | a          | 20 | 30  """))  # fmt: skip
    assert places(found) == set(product(["2020Q1"], ["360101", "360103"], ["a", "*"]))  # the smaller sibling is lost
    assert places(found, OBSERVED) == {("2020Q1", "360101", "a"), ("2020Q1", "360103", "a")}


def test_a_sibling_that_would_leave_a_small_sum_is_passed_over():
    found = hidden(drawn("""
        period | region | department | x  | n
        -------+--------+------------+----+----
        2020Q1 | 360101 | a          | 3  | 40
        2020Q1 | 360102 | a          | 70 | 90
        2020Q1 | 360103 | a          | 0  | 20  """))  # fmt: skip
    assert {region for _, region, _ in places(found)} == {"360101", "360102"}  # 360103: zero of 20 stays shown


def test_an_only_child_takes_its_city_along_and_a_cousin_keeps_the_province():
    found = hidden(drawn("""
        period | region | department | x  | n
        -------+--------+------------+----+----
        2020Q1 | 360101 | a          | 3  | 40
        2020Q1 | 360201 | a          | 20 | 30  """))  # fmt: skip
    assert {region for _, region, _ in places(found)} == {"360101", "3601", "360201", "3602"}


def test_two_departments_and_two_counties_are_hidden_crosswise_and_every_total_stands():
    found = hidden(drawn("""
        period | region | department | x  | n
        -------+--------+------------+----+----
        2020Q1 | 360101 | a          | 3  | 40
        2020Q1 | 360101 | b          | 60 | 80
        2020Q1 | 360102 | a          | 70 | 90
        2020Q1 | 360102 | b          | 50 | 60  """))  # fmt: skip
    assert places(found) == set(product(["2020Q1"], ["360101", "360102"], ["a", "b"]))


def test_a_provincial_department_is_hidden_with_another_and_the_province_stands():
    found = hidden(drawn("""
        period | region | department | x  | n
        -------+--------+------------+----+----
        2020Q1 | 36     | a          | 3  | 40
        2020Q1 | 36     | b          | 60 | 80
        2020Q1 | 36     | c          | 50 | 60  """))  # fmt: skip
    assert places(found) == {("2020Q1", "36", "a"), ("2020Q1", "36", "c")}


def test_of_a_flow_the_small_month_is_hidden_with_another_and_the_quarter_stands():
    found = hidden(drawn("""
        period  | region | department | x  | n
        --------+--------+------------+----+----
        2020-01 | 36     | a          | 3  | 40
        2020-02 | 36     | a          | 60 | 80
        2020-03 | 36     | a          | 20 | 30  """), card(series="flow"))  # fmt: skip
    assert places(found) == set(product(["2020-01", "2020-03"], ["36"], ["a", "*"]))


def test_of_a_stock_the_last_month_is_the_quarter_and_both_are_hidden():
    found = hidden(drawn("""
        period  | region | department | x  | n
        --------+--------+------------+----+----
        2020-02 | 36     | a          | 20 | 40
        2020-03 | 36     | a          | 3  | 40  """))  # fmt: skip
    assert places(found) == set(product(["2020-03", "2020Q1"], ["36"], ["a", "*"]))


def test_nothing_small_is_nothing_hidden_and_the_threshold_is_a_setting():
    observations = [("2020Q1", "360101", "a", 7, 40), ("2020Q1", "360102", "a", 20, 40)]
    assert hidden(observations).is_empty()
    assert hidden(observations, threshold=10).height == 6


def test_hidden_cells_lose_every_count():
    observed, rolled = built([("2020Q1", "360101", "a", 3, 40), ("2020Q1", "360102", "a", 70, 90)], card())
    found = hidden_cells(observed, rolled, ancestors(), card(), 5)
    left = blanked(observed, OBSERVED, found)
    assert (
        left.height == 2
        and left.select(pl.col("numerator", "denominator", "value", "n_rows").null_count()).row(0) == (2,) * 4
    )
    assert blanked(rolled, ROLLED, found).filter(pl.col("region_code") == "36")["numerator"].to_list() == [73, 73]


def judgement(**columns):
    names = ["numerator", "denominator", "value", "low", "high", "n_rows", "pace_required", "pace_achieved", "gap", "gap_units", "previous_value"]  # fmt: skip
    plain = {
        "plan": "p",
        "indicator": "i",
        "region_code": "36",
        "department_code": "*",
        "blank": None,
        "is_nameable": True,
    }
    return (
        plain
        | dict.fromkeys(names, 0.5)
        | dict.fromkeys([*SAID, *OF_SERIES, *OF_PEERS], 0.5)
        | {"judged_x": 0.5, "judged_n": 0.5, "n_pooled": 1, "rule_number": 0.5, "code": "LAGGING"}
        | {"previous_word": "lagging", "word": "lagging", "reasons": "SURELY_BEHIND_PACE"}
        | columns
    )


def test_a_hidden_judgement_says_nothing_and_later_quarters_do_not_tell_it():
    quarters = ["2019Q4", "2020Q1", "2020Q2", "2020Q3", "2020Q4", "2021Q1"]
    judged = pl.DataFrame(
        [judgement(quarter=q, n_lagging_of_three=min(3, k + 1)) for k, q in enumerate(quarters)],
        schema_overrides={"blank": pl.String, "n_lagging_of_three": pl.Int32},
    )
    gone = pl.DataFrame([(ROLLED, "i", "quarter", "2020Q1", "36", "*")], schema=["table", *PLACE], orient="row")
    left = judged_without(judged, gone)
    assert left.columns == judged.columns
    here = left.filter(pl.col("quarter") == "2020Q1").row(0, named=True)
    assert all(here[k] is None for k, v in judgement().items() if v == 0.5)
    assert (here["word"], here["reasons"], here["blank"], here["is_nameable"]) == (
        "insufficient",
        "SUPPRESSED",
        "suppressed",
        False,
    )
    assert all(left[name].null_count() == left.height for name in [*OF_SERIES, *OF_PEERS])
    assert left["change_mark"].null_count() == 1
    told = left.select(
        "quarter", "previous_value", "previous_word", "pace_achieved", "n_lagging_of_three", "is_nameable"
    )
    shows(told, """
        quarter | previous_value | previous_word | pace_achieved | n_lagging_of_three | is_nameable
        --------+----------------+---------------+---------------+--------------------+------------
        2019Q4  | 0.5            | lagging       | 0.5           | 1                  | false
        2020Q1  |                | lagging       |               | 1                  | false
        2020Q2  |                | insufficient  | 0.5           | 2                  | true
        2020Q3  | 0.5            | lagging       | 0.5           | 2                  | true
        2020Q4  | 0.5            | lagging       | 0.5           | 3                  | true
        2021Q1  | 0.5            | lagging       |               | 3                  | true  """)  # fmt: skip


# The slow twin: an attacker with the shown figures and linear algebra.


def weights(observations, series, additive, cell):
    """How often each observation enters a cell, worked out one by one."""
    kind, period, region, department = cell
    return [float(_enters(o, observations, series, additive, kind, period, region, department)) for o in observations]


def _enters(o, observations, series, additive, kind, period, region, department):
    own, where, who = o[:3]
    if kind == OBSERVED:
        return (own, where, who) == (period, region, department)
    newest = max(x[0].replace("Q1", "-99") for x in observations if x[1:3] == (where, who)) == own.replace("Q1", "-99")
    in_time = own == period and "Q" not in own if "Q" not in period else series == "flow" or newest
    in_place = region == where or ("region" in additive and region in ABOVE[where])
    return in_time and in_place and (who == department or (department == "*" and "department" in additive))


def recovered(observations, series, additive, cells, gone):
    """Hidden cells that are a linear combination of shown ones."""
    row = {c: np.array(weights(observations, series, additive, c)) for c in cells}
    shown = [row[c] for c in cells if c not in gone]
    basis = np.array(shown) if shown else np.zeros((1, len(observations)))
    rank = np.linalg.matrix_rank(basis)
    return [c for c in gone if np.linalg.matrix_rank(np.vstack([basis, row[c]])) == rank]


def cells_of(frame, kind):
    return [(kind, *r) for r in frame.select("period", "region_code", "department_code").rows()]


counted = st.one_of(st.integers(0, 8), st.integers(0, 60)).flatmap(
    lambda x: st.tuples(st.just(x), st.integers(x, x + 50))
)


@given(
    places=st.lists(
        st.tuples(st.sampled_from(sorted(ABOVE)), st.sampled_from("abc")), min_size=1, max_size=14, unique=True
    ),
    periods=st.sampled_from([["2020Q1"], ["2020-01", "2020-02", "2020-03"], ["2020-02", "2020-03"]]),
    series=st.sampled_from(["flow", "stock"]),
    additive=st.sampled_from(["region,department", "region", "department", ""]),
    data=st.data(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_hidden_cell_can_be_worked_out_from_shown_ones(places, periods, series, additive, data):
    keys = [(p, *place) for p in periods for place in places if p == periods[0] or data.draw(st.booleans())]
    observations = [(*key, *data.draw(counted)) for key in keys]
    cards = card(series=series, additive_over=additive)
    observed, rolled = built(observations, cards)
    found = hidden_cells(observed, rolled, ancestors(), cards, 5)
    cells = cells_of(observed, OBSERVED) + cells_of(rolled, ROLLED)
    gone = {(kind, *cell) for kind in (OBSERVED, ROLLED) for cell in places_of(found, kind)}
    every = pl.concat([observed, rolled.select(observed.columns)], how="vertical_relaxed")
    small = every.select(is_small(pl.col("numerator"), pl.col("denominator"))).to_series().to_list()
    assert {c for c, is_few in zip(cells, small, strict=True) if is_few} <= gone
    assert recovered(observations, series, additive, cells, gone) == []


def places_of(found, kind):
    return found.filter(pl.col("table") == kind).select("period", "region_code", "department_code").rows()
