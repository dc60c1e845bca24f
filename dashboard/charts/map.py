"""A map of one jurisdiction and nothing beyond it: regions coloured by class, the geometry fetched once by its address.

Plotly's own world outline is never wanted: CONFIG names an empty one of ours, or the browser would ask a server abroad for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard import words
from dashboard.charts import layout
from dashboard.charts.map_classes import Shade

CONFIG = {**layout.CONFIG, "topojsonURL": "./app/static/topo/"}
GEOMETRY = "./geo/{version}.geojson"
LINE, OUTLINE, HERE = "#56616F", "#4A5565", "#C2185B"
CLEAR = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
NAMED = 24  # regions in the frame up to which their names are written
LEAST = 0.13  # of the frame's width, or a name would lie on its neighbour's
ROOM = 0.03  # of the frame, left free around it


@dataclass(frozen=True)
class Region:
    """One region as drawn: its class, where its sign stands, and what is said of it on hover."""

    code: str
    name: str
    shade: int
    sign: str
    lon: float
    lat: float
    wide: float  # degrees
    said: tuple[str, str, str]  # value or why there is none, possible ranks, gap to peers


@dataclass(frozen=True)
class Frame:
    """The part of the earth that is shown, in degrees."""

    west: float
    south: float
    east: float
    north: float


def draw(
    regions: Sequence[Region],
    shades: Sequence[Shade],
    *,
    version: str,
    frame: Frame,
    outlines: tuple[str, Sequence[str]] | None = None,
    chosen: str = "",
    height: int = 520,
) -> dict[str, Any]:
    """The map as a plotly dict. `outlines`: version and codes of a coarser level, drawn as lines over the regions."""
    inside = [r for r in regions if _is_inside(r, frame)]
    traces = [_fills(regions, shades, version)]
    if outlines:
        traces.append(_lines(*outlines, OUTLINE, 1.3))
    for own, codes in filter(None, (outlines, (version, [r.code for r in regions]))):
        if chosen in codes:
            traces.append(_lines(own, [chosen], HERE, 3))
    traces += _signs(inside, least=LEAST * (frame.east - frame.west) if len(inside) <= NAMED else None)
    return {"data": traces, "layout": layout.layout(height=height, margin=dict.fromkeys("lrtb", 0), geo=geo(frame))}


def geo(frame: Frame, **more: Any) -> dict[str, Any]:
    """The part of the sheet on which a map is drawn."""
    wide, high = (frame.east - frame.west) * ROOM, (frame.north - frame.south) * ROOM
    return {
        "visible": False, "bgcolor": "rgba(0,0,0,0)", "projection": {"type": "mercator"},
        "lonaxis": {"range": _rounded(frame.west - wide, frame.east + wide)},
        "lataxis": {"range": _rounded(frame.south - high, frame.north + high)}, **more,
    }  # fmt: skip


def steps(shades: Sequence[Shade]) -> dict[str, Any]:
    """A colour scale without in-between: class i is drawn in its own colour."""
    n = len(shades)
    scale = [[(i + end) / n, s.colour] for i, s in enumerate(shades) for end in (0, 1)]
    return {"zmin": -0.5, "zmax": n - 0.5, "colorscale": scale, "showscale": False}


def _fills(regions: Sequence[Region], shades: Sequence[Shade], version: str) -> dict[str, Any]:
    as_they_are = {"marker": {"opacity": 1}}
    return {
        "type": "choropleth", "geojson": GEOMETRY.format(version=version), "featureidkey": "id",
        "locations": [r.code for r in regions], "z": [r.shade for r in regions], **steps(shades),
        "customdata": [[r.name, *r.said] for r in regions], "hovertemplate": words.t("regions.map.hover"),
        "marker": {"line": {"color": LINE, "width": 0.5}}, "selected": as_they_are, "unselected": as_they_are,
    }  # fmt: skip


def _lines(version: str, codes: Sequence[str], colour: str, width: float) -> dict[str, Any]:
    """Outlines only; nothing to hover over."""
    return {
        "type": "choropleth", "geojson": GEOMETRY.format(version=version), "featureidkey": "id", "locations": list(codes),
        "z": [0] * len(codes), "zmin": 0, "zmax": 1, "colorscale": CLEAR, "showscale": False, "hoverinfo": "skip",
        "marker": {"line": {"color": colour, "width": width}},
    }  # fmt: skip


def _signs(regions: Sequence[Region], *, least: float | None) -> list[dict[str, Any]]:
    """Signs where a class has one; names of regions at least so many degrees wide, of none without a number."""
    named = {r.code for r in regions if least is not None and r.wide >= least}
    written = [(r, "<br>".join(filter(None, (r.sign, r.name if r.code in named else "")))) for r in regions]
    shown = [(r, text) for r, text in written if text]
    if not shown:
        return []
    return [
        {
            "type": "scattergeo", "mode": "text", "hoverinfo": "skip", "showlegend": False,
            "lon": [round(r.lon, 3) for r, _ in shown], "lat": [round(r.lat, 3) for r, _ in shown], "text": [text for _, text in shown],
            "textfont": {"size": 12, "color": "#10161E", "shadow": "0 0 2px #fff, 0 0 2px #fff, 0 0 3px #fff"},
        }
    ]  # fmt: skip


def _is_inside(region: Region, frame: Frame) -> bool:
    return frame.west <= region.lon <= frame.east and frame.south <= region.lat <= frame.north


def _rounded(*ends: float) -> list[float]:
    return [round(end, 3) for end in ends]


def around(boxes: Sequence[Mapping[str, float]]) -> Frame:
    """The frame that holds all boxes (west, south, east, north); there must be one."""
    return Frame(
        min(b["west"] for b in boxes),
        min(b["south"] for b in boxes),
        max(b["east"] for b in boxes),
        max(b["north"] for b in boxes),
    )
