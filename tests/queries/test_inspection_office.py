"""The one line per office the pages list: cut from the statistics, nothing added and nothing lost."""

import random
from collections import defaultdict

import duckdb
import polars as pl

import queries
from data.snapshot.load import insert

TIERS = ("A", "B", "C", "D", "none")


def cut(ratios, gradients=(), caps=()):
    """agg_inspection_office of these rows, by (quarter, region, department)."""
    con = duckdb.connect()
    con.execute(queries.tables())
    found = {"stat_inspection_ratio": ratios, "stat_gradient": gradients, "agg_inspection_cap": caps}
    for table, rows in found.items():
        if rows:
            insert(con, table, pl.DataFrame(list(rows), infer_schema_length=None))
    office = con.sql(queries.read("inspection_office_rows")).pl()
    insert(con, "agg_inspection_office", office)  # its columns are the table's
    con.close()
    return {(r["quarter"], r["region_code"], r["department_code"]): r for r in office.to_dicts()}


def ratio(tier, x, n, *, selection="random", at=("2026Q3", "P", "*"), **more):
    plain = {"n_offices": 3, "n_offices_with_band": 2, "n_short": None, "n_excess": None}
    return {
        "quarter": at[0], "region_code": at[1], "department_code": at[2], "tier": tier, "selection": selection, "n_inspected": x, "n_register": n,
    } | plain | more  # fmt: skip


def test_tiers_stand_beside_one_another_and_only_random_visits_count():
    rows = [
        ratio("A", 3, 100, n_short=0, n_excess=2),
        ratio("D", 4, 9, n_short=5, n_excess=0),
        ratio("A", 50, 100, selection="*"),
    ]
    got = cut(rows)["2026Q3", "P", "*"]
    assert (got["a_x"], got["a_n"], got["d_x"], got["d_n"]) == (3, 100, 4, 9)
    assert got["b_x"] is None and got["none_n"] is None
    assert (got["n_short"], got["n_excess"], got["n_offices"], got["n_offices_with_band"]) == (5, 2, 3, 2)


def test_an_office_without_bands_caps_or_test_has_blanks_there_and_no_noughts():
    got = cut([ratio("A", 0, 8)])["2026Q3", "P", "*"]
    assert [got[k] for k in ("n_short", "n_excess", "state", "q_trend", "n_capped", "n_over_cap")] == [None] * 6


def test_only_the_gradient_of_ratios_is_taken():
    at = {"quarter": "2026Q3", "region_code": "P", "department_code": "*"}
    tested = [
        at | {"asked": "hits", "state": "rising", "z": 9.0},
        at | {"asked": "ratio", "state": "inverted", "z": -3.0},
    ]
    got = cut([ratio("A", 1, 2)], tested, [at | {"n_capped": 7, "n_over_cap": 1}])["2026Q3", "P", "*"]
    assert (got["state"], got["z"], got["n_capped"], got["n_over_cap"]) == ("inverted", -3.0, 7, 1)


def test_any_rows_agree_with_counting_by_hand():
    chance = random.Random(7)
    places = [(q, r, d) for q in ("2025Q4", "2026Q1") for r in "PQR" for d in ("*", "x", "y")]
    keys = chance.sample([(at, tier, way) for at in places for tier in TIERS for way in ("random", "*")], 120)
    some = lambda: chance.choice([None, chance.randrange(9)])  # noqa: E731
    rows = [
        ratio(tier, chance.randrange(9), chance.randrange(9, 99), selection=way, at=at, n_short=some(), n_excess=some(), n_offices=chance.randrange(5))
        for at, tier, way in keys
    ]  # fmt: skip
    told = defaultdict(dict)
    for (at, tier, way), row in zip(keys, rows, strict=True):
        if way != "random":
            continue
        own = told[at]
        own[f"{tier.lower()}_x"], own[f"{tier.lower()}_n"] = row["n_inspected"], row["n_register"]
        own["n_offices"] = max(own.get("n_offices", 0), row["n_offices"])
        for k in ("n_short", "n_excess"):
            own[k] = row[k] if own.get(k) is None else own[k] + (row[k] or 0)
    got = cut(rows)
    assert got.keys() == told.keys()
    for at, own in told.items():
        assert {k: got[at][k] for k in own} == own
