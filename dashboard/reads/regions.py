"""Regions of one level side by side: figure, verdict, rank with its interval, gap to peers, and whether the map has a pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TypeVar

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, figures, shell
from dashboard.reads.base import Row
from dashboard.reads.shelf import shelved
from dashboard.reads.slices import looked_up
from metrics import peers as nearest

LEVELS = ("county", "city")
QUARTERS = 8  # of the small maps
MOST_NEAR = str(nearest.MOST)
KEPT = 256  # of each; some ten kilobytes
# What a figure here depends on: neither the region chosen nor how it is looked at.
OF_A_FIGURE = (
    "snapshot", "reader", "plan", "quarter", "department", "indicator", "lang", "level", "colour", "peers",
)  # fmt: skip
TEXT, WHOLE, SHARE = pl.String, pl.Int64, pl.Float64
TESTED = {"region_code": TEXT, "numerator": SHARE, "denominator": SHARE}
SHOWN = {
    "region_code": TEXT, "value": SHARE, "denominator": SHARE, "word": TEXT, "blank": TEXT, "tier": TEXT, "gap": SHARE,
    "rank": WHOLE, "rank_low": WHOLE, "rank_high": WHOLE,
}  # fmt: skip
Made = TypeVar("Made")
_counted = looked_up("regions_counted", "quarter", "department_code")
_sent_at_all = looked_up("regions_sent", "quarter", "department_code", "feeds")
FEWEST = 3  # peers with a figure before their middle is called one


def kept(make: Callable[[Scope, str], Made]) -> Callable[[Scope, str], Made]:
    """Keep what a function makes of a view and a level, whichever region is chosen and however it is looked at.

    A hundred regions put into classes, words and rows cost ten milliseconds, and a reader who clicks from one to the next
    asks for the same every time. The language stays part of the key, the home becomes one.
    """
    inner = shelved(KEPT)(
        lambda _, snapshot, values, level: make(Scope(**dict(zip(OF_A_FIGURE, values, strict=True))), level)
    )

    @wraps(make)
    def outer(scope: Scope, level: str) -> Made:
        return inner(base.home_path(), scope.snapshot, tuple(getattr(scope, name) for name in OF_A_FIGURE), level)

    return outer


def levels(scope: Scope) -> dict[str, int]:
    """Levels that can be mapped and how many regions each has; a jurisdiction without parts is its own only region."""
    found = {row["level"]: row["n_regions"] for row in base.rows(scope, "regions_levels")}
    many = {level: found[level] for level in LEVELS if found.get(level, 0) > 1}
    return many or {level: found[level] for level in LEVELS if level in found}


@base.kept_by("plan", "quarter", "department")
def counted(scope: Scope) -> dict[str, dict[str, int]]:
    """By indicator how many regions of each level have a figure in the quarter."""
    found = _counted(scope, scope.quarter, scope.department)
    return {row["indicator"]: {level: row[level] for level in LEVELS} for row in found}


def level(scope: Scope) -> str:
    """The level asked for, else the finest that has figures of the indicator."""
    offered = levels(scope)
    if scope.level in offered:
        return scope.level
    has = counted(scope).get(scope.indicator, {})
    return next((one for one in offered if has.get(one)), next(iter(offered), ""))


def direction(scope: Scope) -> str:
    """up, down or none: which way is better."""
    return str(shell.indicators(scope).get(scope.indicator, {}).get("direction") or "none")


def peers_asked(scope: Scope) -> str:
    """Who is compared: as asked for, else the ten nearest by structure; the same kind where no structure was counted."""
    if scope.peers:
        return scope.peers
    return MOST_NEAR if base.frame(scope, "regions_peers", level=level(scope)).height else "kind"


@kept
def by_code(scope: Scope, level: str) -> dict[str, Row]:
    """Each region of the level: figures_by_region.sql, regions_ranks.sql, why it is blank, and n_peers, peer_median, gap.

    blank: not_applicable, not_returned, refused or suppressed wherever there is no value; why: not_yet, no_case or null.
    gap: own value less the median of its peers, turned so that more is better; null where nothing is better or worse.
    """
    found = _beside(scope, level)
    sign, whom = {"up": 1.0, "down": -1.0}.get(direction(scope)), _beside_whom(scope, level)
    values = {code: row["value"] for code, row in found.items()}
    return {
        code: row | _why(scope, row) | _gap(row["value"], [values.get(peer) for peer in whom.get(code, ())], sign)
        for code, row in found.items()
    }


@kept
def places(scope: Scope, level: str) -> pl.DataFrame:
    """The columns of them that maps and sentences are made from, as a frame."""
    rows = by_code(scope, level).values()
    return pl.DataFrame([pl.Series(name, [row[name] for row in rows], dtype=kind) for name, kind in SHOWN.items()])


def _why(scope: Scope, row: Row) -> Row:
    """Why a region has no figure. It had no case where it sent others from the same files; else it owes one."""
    if row["value"] is not None or row["blank"] is not None:
        return {"why": None}
    why = "not_yet" if row["is_later"] else "no_case" if row["region_code"] in _sent(scope) else None
    return {"why": why, "blank": "not_applicable" if why else "not_returned"}


def _gap(value: float | None, peers: Sequence[float | None], sign: float | None) -> Row:
    """How many peers have a figure, their median, and the distance to it."""
    known = [v for v in peers if v is not None]
    middle = _median(known) if len(known) >= FEWEST else None
    is_known = value is not None and middle is not None and sign is not None
    return {"n_peers": len(known), "peer_median": middle, "gap": (value - middle) * sign if is_known else None}  # type: ignore[operator]


def _beside(scope: Scope, level: str) -> dict[str, Row]:
    """Every present region of the level; figure, verdict and rank as far as there are any. Joined here: as one statement it
    took DuckDB twice as long to plan as to run."""
    year, month = int(scope.quarter[:4]), 3 * int(scope.quarter[5])
    ended = date(year + month // 12, month % 12 + 1, 1)  # the day after
    asked = {"indicator": scope.indicator, "quarter": scope.quarter, "level": level, "root": _root(scope)}
    if scope.department != ALL:  # nobody is ranked within one department: the empty answer is one and the same
        asked = dict.fromkeys(asked, "")
    ranks, figured = base.frame(scope, "regions_ranks", **asked), figures.by_code(scope)
    ranked = {row["region_code"]: row for row in ranks.iter_rows(named=True)}
    blank = dict.fromkeys((*base.frame(scope, "figures_by_region", indicator=scope.indicator).columns, *ranks.columns))
    return {
        row["region_code"]: {
            **blank, **figured.get(row["region_code"], {}), **ranked.get(row["region_code"], {}), **row,
            "is_later": row["valid_from"] is not None and row["valid_from"] >= ended,
        }
        for row in base.frame(scope, "regions_inside", level=level).iter_rows(named=True)
    }  # fmt: skip


def _root(scope: Scope) -> str:
    return str(shell.plan(scope).get("region_code") or "")


@base.kept_by("plan", "quarter", "department", "indicator")
def _sent(scope: Scope) -> frozenset[str]:
    """Regions with a figure, in the quarter, of an indicator counted from the same files."""
    cards = {row["indicator"]: row for row in base.rows(scope, "regions_cards")}
    asked = cards.get(scope.indicator)
    if not asked or asked["origin"] == "return":
        return frozenset()
    found = _sent_at_all(scope, scope.quarter, scope.department, asked["feeds"])
    return frozenset(code for row in found for code in row["regions"].split(","))


def here(scope: Scope, level: str) -> tuple[str, Row | None]:
    """The chosen region's level and row: a city stays in view while its counties are on the map."""
    for own in dict.fromkeys((level, *levels(scope))):
        row = by_code(scope, own).get(scope.region)
        if row:
            return own, row
    return level, None


