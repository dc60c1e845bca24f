"""Do neighbouring regions resemble one another beyond chance, and where? Nothing is a cluster that the test does not support.

A rate of few cases swings widely, so the test works on the funnel's overdispersed z, never on raw rates. p comes from
random orders of the map with a fixed seed; over the regions of one map, and over all maps of one level, false discoveries
are held down (Benjamini-Hochberg). Regions without a neighbour on the map are islands: they are named and not tested.

That z rises with n near 100 % does no harm: on invented maps where nothing is wrong, big regions side by side, 5 % of
global and of local p lie under 0.05 (tests/metrics/test_spatial.py).

Own code, not esda: the same numbers (tests/metrics/test_moran.py), 195 maps of 100 counties with 9,999 orders in about
2 s where esda takes a minute, and none of geopandas, shapely and scikit-learn (200 MB) to install.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.dispersion import overdispersed
from metrics.moran import Local, Whole, local_moran, local_p, row_standardised, whole_moran, whole_p
from metrics.multiplicity import with_q
from metrics.segments import Floats

LEAST_AREAS = 30
N_PERMUTATIONS = 9_999
SEED = 20200709
DISCOVERY = 0.05
MAP = ["indicator", "quarter", "root_code", "level"]
WHOLE = {
    **dict.fromkeys(MAP, pl.String), "n": pl.Int32, "n_islands": pl.Int32, "moran": pl.Float64, "expected": pl.Float64,
    "z": pl.Float64, "p": pl.Float64, "n_permutations": pl.Int32, "seed": pl.Int32,
}  # fmt: skip
PLACE = {
    **dict.fromkeys(MAP, pl.String), "region_code": pl.String, "stabilised": pl.Float64, "local_moran": pl.Float64,
    "quadrant": pl.String, "z": pl.Float64, "p": pl.Float64,
}  # fmt: skip
CLUSTER = {"HH": "cluster_high", "LL": "cluster_low", "HL": "outlier_high", "LH": "outlier_low"}


class MapTest(NamedTuple):
    """whole: one row a map (stat_spatial). places: one row a map that was tested and region with a figure (stat_cluster)."""

    whole: pl.DataFrame
    places: pl.DataFrame


@dataclass(frozen=True)
class _Level:
    """The maps of one jurisdiction and level: stabilised values, one line a region and one column a map; NaN: no figure."""

    keys: pl.DataFrame
    codes: list[str]
    values: Floats
    touching: NDArray[np.bool_]


def weigh_maps(rows: pl.DataFrame, neighbours: pl.DataFrame) -> MapTest:
    """Test every map at once.

    rows: one row a map (indicator, quarter, root_code, level) and region_code, with numerator and denominator; rows without
    cases, or with more than all, are no figure. neighbours: ref_neighbour (root_code, level, region_code, neighbour_code).
    state of a map: clustered, dispersed, no_pattern (q over the maps of a level above 0.05), constant, too_few (under 30
    regions that have a neighbour with a figure). state of a region: cluster_high, cluster_low (like its neighbours),
    outlier_high, outlier_low (unlike them), none, island. High and low are as counted, whatever is good.
    Sources: metrics/moran.py; stabilised values: metrics/dispersion.py; false discovery over local tests: Castro & Singer
    2006 (Geogr Anal 38:180).
    """
    stable = overdispersed(rows.select(*MAP, "region_code", "numerator", "denominator"), MAP)
    stable = stable.filter(pl.col("z_adjusted").is_not_null()).select(*MAP, "region_code", "z_adjusted")
    tests = [
        _weigh_level(_laid_out(own, neighbours))
        for own in stable.partition_by("root_code", "level", maintain_order=True)
    ]
    whole = pl.concat([pl.DataFrame(schema=WHOLE | {"state": pl.String}), *(t.whole for t in tests)])
    places = pl.concat([pl.DataFrame(schema=PLACE | {"state": pl.String}), *(t.places for t in tests)])
    return _decided(whole, places)


def weigh_map(rows: pl.DataFrame, neighbours: pl.DataFrame) -> MapTest:
    """The same for one map: one indicator and quarter, one level of one jurisdiction; q of the whole is then its p.

    rows: region_code, numerator, denominator; neighbours: region_code, neighbour_code. Takes under 150 ms for 100 regions.
    """
    one = dict.fromkeys(MAP, pl.lit(""))
    found = weigh_maps(rows.with_columns(**one), neighbours.with_columns(root_code=pl.lit(""), level=pl.lit("")))
    return MapTest(found.whole.drop(MAP), found.places.drop(MAP))


def _laid_out(stable: pl.DataFrame, neighbours: pl.DataFrame) -> _Level:
    codes = stable["region_code"].unique().sort().to_list()
    at = pl.DataFrame({"region_code": codes, "line": np.arange(len(codes))})
    keys = stable.select(MAP).unique(maintain_order=True).with_row_index("column")
    placed = stable.join(at, on="region_code").join(keys, on=MAP)
    values = np.full((len(codes), keys.height), np.nan)
    values[placed["line"].to_numpy(), placed["column"].to_numpy()] = placed["z_adjusted"].to_numpy()
    pairs = neighbours.join(keys.select("root_code", "level").unique(), on=["root_code", "level"], how="semi")
    pairs = pairs.join(at, on="region_code").join(
        at.rename({"region_code": "neighbour_code", "line": "other"}), on="neighbour_code"
    )
    touching = np.zeros((len(codes), len(codes)), dtype=bool)
    touching[pairs["line"].to_numpy(), pairs["other"].to_numpy()] = True
    return _Level(keys, codes, values, touching | touching.T)


def _weigh_level(level: _Level) -> MapTest:
    has_figure = ~np.isnan(level.values)
    has_neighbour = (level.touching.astype(np.int64) @ has_figure) > 0
    tested = has_figure & has_neighbour
    n, varies = tested.sum(axis=0), _varies(level.values, tested)
    columns = np.flatnonzero((n >= LEAST_AREAS) & varies)
    whole = {name: np.full(n.size, np.nan) for name in ("moran", "expected", "z", "p")}
    places: list[pl.DataFrame] = []
    patterns = _by_pattern(tested, columns)
    for lines, own in patterns:
        touching = level.touching[np.ix_(lines, lines)]
        weights, centred = row_standardised(touching), _centred(level.values[np.ix_(lines, own)])
        found: list[Whole] = [whole_moran(d, weights) for d in centred.T]
        for name in ("moran", "expected", "z"):
            whole[name][own] = [getattr(f, name) for f in found]
        whole["p"][own] = whole_p(centred, weights, N_PERMUTATIONS, SEED)
    places = _local_tests(level, patterns, has_figure & ~has_neighbour)
    shown = np.isin(np.arange(n.size), columns)
    laid = level.keys.select(MAP).with_columns(
        pl.Series("n", n, dtype=pl.Int32),
        pl.Series("n_islands", (has_figure & ~has_neighbour).sum(axis=0), dtype=pl.Int32),
        *(pl.Series(name, values).fill_nan(None) for name, values in whole.items()),
        pl.when(pl.Series(shown)).then(N_PERMUTATIONS).cast(pl.Int32).alias("n_permutations"),
        pl.when(pl.Series(shown)).then(SEED).cast(pl.Int32).alias("seed"),
        pl.when(pl.Series(n < LEAST_AREAS)).then(pl.lit("too_few")).when(pl.Series(~varies)).then(pl.lit("constant"))
        .alias("state"),
    )  # fmt: skip
    return MapTest(
        laid.select(*WHOLE, "state"), pl.concat([pl.DataFrame(schema=PLACE | {"state": pl.String}), *places])
    )


def _varies(values: Floats, tested: NDArray[np.bool_]) -> NDArray[np.bool_]:
    high, low = (f(np.where(tested, values, e), axis=0) for f, e in ((np.max, -np.inf), (np.min, np.inf)))
    return np.asarray(high - low > 1e-9)


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean(axis=0))


def _by_pattern(
    tested: NDArray[np.bool_], columns: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Maps that have figures of the same regions: (lines of the regions, columns of the maps)."""
    if not columns.size:
        return []
    kinds, which = np.unique(tested[:, columns], axis=1, return_inverse=True)
    return [(np.flatnonzero(kinds[:, k]), columns[which.ravel() == k]) for k in range(kinds.shape[1])]


