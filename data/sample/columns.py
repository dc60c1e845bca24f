"""Columns of many rows made from numbers: words by their index, and texts of one width from a matrix of characters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import polars as pl
import pyarrow as pa

from data.sample.world import DAYS, of_day

_YEARS = DAYS.astype("datetime64[Y]").astype(np.int64) + 1970
_FIGURES = np.array([list(str(year).encode()) for year in range(_YEARS[0], _YEARS[-1] + 1)], np.uint8)


def named(index: np.ndarray, words: Sequence[str] | np.ndarray) -> pl.Series:
    """The word of each index as an Enum column; null where the index is negative."""
    known = tuple(words)
    size = np.uint8 if len(words) < 255 else np.uint16
    if len(index) and index.min() < 0:
        return _or_nothing(known).gather((index + 1).astype(np.uint32))
    return pl.Series(index.astype(size)).cat.to(kind_of(known))


def same(word: str, n: int) -> pl.Series:
    """One word in every row."""
    return pl.Series(np.zeros(n, np.uint8)).cat.to(kind_of((word,)))


@lru_cache(maxsize=256)
def kind_of(words: tuple[str, ...]) -> pl.Enum:
    """The type of a column that holds nothing but these words."""
    return pl.Enum([str(word) for word in words])


@lru_cache(maxsize=256)
def _or_nothing(words: tuple[str, ...]) -> pl.Series:
    return pl.Series([None, *(str(word) for word in words)], dtype=kind_of(words))


def spelled(index: np.ndarray, words: Sequence[str] | np.ndarray) -> pl.Series:
    """The word of each index as text; null where the index is negative."""
    return pl.Series([None, *words], dtype=pl.String).gather((index + 1).astype(np.uint32))


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, words as text."""
    return rows.with_columns(pl.col(c).cast(pl.String) for c, kind in rows.schema.items() if isinstance(kind, pl.Enum))


def texts(characters: np.ndarray) -> pl.Series:
    """A text column from rows of ASCII characters (n x width, uint8)."""
    n, width = characters.shape
    offsets = np.arange(n + 1, dtype=np.int64) * width
    made = pa.LargeStringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters)))
    return pl.Series(_Handed(made))


class _Handed:
    """An Arrow array handed over as such: told that it is pyarrow's, polars would first load pyarrow's hundreds of functions."""

    def __init__(self, array: pa.Array) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        made: tuple[object, object] = self._array.__arrow_c_array__(requested_schema)
        return made


def numbered(mark: str, days: np.ndarray, numbers: np.ndarray, width: int) -> pl.Series:
    """Document numbers such as SJ-2024-0000017: a mark, the year of each day, a number of at least `width` digits."""
    width = max(width, len(str(numbers.max(initial=0))))
    head = np.frombuffer(f"{mark}-".encode(), np.uint8)
    made = np.empty((len(days), len(head) + 5 + width), np.uint8)
    made[:, : len(head)] = head
    made[:, len(head) : len(head) + 4] = _FIGURES[of_day(_YEARS - _YEARS[0], days)]
    made[:, len(head) + 4] = ord("-")
    _digits(numbers, made[:, len(head) + 5 :])
    return texts(made)


def _digits(numbers: np.ndarray, into: np.ndarray) -> None:
    rest = numbers.astype(np.uint32)
    for place in range(into.shape[1] - 1, -1, -1):
        tenth = rest // np.uint32(10)
        into[:, place] = rest - tenth * np.uint32(10) + np.uint32(ord("0"))
        rest = tenth
