"""Nearest units: by hand, against a slow twin, and without the features that make them comparable."""

import numpy as np
import polars as pl
import pytest

from metrics.peers import nearest


def towns(*cells):
    """cells: (code, kind, people, firms)."""
    schema = {"region_code": pl.String, "kind": pl.String, "people": pl.Float64, "firms": pl.Int64}
    return pl.DataFrame(cells, schema=schema, orient="row")


def pairs(rows, features=("people",), k=2):
    return nearest(rows, ["kind"], features, k=k).select("region_code", "peer", "position").rows()


def test_the_nearest_of_the_same_kind_first():
    rows = towns(("a", "county", 1, 0), ("b", "county", 2, 0), ("c", "county", 10, 0), ("d", "district", 1, 0))
    assert pairs(rows) == [("a", "b", 1), ("a", "c", 2), ("b", "a", 1), ("b", "c", 2), ("c", "b", 1), ("c", "a", 2)]


def test_a_feature_without_variation_adds_nothing_and_a_missing_one_leaves_a_unit_out():
    rows = towns(("a", "x", 1, 5), ("b", "x", 2, 5), ("c", "x", 9, 5), ("d", "x", None, 5))
    got = nearest(rows, ["kind"], ["people", "firms"], k=1)
    assert got.select("region_code", "peer").rows() == [("a", "b"), ("b", "a"), ("c", "b")]
    spread = np.std([1, 2, 9])
    assert got["distance"][0] == pytest.approx(1 / spread / np.sqrt(2)) and got["rule"][0] == "people,firms; kind; k=1"


def test_alone_or_empty_is_nobodys_peer():
    assert pairs(towns(("a", "x", 1, 0))) == [] and pairs(towns()) == []


def test_the_slow_twin_measures_every_pair():
    dice = np.random.default_rng(2)
    rows = towns(*[(f"{i}", dice.choice(["x", "y"]), *dice.normal(size=1), int(dice.integers(9))) for i in range(40)])
    got = nearest(rows, ["kind"], ["people", "firms"], k=3)
    for kind in ("x", "y"):
        own = rows.filter(pl.col("kind") == kind)
        z = np.column_stack([(own[f].to_numpy() - own[f].mean()) / own[f].std(ddof=0) for f in ("people", "firms")])
        for i, code in enumerate(own["region_code"]):
            apart = np.sqrt(((z - z[i]) ** 2).mean(axis=1))
            told = got.filter(pl.col("region_code") == code)["distance"]
            np.testing.assert_allclose(told, np.sort(np.delete(apart, i))[:3], atol=1e-12)
