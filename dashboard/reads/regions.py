"""Regions of one level side by side: figure, verdict, rank with its interval, gap to peers, and whether the map has a pattern."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import TypeVar

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, figures, shell
from dashboard.reads.base import Row
from metrics import peers as nearest

LEVELS = ("county", "city")
QUARTERS = 8  # of the small maps
MOST_NEAR = str(nearest.MOST)
KEPT = 256  # of each; some ten kilobytes
# What a figure here depends on: neither the region chosen nor how it is looked at.
OF_A_FIGURE = (
    "snapshot", "reader", "plan", "quarter", "department", "indicator", "lang", "level", "colour", "peers",
)  # fmt: skip
Made = TypeVar("Made")
FEWEST = 3  # peers with a figure before their middle is called one


def kept(make: Callable[[Scope, str], Made]) -> Callable[[Scope, str], Made]:
    """Keep what a function makes of a view and a level, whichever region is chosen and however it is looked at.

    A hundred regions put into classes, words and rows cost ten milliseconds, and a reader who clicks from one to the next
    asks for the same every time. The language stays part of the key, the home becomes one.
    """
    inner = lru_cache(maxsize=KEPT)(
        lambda _, values, level: make(Scope(**dict(zip(OF_A_FIGURE, values, strict=True))), level)
    )

    @wraps(make)
    def outer(scope: Scope, level: str) -> Made:
        return inner(base.home_path(), tuple(getattr(scope, name) for name in OF_A_FIGURE), level)

    return outer


def levels(scope: Scope) -> dict[str, int]:
    """Levels that can be mapped and how many regions each has; a jurisdiction without parts is its own only region."""
    found = {row["level"]: row["n_regions"] for row in base.rows(scope, "regions_levels")}
    many = {level: found[level] for level in LEVELS if found.get(level, 0) > 1}
    return many or {level: found[level] for level in LEVELS if level in found}


@base.kept_by("plan", "quarter", "department")
def counted(scope: Scope) -> dict[str, dict[str, int]]:
    """By indicator how many regions of each level have a figure in the quarter."""
    levels = [(code, row["level"]) for code, row in shell.regions(scope).items()]
    places = pl.DataFrame(levels, schema={"region_code": pl.String, "level": pl.String}, orient="row")
    of = {level: (pl.col("level") == level).sum() for level in ("county", "city")}
    found = figures.of_quarter(scope).join(places, on="region_code").group_by("indicator").agg(**of)
    return {r["indicator"]: {level: r[level] for level in of} for r in found.iter_rows(named=True)}


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
def places(scope: Scope, level: str) -> pl.DataFrame:
    """One row a region of the level: figures_by_region.sql, regions_ranks.sql, why it is blank, and n_peers, peer_median, gap.

    blank: not_applicable, not_returned, refused or suppressed wherever there is no value; why: not_yet, no_case or null.
    gap: own value less the median of its peers, turned so that more is better; null where nothing is better or worse.
    """
    found = _explained(scope, _beside(scope, level))
    sign = {"up": 1.0, "down": -1.0}.get(direction(scope))
    middle = _medians(found, _beside_whom(scope, level))
    return found.with_columns(
        *middle,
        gap=(pl.col("value") - middle[1]) * sign if sign else pl.lit(None, dtype=pl.Float64),
    )


def _explained(scope: Scope, found: pl.DataFrame) -> pl.DataFrame:
    """Why a region has no figure. It had no case where it sent others from the same files; else it owes one."""
    value, said, later, codes = (found[name].to_list() for name in ("value", "blank", "is_later", "region_code"))
    unsaid = [one is None and other is None for one, other in zip(value, said, strict=True)]
    sent = _sent(scope) if any(none and not after for none, after in zip(unsaid, later, strict=True)) else frozenset()
    why = [
        ("not_yet" if after else "no_case" if code in sent else None) if none else None
        for none, after, code in zip(unsaid, later, codes, strict=True)
    ]
    blank = [
        ("not_applicable" if reason else "not_returned") if none else before
        for none, reason, before in zip(unsaid, why, said, strict=True)
    ]
    return found.with_columns(pl.Series("why", why, dtype=pl.String), pl.Series("blank", blank, dtype=pl.String))


def _beside(scope: Scope, level: str) -> pl.DataFrame:
    """Every present region of the level; figure, verdict and rank as far as there are any. Joined here: as one statement it
    took DuckDB twice as long to plan as to run."""
    year, month = int(scope.quarter[:4]), 3 * int(scope.quarter[5])
    ranks = base.frame(scope, "regions_ranks", level=level, root=str(shell.plan(scope).get("region_code") or ""))
    found = base.frame(scope, "regions_inside", level=level).join(
        figures.by_region(scope), on="region_code", how="left", maintain_order="left"
    )
    is_later = pl.col("valid_from") > pl.date(year, month, 1).dt.month_end()
    return found.with_columns(is_later=is_later).join(ranks, on="region_code", how="left", maintain_order="left")


@base.kept_by("plan", "quarter", "department", "indicator")
def _sent(scope: Scope) -> frozenset[str]:
    """Regions with a figure, in the quarter, of an indicator counted from the same files."""
    cards = {row["indicator"]: row for row in base.rows(scope, "regions_cards")}
    asked = cards.get(scope.indicator)
    if not asked or asked["origin"] == "return":
        return frozenset()
    alike = [code for code, row in cards.items() if row["feeds"] == asked["feeds"]]
    found = figures.of_quarter(scope).filter(pl.col("indicator").is_in(alike))
    return frozenset(found["region_code"].to_list())


@kept
def by_code(scope: Scope, level: str) -> dict[str, Row]:
    """The same rows by region."""
    return {row["region_code"]: row for row in places(scope, level).iter_rows(named=True)}


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


def _medians(found: pl.DataFrame, beside: Mapping[str, Sequence[str]]) -> tuple[pl.Series, pl.Series]:
    """n_peers with a figure and their median, in the order of the regions; a hundred lists, shorter than any join takes."""
    values = dict(found.select("region_code", "value").iter_rows())
    known = [
        [v for peer in beside.get(code, ()) if (v := values.get(peer)) is not None] for code in found["region_code"]
    ]
    return (
        pl.Series("n_peers", [len(own) for own in known], dtype=pl.Int64),
        pl.Series("peer_median", [_median(own) if len(own) >= FEWEST else None for own in known], dtype=pl.Float64),
    )


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


@lru_cache(maxsize=64)
def _tested(_: str, scope: Scope, level: str) -> Pattern | None:
    from metrics import spatial

    every = _beside(scope, level)
    # The same regions as the build takes: queries/results/map_rows.sql.
    taken = pl.col("excluded").is_null() | pl.col("excluded").is_in(["no_direction", "too_small"])
    rows = every.filter(pl.col("value").is_not_null() & taken).select("region_code", "numerator", "denominator")
    if rows.is_empty():
        return None
    found = spatial.weigh_map(rows, base.frame(scope, "regions_neighbours", level=level))
    if found.whole.is_empty():
        return None
    whole = {**found.whole.row(0, named=True), "quarter": scope.quarter, "q": None}
    return Pattern(whole, {row["region_code"]: row for row in found.places.iter_rows(named=True)})
