"""Unified social credit codes: the check character of GB 32100-2015, for whole columns at once."""

from __future__ import annotations

import numpy as np
import polars as pl

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters: no I, O, S, V, Z, which clerks misread
LENGTH = 18
WEIGHTS = np.array([3**i % 31 for i in range(LENGTH - 1)], dtype=np.int64)

_NOT_ALLOWED = 255
_VALUE = np.full(256, _NOT_ALLOWED, dtype=np.uint8)
_VALUE[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(len(ALPHABET), dtype=np.uint8)


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
    values = _VALUE[letters]
    due = (31 - values[:, :-1].astype(np.int64) @ WEIGHTS % 31) % 31
    # The first character may be a letter: A, N and Y are registering authorities of their own (N: village collectives).
    first = _is_digit(letters[:, 0]) | np.isin(letters[:, 0], np.frombuffer(b"ANY", dtype=np.uint8))
    region = _is_digit(letters[:, 1:8]).all(axis=1)
    return (values != _NOT_ALLOWED).all(axis=1) & first & region & (values[:, -1] == due)


def _is_digit(letters: np.ndarray) -> np.ndarray:
    return (letters >= ord("0")) & (letters <= ord("9"))
