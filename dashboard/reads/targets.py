"""What next year's targets can rest on: where each unit is heading, what any value proposed would ask, and how such words held."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, indicator, outlook
from dashboard.reads.base import Row
from dashboard.reads.shelf import shelved
from dashboard.reads.slices import sliced
from metrics import benchmark, prospect, split

REGIONS = ("city", "county")
DEPARTMENT = "department"
RULES = split.RULES
BETTER = 0.75  # the value that a quarter of the peers reach or surpass
LEAST_KIND = 10  # units of a kind before the kind alone is the peer group
TWO_SD = 1.96
TINY = 1e-9
_past = sliced("targets_past", "indicator", "region_code")
ENOUGH = 10  # targets fallen due before a class of chances is said to hold or not


def years(scope: Scope) -> list[str]:
    """Years whose end is looked ahead to."""
    return [row["year"] for row in base.rows(scope, "targets_years")]


def year(scope: Scope) -> str:
    """The year asked for, else the one after the year of the figures."""
    offered = years(scope)
    return scope.year if scope.year in offered else offered[1] if len(offered) > 1 else next(iter(offered), "")


def known(scope: Scope) -> dict[str, Row]:
    """By indicator: whether the chosen region has an outlook, and how many cities, counties, departments below it have one."""
    return outlook.known(scope)


def offered(scope: Scope) -> dict[str, int]:
    """Units that targets can be set for, and how many of each have an outlook."""
    row = known(scope).get(scope.indicator, {})
    counts = zip((*REGIONS, DEPARTMENT), ("n_cities", "n_counties", "n_departments"), strict=True)
    return {among: row[key] for among, key in counts if row.get(key)}


def among(scope: Scope) -> str:
    """The units asked for, else the nearest below."""
    there = offered(scope)
    return scope.among if scope.among in there else next(iter(there), "")


def whole(scope: Scope) -> list[Row]:
    """The chosen region over all departments: one row of stat_outlook a year's end, the nearest first."""
    return outlook.whole(scope)


def at(rows: list[Row], of_year: str) -> Row | None:
    """The row of one year's end."""
    return next((row for row in rows if row["horizon_quarter"].startswith(of_year)), None)


def is_least(card: Mapping[str, object]) -> bool:
    """Whether a target is a least: more is better."""
    return card.get("direction") != "down"


def units(scope: Scope) -> pl.DataFrame:
    """The units below, one row each: outlook, name, peers' better value (percentile), benchmark. Empty where there are none."""
    return _units(base.home_path(), _bare(scope), among(scope), year(scope))


def _bare(scope: Scope) -> Scope:
    """What units and their chances hang on: neither quarter nor department."""
    return Scope(scope.snapshot, scope.plan, region=scope.region, indicator=scope.indicator, reader=scope.reader)


@shelved(64)  # a hundred rows each
def _units(_: str, scope: Scope, level: str, of_year: str) -> pl.DataFrame:
    card = indicator.card(scope) or {}
    quantile = BETTER if is_least(card) else 1 - BETTER
    value = pl.col("value")
    horizon = f"{of_year}Q4"
    if level in REGIONS:
        every = outlook.regions(scope, level, horizon)
        alike = pl.col("value").count().over("kind") >= LEAST_KIND
        found = every.with_columns(
            code=pl.col("region_code"),
            percentile=pl.when(alike).then(value.quantile(quantile, "linear").over("kind")).otherwise(value.quantile(quantile, "linear")),
            peers=pl.when(alike).then(pl.col("kind")),
        ).filter("is_inside")  # fmt: skip
        return _present(found.drop("is_inside"))
    found = _present(outlook.departments(scope, horizon)).with_columns(
        code=pl.col("department_code"), kind=pl.lit(None, pl.String), peers=pl.lit(None, pl.String)
    )
    if not card.get("comparable_departments"):
        return found.with_columns(percentile=pl.lit(None, pl.Float64), benchmark=pl.lit(None, pl.Float64))
    rated = benchmark.with_benchmark(found.with_columns(direction=pl.lit(card.get("direction"))), [])
    return rated.with_columns(percentile=value.quantile(quantile, "linear"))


