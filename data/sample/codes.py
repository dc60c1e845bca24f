"""Unified social credit codes (GB 32100-2015) for organisations that do not exist: all check characters are right."""

from __future__ import annotations

import numpy as np

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
    codes = np.empty((len(serials), 18), np.uint8)
    codes[:, :2] = _bytes(kinds, 2)
    codes[:, 2:8] = _bytes(divisions, 6)
    codes[:, 8:10] = np.frombuffer(b"XH", np.uint8)
    digits = serials[:, None] // 31 ** np.arange(5, -1, -1) % 31
    codes[:, 10:16] = _CHARS[digits]
    codes[:, 16] = _BODY_CHECK[-(_BODY_VALUE[codes[:, 8:16]] @ _BODY_WEIGHTS) % 11]
    codes[:, 17] = _CHARS[-(_VALUE[codes[:, :17]] @ _WEIGHTS) % 31]
    return codes.view("S18").ravel().astype("U18")


def with_wrong_check(codes: np.ndarray) -> np.ndarray:
    """The same codes, the check character one further in the alphabet: never valid."""
    chars = np.ascontiguousarray(codes.astype("S18")).view(np.uint8).reshape(-1, 18).copy()
    chars[:, 17] = _CHARS[(_VALUE[chars[:, 17]] + 1) % 31]
    return chars.view("S18").ravel().astype("U18")


def _bytes(texts: np.ndarray, width: int) -> np.ndarray:
    return np.ascontiguousarray(texts.astype(f"S{width}")).view(np.uint8).reshape(-1, width)
