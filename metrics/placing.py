"""Rows found again by whole numbers: a join of two wide frames on four names costs ten times what a search in order does.

A `moment` is one series at one quarter. Frames handled here are in the order of their moments, each of them once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

SPAN = 16_384  # quarters a series may span; a quarter is numbered year x 4 + 0..3
SERIES, MOMENT = "series_id", "moment"


def told_apart(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with a small number held for each text: a third of the room, and nothing is compared letter by letter."""
    return rows.cast({pl.String: pl.Categorical})


def told_in_full(rows: pl.DataFrame) -> pl.DataFrame:
    """The texts themselves again."""
    return rows.cast({pl.Categorical: pl.String})


def code(rows: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """A whole number for each combination of texts, in the order of the texts; null where one is missing."""
    number, size = pl.lit(0, pl.Int64), 1
    for name in reversed(names):
        texts = rows[name] if rows.schema[name] == pl.Categorical else rows[name].cast(pl.String).cast(pl.Categorical)
        known = texts.unique().drop_nulls()
        known = known.gather(known.cast(pl.String).arg_sort())
        place = np.zeros(int(known.to_physical().max() or 0) + 1, dtype=np.int64)  # type: ignore[arg-type]
        place[known.to_physical().to_numpy()] = np.arange(len(known)) * size
        number = number + pl.Series(place).gather(texts.to_physical())
        size *= max(1, len(known))
    return rows.select(number.alias("code")).to_series()


def numbered(rows: pl.DataFrame, key: Sequence[str], period: str = "quarter_index") -> pl.DataFrame:
    """Add series_id (series counted in the order of their names) and moment; rows come out in that order.

    rows: `key` (text, none missing) and a whole-number `period` of 0 to 16,383.
    """
    series = code(rows, key)
    return rows.with_columns(series.alias(SERIES), moment=series * SPAN + rows[period].cast(pl.Int64)).sort(MOMENT)


def ago(rows: pl.DataFrame, column: str, periods: int) -> pl.Series:
    """What the column held so many periods earlier in the same series; null where that period is missing."""
    at = rows[MOMENT].to_numpy()
    found = np.searchsorted(at, at - periods)
    return rows[column].gather(pl.Series(found, dtype=pl.Int64).set(pl.Series(at[found] != at - periods), None))


def laid(found: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """Rows found for some of the places (where `at` is true, in the same order), in their places; null in all others."""
    places = at.cast(pl.Int64).cum_sum() - 1
    return found.select(pl.all().gather(places.set(~at, None)))


def beside(rows: pl.DataFrame, found: pl.DataFrame, on: str = MOMENT) -> pl.DataFrame:
    """Add the columns of `found`: one row a number at most, each of them a number of `rows`."""
    at = np.full(rows.height, -1)
    at[np.searchsorted(rows[on].to_numpy(), found[on].to_numpy())] = np.arange(found.height)
    places = pl.Series(at).set(pl.Series(at < 0), None)
    return rows.with_columns(found.select(pl.exclude(on).gather(places)).get_columns())
