"""Dated rules: what holds where and when, and what the file refuses to say."""

import re
from datetime import date
from itertools import combinations

import polars as pl
import pytest

import queries
from data.errors import PackUnusable
from data.lookups import read_regions
from data.rules import LIMITS, read_rules, repair_periods, rule_settings, tier_bands

RULES = read_rules()


def limit(rules, act, region, day, kind="publication_limit"):
    """The slow twin of what the marts do: walk up from the region, the first rule that holds wins."""
    for code in (region, region[:4] + "00", region[:2] + "0000", None):
        for rule in rules.iter_rows(named=True):
            held = (rule["valid_from"] or date.min) <= day <= (rule["valid_to"] or date.max)
            if rule["kind"] == kind and rule["region_code"] == code and act in rule["acts"].split(",") and held:
                return rule["rule"], rule["days"]
    return None


@pytest.mark.parametrize(
    ("act", "region", "day", "expected"),
    [
        ("penalty", "360603", "2020-09-28", ("publication-national-2018", 7)),
        ("penalty", "360603", "2018-07-24", None),  # before the national rule
        ("inspection", "360603", "2020-09-28", ("publication-jiangxi-2020", 7)),
        ("inspection", "440703", "2020-09-28", None),
        ("grant", "230421", "2020-07-09", ("publication-hegang-2020-others", 7)),
        ("licence", "230421", "2020-07-08", ("publication-national-2018", 7)),
        ("reward", "330102", "2021-01-01", ("publication-zhejiang-2020", 7)),
        ("levy", "330102", "2021-01-01", None),  # Zhejiang names four kinds only
        ("licence", "321323", "2016-03-01", ("publication-siyang-2016", 5)),
    ],
)
def test_the_rule_of_the_deepest_region_holds(act, region, day, expected):
    assert limit(RULES, act, region, date.fromisoformat(day)) == expected


def test_siyang_measures_three_legs():
    ours = RULES.filter(pl.col("region_code") == "321323").select("kind", "days").sort("kind")
    assert ours.rows() == [("collate_limit", 2), ("commitment_limit", 3), ("publication_limit", 5), ("report_limit", 5)]


def test_no_two_rules_hold_for_one_act_region_kind_and_day():
    rows = RULES.filter(pl.col("kind").is_in(LIMITS)).to_dicts()
    for a, b in combinations(rows, 2):
        same = (a["kind"], a["region_code"]) == (b["kind"], b["region_code"])
        if same and set(a["acts"].split(",")) & set(b["acts"].split(",")):
            starts, ends = max(a["valid_from"], b["valid_from"]), [d for d in (a["valid_to"], b["valid_to"]) if d]
            assert ends and starts > min(ends), (a["rule"], b["rule"])


def test_columns_are_those_of_the_snapshot():
    table = re.search(r"create table ref_rule \((.*?)\);", queries.tables(), re.S).group(1)
    assert RULES.columns == re.findall(r"(\w+) (?:varchar|date|integer|boolean)", table)


def test_every_rule_names_its_source_and_unproven_ones_are_marked():
    assert RULES["source"].str.len_chars().min() > 0 and RULES["name_zh"].str.contains(r"[\u4e00-\u9fff]").all()
    unproven = set(RULES.filter(~pl.col("is_source_verified"))["rule"])
    assert unproven == {"repair-2023", "repair-2023-key-fields", "catalogue-2025"}


def test_regions_of_rules_are_ours_but_for_the_example_band():
    known = set(read_regions()["region_code"])
    strange = RULES.filter(pl.col("region_code").is_not_null() & ~pl.col("region_code").is_in(list(known)))
    assert strange["kind"].to_list() == ["tier_band"]


def test_settings_are_the_ones_the_build_asks_for():
    assert rule_settings() == {
        "suppression_threshold": 5, "deadline_reading": "lenient", "decision_day_counts": False, "rights_grace_days": 5,
        "map_review_number": "",
    }  # fmt: skip


def test_repair_periods_change_on_the_first_of_april_2026():
    now = repair_periods().filter(pl.col("valid_to").is_null()).select("severity", "min_months", "max_months")
    assert now.rows() == [("minor", 0, 3), ("ordinary", 3, 12), ("serious", 12, 36)]
    assert repair_periods().filter(pl.col("valid_to") == date(2026, 3, 31)).height == 2


def test_bands_are_shares_that_rise_with_the_risk():
    bands = tier_bands().sort("tier")
    assert bands["tier"].to_list() == ["A", "B", "C", "D"]
    assert bands["ratio_low"].is_sorted() and bands["ratio_high"].is_between(0, 1).all()


GOOD = {
    "rule": '"r"',
    "kind": '"publication_limit"',
    "acts": '["penalty"]',
    "days": "7",
    "name_zh": '"限"',
    "name_en": '"limit"',
    "source": '"s"',
    "clause": '""',
    "is_source_verified": "true",
}


def written(tmp_path, times=1, **changes):
    entry = {k: v for k, v in (GOOD | changes).items() if v is not None}
    path = tmp_path / "rules.toml"
    path.write_text(("[[rule]]\n" + "\n".join(f"{k} = {v}" for k, v in entry.items()) + "\n") * times, "utf-8")
    return path


def test_a_rule_with_all_it_needs_is_read(tmp_path):
    assert read_rules(written(tmp_path)).select("rule", "acts", "days").rows() == [("r", "penalty", 7)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": '"law"'}, "unknown kind law"),
        ({"source": None}, "lacks source"),
        ({"dayz": "7"}, "unknown key dayz"),
        ({"acts": '["parking"]'}, "unknown act parking"),
        ({"days": None}, "must say days"),
        ({"valid_from": "2020-02-01", "valid_to": "2020-01-01"}, "wrong first or last day"),
        ({"valid_from": '"2020"'}, "wrong first or last day"),
        ({"kind": '"setting"'}, "lacks value"),
        ({"times": 2}, "name of another rule"),
        ({"rule": "= ="}, "cannot be read"),
    ],
)
def test_a_wrong_rule_says_what_to_mend(tmp_path, changes, said):
    with pytest.raises(PackUnusable, match=said):
        read_rules(written(tmp_path, **changes))
