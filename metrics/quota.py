"""Was each tier visited as much as published? Ratios, visits a year and findings with their intervals, all rows at once."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.rates import poisson_rate, wilson

KEYS = ["quarter", "tier", "selection", "region_code", "department_code"]
COUNTED = [
    "n_offices",
    "n_offices_with_band",
    "n_banded_register",
    "n_banded_inspected",
    "n_short",
    "n_excess",
    "band_state",
]
ENDS = ["band_low", "band_high"]


def ratios(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of stat_inspection_ratio.

    rows: KEYS, n_register, n_inspected (of it, since 1 January), n_visits, entity_years, and against the bands that hold:
    band_low, band_high (0-1, of a single band), n_bands, n_banded_register, n_banded_inspected, n_short, n_excess (whole
    entities beyond either end), is_held (is this way of selection held against bands?), is_year_over.
    What is missing to the low end is a fact once the year is over; until then the office is under way.
    Raises ValueError where more were visited than registered. Source: Wilson and Byar as in metrics/rates.py.
    """
    low, high = wilson(rows["n_inspected"].to_numpy(), rows["n_register"].to_numpy())
    visits_low, visits_high = poisson_rate(
        rows["n_visits"].to_numpy(), rows["entity_years"].cast(pl.Float64).to_numpy()
    )
    held, banded = pl.col("is_held"), pl.col("n_bands").fill_null(0) > 0
    state = (
        pl.when(~banded).then(pl.lit("no_band"))
        .when((pl.col("n_short") > 0) & pl.col("is_year_over")).then(pl.lit("short"))
        .when(pl.col("n_short") > 0).then(pl.lit("under_way"))
        .when(pl.col("n_excess") > 0).then(pl.lit("above"))
        .otherwise(pl.lit("within"))
    )  # fmt: skip
    told = rows.with_columns(
        low=_known(low), high=_known(high),
        visits_a_year=pl.when(pl.col("entity_years") > 0).then(pl.col("n_visits") / pl.col("entity_years")),
        visits_low=_known(visits_low), visits_high=_known(visits_high), band_state=state,
    )  # fmt: skip
    numbers = ["n_banded_register", "n_banded_inspected", "n_short", "n_excess"]
    told = told.with_columns(pl.col(numbers).fill_null(0)).with_columns(
        pl.when(held).then(pl.col(c)).alias(c) for c in [*numbers, "band_state"]
    )
    measured = [
        "n_register",
        "n_inspected",
        "low",
        "high",
        "n_visits",
        "entity_years",
        "visits_a_year",
        "visits_low",
        "visits_high",
    ]
    return told.select([*KEYS, *measured, *ENDS, *COUNTED])


def hits(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of stat_hit_rate. rows: KEYS, n_visits, n_with_findings. Raises ValueError where findings exceed visits."""
    low, high = wilson(rows["n_with_findings"].to_numpy(), rows["n_visits"].to_numpy())
    return rows.with_columns(low=_known(low), high=_known(high))


def _known(values: NDArray[np.float64]) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64, nan_to_null=True)
