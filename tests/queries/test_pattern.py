"""Figures whose shape asks for a second look: each pattern drawn, each near miss, and all of them against a slow twin."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from tests.drawing import shows
from tests.queries import twins

COUNTIES = ["360102", "360103", "360104", "360111", "360112", "360113", "360121", "360123", "360124", "360202"]
PLAN = [{"plan": "p", "region_code": "360000"}]


def returns(*cells, indicator="M01-2"):
    """cells: (quarter, region, numerator, denominator)."""
    return [
        {"indicator": indicator, "period": q, "region_code": r, "department_code": "transport", "numerator": float(x), "denominator": float(n),
         "reported_on": "2020-12-01"}
        for q, r, x, n in cells
    ]  # fmt: skip


def over_quarters(*pairs, region="360102"):
    quarters = ["2019Q1", "2019Q2", "2019Q3", "2019Q4", "2020Q1", "2020Q2"]
    return returns(*((q, region, x, n) for q, (x, n) in zip(quarters, pairs, strict=False)))


def over_counties(*pairs, quarter="2020Q1"):
    return returns(*((quarter, r, x, n) for r, (x, n) in zip(COUNTIES, pairs, strict=True)))


def test_three_quarters_with_the_same_two_numbers_are_shown_once_at_the_last(mart):
    got = mart("agg_pattern", raw_returns=over_quarters((70, 80), (61, 72), (61, 72), (61, 72), (61, 73)))
    shows(
        got,
        """
        pattern            | indicator | region_code | quarter | n | n_of | observed | reference | n_examined
        -------------------+-----------+-------------+---------+---+------+----------+-----------+-----------
        identical_quarters | M01-2     | 360102      | 2019Q4  | 3 | 3    | 61       | 72        | 1         """,
    )


@pytest.mark.parametrize(
    "pairs",
    [
        [(61, 72), (61, 72), (62, 72), (61, 72)],  # never three running
        [(31, 49), (31, 49), (31, 49)],  # too small: chance repeats them
        [(72, 72), (72, 72), (72, 72)],  # all done stays all done
    ],
)
def test_what_repeats_for_good_reason_is_left_alone(mart, pairs):
    assert mart("agg_pattern", raw_returns=over_quarters(*pairs)).is_empty()


def test_every_place_looked_at_is_counted_found_or_not(mart):
    rows = [
        row
        for region, counts in (("360102", [61, 61, 61]), ("360103", [50, 60, 61]), ("360104", [72, 72, 72]))
        for row in over_quarters(*((n, 72) for n in counts), region=region)
    ]
    got = mart("agg_pattern", raw_returns=rows)
    assert got.select("pattern", "region_code", "n_examined").rows() == [
        ("identical_quarters", "360102", 2)
    ]  # 72 of 72 is not looked at


def test_a_quarter_not_returned_breaks_the_run(mart):
    rows = returns(("2019Q1", "360102", 61, 72), ("2019Q2", "360102", 61, 72), ("2019Q4", "360102", 61, 72))
    assert mart("agg_pattern", raw_returns=rows).is_empty()


def test_every_county_at_full_marks_over_a_thousand_cases(mart):
    got = mart("agg_pattern", raw_returns=over_counties(*[(120, 120)] * 10))
    shows(
        got,
        """
        pattern         | region_code | quarter | n  | n_of | observed | reference
        ----------------+-------------+---------+----+------+----------+----------
        heaping_at_full | 360000      | 2020Q1  | 10 | 10   | 1        | 1        """,
    )
    assert mart("agg_pattern", raw_returns=over_counties(*[(90, 90)] * 10)).is_empty()


def test_half_the_counties_full_where_the_rest_are_far_from_it(mart):
    got = mart("agg_pattern", raw_returns=over_counties(*[(60, 60)] * 6, *[(40, 60)] * 4))
    assert got["pattern"].to_list() == ["heaping_at_full"] and (got["n"].item(), got["n_of"].item()) == (6, 10)
    assert got["reference"].item() == pytest.approx((520 / 600) ** 60)
    assert mart("agg_pattern", raw_returns=over_counties(*[(60, 60)] * 6, *[(59, 60)] * 4)).is_empty()  # chance alone


TARGET = [{"plan": "p", "indicator": "M01-2", "target_on": "2020-12-31", "comparator": ">=", "value": 0.9}]


def test_more_counties_exactly_on_target_than_a_case_beside_it(mart):
    got = mart(
        "agg_pattern",
        raw_returns=over_counties(*[(90, 100)] * 8, (91, 100), (84, 100)),
        ref_plan=PLAN,
        ref_target=TARGET,
    )
    shows(
        got,
        """
        pattern           | region_code | quarter | n | n_of | observed | reference
        ------------------+-------------+---------+---+------+----------+----------
        exactly_on_target | 360000      | 2020Q1  | 8 | 10   | 0.9      | 0.5      """,
    )


@pytest.mark.parametrize(
    "pairs",
    [
        [*[(90, 100)] * 7, (95, 100), (84, 100), (99, 100)],  # seven are not eight
        [(36, 40)] * 10,  # only four cases above the target: no room to pass it by much
    ],
)
def test_few_on_target_or_no_room_above_it_is_nothing(mart, pairs):
    assert mart("agg_pattern", raw_returns=over_counties(*pairs), ref_plan=PLAN, ref_target=TARGET).is_empty()


def test_a_rate_that_rises_because_its_base_shrank(mart):
    got = mart("agg_pattern", raw_returns=over_quarters((160, 200), (1, 3), (1, 3), (1, 3), (110, 120)))
    shows(
        got,
        """
        pattern               | region_code | quarter | n   | n_of | observed      | reference
        ----------------------+-------------+---------+-----+------+---------------+----------
        shrinking_denominator | 360102      | 2020Q1  | 120 | 200  | 0.91666666667 | 0.8      """,
    )


@pytest.mark.parametrize(
    "now",
    [
        (161, 170),  # a fifth is not gone
        (96, 120),  # the rate did not rise
        (161, 165),  # more was done
    ],
)
def test_a_smaller_base_alone_is_nothing(mart, now):
    assert mart("agg_pattern", raw_returns=over_quarters((160, 200), (1, 3), (1, 3), (1, 3), now)).is_empty()


def acts(before, on_the_day):
    """Penalties of Monday 2020-07-06; the seventh working day is 07-15."""
    days = ["2020-07-13"] * (before // 2) + ["2020-07-14"] * (before - before // 2) + ["2020-07-15"] * on_the_day
    return [{"decision_id": f"D{i}", "decided_on": "2020-07-06", "published_on": day} for i, day in enumerate(days)]


def test_a_crowd_on_the_last_day_allowed(mart):
    got = mart("agg_pattern", stg_decisions=acts(20, 40))
    shows(
        got,
        """
        pattern         | act     | region_code | quarter | n  | n_of | observed | reference
        ----------------+---------+-------------+---------+----+------+----------+----------
        limit_day_spike | penalty | 360000      | 2020Q3  | 40 | 60   | 7        | 10       """,
    )
    assert mart("agg_pattern", stg_decisions=acts(41, 40)).is_empty()
    assert mart("agg_pattern", stg_decisions=acts(0, 29)).is_empty()


def test_counts_of_natural_persons_are_left_out(mart, lookup_frames):
    cards = lookup_frames["ref_indicator"].to_dicts()
    persons = [c | {"counts_persons": True} for c in cards if c["indicator"] == "M01-2"]
    rows = over_quarters((61, 72), (61, 72), (61, 72))
    assert mart("agg_pattern", raw_returns=rows).height == 1
    assert mart("agg_pattern", raw_returns=rows, ref_indicator=persons).is_empty()


@pytest.mark.parametrize("seed", range(4))
def test_patterns_of_one_unit_against_their_slow_twins(mart, seed):
    dice, rows = Random(seed), []
    for region in COUNTIES[:4]:
        pair = (60, 72)
        for year in (2019, 2020):
            for n in (1, 2, 3, 4):
                if dice.random() < 0.5:
                    pair = (dice.choice([100, 120, 150]), dice.choice([160, 200, 300]))
                if dice.random() < 0.9:
                    rows += returns((f"{year}Q{n}", region, *pair))
    series: dict = defaultdict(dict)
    for r in rows:
        series[r["region_code"]][r["period"]] = (r["numerator"], r["denominator"])
    got = mart("agg_pattern", as_of="2021-01-31", raw_returns=rows)
    for pattern, twin in (("identical_quarters", twins.identical_quarters), ("shrinking_denominator", twins.shrunk)):
        found = got.filter(got["pattern"] == pattern)
        expected = {(region, q) for region, cells in series.items() for q in twin(cells)}
        assert set(found.select("region_code", "quarter").rows()) == expected


@pytest.mark.parametrize("seed", range(12))
def test_patterns_over_counties_against_their_slow_twins(mart, seed):
    dice = Random(seed)
    pairs = []
    for _ in COUNTIES:
        n = dice.choice([25, 60, 60, 120, 120, 150, 150, 150])
        least = -(-9 * n // 10)
        pairs.append(
            (
                dice.choice(
                    [n, n, n, least - 5] if seed % 2 else [least, least, least, least, least, least, least + 1]
                ),
                n,
            )
        )
    got = mart("agg_pattern", raw_returns=over_counties(*pairs), ref_plan=PLAN, ref_target=TARGET)
    expected = {"heaping_at_full": twins.heaped(pairs), "exactly_on_target": twins.on_target(pairs, 90)}
    assert set(got["pattern"]) == {pattern for pattern, is_so in expected.items() if is_so}


@pytest.mark.parametrize("seed", range(6))
def test_a_crowd_on_the_last_day_against_its_slow_twin(mart, lookup_frames, seed):
    dice = Random(seed)
    calendar = lookup_frames["ref_workday"]
    working = set(calendar.filter(calendar["is_workday"])["day"])
    decided = date(2020, 7, 1) + timedelta(days=7 * seed)  # in the third quarter
    last = twins.due_day(decided, 7, working, decision_day_counts=False)
    days = sorted(d for d in working if decided < d <= last)
    counts = {d: dice.choice([0, 5, 15, 20]) for d in days} | {last: dice.choice([25, 30, 35, 40])}
    rows = [
        {"decision_id": f"D{d}-{i}", "decided_on": decided, "published_on": d}
        for d, n in counts.items()
        for i in range(n)
    ]
    is_crowded = counts[last] >= 30 and counts[last] >= counts[days[-2]] + counts[days[-3]]
    assert mart("agg_pattern", stg_decisions=rows)["pattern"].to_list() == ["limit_day_spike"] * is_crowded
