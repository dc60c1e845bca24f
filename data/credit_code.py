"""Unified social credit codes: the check character of GB 32100-2015, for whole columns at once."""

from __future__ import annotations

import numpy as np
import polars as pl

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters: no I, O, S, V, Z, which clerks misread
LENGTH = 18
WEIGHTS = [3**place % 31 for place in range(LENGTH - 1)]

_DIGITS, _FIRST = "0123456789", "0123456789ANY"  # A, N and Y are authorities of their own (N: village collectives)
_FAR = 1 << 20  # a character that may not stand in its place lifts the sum out of reach


def _weighted() -> np.ndarray:
    """For each of the first 17 places and each byte: value times weight, or far too much."""
    table = np.full((LENGTH - 1, 256), _FAR, dtype=np.int32)
    for place, weight in enumerate(WEIGHTS):
        allowed = _FIRST if place == 0 else _DIGITS if place < 8 else ALPHABET
        for letter in allowed:
            table[place, ord(letter)] = ALPHABET.index(letter) * weight
    return table


_WEIGHTED = _weighted()
_LAST = np.full(256, -1, dtype=np.int32)
_LAST[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(len(ALPHABET))


def is_credit_code(codes: pl.Series) -> pl.Series:
    """One boolean per code: 18 allowed characters of which the last checks the others. Null is False.

    Codes are compared as written (upper case, no blanks): normalise first. Source: GB 32100-2015, 4.2 and annex A.
    """
    shaped = (codes.str.len_bytes() == LENGTH) & (codes.str.len_chars() == LENGTH)
    shaped = shaped.fill_null(False)
    valid = np.zeros(len(codes), dtype=bool)
    valid[shaped.to_numpy()] = _checks(codes.filter(shaped))
    return pl.Series(codes.name, valid)


def _checks(codes: pl.Series) -> np.ndarray:
    """One boolean per code of 18 ASCII characters."""
    if codes.is_empty():
        return np.zeros(0, dtype=bool)
    letters = np.frombuffer(str(codes.str.join("").item()).encode(), dtype=np.uint8).reshape(-1, LENGTH)
    total = np.zeros(len(letters), dtype=np.int32)
    for place in range(LENGTH - 1):  # over the 17 places, not over the codes
        total += _WEIGHTED[place][letters[:, place]]
    return (total < _FAR) & (_LAST[letters[:, -1]] == (31 - total % 31) % 31)
