"""Regions in order, and how little the order means: intervals, thirds that are sure, the best, and the period before.

Only rates are ranked. A count grows with the place, a duration comes without its spread: neither has an interval, and a
place without one is never shown. Two periods are compared like for like: among the regions ranked in both.
"""

from __future__ import annotations

import polars as pl

from metrics.benchmark import with_benchmark
from metrics.ranks import rank_intervals
from metrics.segments import group_codes

GROUP = ["indicator", "quarter", "root_code", "level"]
FAMILY = ["indicator", "root_code", "level"]
COUNTED = ["_number", "_map", "numerator", "denominator", "direction"]
LEAST_TO_RANK = 10  # cases: below, a percentage is not shown either (statistics.md, 6)
LEAST_FOR_THIRDS = 3  # regions
MOST_LACKING = 0.05  # of the returns owed: one of twelve offices counts, one of a city's hundred does not
WHOLE = 1e-9


def rank_regions(rows: pl.DataFrame) -> pl.DataFrame:
    """Table stat_rank, one row a row.

    rows: indicator, quarter ('2026Q3'), root_code, level, region_code, numerator, denominator, value (0-1), unit, direction,
    n_owed and n_lacking (returns behind the figure; null for events), n_regions (of the level in the jurisdiction), step
    (quarters back to the period that is like this one).
    Sources: metrics/ranks.py, metrics/benchmark.py; thirds and percentile are arithmetic on the interval and the rank.
    """
    sorted_out = _numbered(rows).with_columns(excluded=_excluded())
    is_ranked = pl.col("excluded").is_null()
    alone = is_ranked & (is_ranked.sum().over("_map") < 2)
    sorted_out = sorted_out.with_columns(excluded=pl.when(alone).then(pl.lit("alone")).otherwise("excluded"))
    ranked = with_benchmark(rank_intervals(sorted_out.filter(is_ranked).select(COUNTED), ["_map"]), ["_map"])
    ranked = ranked.with_columns(tier=_tier(), percentile=_percentile(), benchmark_units=_units_to_benchmark())
    placed = sorted_out.join(ranked.drop(COUNTED[1:], "n_best"), on="_number", how="left", maintain_order="left")
    n_excluded = (pl.col("n_regions").max() - is_ranked.sum()).over("_map").cast(pl.Int32)
    like = _like_for_like(placed.with_columns(n_excluded=n_excluded))
    return like.drop("unit", "direction", "n_regions", "step", "_number", "_map", "_family", "_line")


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Numbers for what is grouped and joined by: of a row, a map, an indicator's maps, a region's line through time.

    Half a million rows joined by five texts cost more than all their ranks.
    """
    numbers = {"_map": GROUP, "_family": FAMILY, "_line": [*FAMILY, "region_code"]}
    codes = {name: group_codes(rows, by)[0] for name, by in numbers.items()}
    return rows.with_row_index("_number").with_columns(**{name: pl.Series(found) for name, found in codes.items()})


def _excluded() -> pl.Expr:
    """Why a region is not ranked; null where it may be."""
    x, n = pl.col("numerator"), pl.col("denominator")
    is_rate = (pl.col("unit") == "percent") & x.is_not_null() & n.is_not_null()
    reasons = {
        "no_figure": (x.is_null() & pl.col("value").is_null()) | (is_rate & (n <= 0)),
        "value_only": ~is_rate | (x < 0) | (x > n),  # more than all is no rate either
        "no_direction": ~pl.col("direction").is_in(["up", "down"]),
        "incomplete": pl.col("n_lacking") > MOST_LACKING * pl.col("n_owed"),
        "too_small": n < LEAST_TO_RANK,
    }
    return pl.coalesce(pl.when(c.fill_null(False)).then(pl.lit(name)) for name, c in reasons.items())


def _tier() -> pl.Expr:
    """The thirds of the group an interval lies in as a whole."""
    n, low, high = pl.col("n_ranked"), pl.col("rank_low"), pl.col("rank_high")
    third, two = n / 3 + WHOLE, 2 * n / 3 + WHOLE
    return (
        pl.when(n < LEAST_FOR_THIRDS).then(None)
        .when(high <= third).then(pl.lit("upper"))
        .when(low > two).then(pl.lit("lower"))
        .when((low > third) & (high <= two)).then(pl.lit("middle"))
        .when(high <= two).then(pl.lit("not_lower"))
        .when(low > third).then(pl.lit("not_upper"))
        .otherwise(pl.lit("unclear"))
    )  # fmt: skip


def _percentile() -> pl.Expr:
    """1 best, 0 last; equals stand in the middle of the places they share."""
    n = pl.col("n_ranked").cast(pl.Float64)
    return 1 - (pl.col("rank") - 1 + (pl.col("n_tied") - 1) / 2) / (n - 1)


def _units_to_benchmark() -> pl.Expr:
    """Whole cases still to be done (or to be avoided) before the region's own rate is the benchmark."""
    x, n, best = pl.col("numerator"), pl.col("denominator"), pl.col("benchmark")
    more = (
        pl.when(pl.col("direction") == "down")
        .then(x - (best * n + WHOLE).floor())
        .otherwise((best * n - WHOLE).ceil() - x)
    )
    return pl.max_horizontal(more, pl.lit(0.0))


def _like_for_like(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the period before, and both periods' ranks among the regions ranked in both."""
    year, number = pl.col("quarter").str.slice(0, 4).cast(pl.Int32), pl.col("quarter").str.slice(5).cast(pl.Int32)
    rows = rows.with_columns(_at=year * 4 + number).with_columns(_before=pl.col("_at") - pl.col("step"))
    periods = rows.select("_family", _before="_at", previous_quarter="quarter").unique()
    before = rows.select(
        "_line", _before="_at", previous_excluded="excluded", previous_value="value", _x="numerator", _n="denominator",
        _was_there=pl.lit(True),
    )  # fmt: skip
    told = rows.join(periods, on=["_family", "_before"], how="left", maintain_order="left")
    told = told.join(before, on=["_line", "_before"], how="left", maintain_order="left")
    absent = pl.col("previous_quarter").is_not_null() & pl.col("_was_there").is_null()
    told = told.with_columns(previous_excluded=pl.when(absent).then(pl.lit("no_figure")).otherwise("previous_excluded"))
    is_like = pl.col("_was_there") & pl.col("excluded").is_null() & pl.col("previous_excluded").is_null()
    common = told.filter(is_like).select(*COUNTED, "_x", "_n")
    now = {"rank": "like_rank", "rank_low": "like_low", "rank_high": "like_high", "n_ranked": "n_like"}
    then = {"rank": "previous_rank", "rank_low": "previous_low", "rank_high": "previous_high"}
    for period, names in ((common, now), (common.with_columns(numerator="_x", denominator="_n"), then)):
        found = rank_intervals(period, ["_map"]).select(
            "_number", *(pl.col(old).alias(new) for old, new in names.items())
        )
        told = told.join(found, on="_number", how="left", maintain_order="left")
    change = pl.when(pl.col("n_like").is_not_null()).then(pl.col("value") - pl.col("previous_value"))
    return told.with_columns(change=change).drop("_at", "_before", "_x", "_n", "_was_there")
