"""Outlines of counties: all of them, only ours, light, and borders that fit together."""

import json
import tomllib
from collections import Counter
from itertools import pairwise

import polars as pl
import pytest

from data.lookups import read_regions, region_ancestors
from data.make_boundaries import BOUNDARIES, REFERENCE, ROOTS

MISSING: set[str] = set()  # counties the package has no outline of, by name; today none
# What an atlas says, to a tenth of a degree outwards: west, south, east, north.
BOXES = {
    "360000": (113.5, 24.4, 118.6, 30.2), "330000": (118.0, 27.0, 123.0, 31.3), "440700": (111.9, 21.4, 113.4, 23.0),
    "230400": (129.5, 46.9, 132.6, 48.5), "321323": (118.3, 33.3, 119.0, 34.1),
}  # fmt: skip
REGIONS = read_regions().filter(pl.col("valid_to").is_null() & (pl.col("level") == "county"))


def features(root):
    return json.loads((BOUNDARIES / f"{root}.geojson").read_text("utf-8"))["features"]


def rings(root):
    """Every ring of a jurisdiction as (county, is it an outer ring, points)."""
    return [
        (f["id"], nth == 0, [tuple(point) for point in ring])
        for f in features(root) for part in f["geometry"]["coordinates"] for nth, ring in enumerate(part)
    ]  # fmt: skip


def area(points):
    """Signed: below zero where the ring runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(points)) / 2


def edges(root):
    return Counter(edge for _, _, points in rings(root) for edge in pairwise(points))


def test_there_is_a_file_for_each_jurisdiction_and_none_for_anything_else():
    assert sorted(p.name for p in BOUNDARIES.iterdir()) == sorted(f"{root}.geojson" for root in ROOTS)


@pytest.mark.parametrize("root", ROOTS)
def test_every_present_county_has_an_outline_or_is_named_as_missing(root):
    inside = region_ancestors(read_regions()).filter(pl.col("ancestor_code") == root)
    ours = REGIONS.join(inside, on="region_code", how="semi")
    found = [f["id"] for f in features(root)]
    assert len(found) == len(set(found)) and set(found) == set(ours["region_code"]) - MISSING
    names = dict(ours.select("region_code", "name_zh").iter_rows())
    assert all(f["properties"]["name_zh"] == names[f["id"]] for f in features(root))


@pytest.mark.parametrize("root", ROOTS)
def test_no_point_lies_outside_the_jurisdiction(root):
    west, south, east, north = BOXES[root]
    points = [point for _, _, ring in rings(root) for point in ring]
    assert all(west < x < east and south < y < north for x, y in points)
    assert min(x for x, _ in points) < west + 0.35 and max(x for x, _ in points) > east - 0.35


@pytest.mark.parametrize("root", ROOTS)
def test_files_are_light(root):
    assert (BOUNDARIES / f"{root}.geojson").stat().st_size < 150_000


@pytest.mark.parametrize("root", ROOTS)
def test_rings_are_closed_and_run_the_way_browsers_draw_them(root):
    for county, is_outer, points in rings(root):
        assert points[0] == points[-1] and len(points) >= 4, county
        assert (area(points) < 0) == is_outer, county  # the other way round, d3 paints everything outside the ring


@pytest.mark.parametrize("root", ROOTS)
def test_a_border_between_two_counties_is_one_line(root):
    found = edges(root)
    assert max(found.values()) == 1  # twice in one direction would be two counties on one side
    shared = sum((b, a) in found for a, b in found)
    assert shared > len(found) / 4 or root == "321323"  # a single county has no neighbours


@pytest.mark.parametrize(
    ("root", "outlines"), [("360000", 1), ("230400", 1), ("321323", 0), ("330000", 3), ("440700", 1)]
)
def test_counties_neither_overlap_nor_leave_gaps(root, outlines):
    """Borders that belong to one county only form the outline. A gap would be a loop that runs the other way, an
    overlap one loop more of several counties. (Zhejiang has three: the mainland, and two islands of 定海 and 普陀.)"""
    found = edges(root)
    owner = {edge: county for county, _, points in rings(root) for edge in pairwise(points)}
    onwards = {a: b for a, b in found if (b, a) not in found}
    assert len(onwards) == sum((b, a) not in found for a, b in found)  # the outline never touches itself
    several = 0
    while onwards:
        loop = [next(iter(onwards))]
        while loop[-1] in onwards:
            loop.append(onwards.pop(loop[-1]))
        assert loop[0] == loop[-1] and area(loop) < 0
        several += len({owner[edge] for edge in pairwise(loop)}) > 1
    assert several == outlines


def test_source_licence_and_day_are_told():
    told = tomllib.loads((REFERENCE / "sources.toml").read_text("utf-8"))["boundaries/*.geojson"]
    assert {"source", "licence", "retrieved", "note"} <= set(told) and "示意图" in told["note"]
