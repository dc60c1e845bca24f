"""Intervals laid beside the counts of a row."""

from __future__ import annotations

import polars as pl
import pytest

from metrics import shares

NAMES = {c for pair in shares.PROMISED.values() for c in pair}


def counts(**given: int) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(NAMES, 0) | given])


def test_each_share_gets_its_wilson_interval_and_nothing_else_changes():
    row = counts(n_signed=420, n_published=374)
    got = shares.promised(row)
    assert got.select(row.columns).equals(row)
    assert got["published_low"].item() == pytest.approx(0.856996, abs=1e-6)
    assert got["published_high"].item() == pytest.approx(0.916878, abs=1e-6)


def test_nothing_to_divide_by_is_null_and_no_interval_from_nought_to_one():
    got = shares.promised(counts(n_signed=10)).to_dicts()[0]
    assert got["published_low"] == 0.0 and got["checked_low"] is None and got["handled_high"] is None


def test_a_part_above_its_whole_is_refused():
    with pytest.raises(ValueError, match="x <= n"):
        shares.promised(counts(n_signed=1, n_published=2))


def test_no_row_at_all_stays_no_row():
    for statistic, of in ((shares.looked, shares.LOOKED), (shares.talked, shares.TALKED)):
        empty = pl.DataFrame(schema={c: pl.Int64 for pair in of.values() for c in pair})
        assert statistic(empty).is_empty() and f"{next(iter(of))}_low" in statistic(empty).columns
