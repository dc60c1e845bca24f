"""The map that shows two things at once: a column on each region, its height the number of cases, its colour the class.

Columns, not raised regions: all stand on the same footing, so that height alone tells the number and a wide county looks no
bigger than a small one. No base map, no key, no request but for our own geometry.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dashboard import words
from dashboard.charts.map import GEOMETRY, Frame, Region
from dashboard.charts.map_classes import Shade

TALLEST = 0.22  # of the frame's width
FOOT = 0.16  # of the side of the square each region would have, were they all alike
METRES = 111_320.0  # a degree of latitude
GROUND = [150, 160, 172, 95]
EDGE = [120, 130, 142, 200]
TILT, TURN = 48, 12
HERE = [194, 24, 91]


def draw(
    regions: Sequence[Region],
    heights: Sequence[float],
    shades: Sequence[Shade],
    *,
    version: str,
    frame: Frame,
    chosen: str,
    height: int,
    width: int = 430,
) -> Any:
    """A pydeck.Deck. `heights`: cases of each region, in their order; of what has none nothing stands up."""
    import pydeck  # a quarter of a second, and only who opens this view waits for it

    wide = (frame.east - frame.west) * METRES * 0.88
    scale = TALLEST * wide / max([*heights, 1.0])
    columns = [
        {"c": r.code, "p": [round(r.lon, 3), round(r.lat, 3)], "h": round(cases * scale),
         "f": _rgb(shades[r.shade].colour),
         "n": r.name, "v": r.said[0], "r": r.said[1], "g": r.said[2]}
        for r, cases in zip(regions, heights, strict=True) if cases > 0
    ]  # fmt: skip
    ground = pydeck.Layer(
        "GeoJsonLayer", id="ground", data=GEOMETRY.format(version=version), get_fill_color=GROUND, get_line_color=EDGE,
        line_width_min_pixels=1,
        stroked=True, filled=True, pickable=False,
    )  # fmt: skip
    standing = pydeck.Layer(
        "ColumnLayer", id="columns", data=columns, get_position="p", get_elevation="h", get_fill_color="f",
        radius=round(FOOT * wide * _side(frame, len(regions))),
        disk_resolution=16, extruded=True, pickable=True, auto_highlight=True,
    )  # fmt: skip
    # The chosen one stands on a plate: its column keeps the colour of its class.
    plate = pydeck.Layer(
        "ColumnLayer", id="here", data=[{"p": c["p"]} for c in columns if c["c"] == chosen], get_position="p", get_elevation=0,
        get_fill_color=HERE, radius=round(2 * FOOT * wide * _side(frame, len(regions))), disk_resolution=24, extruded=False, pickable=False,
    )  # fmt: skip
    seen = pydeck.ViewState(
        longitude=(frame.west + frame.east) / 2, latitude=(frame.south + frame.north) / 2 - (frame.north - frame.south) * 0.02,
        zoom=_zoom(frame, height, width), pitch=TILT, bearing=TURN,
    )  # fmt: skip

    class Compact(pydeck.Deck):
        def to_json(self) -> str:
            return json.dumps(json.loads(super().to_json()), ensure_ascii=False, separators=(",", ":"))

    # map_style stays out: with one, even an empty one, the front end loads a style from the net.
    return Compact(
        layers=[ground, plate, standing],
        initial_view_state=seen,
        map_provider=None,
        height=height,
        tooltip={"html": words.t("regions.relief.hover"), "style": {"fontSize": "12px"}},
    )


def _side(frame: Frame, n: int) -> float:
    """As a share of the frame's width."""
    return float(((frame.north - frame.south) / (frame.east - frame.west) / max(n, 1)) ** 0.5)


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _zoom(frame: Frame, height: int, width: int) -> float:
    """So that the frame fits, tilted as it is: at zoom 0 the earth is 512 pixels wide."""
    from math import cos, log2, radians

    across = width / (512 * (frame.east - frame.west) / 360)
    middle = cos(radians((frame.north + frame.south) / 2))
    along = height / (512 * (frame.north - frame.south) / 360 / middle * 0.8)
    return round(log2(min(across, along)) - 0.22, 2)