def _local_tests(
    level: _Level, patterns: list[tuple[NDArray[np.int64], NDArray[np.int64]]], islands: NDArray[np.bool_]
) -> list[pl.DataFrame]:
    """One frame a map: its regions tested, and its islands."""
    maps = [(lines, column) for lines, own in patterns for column in own]
    frames: list[pl.DataFrame] = []
    for size in sorted({lines.size for lines, _ in maps}):
        alike = [(lines, column) for lines, column in maps if lines.size == size]
        values = [level.values[lines, column] for lines, column in alike]
        touching = [level.touching[np.ix_(lines, lines)] for lines, _ in alike]
        p = local_p([v - v.mean() for v in values], touching, N_PERMUTATIONS, SEED)
        for (lines, column), own, near, chance in zip(alike, values, touching, p, strict=True):
            found = local_moran(own, row_standardised(near))
            frames.append(_frame(level, int(column), lines, found, chance))
            alone = np.flatnonzero(islands[:, column])
            frames.append(_frame(level, int(column), alone, None, np.full(alone.size, np.nan)))
    return frames


def _frame(level: _Level, column: int, lines: NDArray[np.int64], found: Local | None, p: Floats) -> pl.DataFrame:
    missing = np.full(lines.size, np.nan)
    key = level.keys.row(column, named=True)
    return pl.DataFrame(
        {
            **{name: pl.Series([key[name]] * lines.size, dtype=pl.String) for name in MAP},
            "region_code": pl.Series([level.codes[i] for i in lines], dtype=pl.String),
            "stabilised": level.values[lines, column],
            "local_moran": found.local if found else missing,
            "quadrant": pl.Series(found.quadrant.tolist() if found else [None] * lines.size, dtype=pl.String),
            "z": found.z if found else missing,
            "p": p,
            "state": pl.Series([None if found else "island"] * lines.size, dtype=pl.String),
        }
    ).with_columns(pl.col("local_moran", "z", "p").fill_nan(None))


