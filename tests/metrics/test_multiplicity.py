"""Benjamini and Hochberg's adjustment, within families."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from metrics.multiplicity import adjusted

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "bh_adjust.json"


def within(families, values):
    frame = pl.DataFrame({"family": families, "p": pl.Series(values, dtype=pl.Float64)})
    return frame.select(adjusted("p", over=["family"])).to_series().to_list()


@given(st.lists(st.tuples(st.integers(0, 2), st.none() | st.floats(0, 1)), min_size=1, max_size=40))
def test_each_family_is_adjusted_on_its_own_and_what_is_missing_counts_nowhere(cells):
    got = within(*map(list, zip(*cells, strict=True)))
    for family in {f for f, _ in cells}:
        known = [i for i, (f, p) in enumerate(cells) if f == family and p is not None]
        if known:
            twin = multipletests([cells[i][1] for i in known], method="fdr_bh")[1]
            np.testing.assert_allclose([got[i] for i in known], twin, atol=1e-12)
    assert all(got[i] is None for i, (_, p) in enumerate(cells) if p is None)


@pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")
def test_published_adjustments_are_reproduced():
    for case in json.loads(VECTORS.read_text("utf-8"))["cases"]:
        got = within([0] * len(case["p"]), case["p"])
        known = [(a, b) for a, b in zip(got, case["expected"]["BH"], strict=True) if b is not None]
        assert [a for a, _ in known] == pytest.approx([b for _, b in known], rel=1e-9), case["id"]
