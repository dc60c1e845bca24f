"""Unified social credit codes: the check character of GB 32100-2015, for whole columns at once."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import polars as pl

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters: no I, O, S, V, Z, which clerks misread
LENGTH = 18
FILLERS = ("00000000", "11111111", "99999999")  # the first eight characters name an authority and a region; these none
WEIGHTS = [3**place % 31 for place in range(LENGTH - 1)]

_DIGITS, _FIRST = "0123456789", "0123456789ANY"  # A, N and Y are authorities of their own (N: village collectives)
_FAR = 1 << 12  # a character that may not stand in its place lifts the sum out of reach: 18 values of 30 stay below
_BLOCK = 1 << 15  # codes; what is worked out for so many stays in the processor's cache


@cache
def _by_pair() -> list[np.ndarray]:
    """For each two neighbours among the 18 places, by their bytes as one number: what they add to the sum, modulo 31.

    The check character makes the weighted sum a multiple of 31, so it counts once itself.
    """
    one = np.full((LENGTH, 256), _FAR, dtype=np.uint16)
    for place, weight in enumerate([*WEIGHTS, 1]):
        allowed = _FIRST if place == 0 else _DIGITS if place < 8 else ALPHABET
        for letter in allowed:
            one[place, ord(letter)] = ALPHABET.index(letter) * weight % 31
    first, second = (0, 1) if sys.byteorder == "little" else (1, 0)
    return [np.add.outer(one[i + second], one[i + first]).ravel() for i in range(0, LENGTH, 2)]


def is_credit_code(codes: pl.Series) -> pl.Series:
    """One boolean per code: 18 allowed characters of which the last checks the others. Null is False.

    Codes are compared as written (upper case, no blanks): normalise first. Source: GB 32100-2015, 4.2 and annex A.
    """
    shaped = (codes.str.len_bytes() == LENGTH) & (codes.str.len_chars() == LENGTH)
    shaped = shaped.fill_null(False)
    valid = np.zeros(len(codes), dtype=bool)
    valid[shaped.to_numpy()] = _checks(codes.filter(shaped))
    return pl.Series(codes.name, valid)


def is_sound_code(codes: pl.Series) -> pl.Series:
    """One boolean per code: valid, and no filler. Null is False."""
    return is_credit_code(codes) & ~codes.str.slice(0, 8).is_in(FILLERS).fill_null(False)


def _checks(codes: pl.Series) -> np.ndarray:
    """One boolean per code of 18 ASCII characters."""
    if codes.is_empty():
        return np.zeros(0, dtype=bool)
    pairs = np.frombuffer(str(codes.str.join("").item()).encode(), dtype=np.uint16).reshape(-1, LENGTH // 2)
    return np.concatenate([_check_pairs(pairs[i : i + _BLOCK]) for i in range(0, len(pairs), _BLOCK)])


def _check_pairs(pairs: np.ndarray) -> np.ndarray:
    """One boolean per row of nine pairs."""
    total = np.zeros(len(pairs), dtype=np.uint32)
    for place, table in enumerate(_by_pair()):  # over the nine pairs, not over the codes
        total += table[pairs[:, place]]
    return (total < _FAR) & (total % 31 == 0)
