"""A department that returns a better figure than its own records give: the counted one has to stand."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.truth import Truth
from data.sample.world import World

FLATTERED = {"indicator": "M13-1-L", "department": "housing_construction"}
REGION = "360000"
QUARTERS, CASES, RATE = 4, 1200, 0.985


def flattering_returns(world: World, truth: Truth) -> pl.DataFrame:
    """Province-wide returns of the last quarters, in the columns of the returns and `quarter`, its index."""
    last = np.arange(world.n_quarters - QUARTERS, world.n_quarters)
    n = world.count(CASES)
    rows = pl.DataFrame({
        "indicator": FLATTERED["indicator"], "period": np.array(world.quarters)[last], "region_code": REGION,
        "department_code": FLATTERED["department"], "numerator": round(RATE * n), "denominator": n,
        "reported_on": world.starts[last + 1] + 2, "quarter": last,
    })  # fmt: skip
    truth.note(
        "flattering_return",
        **FLATTERED,
        region=REGION,
        quarters=rows["period"].to_list(),
        numerator=round(RATE * n),
        denominator=n,
    )
    return rows
