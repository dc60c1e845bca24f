"""How long do ranks and maps take? All 195 indicators x 31 quarters x 112 regions, and a map asked for by a reader.

A reader switches indicator or quarter without a rebuild: ranks stand in the snapshot, the test of another quarter's map is
made when it is asked for.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from data.boundaries import boundary_frames
from data.lookups import read_regions, region_ancestors
from metrics.ranking import rank_regions
from metrics.spatial import weigh_map, weigh_maps
from tests.benchmarks.figures import Figure, Setting

ROOT, INDICATORS, QUARTERS = "360000", 195, 31


def measure(setting: Setting) -> Iterator[Figure]:
    """Ranks of every quarter; clusters of the latest; one map on demand."""
    regions = read_regions()
    ancestors = region_ancestors(regions)
    begun = time.process_time()
    frames = boundary_frames(regions, ancestors, [ROOT], [])
    yield Figure(
        "places",
        "boundaries of a province: read, checked, joined to cities, neighbours",
        time.process_time() - begun,
        "CPU s",
        setting.command,
        1,
    )
    below = ancestors.filter((pl.col("ancestor_code") == ROOT) & (pl.col("region_code") != ROOT)).join(
        regions, on="region_code"
    )
    quarters = setting.times(QUARTERS, 4)
    rows = figures(below, quarters)
    taken = _cpu(lambda: rank_regions(rows))
    yield Figure(
        "places",
        f"ranks with intervals, two periods like for like: {rows.height:,} rows",
        taken,
        "CPU s",
        setting.command,
        10,
        n=rows.height,
    )
    latest = rows.filter((pl.col("quarter") == rows["quarter"].max()) & (pl.col("level") == "county"))
    neighbours = frames["ref_neighbour"]
    taken = _cpu(lambda: weigh_maps(latest, neighbours))
    yield Figure(
        "places",
        f"Moran and local Moran, 9,999 orders: {INDICATORS} maps of 100 counties",
        taken,
        "CPU s",
        setting.command,
        10,
        n=INDICATORS,
    )
    one = latest.filter(pl.col("indicator") == "I000").select("region_code", "numerator", "denominator")
    around = neighbours.filter(pl.col("level") == "county").select("region_code", "neighbour_code")
    each = [_cpu(lambda: weigh_map(one, around)) for _ in range(setting.times(15, 3))]
    yield Figure(
        "places", "one map on demand", 1000 * statistics.median(each), "CPU ms", setting.command, 150, n=len(each)
    )


def figures(below: pl.DataFrame, quarters: int) -> pl.DataFrame:
    """Rates about 90 % of every indicator, quarter and region, some returns missing."""
    dice = np.random.default_rng(1)
    indicators = pl.DataFrame({"indicator": [f"I{i:03}" for i in range(INDICATORS)]})
    periods = pl.DataFrame({"quarter": [f"{2019 + k // 4}Q{k % 4 + 1}" for k in range(quarters)]})
    rows = indicators.join(periods, how="cross").join(below.select("region_code", "level"), how="cross")
    n = np.round(np.exp(dice.normal(4.5, 1, rows.height))) + 1
    x = dice.binomial(n.astype(int), dice.beta(45, 5, rows.height)).astype(float)
    return rows.with_columns(
        pl.Series("numerator", x), pl.Series("denominator", n), pl.Series("value", x / n),
        pl.Series("n_lacking", (dice.random(rows.height) < 0.1).astype(np.int32)),
        root_code=pl.lit(ROOT), unit=pl.lit("percent"), direction=pl.lit("up"), n_owed=pl.lit(12, pl.Int32),
        n_regions=pl.len().over("indicator", "quarter", "level").cast(pl.Int32), step=pl.lit(1, pl.Int32),
    )  # fmt: skip


def _cpu(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun
