"""The map of each jurisdiction: shapes of its counties and cities, who borders on whom, and what is missing."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from data.boundary_file import Drawn, read_boundaries
from data.lookups import LEVELS, REFERENCE
from data.outlines import Polygon, neighbours, together

SHIPPED = REFERENCE / "boundaries"
VERSION_DIGITS = 16
BOUNDARY = {
    "root_code": pl.String, "level": pl.String, "version": pl.String, "source": pl.String, "is_shipped": pl.Boolean,
    "review_number": pl.String, "n_regions": pl.Int32, "n_drawn": pl.Int32, "n_islands": pl.Int32,
    "without_geometry": pl.String, "without_region": pl.String, "islands": pl.String,
    "west": pl.Float64, "south": pl.Float64, "east": pl.Float64, "north": pl.Float64, "geojson": pl.String,
}  # fmt: skip
NEIGHBOUR = {"root_code": pl.String, "level": pl.String, "region_code": pl.String, "neighbour_code": pl.String}


def boundary_frames(
    regions: pl.DataFrame, ancestors: pl.DataFrame, roots: Sequence[str], own: Sequence[Path], review_number: str = ""
) -> dict[str, pl.DataFrame]:
    """Tables ref_boundary and ref_neighbour of the jurisdictions `roots`.

    regions, ancestors: ref_region and ref_region_ancestor. own: boundary files that sources bring; one that draws a region
    of a jurisdiction stands above ours. Raises PackUnusable where such a file is no map or of no region we know.
    The same regions and files are drawn once a process, however often it builds.
    """
    seen = _seen(regions, ancestors, [*own, *(SHIPPED / f"{root}.geojson" for root in roots)], roots, review_number)
    if seen not in _DRAWN:
        _DRAWN[seen] = _frames(regions, ancestors, roots, own, review_number)
    return _DRAWN[seen]


_DRAWN: dict[str, dict[str, pl.DataFrame]] = {}


def _seen(regions: pl.DataFrame, ancestors: pl.DataFrame, files: Sequence[Path], *more: object) -> str:
    """A digest of everything the maps are made of."""
    seen = hashlib.sha256(repr((more, files)).encode())
    for frame in (regions, ancestors):
        seen.update(frame.write_csv().encode())
    for file in files:
        seen.update(file.read_bytes() if file.is_file() else b"-")
    return seen.hexdigest()


def _frames(
    regions: pl.DataFrame, ancestors: pl.DataFrame, roots: Sequence[str], own: Sequence[Path], review_number: str
) -> dict[str, pl.DataFrame]:
    present = present_codes(regions)
    brought = [(path, read_boundaries(path, present)) for path in own]
    rows: list[dict[str, Any]] = []
    pairs = [pl.DataFrame(schema=NEIGHBOUR)]
    for root in roots:
        below = _below(regions, ancestors, root)
        path, drawn = _file_of(root, set(below["region_code"]), brought, present)
        for level in (level for level in LEVELS if level in set(below["level"])):
            of_level = below.filter(pl.col("level") == level)
            shapes = _shapes(of_level, ancestors, drawn)
            touching = neighbours(shapes).with_columns(root_code=pl.lit(root), level=pl.lit(level))
            row = _row(of_level, shapes, touching, drawn)
            rows.append({
                "root_code": root, "level": level, "source": _said_source(path),
                "is_shipped": path is not None and path.parent == SHIPPED,
                "review_number": review_number if path else "", **row,
            })  # fmt: skip
            pairs.append(touching.select(*NEIGHBOUR))
    return {"ref_boundary": pl.DataFrame(rows, schema=BOUNDARY), "ref_neighbour": pl.concat(pairs)}


def _said_source(path: Path | None) -> str | None:
    """Who drew the lines: of ours what sources.toml says, up to its first remark; of an adopter's file its name."""
    if path is None or path.parent != SHIPPED:
        return path.name if path else None
    told = tomllib.loads((REFERENCE / "sources.toml").read_text(encoding="utf-8"))["boundaries/*.geojson"]["source"]
    return str(told).split(" (")[0]


def present_codes(regions: pl.DataFrame) -> dict[str, str]:
    """Any code ever used -> the present region it became."""
    onward = dict(regions.select("region_code", "successor_code").iter_rows())
    found = {}
    for code in onward:
        now = code
        for _ in range(len(onward)):
            if onward.get(now) is None:
                break
            now = onward[now]
        found[code] = now
    return found


def _below(regions: pl.DataFrame, ancestors: pl.DataFrame, root: str) -> pl.DataFrame:
    """Regions of a jurisdiction; itself where it has no parts."""
    inside = ancestors.filter(pl.col("ancestor_code") == root).select("region_code")
    parts = inside.filter(pl.col("region_code") != root)
    return regions.join(inside if parts.is_empty() else parts, on="region_code", how="semi").sort("region_code")


def _file_of(
    root: str, codes: set[str], brought: Iterable[tuple[Path, Drawn]], present: Mapping[str, str]
) -> tuple[Path | None, Drawn]:
    for path, drawn in brought:
        if codes & set(drawn.shapes):
            return path, drawn
    path = SHIPPED / f"{root}.geojson"
    return (path, read_boundaries(path, present)) if path.is_file() else (None, Drawn({}, ()))


def _shapes(of_level: pl.DataFrame, ancestors: pl.DataFrame, drawn: Drawn) -> dict[str, list[Polygon]]:
    """Each region as drawn, else the outline of the regions below it that are."""
    parts = ancestors.filter(pl.col("ancestor_code") != pl.col("region_code"))
    below = dict(parts.group_by("ancestor_code").agg("region_code").iter_rows())
    shapes = {}
    for code in of_level["region_code"]:
        polygons = drawn.shapes.get(code) or together(
            polygon for part in sorted(below.get(code, [])) for polygon in drawn.shapes.get(part, [])
        )
        if polygons:
            shapes[code] = polygons
    return shapes


def _row(
    of_level: pl.DataFrame, shapes: Mapping[str, list[Polygon]], touching: pl.DataFrame, drawn: Drawn
) -> dict[str, Any]:
    """What ref_boundary says of one level."""
    islands = sorted(set(shapes) - set(touching["region_code"])) if of_level.height > 1 else []
    bare = [code for code in of_level["region_code"] if code not in shapes]
    counts = {
        "n_regions": of_level.height, "n_drawn": len(shapes), "n_islands": len(islands),
        "without_geometry": ",".join(bare), "without_region": ",".join(drawn.strangers), "islands": ",".join(islands),
    }  # fmt: skip
    if not shapes:
        return counts
    text = _geojson(of_level, shapes)
    points = [point for polygons in shapes.values() for polygon in polygons for point in polygon[0]]
    xs, ys = zip(*points, strict=True)
    version = hashlib.sha256(text.encode()).hexdigest()[:VERSION_DIGITS]
    return counts | {
        "version": version, "geojson": text, "west": min(xs), "south": min(ys), "east": max(xs), "north": max(ys),
    }  # fmt: skip


def _geojson(of_level: pl.DataFrame, shapes: Mapping[str, list[Polygon]]) -> str:
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"region_code": code, "name_zh": zh, "name_en": en},
            "geometry": {"type": "MultiPolygon", "coordinates": shapes[code]},
        }
        for code, zh, en in of_level.select("region_code", "name_zh", "name_en").iter_rows()
        if code in shapes
    ]
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
