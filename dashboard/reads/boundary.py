"""Boundaries of the snapshot: the map in use, where each region lies on it, and the file a browser keeps for ever."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.shelf import shelved

KEPT = 32  # geometries; a snapshot has one or two a jurisdiction
FLOATS = pl.List(pl.Float64)
OLDER = 4  # snapshots whose geometry is still served to whoever holds an older link


@dataclass(frozen=True)
class Place:
    """Where a region lies, in degrees: a point inside its largest part, and its box."""

    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float


def maps(scope: Scope) -> dict[str, Row]:
    """By level the boundary file in use; version is null where there is none."""
    return {row["level"]: row for row in base.rows(scope, "regions_boundary")}


def places(scope: Scope, level: str) -> dict[str, Place]:
    """By code where the regions of a level are drawn; empty without a boundary."""
    version = maps(scope).get(level, {}).get("version")
    return _places(_home(), scope.snapshot, version) if version else {}


def packed(version: str) -> bytes | None:
    """The geometry as gzip, None where no snapshot of ours has it."""
    reader, home = base.reader(), _home()
    asked = dict.fromkeys((reader.current(), *reader.snapshots()[:OLDER]))
    return next((_packed(home, s, version) for s in asked if version in _versions(home, s)), None)


def _home() -> str:
    """Part of every key below: two homes may hold snapshots of one name."""
    return base.home_path()


@shelved(KEPT)
def _versions(_: str, snapshot: str) -> frozenset[str]:
    try:
        return frozenset(row["version"] for row in base.rows(Scope(snapshot), "regions_versions"))
    except base.SnapshotUnusable:
        return frozenset()


@shelved(KEPT)
def _packed(_: str, snapshot: str, version: str) -> bytes:
    return gzip.compress(_text(snapshot, version).encode(), 9, mtime=0)


def _text(snapshot: str, version: str) -> str:
    return str((base.first(Scope(snapshot), "regions_geometry", version=version) or {}).get("geojson") or "{}")


@shelved(KEPT)
def _places(_: str, snapshot: str, version: str) -> dict[str, Place]:
    """Centre of the largest ring by the shoelace rule; one that falls outside its own bent shape moves to the middle of a cut."""
    rings = [
        {"code": str(feature["id"]), "ring": i, "x": [float(p[0]) for p in ring], "y": [float(p[1]) for p in ring]}
        for feature in json.loads(_text(snapshot, version)).get("features", [])
        for i, ring in enumerate(_outlines(feature["geometry"]))
    ]
    if not rings:
        return {}
    points = pl.DataFrame(rings, schema={"code": pl.String, "ring": pl.Int64, "x": FLOATS, "y": FLOATS}).explode(
        "x", "y"
    )
    line = ["code", "ring"]
    step = pl.col("x") * pl.col("y").shift(-1).over(line) - pl.col("x").shift(-1).over(line) * pl.col("y")
    across = pl.col("x") + pl.col("x").shift(-1).over(line)
    along = pl.col("y") + pl.col("y").shift(-1).over(line)
    turned = points.with_columns(step=step, cx=across * step, cy=along * step)
    largest = (
        turned.group_by(line, maintain_order=True)
        .agg(area=pl.col("step").sum() / 2, cx=pl.col("cx").sum(), cy=pl.col("cy").sum())
        .filter(pl.col("area").abs() > 0)
        .sort(pl.col("area").abs(), descending=True)
        .unique("code", keep="first", maintain_order=True)
        .with_columns(lon=pl.col("cx") / (6 * pl.col("area")), lat=pl.col("cy") / (6 * pl.col("area")))
    )
    boxes = points.group_by("code").agg(
        west=pl.col("x").min(), south=pl.col("y").min(), east=pl.col("x").max(), north=pl.col("y").max()
    )
    found = _inside(largest, points).join(boxes, on="code").sort("code")
    return {row.pop("code"): Place(**row) for row in found.select("code", *Place.__annotations__).to_dicts()}


def _inside(largest: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Put each point on the middle of the widest stretch its own parallel has inside the ring."""
    line = ["code", "ring"]
    edges = points.join(largest.select(*line, "lat"), on=line).with_columns(
        x2=pl.col("x").shift(-1).over(line), y2=pl.col("y").shift(-1).over(line)
    )
    crossing = edges.filter((pl.col("y") > pl.col("lat")) != (pl.col("y2") > pl.col("lat"))).with_columns(
        cut=pl.col("x") + (pl.col("lat") - pl.col("y")) / (pl.col("y2") - pl.col("y")) * (pl.col("x2") - pl.col("x"))
    )
    stretches = (
        crossing.sort("code", "cut")
        .with_columns(end=pl.col("cut").shift(-1).over("code"), nth=pl.int_range(pl.len()).over("code"))
        .filter((pl.col("nth") % 2 == 0) & pl.col("end").is_not_null())
        .sort(pl.col("end") - pl.col("cut"), descending=True)
        .unique("code", keep="first", maintain_order=True)
    )
    middle = stretches.select("code", middle=(pl.col("cut") + pl.col("end")) / 2, start="cut", stop="end")
    is_outside = ~pl.col("lon").is_between(pl.col("start"), pl.col("stop"))
    return largest.join(middle, on="code", how="left").with_columns(
        lon=pl.when(is_outside).then(pl.col("middle")).otherwise(pl.col("lon"))
    )


def _outlines(geometry: Row) -> list[list[list[float]]]:
    """The outer ring of every part."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [part[0] for part in parts if part]
