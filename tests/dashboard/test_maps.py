"""Maps: classes a colour-blind reader can order, valid plotly, places inside their regions, geometry served once and to nobody else's question."""

import asyncio
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import plotly.graph_objects as go
import polars as pl
import pytest
from starlette.requests import Request

from dashboard import asgi, theme, words
from dashboard.access import Scope
from dashboard.charts import map as chart
from dashboard.charts import map_classes, map_ranks, map_relief, map_small
from dashboard.charts.map import Frame, Region
from dashboard.charts.map_classes import APART, BLANKS, BLUES, NOTHING, TIERS, UNRANKED, Shade
from dashboard.reads import boundary
from tests import tiny_regions

FRAME = Frame(114, 25, 117, 27)
SHADES = [Shade("v0", "#D3E2F2", "", "low", 1), Shade("refused", "#999997", "×", "refused", 1)]
REGIONS = [
    Region("a", "甲县", 0, "", 115.0, 26.0, 0.5, ("80.0%", "1–2", "+1")),
    Region("b", "乙县", 1, "×", 116.0, 26.0, 0.5, ("已退回", "–", "–")),
]


@pytest.fixture(autouse=True)
def chinese():
    words.use("zh")


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ([0.2, 0.35, 0.7, 1.0], "percent", [0.2, 0.4, 0.6, 0.8, 1.0]),
        ([0.901, 0.953, 0.999], "percent", [0.9, 0.92, 0.94, 0.96, 0.98, 1.0]),
        ([0.5, 0.5], "percent", [0.5, 0.5]),
        ([], "percent", []),
        ([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 500], "count", [1, 3, 5, 6, 8, 500]),  # one city must not paint all others pale
        ([0.0] + [0.98] * 3 + [0.985] * 3 + [0.99] * 3 + [0.995] * 3, "percent", [0.0, 0.98, 0.985, 0.99, 0.995]),  # crowded
    ],
)  # fmt: skip
def test_classes_begin_and_end_at_round_values_or_hold_as_many_regions_each(values, unit, expected):
    assert map_classes.breaks(values, unit) == pytest.approx(expected)


def frame(**columns):
    n = len(next(iter(columns.values())))
    empty = {k: [None] * n for k in ("value", "gap")} | {k: [None] * n for k in ("word", "tier", "blank")}
    types = {"value": pl.Float64, "gap": pl.Float64, "word": pl.String, "tier": pl.String, "blank": pl.String}
    return pl.DataFrame({"region_code": [str(i) for i in range(n)], **empty, **columns}, schema_overrides=types)


def test_every_region_falls_into_one_class_and_every_blank_into_its_own():
    places = frame(value=[0.0, 0.5, 1.0, None, None, None, None, None], blank=[None, None, None, *BLANKS, None])
    shades, shaded = map_classes.shade(places, "value", "percent")
    assert sum(s.n for s in shades) == places.height and shaded["shade"].null_count() == 0
    assert shaded["sign"].to_list() == ["0", "", "", "/", "?", "×", "*", ""]
    assert [s.n for s in shades if s.key.startswith("v")] == [1, 0, 1, 0, 1]  # a scale has no holes


def test_the_gap_has_five_classes_about_nought_and_good_is_where_it_is_good():
    shades, shaded = map_classes.shade(frame(value=[1.0] * 5, gap=[-0.5, -0.03, 0.0, 0.03, None]), "gap", "percent")
    by_region = [shades[i].key for i in shaded["shade"]]
    assert by_region[0] == "far_behind" and by_region[2] == "close" and by_region[4] == "unranked"


def luminance(colour):
    return theme.contrast(colour, "#000000")


