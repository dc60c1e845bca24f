"""Comparable regions: alike in what they have to supervise, and only within jurisdiction, level and kind."""

import math

import polars as pl
import pytest

from metrics.structure import FEATURES, SHARES, peers

PLAIN = {
    "root_code": "X",
    "level": "county",
    "kind": "district",
    "n_entities": 100,
    "n_acts_a_year": 10.0,
    **dict.fromkeys(SHARES, 0.25),
}


def regions(*cells):
    schema = {"root_code": pl.String, "level": pl.String, "kind": pl.String, "region_code": pl.String, "n_entities": pl.Int64,
              "n_acts_a_year": pl.Float64, **dict.fromkeys(SHARES, pl.Float64)}  # fmt: skip
    return pl.DataFrame([{c: (PLAIN | cell)[c] for c in schema} for cell in cells], schema=schema)


def order(rows, code):
    return rows.filter(pl.col("region_code") == code).sort("position")["peer_code"].to_list()


def test_ten_times_as_many_entities_is_one_step_wherever_it_starts():
    sizes = {"a": 9, "b": 99, "c": 999, "d": 1_999}
    got = peers(regions(*({"region_code": c, "n_entities": n} for c, n in sizes.items())))
    assert order(got, "b") == ["a", "c", "d"] or order(got, "b") == ["c", "a", "d"]
    apart = dict(zip(got["region_code"] + got["peer_code"], got["distance"], strict=True))
    assert apart["ba"] == pytest.approx(apart["bc"]) and apart["cd"] == pytest.approx(apart["ba"] * math.log10(2))


def test_another_kind_level_or_jurisdiction_is_nobodys_peer():
    got = peers(regions({"region_code": "a"}, {"region_code": "b", "kind": "county"}, {"region_code": "c", "level": "city"},
                        {"region_code": "d", "root_code": "Y"}, {"region_code": "e", "n_entities": 5000}))  # fmt: skip
    assert got.select("region_code", "peer_code").rows() == [("a", "e"), ("e", "a")]


def test_a_jurisdiction_without_grades_is_compared_by_the_rest_and_the_rule_says_so():
    tiers = {s: None for s in SHARES if "tier" in s}
    got = peers(regions(*({"region_code": c, "n_entities": n, **tiers} for c, n in (("a", 10), ("b", 12), ("c", 900)))))
    assert order(got, "a") == ["b", "c"]
    assert got["rule"].unique().to_list() == [
        ",".join(f for f in FEATURES if "tier" not in f) + "; root_code+level+kind; k=10"
    ]


def test_without_a_register_nobody_is_compared():
    nothing = dict.fromkeys(("n_entities", "n_acts_a_year", *SHARES))
    assert peers(regions({"region_code": "a", **nothing}, {"region_code": "b", **nothing})).is_empty()
    assert peers(regions()).columns == [
        "root_code",
        "level",
        "region_code",
        "peer_code",
        "position",
        "distance",
        "rule",
    ]
