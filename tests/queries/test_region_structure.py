"""What a region is like: its register on the day, who is on it, and the acts of a year; added up to its city."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from data.lookups import read_regions, region_ancestors
from tests.drawing import shows

PLANS = """
    plan         | region_code | extends
    -------------+-------------+-------------
    jiangxi-2020 | 360000      |
    overlay      | 360000      | jiangxi-2020  """
SHARES = {"individual": ("subject_class", "individual_business"), "food_drug": ("sector", "food_drug"),
          "construction": ("sector", "construction"), "finance": ("sector", "finance")}  # fmt: skip


def test_only_who_is_there_on_the_day_counts_and_a_city_holds_its_counties(mart):
    got = mart("agg_region_structure", as_of="2026-09-30", ref_plan=PLANS, stg_entities="""
        entity_id | subject_class       | region_code | sector    | registered_on | deregistered_on
        ----------+---------------------+-------------+-----------+---------------+----------------
        E1        | individual_business | 360102      | food_drug | 2020-01-01    |
        E2        | enterprise          | 360102      |           | 2020-01-01    | 2026-10-01
        E3        | enterprise          | 360102      | finance   | 2020-01-01    | 2026-09-30
        E4        | enterprise          | 360102      | finance   | 2026-10-01    |
        E5        | enterprise          | 360103      | finance   | 2026-09-30    |
        E6        | enterprise          | 360200      | other     | 2020-01-01    |            """, stg_grades="""
        entity_id | tier | valid_from | valid_to
        ----------+------+------------+-----------
        E1        | A    | 2020-01-01 | 2024-12-31
        E1        | D    | 2025-01-01 |
        E5        | B    | 2026-10-01 |           """, stg_decisions="""
        region_code | decided_on
        ------------+-----------
        360102      | 2025-09-30
        360102      | 2025-10-01
        360103      | 2026-09-30
        360103      | 2026-10-01 """)  # fmt: skip
    shows(got.filter(pl.col("region_code").is_in(["360100", "360102", "360103", "360104", "360200"])), """
        region_code | level  | kind            | n_entities | share_individual | share_food_drug | share_finance | n_graded | share_tier_a | share_tier_d | n_acts_a_year
        ------------+--------+-----------------+------------+------------------+-----------------+---------------+----------+--------------+--------------+--------------
        360100      | city   | prefecture_city | 3          | 0.3333333333     | 0.3333333333    | 0.3333333333  | 1        | 0.0          | 1.0          | 2
        360102      | county | district        | 2          | 0.5              | 0.5             | 0.0           | 1        | 0.0          | 1.0          | 1
        360103      | county | district        | 1          | 0.0              | 0.0             | 1.0           | 0        |              |              | 1
        360104      | county | district        | 0          |                  |                 |               | 0        |              |              | 0
        360200      | city   | prefecture_city | 1          | 0.0              | 0.0             | 0.0           | 0        |              |              | 0            """)  # fmt: skip
    assert got.group_by("level").len().sort("level").rows() == [("city", 11), ("county", 100)]


def test_who_sends_no_register_has_no_figure_and_not_nought(mart):
    got = mart("agg_region_structure", ref_plan=PLANS)
    assert got.height == 111 and got["n_entities"].null_count() == got["n_acts_a_year"].null_count() == 111


def test_a_jurisdiction_without_parts_is_its_own(mart):
    got = mart("agg_region_structure", ref_plan="""
        plan        | region_code | extends
        ------------+-------------+--------
        siyang-2016 | 321323      |        """)  # fmt: skip
    assert got.select("root_code", "level", "region_code").rows() == [("321323", "county", "321323")]


@pytest.mark.parametrize("seed", range(4))
def test_the_slow_twin_asks_every_entity_where_it_is(mart, seed):
    dice, day = Random(seed), date(2026, 9, 30)
    some = lambda: day + timedelta(days=dice.randrange(-900, 60))  # noqa: E731
    codes = ["360102", "360103", "360121", "360703", "360700", "360000", "440703"]
    entities = [
        {"entity_id": f"E{i}", "subject_class": dice.choice(["enterprise", "individual_business"]), "region_code": dice.choice(codes),
         "sector": dice.choice([None, "food_drug", "construction", "finance"]), "registered_on": some(),
         "deregistered_on": dice.choice([None, some()])}
        for i in range(60)
    ]  # fmt: skip
    grades = [
        {"entity_id": f"E{i}", "tier": dice.choice("ABCD"), "valid_from": some(), "valid_to": None}
        for i in dice.sample(range(60), 40)
    ]
    decisions = [{"region_code": dice.choice(codes), "decided_on": some()} for _ in range(80)]
    got = mart(
        "agg_region_structure", ref_plan=PLANS, stg_entities=entities, stg_grades=grades, stg_decisions=decisions
    )
    above = defaultdict(set)
    for code, ancestor, _ in region_ancestors(read_regions()).iter_rows():
        above[code].add(ancestor)
    tier = {g["entity_id"]: g["tier"] for g in grades if g["valid_from"] <= day}
    there = [
        e
        for e in entities
        if e["registered_on"] <= day and (e["deregistered_on"] is None or e["deregistered_on"] > day)
    ]
    n_acts = Counter(
        a for d in decisions if date(2025, 9, 30) < d["decided_on"] <= day for a in above[d["region_code"]]
    )
    for row in got.to_dicts():
        own = [e for e in there if row["region_code"] in above[e["region_code"]]]
        graded = [tier[e["entity_id"]] for e in own if e["entity_id"] in tier]
        assert (row["n_entities"], row["n_graded"], row["n_acts_a_year"]) == (
            len(own),
            len(graded),
            n_acts[row["region_code"]],
        )
        for name, (column, value) in SHARES.items():
            assert row[f"share_{name}"] == (
                pytest.approx(sum(e[column] == value for e in own) / len(own)) if own else None
            )
        for letter in "ABCD":
            assert row[f"share_tier_{letter.lower()}"] == (
                pytest.approx(graded.count(letter) / len(graded)) if graded else None
            )