def test_scales_are_ordered_by_lightness_and_greys_apart_from_one_another():
    dark = [luminance(c) for c in BLUES]
    assert dark == sorted(dark, reverse=True) and all(a / b > 1.25 for a, b in pairwise(dark))
    middle = luminance(APART[2])
    assert all(middle > luminance(c) for c in (*APART[:2], *APART[3:]))
    greys = [luminance(c) for c, _ in BLANKS.values()]
    assert greys == sorted(greys, reverse=True) and all(a / b > 1.25 for a, b in pairwise(greys))
    signs = [sign for _, sign in BLANKS.values()] + [sign for _, sign in TIERS.values()] + [UNRANKED[1]]
    assert len(signs) == len(set(signs)) and not NOTHING[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_map_is_valid_plotly(lang):
    words.use(lang)
    places = pl.DataFrame({"region_code": ["a", "b"], "rank": [1, 2], "rank_low": [1, 1], "rank_high": [2, 2], "tier": ["unclear", "lower"],
                           "said": [["1–2", "80%"], ["1–2", "70%"]]})  # fmt: skip
    ranks = map_ranks.draw(places, names=["甲", "乙"])
    for spec in (
        chart.draw(REGIONS, SHADES, version="0f", frame=FRAME, outlines=("0e", ["c"]), chosen="b"),
        map_small.draw([("2026Q2", {"a": 0}), ("2026Q3", {"a": 1})], SHADES, version="0f", frame=FRAME),
        ranks,
        map_ranks.mark(ranks, 2, "乙"),
    ):
        go.Figure(spec)


def test_the_second_view_names_no_base_map_no_style_and_no_key():
    deck = map_relief.draw(REGIONS, [50.0, 0.0], SHADES, version="0f", frame=FRAME, chosen="a", height=400)
    spec = json.loads(deck.to_json())
    assert not {"mapProvider", "mapboxKey"} & {k for k, v in spec.items() if v}
    # Pydeck's own placeholder stays: without any style, or with an empty one, the front end fetches Carto's from the net.
    assert spec["mapStyle"] and "http" not in deck.to_json()
    ground, plate, columns = spec["layers"]
    assert (
        ground["data"] == "./geo/0f.geojson" and len(plate["data"]) == 1 and [c["c"] for c in columns["data"]] == ["a"]
    )  # no cases, no column


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny_regions.publish(folder)
    return folder


def asked(home, monkeypatch, version, **headers):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "method": "GET", "path_params": {"version": version}, "headers": named}
    with ThreadPoolExecutor(1) as thread:  # a browser of the same run may hold the loop of this one
        return thread.submit(asyncio.run, asgi.geometry(Request(scope))).result()


def test_geometry_is_served_packed_for_ever_and_only_by_its_digest(home, monkeypatch):
    version = tiny_regions.version("county")
    packed = asked(home, monkeypatch, version, accept_encoding="gzip, br")
    assert packed.headers["cache-control"].endswith("immutable") and packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body).decode() == tiny_regions.geojson("county")
    plain = asked(home, monkeypatch, version)
    assert plain.body.decode() == tiny_regions.geojson("county") and "content-encoding" not in plain.headers
    assert asked(home, monkeypatch, version, if_none_match=f'"{version}"').status_code == 304
    for unknown in ("0" * 16, "../current", ""):
        answer = asked(home, monkeypatch, unknown)
        assert answer.status_code == 404 and answer.headers["cache-control"] == "no-store"


def test_an_office_without_a_snapshot_has_no_geometry_either(tmp_path, monkeypatch):
    assert asked(tmp_path, monkeypatch, "0" * 16).status_code == 404


def test_a_sign_stands_inside_its_region_even_where_the_region_is_bent(home, monkeypatch, tmp_path):
    bent = [
        [0, 0],
        [0, 3],
        [4, 3],
        [4, 2],
        [1, 2],
        [1, 1],
        [4, 1],
        [4, 0],
        [0, 0],
    ]  # a bracket: its centre lies in the gap
    islet = [[9, 9], [9, 9.1], [9.1, 9.1], [9, 9]]
    shape = {"type": "Feature", "id": "361100", "geometry": {"type": "MultiPolygon", "coordinates": [[islet], [bent]]}}
    text = json.dumps({"type": "FeatureCollection", "features": [shape]})
    tiny_regions.changed(
        home, tmp_path, f"update ref_boundary set geojson = '{text}', version = 'bent' where level = 'county'"
    )
    monkeypatch.setenv("XINHENG_HOME", str(tmp_path))
    (place,) = boundary.places(Scope("2026Q3-tiny", plan="jiangxi-2020"), "county").values()
    assert 0 < place.lon < 1 and 1 < place.lat < 2
    assert (place.west, place.east, place.north) == (0, 9.1, 9.1)
