"""The claims of the proof in small: nobody named where nobody lags, laggards found where they are. In full: `make bench`."""

import numpy as np
import polars as pl
import pytest

from metrics.catalogue import PROOF
from tests.benchmarks.proof import province_tallies
from tests.benchmarks.provinces import Province, counts, judge, named


def test_invented_counts_have_the_rate_spread_and_autocorrelation_they_claim():
    n, size = 200, 4000
    x = counts(np.random.default_rng(1), np.full(size, 0.9), np.full(size, n), 12, 0.3)
    off = x - 180
    assert off.mean() == pytest.approx(0, abs=0.15)
    assert x.var() == pytest.approx(18, rel=0.04)
    assert (off[:, 1:] * off[:, :-1]).mean() / 18 == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("pooled", [1, 4])
def test_where_nobody_lags_hardly_a_province_names_anybody(pooled):
    told = province_tallies(Province(pooled=pooled), [11, pooled], 4)
    assert (told["named"] > 0).sum() <= 1  # at 5 % a province two of four come once in 70 times; the seed is fixed
    assert (told["lagging"] / told["units"]).mean() < 0.02


def test_those_truly_at_80_per_cent_are_named_and_hardly_anybody_else():
    told = province_tallies(Province(lagging=0.05, pooled=4), [12], 4)
    found, wrong = told.filter("truly"), told.filter(~pl.col("truly"))
    assert found["named"].sum() / found["units"].sum() > 0.9 - 2 * (0.9 * 0.1 / 160) ** 0.5
    assert wrong["named"].sum() <= 0.05 * found["named"].sum() + 4


def test_leaving_out_provinces_where_nobody_can_be_named_changes_nothing():
    kind = Province(lagging=0.02, level=0.86, pooled=4, counties=50, indicators=4)
    whole, short = (made(np.random.default_rng(5), kind, 6).filter("is_nameable") for made in (judge, named))
    keys = ["plan", "indicator", "region_code"]
    assert whole.height > 0 and whole.select(keys).sort(keys).equals(short.select(keys).sort(keys))


def test_the_table_shown_was_written_by_a_full_run():
    import tomllib

    table = tomllib.loads(PROOF.read_text(encoding="utf-8"))
    assert not table["is_quick"] and len(table["row"]) > 20
    assert all({"case_zh", "case_en", "what_zh", "what_en", "value", "se"} <= row.keys() for row in table["row"])
    claimed = [r for r in table["row"] if r["what_en"].startswith("provinces with") and "target" in r]
    assert claimed and all(r["runs"] >= 2000 and r["holds"] for r in claimed)