def _present(rows: pl.DataFrame) -> pl.DataFrame:
    """Counts of the latest quarter any unit has; an older quarter's would be added to those of another time (is_old)."""
    is_old = (pl.col("last_quarter") < pl.col("last_quarter").max()).fill_null(True)
    counts = [pl.when(~is_old).then(pl.col(c)).alias(c) for c in ("numerator", "denominator")]
    return rows.with_columns(*counts, is_old=is_old)


@dataclass(frozen=True)
class Expected:
    """How many units would meet one and the same value: sum of their chances; the interval takes them as independent."""

    n: float
    low: int
    high: int
    of: int  # units with a chance
    without: int  # with a figure, without a chance


def chances(rows: pl.DataFrame, aim: float | pl.Expr, card: Mapping[str, object]) -> pl.DataFrame:
    """The rows with p_met and p_met_worse of the value proposed; nobody's where no side is the good one."""
    if card.get("direction") not in ("up", "down"):
        return rows.with_columns(p_met=pl.lit(None, pl.Float64), p_met_worse=pl.lit(None, pl.Float64))
    return prospect.chance(rows, aim, is_least=is_least(card))


def proposed(scope: Scope, aim: float) -> pl.DataFrame:
    """The units with their chances of one and the same value."""
    return _proposed(base.home_path(), _bare(scope), among(scope), year(scope), aim)


@shelved(64)
def _proposed(path: str, scope: Scope, level: str, of_year: str, aim: float) -> pl.DataFrame:
    return chances(_units(path, scope, level, of_year), aim, indicator.card(scope) or {})


def parted(scope: Scope, aim: float, rule: str) -> split.Split | None:
    """The value divided over the units by a rule that asks nobody."""
    return _parted(base.home_path(), _bare(scope), among(scope), year(scope), aim, rule)


@shelved(64)
def _parted(path: str, scope: Scope, level: str, of_year: str, aim: float, rule: str) -> split.Split | None:
    return divided(_proposed(path, scope, level, of_year, aim), aim, rule, indicator.card(scope) or {})


def chance(row: Row, aim: float, card: Mapping[str, object]) -> tuple[float | None, float | None]:
    """The same of one row: as shown, and by the worse model."""
    return chance_of_each(row, [aim], card)[0]


def chance_of_each(
    row: Row, aims: Sequence[float], card: Mapping[str, object]
) -> list[tuple[float | None, float | None]]:
    """The same of several values for one row, read at once."""
    if card.get("direction") not in ("up", "down"):
        return [(None, None)] * len(aims)
    return prospect.chance_of_one(row, aims, is_least=is_least(card))


def expected(rows: pl.DataFrame) -> Expected:
    """Of rows with p_met."""
    p = rows["p_met"].drop_nulls()
    n = float(p.sum())
    reach = TWO_SD * math.sqrt(float((p * (1 - p)).sum()))
    low, high = max(0, math.floor(n - reach)), min(p.len(), math.ceil(n + reach))
    return Expected(n, low, high, p.len(), rows.height - p.len())


def divided(
    rows: pl.DataFrame, aim: float, rule: str, card: Mapping[str, object], own: Mapping[str, float] | None = None
) -> split.Split | None:
    """The value asked of the whole over its units by a rule, `p_share` the chance of each unit's part; None where it has no cases.

    own: by code, the planner's own targets. The ceiling is the card's, else 1; a value outside 0 to it is None as well.
    """
    ceiling = _ceiling(card)
    if (
        card.get("unit") != "percent"
        or rows.is_empty()
        or not 0 <= aim <= ceiling
        or card.get("direction") not in ("up", "down")
    ):
        return None
    given = pl.Series([(own or {}).get(code) for code in rows["code"]], dtype=pl.Float64)
    made = split.divide(rows, aim, rule, ceiling=ceiling, is_least=is_least(card), own=given)
    told = chances(made.units.drop("p_met", "p_met_worse", strict=False), pl.col("share"), card)
    marked = split.unlikely(told)
    back = marked.drop("p_met", "p_met_worse").with_columns(p_share=marked["p_met"])
    held = rows.select("code", "p_met") if "p_met" in rows.columns else None
    back = back.join(held, on="code", how="left", maintain_order="left") if held is not None else back
    return split.Split(back, made.wanted, made.whole, made.state)


