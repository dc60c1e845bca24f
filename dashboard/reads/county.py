"""One region beside regions like it: where it stands on every indicator, how sure that is, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from metrics.compare import compare_with_peers
from metrics.dispersion import LEAST_UNITS
from metrics.multiplicity import with_q
from metrics.ranks import rank_intervals

NEAREST = ("10", "5", "3")  # how many of the nearest by structure may be asked for
KIND, MAP = "kind", "map"
LEAST_OTHERS = LEAST_UNITS - 1  # beside the region itself: fewer are not tested
LEAST_SPREAD = 3  # peers with a figure: of fewer no middle is told
SURE = 0.05  # q at or under which a difference is more than chance
SPREAD = ("n", "low", "quarter_low", "middle", "quarter_high", "high")
FRAME = {
    "indicator": pl.String, "region_code": pl.String, "direction": pl.String,
    "numerator": pl.Float64, "denominator": pl.Float64, "value": pl.Float64,
}  # fmt: skip


def place(scope: Scope) -> Row:
    """The chosen region: name, level, kind, structure (null where the jurisdiction sends no register)."""
    return base.first(scope, "county_place") or {}


def past(scope: Scope) -> list[Row]:
    """Names and codes it had before, latest first, each with its document."""
    return base.rows(scope, "county_past")


def listed(scope: Scope) -> dict[str, Row]:
    """Every region of the jurisdiction with figures in the quarter, by code: how many indicators stand where."""
    return {row["region_code"]: row for row in base.rows(scope, "county_list", region=shell.plan(scope)["region_code"])}


def is_chosen(scope: Scope) -> bool:
    """Is one region meant? The whole jurisdiction is, only where it has no parts."""
    return scope.region != shell.plan(scope).get("region_code") or len(shell.regions(scope)) == 1


@dataclass(frozen=True)
class Peers:
    """Who the region is compared with."""

    asked: str  # 10, 5, 3, kind or map
    rows: list[Row]  # nearest first, or by code
    offered: dict[str, int]  # what may be asked for, and how many each holds
    rule: str  # features; groups; k of stat_peer, empty where peers are not chosen by structure

    @property
    def codes(self) -> str:
        """Their codes, comma-joined."""
        return ",".join(sorted(row["region_code"] for row in self.rows))


def peers(scope: Scope) -> Peers:
    """The comparable regions asked for in the address, else the ten nearest by structure, else all of the kind."""
    found = base.rows(scope, "county_peers")
    near = [row for row in found if row["position"] is not None]
    choices = {k: near[: int(k)] for k in NEAREST if len(near) >= int(k)}
    if 0 < len(near) < int(NEAREST[0]):
        choices = {NEAREST[0]: near, **choices}
    choices[KIND] = [row for row in found if row["is_kind"]]
    choices[MAP] = [row for row in found if row["is_neighbour"]]
    offered = {name: len(rows) for name, rows in choices.items() if rows}
    asked = scope.peers if scope.peers in offered else next(iter(offered), KIND)
    return Peers(asked, choices[asked], offered, near[0]["rule"] if asked in NEAREST and near else "")


@dataclass(frozen=True)
class Profile:
    """Every indicator of the region, in the order of the catalogue, and what may be told apart from its peers."""

    rows: list[Row]
    n_peers: int

    @cached_property
    def words(self) -> dict[str, int]:
        """How many indicators stand where."""
        found = [row["word"] for row in self.rows]
        return {word: found.count(word) for word in set(found) if word}

    @cached_property
    def tested(self) -> int:
        """Indicators put beside the peers by a test."""
        return sum(row["q"] is not None for row in self.rows)

    def side(self, side: str) -> list[Row]:
        """Rows ahead of or behind the peers by more than chance, surest first."""
        return sorted((row for row in self.rows if row["side"] == side), key=lambda row: (row["q"], row["indicator"]))


def profile(scope: Scope, beside: Peers) -> Profile:
    """The rows of the page, each with the words of its card.

    Beside the columns of the judgement: all_* and near_* (n, low, quarter_low, middle, quarter_high, high) over the regions
    of the level and over the peers; side (ahead, behind, alike; null where untested) and q of that test; near_rank_low,
    near_rank_high and near_ranked: its possible places among the peers, itself counted.
    """
    bare = Scope(scope.snapshot, scope.plan, scope.quarter, scope.region, reader=scope.reader)
    return _profile(str(base.reader().home.path), bare, beside.codes, beside.asked)


@lru_cache(maxsize=64)  # some 300 kB each
def _profile(_: str, scope: Scope, codes: str, asked: str) -> Profile:
    level = shell.regions(scope).get(scope.region, {}).get("level")
    spread = {row["indicator"]: row for row in base.rows(scope, "county_spread", level=level)}
    told = _told(scope, codes)
    cards, more = shell.indicators(scope), {row["indicator"]: row for row in base.rows(scope, "county_cards")}
    is_over = shell.plan(scope).get("is_over")
    order = {code: i for i, code in enumerate(cards)}
    rows = []
    for row in sorted(base.rows(scope, "county_own"), key=lambda row: order.get(row["indicator"], len(order))):
        code = row["indicator"]
        there = {f"all_{k}": spread[code][k] if code in spread else None for k in SPREAD}
        made = {**more.get(code, {}), **cards.get(code, {}), **row, **there, **told.get(code, _UNTOLD)}
        rows.append(_as_stored(made) if asked == KIND else _with_both_keys(made))
    if is_over:
        rows = [{**row, "side": None, "q": None} for row in rows]
    return Profile(rows, len(codes.split(",")) if codes else 0)


_TOLD = (*(f"near_{k}" for k in SPREAD), "side", "q", "near_rank_low", "near_rank_high", "near_ranked")
_UNTOLD: Row = dict.fromkeys(_TOLD)


def _told(scope: Scope, codes: str) -> dict[str, Row]:
    """By indicator: how the peers lie, and what a test of the region against them says (q over its own indicators)."""
    found = base.table(scope, "county_beside", codes=f"{codes},{scope.region}")
    rows = pl.DataFrame(pl.from_arrow(found)).cast(FRAME)  # type: ignore[arg-type]
    others = rows.filter(pl.col("region_code") != scope.region)
    value = pl.col("value")
    lies = others.group_by("indicator").agg(
        near_n=pl.len(), near_low=value.min(), near_quarter_low=value.quantile(0.25, "linear"), near_middle=value.median(),
        near_quarter_high=value.quantile(0.75, "linear"), near_high=value.max(),
    )  # fmt: skip
    counted = rows.filter(pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null())
    compared = compare_with_peers(counted, ["indicator"])
    compared = compared.filter((pl.col("region_code") == scope.region) & pl.col("p_bad").is_not_null())
    sure = pl.col("q") <= SURE
    side = (
        pl.when(sure & (pl.col("p_bad") < 0.5)).then(pl.lit("behind")).when(sure).then(pl.lit("ahead")).otherwise(pl.lit("alike"))
    )  # fmt: skip
    tested = with_q(compared, []).select("indicator", "q", side=side)
    places = rank_intervals(counted, ["indicator"]).filter(pl.col("region_code") == scope.region)
    places = places.select(
        "indicator", near_rank_low="rank_low", near_rank_high="rank_high", near_ranked="n_ranked"
    )  # fmt: skip
    few = pl.col("near_n") < LEAST_SPREAD
    lies = lies.with_columns(pl.when(~few).then(pl.col(f"near_{k}")).alias(f"near_{k}") for k in SPREAD[1:])
    laid = lies.join(tested, on="indicator", how="left").join(places, on="indicator", how="left")
    return {row["indicator"]: {k: row[k] for k in _TOLD} for row in laid.iter_rows(named=True)}


ALERTS = {"P0": "ahead", "P1": "ahead", "P3": "behind", "P4": "behind"}


def _with_both_keys(row: Row) -> Row:
    """How far regions differ is learned from few peers: all of the kind, where tested, must at least raise the alert too."""
    signal = _peer_signal(row)
    if row["side"] in ("ahead", "behind") and signal and ALERTS.get(signal) != row["side"]:
        return {**row, "side": "alike"}
    return row


def _peer_signal(row: Row) -> str | None:
    return next((part for part in (row["signals"] or "").split() if part[0] == "P"), None)


def _as_stored(row: Row) -> Row:
    """Beside all of the kind the build has tested already, corrected over every region: that test stands."""
    signal = _peer_signal(row)
    q = row["peer_q"] if signal else None
    if q is None:
        return {**row, "side": None, "q": None}
    return {**row, "side": "alike" if q > SURE else ALERTS.get(signal or "", "alike"), "q": q}


def benchmarks(rows: Sequence[Row]) -> int:
    """For how many indicators an achievable benchmark is known."""
    return sum(row["benchmark"] is not None for row in rows)


def offices(scope: Scope) -> list[Row]:
    """The region's departments: how many indicators each was judged on, those that lag first."""
    return base.rows(scope, "county_offices")


def history(scope: Scope, indicator: str) -> pl.DataFrame:
    """Quarter by quarter up to the chosen one: value, rank interval, tier of the region for one indicator."""
    return pl.DataFrame(pl.from_arrow(base.table(scope, "county_history", indicator=indicator)))


def patterns(scope: Scope) -> list[Row]:
    """Figures of the region and those below whose shape asks for a second look."""
    return base.rows(scope, "county_patterns")


def findings(scope: Scope) -> list[Row]:
    """What did not agree between feeds in rows of the region this quarter."""
    return base.rows(scope, "county_findings")
