"""One unit beside a handful: the same answers as the methods for whole groups, of which only its own rows are kept."""

import numpy as np
import polars as pl
import pytest

from metrics.beside import Figures, beside, lies
from metrics.compare import compare_with_peers
from metrics.multiplicity import with_q
from metrics.ranks import rank_intervals

OWN = 3
WAYS = {1: "up", -1: "down", 0: "none"}


def invented(seed, n_indicators=30, n_units=11):
    """Some indicators of few units, some without direction; counts missing, not whole, beyond the denominator."""
    chance = np.random.default_rng(seed)
    rows = [(i, u) for i in range(n_indicators) for u in range(n_units) if chance.random() > 0.08 * (i % 3)]
    indicator, unit = (np.array(column) for column in zip(*rows, strict=True))
    n = chance.integers(0, 400, len(rows)).astype(float)
    x = np.floor(n * np.clip(chance.normal(0.9, 0.06, len(rows)), 0, 1))
    n[chance.random(len(rows)) < 0.02] = np.nan
    x[chance.random(len(rows)) < 0.02] += 0.5
    way = np.array([1, -1, 1, 0, 1])[indicator % 5]
    value = np.where(n > 0, x / np.where(n > 0, n, 1), chance.random(len(rows)))
    return Figures(indicator, unit, x, n, value, way)


@pytest.mark.parametrize("seed", range(4))
def test_one_unit_is_told_what_the_whole_group_is_told(seed):
    figures = invented(seed)
    rows = pl.DataFrame({"indicator": figures.indicator, "unit": figures.unit, "numerator": figures.x, "denominator": figures.n,
                         "direction": [WAYS[way] for way in figures.way]}).fill_nan(None).drop_nulls()  # fmt: skip
    own = rows.filter((pl.col("unit") == OWN) & (pl.col("direction") != "none"))
    rows = rows.filter(pl.col("indicator").is_in(own["indicator"].implode()))
    told, placed = beside(figures, OWN)

    tested = compare_with_peers(rows, ["indicator"], has_funnel=False)
    tested = with_q(tested.filter((pl.col("unit") == OWN) & pl.col("p_bad").is_not_null()), [])
    assert told.indicator.tolist() == tested["indicator"].to_list() and len(told.q) > 10
    assert told.q.tolist() == tested["q"].to_list()
    assert told.is_behind.tolist() == (tested["p_bad"] < 0.5).to_list()

    ranked = rank_intervals(rows, ["indicator"]).filter((pl.col("unit") == OWN) & pl.col("rank").is_not_null())
    wanted = ranked.select("indicator", "rank_low", "rank_high", "n_ranked").rows()
    assert list(zip(*(column.tolist() for column in placed), strict=True)) == wanted


def test_quarters_lie_where_polars_finds_them_and_nothing_lies_nowhere():
    figures = invented(9)
    of = figures.only(figures.indicator != 4)
    value = pl.col("value")
    wanted = pl.DataFrame({"indicator": of.indicator, "value": of.value}).group_by("indicator").agg(
        pl.len(), low=value.min(), q1=value.quantile(0.25, "linear"), middle=value.median(), q3=value.quantile(0.75, "linear"),
        high=value.max(),
    )  # fmt: skip
    found = list(zip(*(column.tolist() for column in lies(of, 31)), strict=True))
    assert found[4][0] == found[30][0] == 0 and np.isnan(found[4][1:]).all()
    for indicator, *numbers in wanted.iter_rows():
        assert list(found[indicator]) == pytest.approx(numbers, rel=1e-12)


def test_alone_or_without_cases_nothing_is_told():
    nobody = invented(1).only(np.zeros(0, dtype=np.int64))
    for figures in (nobody, invented(1).only(invented(1).unit == OWN)):
        told, _ = beside(figures, OWN)
        assert told.q.size == 0
    assert beside(nobody, -1)[1].low.size == 0 and lies(nobody, 2).n.tolist() == [0, 0]
