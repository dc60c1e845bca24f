"""A boundary file, ours or an adopter's: read, checked, and its features known by our region codes.

What is no map is refused with a next move: not GeoJSON, metres instead of degrees, rings that do not close, codes of
another country. What is merely incomplete is kept and listed: a region without a shape, a shape without a region.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from data.errors import PackUnusable
from data.outlines import Polygon, Ring, clockwise

MOST_BYTES = 5_000_000  # a province of a hundred counties takes 150 kB; a browser would choke on more than this
DEGREES = ("crs84", "4326", "4490", "4214")  # WGS 84, CGCS2000, Beijing 54: longitude and latitude
SHAPES = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}
LONG_CODES = (9, 12)  # 360102000, 360102000000; the map service of the state writes 156360102


@dataclass(frozen=True)
class Drawn:
    """Shapes by the code of a region; codes of features that are no region of the table."""

    shapes: Mapping[str, list[Polygon]]
    strangers: tuple[str, ...]


def read_boundaries(path: Path, present: Mapping[str, str]) -> Drawn:
    """The file's shapes, rings clockwise outside. present: {any region code, withdrawn too: the present one}.

    A code is looked for as the feature's id and in every property; the one that names most regions is taken. Shapes of
    withdrawn codes go to the region that took them over, unless that has a shape of its own.
    Raises PackUnusable naming the feature and the next move.
    """
    features = _features(path)
    codes = _codes(path, features, present)
    found: dict[str, list[Polygon]] = {}
    strangers: list[str] = []
    own = {code for code in codes if present.get(code) == code}
    for number, (code, feature) in enumerate(zip(codes, features, strict=True), start=1):
        polygons = _polygons(path, number, code, feature)
        region = present.get(code)
        if region is None or (region != code and region in own):
            strangers.append(code or f"#{number}")
        elif code in own and region in found:
            raise _unusable(path, number, code, ("代码重复出现", "the code stands twice"), MERGE)
        elif polygons:
            found.setdefault(region, []).extend(polygons)
    return Drawn(found, tuple(strangers))


MERGE = ("请将同一地区合并为一个 MultiPolygon。", "Make one MultiPolygon of each region.")
EXPORT = (
    "请从制图软件导出为 GeoJSON,坐标系选 WGS 84(EPSG:4326)或 CGCS2000 经纬度(EPSG:4490)。",
    "Export it as GeoJSON from your mapping software, in WGS 84 (EPSG:4326) or CGCS2000 degrees (EPSG:4490).",
)


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        size = path.stat().st_size
        content = json.loads(path.read_text("utf-8-sig")) if size <= MOST_BYTES else None
    except OSError as error:
        raise PackUnusable(path.name, ("找不到边界文件。", "the boundary file is not there."),
                           ("请把文件放在 source.toml 旁边。", "Put it beside source.toml.")) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise PackUnusable(path.name, ("不是 JSON 文件。", "is no JSON file."), EXPORT) from error
    if size > MOST_BYTES:
        raise PackUnusable(
            path.name, (f"边界文件有 {size / 1e6:.1f} MB,过大。", f"has {size / 1e6:.1f} MB, too many for a map page."),
            ("请先简化边界(如 mapshaper -simplify 5% keep-shapes),保持 5 MB 以内。",
             "Simplify it first (mapshaper -simplify 5% keep-shapes) to less than 5 MB."),
        )  # fmt: skip
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise PackUnusable(
            path.name, ("不是 GeoJSON 的 FeatureCollection。", "is no GeoJSON FeatureCollection."), EXPORT
        )
    named = str(content.get("crs") or "").lower()
    if named and not any(system in named for system in DEGREES):
        raise PackUnusable(
            path.name, ("坐标系不是经纬度(见 crs)。", "is in another coordinate system (see crs)."), EXPORT
        )
    features = content.get("features")
    if not isinstance(features, list) or not features or not all(isinstance(f, dict) for f in features):
        raise PackUnusable(path.name, ("没有任何图形。", "holds no shape."), EXPORT)
    return features


def _codes(path: Path, features: Sequence[dict[str, Any]], present: Mapping[str, str]) -> list[str]:
    """The code of each feature, from wherever most of them name a region."""
    told = [{"id": f.get("id"), **_properties(f)} for f in features]
    keys = list(dict.fromkeys(key for line in told for key in line))
    columns = {key: [_code(line.get(key), present) for line in told] for key in keys}
    best = max(keys, key=lambda key: sum(code in present for code in columns[key]))
    if not any(code in present for code in columns[best]):
        examples = "、".join(f"{k}={line[k]}" for line in told[:1] for k in line if line[k] is not None)[:120] or "-"
        raise PackUnusable(
            path.name,
            (f"没有一个图形的代码在区划表中(第一个图形:{examples})。", f"no shape has the code of a region (the first: {examples})."),
            ("请为每个图形加上属性 region_code,写 source.toml [regions] 所用的代码(国内为六位,如 360102)。",
             "Give every shape a property region_code with the code used in [regions] of source.toml (in China six digits, 360102)."),
        )  # fmt: skip
    return columns[best]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _code(value: object, present: Mapping[str, str]) -> str:
    """A code as our table writes it; numbers and the longer codes of map services are understood."""
    text = "" if value is None or isinstance(value, bool | dict | list) else str(value).strip().removesuffix(".0")
    if text in present or not (text.isdigit() and len(text) in LONG_CODES):
        return text
    return next((short for short in (text[:6], text[3:9]) if short in present), text)


def _polygons(path: Path, number: int, code: str, feature: dict[str, Any]) -> list[Polygon]:
    """The shape as polygons; none where the feature has no geometry."""
    geometry = feature.get("geometry")
    if geometry is None:
        return []
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in SHAPES:
        raise _unusable(
            path, number, code, (f"图形类型是 {kind},不是面", f"the shape is a {kind}, no area"),
            ("请提供 Polygon 或 MultiPolygon。", "Give a Polygon or MultiPolygon."),
        )  # fmt: skip
    try:
        parts = SHAPES[kind](geometry["coordinates"])
        polygons = [[[(float(p[0]), float(p[1])) for p in ring] for ring in part] for part in parts]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _unusable(path, number, code, ("坐标无法读取", "its coordinates cannot be read"), EXPORT) from error
    for ring in (ring for polygon in polygons for ring in polygon):
        _check_ring(path, number, code, ring)
    return [clockwise(polygon) for polygon in polygons if polygon]


def _check_ring(path: Path, number: int, code: str, ring: Ring) -> None:
    for x, y in ring:
        if not (isfinite(x) and isfinite(y)):
            raise _unusable(path, number, code, ("坐标不是数", "a coordinate is no number"), EXPORT)
        if abs(x) > 180 or abs(y) > 90:
            swapped = abs(y) <= 180 and abs(x) <= 90
            what = (
                ("经度与纬度写反", "latitude stands before longitude") if swapped
                else ("不是经纬度,而是投影坐标(米)", "is not in degrees but projected, in metres")
            )  # fmt: skip
            raise _unusable(
                path, number, code, (f"坐标 ({x:g}, {y:g}) {what[0]}", f"at ({x:g}, {y:g}) {what[1]}"), EXPORT
            )
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise _unusable(
            path, number, code, ("边界线没有闭合", "a border does not close"),
            ("每个环至少四个点,首尾相同。", "A ring has at least four points, the last the same as the first."),
        )  # fmt: skip


def _unusable(path: Path, number: int, code: str, what: tuple[str, str], move: tuple[str, str]) -> PackUnusable:
    zh, en = what
    return PackUnusable(
        path.name,
        (f"第 {number} 个图形({code or '无代码'}){zh}。", f"shape {number} ({code or 'no code'}): {en}."),
        move,
    )