def _decided(whole: pl.DataFrame, places: pl.DataFrame) -> MapTest:
    """False discoveries held down, and then a word for each map and each region."""
    places = with_q(places, MAP)
    sure = (pl.col("q") <= DISCOVERY).fill_null(False)
    word = pl.when(sure).then(pl.col("quadrant").replace_strict(CLUSTER, default=None, return_dtype=pl.String))
    places = places.with_columns(state=pl.coalesce("state", word, pl.lit("none")))
    counts = places.group_by(MAP).agg(
        n_high=(pl.col("state") == "cluster_high").sum().cast(pl.Int32),
        n_low=(pl.col("state") == "cluster_low").sum().cast(pl.Int32),
    )
    return MapTest(_named(whole).join(counts, on=MAP, how="left", maintain_order="left"), places)


def _named(whole: pl.DataFrame) -> pl.DataFrame:
    whole = with_q(whole, ["root_code", "level"])
    found = pl.when(pl.col("moran") > pl.col("expected")).then(pl.lit("clustered")).otherwise(pl.lit("dispersed"))
    beyond = (pl.col("q") <= DISCOVERY).fill_null(False)
    return whole.with_columns(state=pl.coalesce("state", pl.when(beyond).then(found), pl.lit("no_pattern")))


def decided_again(some: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Maps weighed anew beside those that stand as they were: all decided together, for a level's maps are one family.

    some: `whole` of weigh_maps; others: rows of stat_spatial of all other maps.
    """
    together = pl.concat([some, others.select(some.columns)], how="vertical_relaxed")
    weighed = pl.col("state").is_in(["too_few", "constant"])
    return _named(together.with_columns(state=pl.when(weighed).then("state")))
