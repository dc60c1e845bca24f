"""How far a rate comes from its centre by chance alone: the exact limits of a p chart.

For rates that stand still most of the time, nearly always all or none of their cases. Their moving ranges are mostly nil and
pull the limits of XmR and p' together, until 15 of 16 after years of all lies outside. No limit is narrower than the chance
of the cases makes it: Shewhart's p chart, here by the binomial distribution itself, for so close to a bound the normal one
misleads (Montgomery, Introduction to Statistical Quality Control, 7.3; Ryan and Schwertman 1997, J. Quality Technology 29:86).
"""

from __future__ import annotations

import numpy as np

from metrics.series import Floats

TAIL = 0.00135  # beyond three sigma on one side
MANY = 50.0  # failures expected: from here on the normal distribution will do
SIGMAS = 3.0


def reach(share: Floats, n: Floats) -> Floats:
    """Distance from `share`, away from the nearer bound, beyond which chance alone brings a share of n cases hardly ever.

    share: between 0 and 1; n: cases, at least 1. Arrays of one length. Beyond it lies a probability of at most TAIL; it falls
    half a case beside the counts, so that no rounding decides.
    """
    rare = np.minimum(
        share, 1 - share
    )  # what hardly ever happens: failing where nearly all succeed, or the other way round
    out = SIGMAS * np.sqrt(rare * (1 - rare) / n)
    few = np.flatnonzero(n * rare <= MANY)
    out[few] = (_most_by_chance(rare[few], n[few]) + 0.5) / n[few] - rare[few]
    return out


def _most_by_chance(rare: Floats, n: Floats) -> Floats:
    """The least k with P(X > k) <= TAIL, X binomial: summed up from k = 0, all cells at once."""
    k, most = 0, np.zeros(len(n))
    left = np.arange(len(n))
    odds = rare / (1 - rare)
    term = (1 - rare) ** n
    total = term.copy()
    while left.size:
        left = left[(total[left] < 1 - TAIL) & (k < n[left])]
        k += 1
        term[left] *= np.maximum(n[left] - k + 1, 0) / k * odds[left]
        total[left] += term[left]
        most[left] = k
    return most
