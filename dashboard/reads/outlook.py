"""Where every unit is heading by the ends of the coming years: read whole, once a snapshot, and cut to an indicator and its units."""

from __future__ import annotations

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from dashboard.reads.slices import sliced

_of = sliced("targets_outlook", "indicator", "family")
_of_place = sliced("targets_outlook", "indicator", "family", "region_code")
NAMED = {
    "region_code": pl.String,
    "name_zh": pl.String,
    "name_en": pl.String,
    "kind": pl.String,
    "parent_code": pl.String,
}


def whole(scope: Scope) -> list[Row]:
    """The chosen region over all departments: one row of stat_outlook a year's end, the nearest first."""
    return _of_place(scope, scope.indicator, "region", scope.region).to_dicts()


def regions(scope: Scope, level: str, horizon: str) -> pl.DataFrame:
    """Present regions of a level in the plan's jurisdiction, by code: outlook to the end of the year, name, best peers, is_inside."""
    places = [row for row in shell.regions(scope).values() if row["level"] == level]
    named = pl.DataFrame([{c: row[c] for c in NAMED} for row in places], schema=NAMED)
    root = shell.plan(scope).get("region_code")
    best = base.frame(scope, "targets_benchmarks", root=root).filter(pl.col("indicator") == scope.indicator)
    rows = _of(scope, scope.indicator, "region").filter(pl.col("horizon_quarter") == horizon)
    found = rows.drop("indicator", "department_code", "family").join(
        named, on="region_code", how="inner", maintain_order="left"
    )
    found = found.join(best.drop("indicator"), on="region_code", how="left", maintain_order="left")
    return found.with_columns(is_inside=pl.col("region_code").is_in(sorted(shell.inside(scope))))


def departments(scope: Scope, horizon: str) -> pl.DataFrame:
    """Department types with an outlook to the end of the year over the chosen region, by code, named."""
    rows = _of_place(scope, scope.indicator, "department", scope.region)
    names = shell.department_names(scope)
    named = [(code, row["name_zh"], row["name_en"]) for code, row in names.items()]
    schema = {"department_code": pl.String, "name_zh": pl.String, "name_en": pl.String}
    found = rows.filter(pl.col("horizon_quarter") == horizon).drop("indicator", "region_code", "family")
    return found.join(
        pl.DataFrame(named, schema=schema, orient="row"), on="department_code", how="inner", maintain_order="left"
    )


@base.kept_by("plan", "region")
def known(scope: Scope) -> dict[str, Row]:
    """By indicator: whether the chosen region has an outlook, and how many cities, counties, departments below it have one."""
    present, within = shell.regions(scope), shell.inside(scope)
    inside = {code: row["level"] for code, row in present.items() if code in within}
    levels = pl.DataFrame(list(inside.items()), schema={"region_code": pl.String, "level": pl.String}, orient="row")
    rows = _units(scope).join(levels, on="region_code", how="inner")
    is_region, is_own = pl.col("family") == "region", pl.col("region_code") == scope.region
    counted = rows.group_by("indicator").agg(
        has_whole=(is_region & is_own).any(),
        n_cities=(is_region & ~is_own & (pl.col("level") == "city")).sum(),
        n_counties=(is_region & ~is_own & (pl.col("level") == "county")).sum(),
        n_departments=(~is_region & is_own & (pl.col("family") == "department")).sum(),
    )
    return {row["indicator"]: row for row in counted.sort("indicator").iter_rows(named=True)}


@base.kept_by("plan")
def _units(scope: Scope) -> pl.DataFrame:
    """Every unit with an outlook, whatever the year."""
    return base.frame(scope, "targets_outlook").select("indicator", "region_code", "department_code", "family").unique()
