"""Unified social credit codes (GB 32100-2015) for organisations that do not exist: all check characters are right."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.columns import texts

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)])
_BODY_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])  # GB 11714, the nine-character code inside
_CHARS = np.frombuffer(ALPHABET.encode(), np.uint8)
_VALUE = np.full(128, -1)
_VALUE[_CHARS] = np.arange(31)
# Letters of the organisation code count A = 10 ... Z = 35, gaps included, unlike the letters of the whole code.
_BODY_VALUE = np.full(128, -1)
_BODY_VALUE[np.frombuffer(b"0123456789", np.uint8)] = np.arange(10)
_BODY_VALUE[np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8)] = np.arange(10, 36)
_BODY_CHECK = np.frombuffer(b"0123456789X", np.uint8)


def credit_codes(kinds: np.ndarray, divisions: np.ndarray, serials: np.ndarray) -> np.ndarray:
    """18-character codes from two-digit kinds, six-digit divisions and serial numbers below 31**6.

    Every body starts with XH, so nobody takes one for a real organisation's.
    """
    return _filled(_bytes(kinds, 2), _bytes(divisions, 6), serials).view("S18").ravel().astype("U18")


def credit_code_column(
    kinds: np.ndarray, kind: np.ndarray, divisions: np.ndarray, division: np.ndarray, serials: np.ndarray
) -> pl.Series:
    """The same as a text column, for kinds[kind] and divisions[division]."""
    return texts(_filled(_bytes(kinds, 2)[kind], _bytes(divisions, 6)[division], serials))


def _filled(kinds: np.ndarray, divisions: np.ndarray, serials: np.ndarray) -> np.ndarray:
    codes = np.empty((len(serials), 18), np.uint8)
    codes[:, :2], codes[:, 2:8] = kinds, divisions
    codes[:, 8:10] = np.frombuffer(b"XH", np.uint8)
    rest = serials.astype(np.uint32)  # 31**6 is below 2**32
    for place in range(15, 9, -1):
        higher = rest // np.uint32(31)
        codes[:, place] = _CHARS[rest - higher * np.uint32(31)]
        rest = higher
    codes[:, 16] = _BODY_CHECK[-_weighed(codes[:, 8:16], _BODY_VALUE, _BODY_WEIGHTS) % 11]
    codes[:, 17] = _CHARS[-_weighed(codes[:, :17], _VALUE, _WEIGHTS) % 31]
    return codes


def _weighed(characters: np.ndarray, value: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum of the characters' values times their weights, place by place."""
    total = np.zeros(len(characters), np.int16)
    for place, weight in enumerate(weights):
        total += (value * weight).astype(np.int16)[characters[:, place]]
    return total


def with_wrong_check(codes: np.ndarray) -> np.ndarray:
    """The same codes, the check character one further in the alphabet: never valid."""
    chars = np.ascontiguousarray(codes.astype("S18")).view(np.uint8).reshape(-1, 18).copy()
    chars[:, 17] = _CHARS[(_VALUE[chars[:, 17]] + 1) % 31]
    return chars.view("S18").ravel().astype("U18")


def _bytes(texts: np.ndarray, width: int) -> np.ndarray:
    return np.ascontiguousarray(texts.astype(f"S{width}")).view(np.uint8).reshape(-1, width)
