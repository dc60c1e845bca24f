"""The sample of the Jiangmen plan: every quantified indicator returned once a year, 2014 to 2020, by counties or the city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data import plan as packs
from data.sample.truth import Truth
from data.sample.world import World, read_world
from data.sample.write import Outbox

NAME = "江门市演示数据"
AS_OF = "2021-03-31"
PLAN = "jiangmen-2014"
CITY = "440700"
YEARS = np.arange(2014, 2021)
OWN_RETURNS = ("market_regulation", "peoples_bank", "housing_construction")
COLLECTOR = "credit_office"


@dataclass(frozen=True)
class Yearly:
    """Shares returned for 2014, 2015 and 2020 (straight lines between), cases in the whole city, who returns them."""

    indicator: str
    department: str
    at: tuple[float, float, float]
    cases: int


@dataclass(frozen=True)
class Count:
    """A plain count of the city as a whole, one figure a year."""

    indicator: str
    department: str
    values: tuple[int, ...]


# 1.0 in 2020 is written as exactly 100 %: a target of 100 % is met by the last case or not at all.
RATES = (
    Yearly("M10-6", "credit_office", (0.31, 0.54, 1.0), 340),
    Yearly("M34-2", "peoples_bank", (0.30, 0.42, 0.93), 620),  # not met in 2020
    Yearly("M11-13", "development_reform", (0.88, 1.0, 1.0), 60),
    Yearly("M11-12", "development_reform", (0.82, 1.0, 1.0), 240),
    Yearly("M11-2", "organisation_personnel", (0.78, 0.91, 1.0), 21_000),
    Yearly("M11-8", "organisation_establishment", (0.90, 1.0, 1.0), 1_450),
    Yearly("M11-3", "market_regulation", (0.91, 1.0, 1.0), 1_980),
    Yearly("M11-4", "market_regulation", (0.71, 0.83, 1.0), 9_600),
    Yearly("M11-5", "financial_regulation", (0.66, 0.81, 1.0), 410),
    Yearly("M45-1", "peoples_bank", (0.86, 0.915, 1.0), 82_000),
    Yearly("M11-6", "housing_construction", (0.80, 0.86, 0.972), 1_320),  # not met, neither in 2015 nor in 2020
    Yearly("M11-7", "civil_affairs", (0.68, 0.82, 1.0), 1_760),
    Yearly("M44-1", "human_resources", (0.895, 0.927, 0.981), 61_000),  # met in 2015, not in 2020
    Yearly("M13-8", "government_office", (0.96, 1.0, 1.0), 5_200),
    Yearly("M28-4", "public_resources", (0.74, 0.86, 1.0), 1_100),
    Yearly("M28-5", "government_services", (0.85, 1.0, 1.0), 300),
    Yearly("M44-2", "human_resources", (0.72, 0.81, 0.94), 14_000),
    Yearly("M11-9", "education", (0.90, 1.0, 1.0), 38_000),
    Yearly("M11-10", "justice", (0.93, 1.0, 1.0), 6_100),
    Yearly("M11-11", "justice", (0.89, 0.985, 1.0), 1_250),  # not met in 2015
)
COUNTS = (
    Count("M10-7", "credit_office", (19, 28, 33, 38, 43, 47, 52)),
    Count("M34-1", "development_reform", (4, 6, 6, 7, 8, 9, 10)),
    Count("M46-1", "industry_it", (51, 64, 73, 84, 95, 104, 114)),
)
# M04-1, one of the sixteen, is returned by nobody; so are the rows of the plan that carry no number.


def fill(outbox: Outbox, truth: Truth) -> None:
    """A file a year, received in the February after, from three departments and from the credit office for the others."""
    world = read_world(
        CITY, seed=truth.seed, scale=truth.scale, first_year=2014, n_quarters=28, backlog_until=2013, as_of=AS_OF
    )
    rows = pl.concat([*(_rates(world, item) for item in RATES), *(_counts(item) for item in COUNTS)])
    own = pl.col("department_code").is_in(OWN_RETURNS)
    by_sender = rows.with_columns(_sender=pl.when(own).then("department_code").otherwise(pl.lit(COLLECTOR)))
    parts = by_sender.partition_by("_sender", "period", as_dict=True, maintain_order=True)
    for (sender, year), part in parts.items():
        received = np.datetime64(f"{int(year) + 1}-02-{10 + len(sender) % 15}")
        sent = part.drop("_sender").with_columns(reported_on=pl.lit((received - 3).item()))
        outbox.send("returns", sender, received, f"{year}年度", sent)
    truth.indicators = _outcomes(rows)


def _rates(world: World, item: Yearly) -> pl.DataFrame:
    """Counts by county and year. The city's share is exactly what was meant; who misses how many is drawn."""
    rng = world.stream("jiangmen", item.indicator)
    denominator = np.maximum(1, np.round(world.weights[:, None] * item.cases * 1.01 ** (YEARS - 2014)).astype(int))
    share = np.interp(YEARS, [2014, 2015, 2020], item.at)
    missing = np.round((1 - share) * denominator.sum(axis=0)).astype(int)
    drawn = [rng.multivariate_hypergeometric(denominator[:, y], missing[y]) for y in range(len(YEARS))]
    county, year = np.indices(denominator.shape).reshape(2, -1)
    return pl.DataFrame({
        "indicator": item.indicator, "period": YEARS[year].astype(str), "region_code": world.counties[county],
        "department_code": item.department, "numerator": (denominator - np.stack(drawn, axis=1)).ravel(),
        "denominator": denominator.ravel(), "value": pl.Series([None] * county.size, dtype=pl.Int64),
    })  # fmt: skip


def _counts(item: Count) -> pl.DataFrame:
    nothing = pl.Series([None] * len(YEARS), dtype=pl.Int64)
    return pl.DataFrame({
        "indicator": item.indicator, "period": YEARS.astype(str), "region_code": CITY, "department_code": item.department,
        "numerator": nothing, "denominator": nothing, "value": np.array(item.values),
    })  # fmt: skip


def _outcomes(rows: pl.DataFrame) -> dict[str, dict[str, object]]:
    """Per indicator and dated target of the pack: the city's figure and whether it meets the target; no_data where none came."""
    city = rows.group_by("indicator", "period").agg(pl.col("numerator", "denominator", "value").sum())
    figures = {(r["indicator"], r["period"]): r for r in city.to_dicts()}
    known = {indicator for indicator, _ in figures}
    outcomes: dict[str, dict[str, object]] = {}
    for item in packs.read_pack(packs.PLANS / PLAN).indicators:
        code = item["code"]
        dated = [(str(t["date"].year), float(t["value"])) for t in item["target"] if "value" in t and "date" in t]
        outcomes[code] = {y: _outcome(figures[code, y], target) for y, target in dated if code in known}
        if code not in known:
            outcomes[code] = {"state": "no_data"}
    return outcomes


def _outcome(figure: dict[str, int], target: float) -> dict[str, object]:
    base = figure["denominator"] or None
    reached = figure["numerator"] if base else figure["value"]
    # A share is compared in cases, so that no rounding turns 99.99 % into a target met.
    return {"numerator": reached, "denominator": base, "target": target, "met": reached >= target * (base or 1) - 1e-9}
