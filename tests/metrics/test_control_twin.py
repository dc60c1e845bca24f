"""A slow twin of the process charts: one series, one period at a time, in plain code."""

from itertools import pairwise
from statistics import mean, median

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from metrics.control import as_seen, chart


def slow_limits(values, numbers):
    """(chart, centre, half-width, weight of each point) of the values of one phase; gaps are None."""
    known = [v for v in values if v is not None]
    n = [m for v, m in zip(values, numbers, strict=True) if v is not None]
    neighbours = [(a, b) for a, b in pairwise(range(len(values))) if values[a] is not None and values[b] is not None]
    if len(known) < 8:
        return "none", None, None, None
    if len(known) < 13:
        return "run", median(known), None, None
    is_p = None not in n and (mean(n) < 50 or max(n) > 4 * min(n))
    weight = [m**0.5 if is_p and m is not None else 1.0 for m in numbers]
    centre = sum(v * m for v, m in zip(known, n, strict=True)) / sum(n) if is_p else mean(known)
    if len(neighbours) < 6:
        return "none", None, None, None
    if max(known) - min(known) < 1e-12:
        return "constant", centre, 0.0, weight
    sizes = [abs(weight[a] * (values[a] - centre) - weight[b] * (values[b] - centre)) for a, b in neighbours]
    half = 2.66 * mean(sizes)
    if stands_still(values) and numbers[-1]:
        half = max(half, slow_reach(centre, numbers[-1]) * weight[-1])
    return ("p_prime" if is_p else "xmr"), centre, half, weight


def stands_still(values):
    steps = [abs(a - b) for a, b in pairwise(values) if a is not None and b is not None]
    return sum(step < 1e-12 for step in steps) > len(steps) / 2


def slow_reach(centre, n):
    """From the centre to half a case beyond the last count that chance brings (0.00135)."""
    rare = min(centre, 1 - centre)
    return (binom.isf(0.00135, n, rare) + 0.5) / n - rare


def slow_sign(window, length, holds):
    """1 where `holds(window, 1)`, -1 where `holds(window, -1)`, else 0; a gap or too few points hold nothing."""
    if len(window) < length or None in window:
        return 0
    return 1 if holds(window, 1) else -1 if holds(window, -1) else 0


def slow_rules(values, kind, centre, half, weight):
    """Marks of the last value: outside, trend, two of three, shift."""
    shift = slow_sign(values[-7:], 7, lambda w, s: all(s * (v - centre) > 0 for v in w))
    trend = slow_sign(values[-7:], 7, lambda w, s: all(s * (b - a) > 0 for a, b in pairwise(w)))
    if kind == "constant":
        return (None,) * 4
    if kind == "run":
        return None, trend, None, shift
    heights = [None if v is None else (v - centre) * w / half for v, w in zip(values, weight, strict=True)]
    outside = slow_sign(heights[-1:], 1, lambda w, s: s * w[0] > 1)
    near = slow_sign(
        heights[-3:],
        3,
        lambda w, s: all(s * v > 0 for v in w) and s * w[-1] > 2 / 3 and sum(s * v > 2 / 3 for v in w) >= 2,
    )
    return outside, trend, near, shift


def slow_as_seen(values, numbers, target):
    """(chart, centre, variation, assurance, rules) of every period of one series."""
    told = []
    for end in range(1, len(values) + 1):
        known, n = values[:end], numbers[:end]
        kind, centre, half, weight = slow_limits(known, n)
        if known[-1] is None or kind == "none":
            told.append((kind, centre, None, None, (None,) * 4))
            continue
        rules = slow_rules(known, kind, centre, half, weight)
        if stands_still(known) and kind in ("xmr", "p_prime"):
            rules = (*rules[:2], 0, 0)  # nearly all points lie on one side of the centre
        if kind == "run":
            told.append((kind, centre, None, None, rules))
            continue
        variation = "V1" if 1 in rules else "V3" if -1 in rules else "V2"
        wide = (
            half / mean(m for v, m in zip(known, n, strict=True) if v is not None) ** 0.5 if kind == "p_prime" else half
        )
        if kind == "constant":
            assurance = "A1" if target <= centre else "A3"
        else:
            assurance = "A1" if target < centre - wide else "A3" if target > centre + wide else "A2"
        told.append((kind, centre, variation, assurance, rules))
    return told


