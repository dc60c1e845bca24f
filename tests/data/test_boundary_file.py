"""A boundary file an adopter brings: understood where it can be, refused in plain words where it cannot."""

import json

import pytest

from data.boundary_file import MOST_BYTES, read_boundaries
from data.errors import PackUnusable
from data.outlines import signed_area

PRESENT = {
    "360102": "360102",
    "360603": "360603",
    "360622": "360603",
    "360112": "360112",
    "360122": "360112",
    "360105": "360112",
    "US-1": "US-1",
}


def square(x=115.0, y=28.0, side=1.0):
    """Anticlockwise, as GeoJSON asks."""
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(code="360102", ring=None, **more):
    return {"type": "Feature", "properties": {"region_code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring or square()]}, **more}  # fmt: skip


def read(tmp_path, *features, **more):
    path = tmp_path / "ours.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return read_boundaries(path, PRESENT)


def refused(tmp_path, *features, **more):
    with pytest.raises(PackUnusable) as caught:
        read(tmp_path, *features, **more)
    assert caught.value.where == "ours.geojson" and all(caught.value.what) and all(caught.value.next_move)
    return caught.value.text("en")


def test_rings_are_turned_clockwise_and_nothing_else_is_touched(tmp_path):
    hole = square(115.2, 28.2, 0.2)[::-1]
    ours = feature()
    ours["geometry"]["coordinates"].append(hole)
    (polygon,) = read(tmp_path, ours).shapes["360102"]
    assert signed_area(polygon[0]) == pytest.approx(-1) and signed_area(polygon[1]) == pytest.approx(0.04)
    assert sorted(map(tuple, square()))[0] == sorted(polygon[0])[0] and len(polygon[0]) == 5


@pytest.mark.parametrize("own", [
    {"id": "360102"}, {"id": 360102}, {"properties": {"adcode": 360102, "name": "东湖区"}}, {"properties": {"代码": "360102000000"}},
    {"properties": {"gb": "156360102", "n": 7}}, {"properties": {"code": 360102.0}},
])  # fmt: skip
def test_the_code_is_found_whatever_the_column_is_called(tmp_path, own):
    assert set(read(tmp_path, {**feature(), "properties": None, **own}).shapes) == {"360102"}


def test_height_above_the_sea_is_passed_over(tmp_path):
    assert read(tmp_path, feature(ring=[[*p, 12.5] for p in square()])).shapes["360102"][0][0][0] == (115.0, 28.0)


def test_a_withdrawn_code_draws_the_region_that_took_it_over_unless_that_is_drawn_itself(tmp_path):
    got = read(tmp_path, feature("360622"), feature("360122", square(117)), feature("360105", square(118)))
    assert {code: len(parts) for code, parts in got.shapes.items()} == {
        "360603": 1,
        "360112": 2,
    } and got.strangers == ()
    got = read(tmp_path, feature("360622"), feature("360603", square(116)))
    assert got.shapes["360603"][0][0][0][0] == 116.0 and got.strangers == ("360622",)


def test_shapes_of_other_regions_and_without_a_code_are_listed_and_left_out(tmp_path):
    got = read(tmp_path, feature(), feature("999999"), feature(None))
    assert set(got.shapes) == {"360102"} and got.strangers == ("999999", "#3")


def test_a_region_without_geometry_is_no_error(tmp_path):
    assert set(read(tmp_path, feature(), {**feature("360603"), "geometry": None}).shapes) == {"360102"}


def test_codes_of_another_country_are_refused_with_an_example(tmp_path):
    told = refused(tmp_path, feature("BAY-7"))
    assert "region_code=BAY-7" in told and "six digits" in told


@pytest.mark.parametrize(("ring", "says"), [
    ([[x * 111_000, y * 111_000] for x, y in square()], "in metres"),
    ([[y, x] for x, y in square()], "latitude stands before longitude"),
    (square()[:-1], "does not close"), (square()[:2] + square()[:1], "does not close"),
    ([["a", "b"]] * 4, "cannot be read"), ([[115]] * 4, "cannot be read"), (7, "cannot be read"),
    ([[float("nan"), 28.0]] * 4, "no number"),
])  # fmt: skip
def test_what_is_no_outline_in_degrees_is_refused_by_number_and_code(tmp_path, ring, says):
    told = refused(tmp_path, feature("360603", square(116)), feature(ring=ring))
    assert says in told and "shape 2 (360102)" in told


def test_points_lines_and_doubles_are_refused(tmp_path):
    assert "is a Point" in refused(tmp_path, {**feature(), "geometry": {"type": "Point", "coordinates": [115, 28]}})
    assert "no area" in refused(tmp_path, {**feature(), "geometry": {"type": ["Polygon"], "coordinates": []}})
    assert "is a None" in refused(tmp_path, {**feature(), "geometry": [1]})
    assert "stands twice" in refused(tmp_path, feature(), feature())


def test_a_projected_system_named_in_the_file_is_refused_and_degrees_are_not(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    assert "coordinate system" in refused(tmp_path, feature(), crs=crs)
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490"):
        assert read(tmp_path, feature(), crs={"properties": {"name": name}}).shapes


@pytest.mark.parametrize(("content", "says"), [
    (b"PK\x03\x04", "no JSON"), (b"\xff\xfe{", "no JSON"), (b"[" * 100_000, "no JSON"), (b"[1, 2]", "no GeoJSON"),
    (b'{"type": "Topology", "objects": {}}', "no GeoJSON"), (b'{"type": "FeatureCollection", "features": []}', "no shape"),
    (b'{"type": "FeatureCollection", "features": [3]}', "no shape"), (b'{"type": "FeatureCollection"}', "no shape"),
    (b" " * (MOST_BYTES + 1), "too many"),
])  # fmt: skip
def test_what_is_no_geojson_is_refused_as_a_whole(tmp_path, content, says):
    path = tmp_path / "ours.geojson"
    path.write_bytes(content)
    with pytest.raises(PackUnusable, match=says):
        read_boundaries(path, PRESENT)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PackUnusable, match=r"gone\.geojson.*not there"):
        read_boundaries(tmp_path / "gone.geojson", PRESENT)
