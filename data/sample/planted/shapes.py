"""Returned counts whose shape should make somebody look twice: on the target, at full marks, shrunk, the same again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.sample.goals import target_ahead
from data.sample.truth import Truth
from data.sample.world import World


@dataclass(frozen=True)
class Shape:
    """A shape in the returns of one department, in one region or in all, over the last quarters."""

    kind: str  # on_target, full_marks, shrinking_denominator, identical_quarters
    indicator: str
    department: str
    quarters: int
    region: str = "*"


SHAPES = (
    Shape("on_target", "M01-4", "human_resources", 3),  # where all others fall short
    Shape("full_marks", "M10-1", "tax", 3),
    Shape("shrinking_denominator", "M01-4", "health", 3, region="360700"),
    Shape("identical_quarters", "M10-1", "natural_resources", 4, region="360725"),
)
LEFT_OUT, THEN_MET = 0.6, 0.9  # of the cases; of those still counted
RETICENT = 0.95  # share of places that return what the target asks, where a department does so


def reshaped(
    world: World, indicator: str, department: str, codes: np.ndarray, numerator: np.ndarray, denominator: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The counts (places x quarters) with the shapes planted in them."""
    numerator, denominator = numerator.copy(), denominator.copy()
    for shape in SHAPES:
        if (shape.indicator, shape.department) == (indicator, department):
            places = np.flatnonzero((codes == shape.region) | (shape.region == "*"))
            _PLANTERS[shape.kind](world, shape, places, numerator, denominator)
    return numerator, denominator


def _last(world: World, shape: Shape) -> slice:
    return slice(world.n_quarters - shape.quarters, None)


def _on_target(world: World, shape: Shape, places: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> None:
    last = _last(world, shape)
    exact = np.ceil(target_ahead(world, shape.indicator)[last] * denominator[:, last] - 1e-9).astype(numerator.dtype)
    obliging = world.stream("shape", shape.kind).random(exact.shape) < RETICENT
    numerator[:, last] = np.where(obliging, exact, numerator[:, last])


def _full_marks(world: World, shape: Shape, places: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> None:
    last = _last(world, shape)
    numerator[:, last] = denominator[:, last]


def _shrinking(world: World, shape: Shape, places: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> None:
    """Cases that would not have been met are no longer counted, and others with them."""
    last = _last(world, shape)
    less = np.round(denominator[places, last] * (1 - LEFT_OUT)).astype(denominator.dtype)
    numerator[places, last] = np.minimum(numerator[places, last], np.round(THEN_MET * less).astype(numerator.dtype))
    denominator[places, last] = less


def _identical(world: World, shape: Shape, places: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> None:
    last = _last(world, shape)
    for counts in (numerator, denominator):
        counts[places, last] = counts[places, last.start, None]


_PLANTERS = {
    "on_target": _on_target, "full_marks": _full_marks, "shrinking_denominator": _shrinking,
    "identical_quarters": _identical,
}  # fmt: skip


def record_shapes(world: World, truth: Truth, rows: pl.DataFrame) -> None:
    """Note each shape with what was sent (columns of the feed and `quarter`, an index).

    Of a single region the counts; of all regions how many returned, and how many of them exactly what the shape asks.
    """
    for shape in SHAPES:
        own = rows.filter(
            (pl.col("indicator") == shape.indicator)
            & (pl.col("department_code") == shape.department)
            & (pl.col("quarter") >= world.n_quarters - shape.quarters)
        ).sort("quarter")
        where = {"indicator": shape.indicator, "department": shape.department}
        if shape.region != "*":
            one = own.filter(pl.col("region_code") == shape.region)
            counts = {name: one[name].to_list() for name in ("numerator", "denominator")}
            truth.note(shape.kind, **where, region=shape.region, quarters=one["period"].to_list(), **counts)
            continue
        bar = {world.quarters[q]: value for q, value in enumerate(target_ahead(world, shape.indicator))}
        least = (pl.col("period").replace_strict(bar) * pl.col("denominator") - 1e-9).ceil()
        asked = pl.col("denominator") if shape.kind == "full_marks" else least
        counted = own.group_by("period", maintain_order=True).agg(n=(pl.col("numerator") == asked).sum(), n_of=pl.len())
        truth.note(
            shape.kind,
            **where,
            quarters=counted["period"].to_list(),
            n=counted["n"].to_list(),
            n_of=counted["n_of"].to_list(),
        )