def _ceiling(card: Mapping[str, object]) -> float:
    found = card.get("ceiling")
    return float(found) if isinstance(found, int | float) else 1.0


def more_cases(row: Row, aim: float, card: Mapping[str, object]) -> int | None:
    """Cases a quarter beyond (where less is better: below) those held now; 0 where it is met, None where it has no cases."""
    n = row.get("cases")
    if not row.get("is_rate") or not n or row.get("value") is None:
        return None
    short = (aim - row["value"]) * n if is_least(card) else (row["value"] - aim) * n
    return max(0, math.ceil(short - TINY))


def pace(row: Row, aim: float) -> float | None:
    """Change a year still needed from the last figure to the value proposed."""
    if row.get("value") is None:
        return None
    span = (indicator.quarter_end(row["horizon_quarter"]) - indicator.quarter_end(row["last_quarter"])).days / 365.25
    return (aim - row["value"]) / span if span > 0 else None


def series(scope: Scope, until: str) -> pl.DataFrame:
    """Quarters of the chosen region over all departments, up to one of them. Columns as in targets_series.sql."""
    found = base.frame(scope, "targets_series")
    return found.head(bisect_right(found["period"].to_list(), until))


@base.kept_by("plan", "region", "indicator")
def every_quarter(scope: Scope) -> list[Row]:
    """Every one of them, earliest first."""
    return base.frame(scope, "targets_series").to_dicts()


def achieved(scope: Scope, row: Row) -> float | None:
    """Change over the last four quarters, as judged."""
    found = {r["period"]: r for r in every_quarter(scope)}
    last = found.get(row["last_quarter"])
    return last["pace_achieved"] if last else None


def in_force(scope: Scope, row: Row | None) -> Row | None:
    """The latest judgement with the target that applies, None where nothing was judged."""
    found = [r for r in every_quarter(scope) if row is None or r["period"] <= row["seen_from"]]
    return found[-1] if found else None


def fan(rows: list[Row], now: Row | None) -> pl.DataFrame:
    """period_end, mean and bounds, from the last figure to the ends of the years; empty where nothing is foreseen."""
    bounds = ("mean", "low80", "high80", "low95", "high95")
    seen = [row for row in rows if row["mean"] is not None]
    if not seen or now is None or now["value"] is None:
        return pl.DataFrame()
    start = {"period_end": indicator.quarter_end(now["last_quarter"]), **dict.fromkeys(bounds, now["value"])}
    ahead = [{"period_end": indicator.quarter_end(r["horizon_quarter"]), **{b: r[b] for b in bounds}} for r in seen]
    return pl.DataFrame([start, *ahead])


def past(scope: Scope) -> list[Row]:
    """Targets of the whole whose date has passed: what was said four quarters before, and what came."""
    return _past(scope, scope.indicator, scope.region).to_dicts()


def like_it(scope: Scope, p: float) -> Row | None:
    """The class of chances said before that this one falls in: of the indicator where it has enough, else of all of them."""
    low = min(int(p * 5), 4) * 20
    found = held(scope)
    rows = [found.get(of, {}).get(f"{low}-{low + 20}") for of in (scope.indicator, "*")]
    return next((row for row in rows if row and row["n"] >= ENOUGH), None)


@base.kept_by()
def held(scope: Scope) -> dict[str, dict[str, Row]]:
    """By indicator ('*': all) and class ('*': all): did the words hold?"""
    found: dict[str, dict[str, Row]] = {}
    for row in base.rows(scope, "targets_held"):
        found.setdefault(row["indicator"], {})[row["class"]] = row
    return found


def promised(scope: Scope) -> list[Row]:
    """Every dated number of the plan for its jurisdiction and what came of it."""
    return base.rows(scope, "targets_promised")


def ends_on(row: Row) -> date:
    """The last day of the year looked ahead to."""
    return indicator.quarter_end(row["horizon_quarter"])


@dataclass(frozen=True)
class Proposal:
    """What stands on the screen, as a draft can keep it. unit_values by region or department code; rates 0-1."""

    plan: str
    indicator: str
    year: int
    level: str  # city, county, department, '' (the whole only)
    rule: str
    plan_value: float
    comparator: str  # >= or <=
    unit_values: Mapping[str, float]
