"""Shapes of regions as rings of points: which way round they run, which of them touch, and the outline of several together.

A polygon is a list of rings, the first its outside; a ring is a closed list of (longitude, latitude). Nothing is moved,
rounded or left out: borders that were shared in the file stay shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import atan2, isclose, pi

import polars as pl

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
SAME_AREA = 1e-6
SAME_PLACE = 5  # decimals of a degree, about a metre: two drawings of one corner


def signed_area(ring: Ring) -> float:
    """Square degrees; below zero where the ring runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def clockwise(polygon: Polygon) -> Polygon:
    """The outside clockwise, holes the other way: d3 takes anything else for all the globe but the region.

    GeoJSON itself asks for the opposite (RFC 7946, 3.1.6), so most files need it.
    """
    return [ring if (signed_area(ring) < 0) == (i == 0) else ring[::-1] for i, ring in enumerate(polygon)]


def together(polygons: Iterable[Polygon]) -> list[Polygon]:
    """The outline of regions that share their borders: a line that two of them run along in opposite ways goes.

    polygons: clockwise. Where borders are not shared to the point, both lines stay; where shapes lie on top of each other
    no outline can be made, and they come back as they are.
    """
    parts = list(polygons)
    edges: dict[tuple[Point, Point], None] = {}
    for a, b in (edge for polygon in parts for ring in polygon for edge in pairwise(ring)):
        if (b, a) in edges:
            del edges[b, a]
        else:
            edges[a, b] = None
    rings = _stitched(edges)
    outsides = [[ring] for ring in rings if signed_area(ring) < 0]
    for hole in (ring for ring in rings if signed_area(ring) > 0):
        if around := [p for p in outsides if _inside(_middle(hole), p[0])]:
            min(around, key=lambda p: -signed_area(p[0])).append(hole)
    before, after = (sum(signed_area(ring) for polygon in p for ring in polygon) for p in (parts, outsides))
    return outsides if isclose(before, after, rel_tol=SAME_AREA) else parts


def neighbours(shapes: Mapping[str, Sequence[Polygon]]) -> pl.DataFrame:
    """Pairs (both ways) of regions that have a point of their borders in common: region_code, neighbour_code.

    Queen contiguity: a corner is enough. Points are the same within a metre or so.
    """
    points = {(code, round(x, SAME_PLACE), round(y, SAME_PLACE)) for code, polygons in shapes.items() for polygon in polygons
              for ring in polygon for x, y in ring}  # fmt: skip
    frame = pl.DataFrame(
        list(points), schema={"region_code": pl.String, "x": pl.Float64, "y": pl.Float64}, orient="row"
    )
    pairs = frame.join(frame.rename({"region_code": "neighbour_code"}), on=["x", "y"])
    pairs = pairs.filter(pl.col("region_code") != pl.col("neighbour_code"))
    return pairs.select("region_code", "neighbour_code").unique().sort("region_code", "neighbour_code")


def _stitched(edges: Iterable[tuple[Point, Point]]) -> list[Ring]:
    """Edges end to end as rings; where several go on from a point, the one furthest to the right stays with its own ring."""
    onward: dict[Point, list[Point]] = {}
    for a, b in edges:
        onward.setdefault(a, []).append(b)
    rings = []
    while onward:
        start = next(iter(onward))
        ring = [start, onward[start].pop()]
        _tidy(onward, start)
        while ring[-1] != start and ring[-1] in onward:
            here = ring[-1]
            ways = onward[here]
            ring.append(ways.pop(_rightmost(ring[-2], here, ways)))
            _tidy(onward, here)
        if ring[-1] == start and len(ring) > 3:
            rings.append(ring)
    return rings


def _tidy(onward: dict[Point, list[Point]], point: Point) -> None:
    if not onward[point]:
        del onward[point]


def _rightmost(before: Point, here: Point, ways: Sequence[Point]) -> int:
    if len(ways) == 1:
        return 0
    back = atan2(before[1] - here[1], before[0] - here[0])
    turns = [(atan2(y - here[1], x - here[0]) - back) % (2 * pi) for x, y in ways]
    return turns.index(min(turns))


def _middle(ring: Ring) -> Point:
    (x1, y1), (x2, y2) = ring[:2]
    return (x1 + x2) / 2, (y1 + y2) / 2


def _inside(point: Point, ring: Ring) -> bool:
    x, y = point
    crossed = [
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in pairwise(ring)
    ]
    return sum(crossed) % 2 == 1