def _beside_whom(scope: Scope, level: str) -> dict[str, list[str]]:
    """By region the codes of those it is compared with."""
    return _whom(replace(scope, level=level, peers=peers_asked(scope)))


@base.kept_by("plan", "level", "peers")
def _whom(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, peer in pairs(scope, scope.level).select("region_code", "peer_code").iter_rows():
        found.setdefault(code, []).append(peer)
    return found


def pairs(scope: Scope, level: str) -> pl.DataFrame:
    """region_code, peer_code, distance (null where not by structure): who is compared with whom, as the reader chose."""
    asked = peers_asked(scope)
    if asked == "map":
        return base.frame(scope, "regions_neighbours", level=level).select(
            "region_code", peer_code="neighbour_code", distance=pl.lit(None, dtype=pl.Float64)
        )
    if asked == "kind":
        kinds = base.frame(scope, "regions_inside", level=level).select("region_code", "kind")
        both = kinds.join(kinds.rename({"region_code": "peer_code"}), on="kind")
        return both.filter(pl.col("region_code") != pl.col("peer_code")).select(
            "region_code", "peer_code", distance=pl.lit(None, dtype=pl.Float64)
        )
    near = base.frame(scope, "regions_peers", level=level).filter(pl.col("position") <= int(asked))
    return near.select("region_code", "peer_code", "distance")


def _median(values: list[float]) -> float:
    values.sort()
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    return low + (high - low) * 0.5


def rule(scope: Scope, level: str) -> str:
    """How the nearest were found, as the build wrote it down; empty where there are none."""
    found = base.frame(scope, "regions_peers", level=level)
    return str(found["rule"][0]) if found.height else ""


def structure(scope: Scope, level: str) -> dict[str, Row]:
    """By region what it is like."""
    return {row["region_code"]: row for row in base.rows(scope, "regions_structure", level=level)}


def series(scope: Scope, level: str) -> pl.DataFrame:
    """region_code, quarter, numerator, denominator, value, word, blank: the quarters up to the chosen one, eight at most."""
    inside = base.frame(scope, "regions_inside", level=level)["region_code"].to_list()
    found = base.frame(scope, "regions_series").filter(
        (pl.col("quarter") <= scope.quarter) & pl.col("region_code").is_in(inside)
    )
    wanted = found["quarter"].unique().sort().tail(QUARTERS).to_list()
    return found.filter(pl.col("quarter").is_in(wanted))


def renamed(scope: Scope) -> list[Row]:
    """Codes and names behind the present regions whose series they carry on, latest change first."""
    return base.rows(scope, "regions_past")


@dataclass(frozen=True)
class Pattern:
    """Is the indicator clustered on the map, and where? `whole` is one row of stat_spatial, `places` rows of stat_cluster."""

    whole: Row
    places: dict[str, Row]  # by region


def pattern(scope: Scope, level: str) -> Pattern | None:
    """As the build tested it; None where it did not (see the quarter of `whole`: it is the latest, not the chosen one)."""
    whole = base.first(scope, "regions_spatial", level=level) if scope.department == ALL else None
    if whole is None:
        return None
    return Pattern(whole, {row["region_code"]: row for row in base.rows(scope, "regions_clusters", level=level)})


def pattern_now(scope: Scope, level: str) -> Pattern | None:
    """The same test for the chosen quarter, made when somebody asks for it; None where nobody has a figure."""
    return _tested(base.home_path(), replace(scope, region="", lang="", colour="", view="", peers=""), level)


@shelved(64)
def _tested(_: str, scope: Scope, level: str) -> Pattern | None:
    from metrics import spatial

    # The same regions as the build takes: queries/results/map_rows.sql.
    rows = pl.DataFrame(
        [
            {name: row[name] for name in TESTED}
            for row in _beside(scope, level).values()
            if row["value"] is not None and row["excluded"] in (None, "no_direction", "too_small")
        ],
        schema=TESTED,
    )
    if rows.is_empty():
        return None
    found = spatial.weigh_map(rows, base.frame(scope, "regions_neighbours", level=level))
    if found.whole.is_empty():
        return None
    whole = {**found.whole.row(0, named=True), "quarter": scope.quarter, "q": None}
    return Pattern(whole, {row["region_code"]: row for row in found.places.iter_rows(named=True)})
