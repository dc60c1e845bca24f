"""Into which few classes the regions of a map fall, and how each looks: shades a colour-blind reader can order, signs for what has none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from dashboard import theme, words
from dashboard.charts.layout import even_step

MOST = 5  # classes of a value
CROWDED = 0.7  # of the regions in one class
BLUES = ("#D3E2F2", "#A6C4E4", "#6F9FCE", "#3E70AB", "#1F4E8C")
# Far behind to far ahead of the peers; the middle is no grey, greys are for blanks.
APART = ("#A64900", "#EDA36B", "#F6EED9", "#8FB8DD", "#1B457A")
# Why a region has no colour: a grey and a sign each. A true zero has its class's colour and a nought.
BLANKS = {
    "not_applicable": ("#E4E4E2", "/"),
    "not_returned": ("#C2C2C0", "?"),
    "refused": ("#999997", "×"),
    "suppressed": ("#737371", "*"),
}
NOTHING = ("#EEEEEC", "")  # of an earlier quarter, where it is not asked why
UNRANKED = ("#DCD3C4", "·")  # a figure, but no place among the others
TIERS = {"upper": ("#1B457A", "▲"), "not_lower": ("#8FB8DD", "△"), "middle": ("#C9C3DD", "◆"), "unclear": ("#F6EED9", ""),
         "not_upper": ("#EDA36B", "▽"), "lower": ("#A64900", "▼")}  # fmt: skip
# What the test supports; letters as the books have them, capital for a cluster. High and low are said of the value.
CLUSTERS = {"cluster_high": ("#1F4E8C", "H"), "cluster_low": ("#C96A1B", "L"), "outlier_high": ("#A6C4E4", "h"),
            "outlier_low": ("#F0C7A0", "l"), "none": ("#F6EED9", ""), "island": ("#DCD3C4", "·")}  # fmt: skip
ZERO = "0"


@dataclass(frozen=True)
class Shade:
    """One class of a map: how it looks, what it is called, how many regions it holds."""

    key: str
    colour: str
    sign: str
    label: str
    n: int = 0


def shade(places: pl.DataFrame, by: str, unit: str) -> tuple[list[Shade], pl.DataFrame]:
    """The classes and, one row a region in the order of `places`, region_code, shade (its index) and sign.

    places: region_code, value, word, tier, gap, blank, cluster (where asked for). `by`: value, verdict, tier, gap, cluster.
    Classes without a region are left out, but for those of a scale of values, which has no holes.
    """
    scale, index = {"value": _by_value, "verdict": _by_word, "tier": _by_tier, "gap": _by_gap, "cluster": _by_cluster}[
        by
    ](places, unit)
    blanks = [Shade(k, colour, sign, words.blank(k)) for k, (colour, sign) in BLANKS.items()]
    blanks.append(Shade("none", *NOTHING, words.t("regions.map.no_figure")))
    unranked = Shade(
        "unranked",
        *UNRANKED,
        words.t(f"regions.map.unranked_{by}" if by in ("tier", "gap", "cluster") else "regions.map.unranked"),
    )
    every = [*scale, *blanks, unranked]
    nth = {s.key: i for i, s in enumerate(every)}
    chosen = (
        pl.when(pl.col("value").is_null())
        .then(pl.col("blank").fill_null("none").replace_strict(nth, default=nth["none"]))
        .otherwise(pl.col("index").fill_null(nth["unranked"]))
        .cast(pl.Int64)
    )
    found = places.with_columns(index).select("region_code", "value", shade=chosen)
    counts = dict(found.group_by("shade").len().iter_rows())
    kept = [i for i, s in enumerate(every) if counts.get(i) or (by == "value" and i < len(scale))]
    shades = [replace(every[i], n=counts.get(i, 0)) for i in kept]
    signs = {n: s.sign for n, s in enumerate(shades)}
    placed = found.with_columns(
        pl.col("shade").replace_strict({i: n for n, i in enumerate(kept)}, return_dtype=pl.Int64)
    )
    sign = pl.col("shade").replace_strict(signs, return_dtype=pl.String)
    is_zero = (pl.col("value") == 0) & (by == "value")
    return shades, placed.with_columns(sign=pl.when(is_zero).then(pl.lit(ZERO)).otherwise(sign)).drop("value")


def breaks(values: Sequence[float], unit: str) -> list[float]:
    """Ends of the classes, the outer two included: equal round steps; where one step would hold most regions, as many in each."""
    known = pl.Series(sorted(v for v in values if math.isfinite(v)), dtype=pl.Float64)
    if known.is_empty():
        return []
    low, high = known[0], known[-1]
    if low == high:
        return [low, high]
    if unit in ("count", "amount"):
        return _as_many(known)
    steps = _equal(low, high)
    fullest = max(known.is_between(a, b, closed="left").sum() for a, b in pairwise(steps))
    crowded = _as_many(known) if fullest > CROWDED * known.len() else []
    return crowded if len(crowded) > 3 else steps


def _equal(low: float, high: float) -> list[float]:
    width = even_step(high - low)
    if math.ceil(high / width - 1e-9) - math.floor(low / width + 1e-9) > MOST:
        width = even_step((high - low) * 1.7)
    first = math.floor(low / width + 1e-9)
    last = max(math.ceil(high / width - 1e-9), first + 1)
    return [round(k * width, 9) for k in range(first, last + 1)]


def _as_many(known: pl.Series) -> list[float]:
    """Cuts at fifths of the regions; equal values are never parted, so there may be fewer."""
    low, high = known[0], known[-1]
    cuts = [known.quantile(k / MOST, "nearest") for k in range(1, MOST)]
    return [low, *sorted({c for c in cuts if c is not None and low < c <= high} - {high}), high]


def _by_value(places: pl.DataFrame, unit: str) -> tuple[list[Shade], pl.Expr]:
    ends = breaks(places["value"].drop_nulls().to_list(), unit)
    if not ends:
        return [], pl.lit(None, dtype=pl.Int64).alias("index")
    if ends[0] == ends[-1]:
        label = words.value(ends[0], unit)
        return [Shade("v0", BLUES[2], "", label)], pl.lit(0, dtype=pl.Int64).alias("index")
    n, least = len(ends) - 1, min(b - a for a, b in pairwise(ends))
    colours = [BLUES[round(i * (len(BLUES) - 1) / max(n - 1, 1))] for i in range(n)]
    scale = [Shade(f"v{i}", colours[i], "", _range(ends[i], ends[i + 1], unit, least)) for i in range(n)]
    above = sum(((pl.col("value") >= end - 1e-12).cast(pl.Int64) for end in ends[1:-1]), pl.lit(0, dtype=pl.Int64))
    return scale, above.alias("index")


def _range(low: float, high: float, unit: str, least: float) -> str:
    """Ends of a class; with as many decimals as the narrowest class needs, or two would be called alike."""
    if unit == "percent" and least < 0.001:
        return f"{words.percent(low, 2).rstrip('%')}–{words.percent(high, 2)}"
    return words.interval(low, high, unit)


def _by_word(places: pl.DataFrame, _: str) -> tuple[list[Shade], pl.Expr]:
    scale = [Shade(word, mark.colour, mark.sign, words.judgement(word)) for word, mark in theme.JUDGEMENTS.items()]
    nth = {s.key: i for i, s in enumerate(scale)}
    return scale, pl.col("word").fill_null("no_target").replace_strict(nth, return_dtype=pl.Int64).alias("index")


def _by_tier(places: pl.DataFrame, _: str) -> tuple[list[Shade], pl.Expr]:
    scale = [Shade(tier, colour, sign, words.t(f"regions.tier.{tier}")) for tier, (colour, sign) in TIERS.items()]
    nth = {s.key: i for i, s in enumerate(scale)}
    return scale, pl.col("tier").replace_strict(nth, default=None, return_dtype=pl.Int64).alias("index")


def _by_cluster(places: pl.DataFrame, _: str) -> tuple[list[Shade], pl.Expr]:
    scale = [
        Shade(state, colour, sign, words.t(f"regions.pattern.state.{state}"))
        for state, (colour, sign) in CLUSTERS.items()
    ]
    nth = {s.key: i for i, s in enumerate(scale)}
    return scale, pl.col("cluster").replace_strict(nth, default=None, return_dtype=pl.Int64).alias("index")


def _by_gap(places: pl.DataFrame, unit: str) -> tuple[list[Shade], pl.Expr]:
    """Five classes about nought, as wide as the gaps of three fifths of the regions."""
    gaps = places["gap"].drop_nulls().abs()
    if gaps.is_empty():
        return [], pl.lit(None, dtype=pl.Int64).alias("index")
    width = even_step(5 * max(gaps.quantile(0.6) or 0.0, (gaps.max() or 0.0) / 4, 1e-9))
    said = {k: words.change(n * width, unit).removeprefix("+") for k, n in (("one", 1), ("two", 2))}
    keys = ("far_behind", "behind", "close", "ahead", "far_ahead")
    scale = [Shade(k, colour, "", words.t(f"regions.gap.{k}", **said)) for k, colour in zip(keys, APART, strict=True)]
    gap = pl.col("gap")
    index = (
        pl.when(gap.is_null()).then(None).when(gap < -2 * width).then(0).when(gap < -width).then(1)
        .when(gap <= width).then(2).when(gap <= 2 * width).then(3).otherwise(4)
    )  # fmt: skip
    return scale, index.cast(pl.Int64).alias("index")
