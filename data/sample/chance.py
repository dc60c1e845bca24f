"""One of several by chance, many rows at a time: as np.searchsorted over cumulated shares, and many times as fast."""

from __future__ import annotations

import numpy as np

FEW = 12  # so many shares are compared one after another; more are looked up first
STEPS = 4096


def among(shares: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index of the share each u of [0, 1) falls into; the last one takes what rounding leaves over."""
    return _below(np.cumsum(shares)[:-1], u)


def one_of(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    """n indices drawn by shares that add up to one: what rng.choice(len(shares), n, p=shares) gives."""
    cumulated = np.cumsum(shares)
    return _below(np.nextafter(cumulated / cumulated[-1], 0)[:-1], rng.random(n))  # an edge belongs to the next one


def _below(edges: np.ndarray, u: np.ndarray) -> np.ndarray:
    """How many edges (rising) lie below each u."""
    if len(edges) < FEW:
        found = np.zeros(len(u), np.int8)
        for edge in edges:
            found += u > edge
        return found
    padded = np.append(edges, np.inf)
    # The first guess is right for a whole step of u; from there on edge by edge.
    found = np.searchsorted(edges, np.arange(STEPS) / STEPS)[(u * STEPS).astype(np.int16)].astype(np.int16)
    while (beyond := padded[found] < u).any():
        found += beyond
    return found
