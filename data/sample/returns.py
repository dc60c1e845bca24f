"""Numbers counties return once a quarter for what no feed carries: they differ by more than chance, and some stay silent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.columns import spelled
from data.sample.credit_checks import returned_checks
from data.sample.deliveries import deliveries
from data.sample.goals import expected
from data.sample.planted.beside import flattering_returns
from data.sample.planted.rates import bent, record_rates
from data.sample.planted.shapes import record_shapes, reshaped
from data.sample.truth import Truth
from data.sample.variation import office_deviations, record_variation
from data.sample.world import World
from data.sample.write import Outbox

SILENT = 0.015  # share of counties that return nothing in a quarter
OFTEN_SILENT, OFTEN_SILENT_SHARE = 3, 0.30  # a few small counties forget every third quarter
SPREAD = 0.018  # SD between counties of the true rate, in shares, where the rate is in the middle of its range


@dataclass(frozen=True)
class Return:
    """One returned indicator: cases per quarter in all, the departments that return it, counties or cities."""

    indicator: str
    cases: float
    departments: tuple[str, ...]
    by_city: bool = False


_COLLECTED_FROM = (
    "market_regulation", "government_services", "medical_insurance", "housing_construction", "transport",
    "natural_resources", "ecology_environment", "health", "emergency", "agriculture_rural", "human_resources", "tax",
)  # fmt: skip
RETURNS = (
    Return("M01-4", 24_000, _COLLECTED_FROM, by_city=True),
    Return("M10-1", 72_000, _COLLECTED_FROM),
)
COUNTED_TOO = "finance"


def send_returns(world: World, outbox: Outbox, truth: Truth) -> None:
    """Each department collects its counties' numbers and sends them on."""
    rows = pl.concat([_returned(world, item, department) for item in RETURNS for department in item.departments])
    record_rates(world, truth, rows)
    record_shapes(world, truth, rows)
    record_variation(truth, "M10-1", SPREAD)
    # Two return what is counted one by one as well: one what its records give, the other something better.
    also_counted = (returned_checks(world, COUNTED_TOO), flattering_returns(world, truth))
    rows = pl.concat([rows, *(more.select(rows.columns).cast(rows.schema) for more in also_counted)])
    for department in sorted(set(rows["department_code"])):
        plan = deliveries(world, department, "returns")
        own = rows.filter(pl.col("department_code") == department)
        file = plan.file_of(world.starts[own["quarter"].to_numpy() + 1] - 1)
        outbox.send_all("returns", department, plan, own.drop("quarter").with_columns(_file=pl.Series(file)))


def _returned(world: World, item: Return, department: str) -> pl.DataFrame:
    """Beta-binomial counts by place and quarter; `quarter` is its index."""
    rng = world.stream("returns", item.indicator, department)
    codes = world.cities if item.by_city else world.counties
    weights = (
        np.bincount(np.searchsorted(world.cities, world.parents), world.weights) if item.by_city else world.weights
    )
    shape = (len(codes), world.n_quarters)
    denominator = rng.poisson(weights[:, None] * item.cases / len(item.departments) * np.ones(shape))
    numerator = rng.binomial(denominator, _true_rates(world, rng, item, department, codes))
    numerator, denominator = reshaped(world, item.indicator, department, codes, numerator, denominator)
    reported = world.starts[1:] + rng.integers(1, 4, world.n_quarters)
    place, quarter = np.nonzero(~_silent(rng, weights, shape) & (denominator > 0))
    n = len(place)
    return pl.DataFrame({
        "indicator": pl.repeat(item.indicator, n, eager=True), "period": spelled(quarter, world.quarters),
        "region_code": spelled(place, codes), "department_code": pl.repeat(department, n, eager=True),
        "numerator": numerator[place, quarter], "denominator": denominator[place, quarter],
        "reported_on": reported[quarter], "quarter": quarter,
    })  # fmt: skip


def _true_rates(world: World, rng: np.random.Generator, item: Return, department: str, codes: np.ndarray) -> np.ndarray:
    """The trend of the indicator, bent where something is planted, plus what place and quarter add; kept below one."""
    trend = bent(world, item.indicator, department, codes, expected(world, item.indicator, department))
    # Near nothing and near 100 % there is less room to differ.
    room = np.minimum(1, trend * (1 - trend) / 0.04)
    return np.clip(trend + SPREAD * room * office_deviations(world, rng, item.indicator, len(codes)), 0, 0.9995)


def _silent(rng: np.random.Generator, weights: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    chance = np.full(shape, SILENT)
    chance[np.argsort(weights)[:OFTEN_SILENT]] = OFTEN_SILENT_SHARE
    chance[:, -1] /= 2
    return rng.random(shape) < chance