def invented(rng, series, periods):
    """Rates with gaps, some of few cases, some constant, some drifting, some nearly always 1 or 0."""
    kind = rng.integers(0, 6, series)
    n = rng.poisson(rng.choice([12, 200], series)[:, None], (series, periods)).astype(float)
    drift = np.where(kind == 1, rng.normal(0, 0.02, series), 0)[:, None] * np.arange(periods)
    p = np.clip(rng.uniform(0.5, 0.95, series)[:, None] + drift + rng.normal(0, 0.02, (series, periods)), 0.02, 1)
    p[kind == 4], p[kind == 5] = 0.99, 0.004
    value = np.where(n > 0, rng.binomial(n.astype(int), p) / np.maximum(n, 1), np.nan)
    value[kind == 2] = 1.0
    value[rng.random(value.shape) < 0.06] = np.nan
    return value, n


def test_the_slow_twin_agrees():
    value, n = invented(np.random.default_rng(11), 60, 26)
    rows = pl.DataFrame(
        {
            "unit_code": np.repeat(np.arange(60), 26),
            "period_index": np.tile(np.arange(26), 60),
            "value": value.ravel(),
            "denominator": n.ravel(),
        }
    ).with_columns(unit=pl.lit("percent"), direction=pl.lit("up"), target=pl.lit(0.9))
    got = as_seen(rows, ["unit_code"])
    kinds, n_still = set(), 0
    for s in range(60):
        values = [None if np.isnan(v) else float(v) for v in value[s]]
        numbers = [None if v is None or m == 0 else float(m) for v, m in zip(values, n[s], strict=True)]
        twin = slow_as_seen(values, numbers, 0.9)
        own = got.filter(pl.col("unit_code") == s)
        told = own.select("rule_outside", "rule_trend", "rule_two_of_three", "rule_shift").rows()
        for t, (kind, centre, variation, assurance, rules) in enumerate(twin):
            assert own["chart"][t] == kind, (s, t)
            assert own["centre"][t] == pytest.approx(centre) if centre is not None else own["centre"][t] is None
            assert (own["variation"][t], own["assurance"][t], told[t]) == (variation, assurance, rules), (s, t)
            kinds.add((kind, variation, assurance))
            n_still += kind in ("xmr", "p_prime") and stands_still(values[: t + 1])
    assert len(kinds) > 9 and n_still > 60


def test_the_last_point_is_told_the_same_by_both_readings():
    value, n = invented(np.random.default_rng(12), 80, 20)
    rows = pl.DataFrame(
        {
            "unit_code": np.repeat(np.arange(80), 20),
            "period_index": np.tile(np.arange(20), 80),
            "value": value.ravel(),
            "denominator": n.ravel(),
        }
    ).with_columns(unit=pl.lit("percent"), target=pl.lit(0.9))
    last = pl.col("period_index") == 19
    assert as_seen(rows, ["unit_code"]).filter(last).equals(chart(rows, ["unit_code"]).filter(last))


def test_blocks_do_not_meet(monkeypatch):
    value, _ = invented(np.random.default_rng(13), 25, 20)
    rows = pl.DataFrame(
        {"unit_code": np.repeat(np.arange(25), 20), "period_index": np.tile(np.arange(20), 25), "value": value.ravel()}
    )
    whole = as_seen(rows, ["unit_code"])
    monkeypatch.setattr("metrics.series.CELLS_A_BLOCK", 20 * 7)
    assert as_seen(rows, ["unit_code"]).equals(whole)
