"""One region beside regions like it: where it stands on every indicator, how sure that is, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dashboard.access import Scope
from dashboard.reads import alongside, base, shell
from dashboard.reads import patterns as at_hand
from dashboard.reads.base import Row
from dashboard.reads.shelf import shelved
from dashboard.reads.slices import sliced
from metrics.beside import SURE
from metrics.dispersion import LEAST_UNITS

NEAREST = ("10", "5", "3")  # how many of the nearest by structure may be asked for
KIND, MAP = "kind", "map"
LEAST_OTHERS = LEAST_UNITS - 1  # beside the region itself: fewer are not tested

_offices = sliced("county_offices", "quarter", "region_code")
_findings = sliced("county_findings", "quarter")


def _root(scope: Scope) -> str:
    return str(shell.plan(scope).get("region_code") or "")


def place(scope: Scope) -> Row:
    """The chosen region: name, level, kind, structure (null where the jurisdiction sends no register)."""
    return _places(scope).get(scope.region, {})


@base.kept
def _places(scope: Scope) -> dict[str, Row]:
    return {row["region_code"]: row for row in base.rows(scope, "county_place", root=_root(scope))}


def past(scope: Scope) -> list[Row]:
    """Names and codes it had before, latest first, each with its document."""
    return [row for row in base.rows(scope, "county_past") if row["region_code"] == scope.region]


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
    every, beside = shell.regions(scope), _near(scope).get(scope.region, [])
    own = every.get(scope.region, {})
    near = [{**every[row["region_code"]], **row} for row in beside if row["rule"] and row["region_code"] in every]
    choices = {k: near[: int(k)] for k in NEAREST if len(near) >= int(k)}
    if 0 < len(near) < int(NEAREST[0]):
        choices = {NEAREST[0]: near, **choices}
    alike = {c for c, r in every.items() if (r["level"], r["kind"]) == (own.get("level"), own.get("kind"))}
    choices[KIND] = _by_code(every, alike - {scope.region}, near)
    choices[MAP] = _by_code(every, {row["region_code"] for row in beside if not row["rule"]}, near)
    offered = {name: len(rows) for name, rows in choices.items() if rows}
    asked = scope.peers if scope.peers in offered else next(iter(offered), KIND)
    return Peers(asked, choices[asked], offered, near[0]["rule"] if asked in NEAREST and near else "")


@base.kept_by("plan")
def _near(scope: Scope) -> dict[str, list[Row]]:
    """By region: those near by structure, nearest first, then its neighbours on the map."""
    found: dict[str, list[Row]] = {}
    for row in base.rows(scope, "county_near", root=_root(scope)):
        found.setdefault(row["own_code"], []).append(row)
    return found


def _by_code(every: dict[str, Row], codes: set[str], near: list[Row]) -> list[Row]:
    """Those near by structure first, as they come, then by code."""
    known = {row["region_code"]: row for row in near if row["region_code"] in codes}
    far: Row = dict.fromkeys(("position", "distance", "rule"))
    return [*known.values(), *({**every[c], **far} for c in sorted(codes & every.keys() - known.keys()))]


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
    return _profile(base.home_path(), bare, beside.codes, beside.asked)


@shelved(64)  # some 300 kB each
def _profile(_: str, scope: Scope, codes: str, asked: str) -> Profile:
    level = shell.regions(scope).get(scope.region, {}).get("level")
    spread, told = alongside.spread(scope, level), alongside.told(scope, codes.split(","))
    cards, ranks = _cards(scope), _ranks(scope)
    order = {code: i for i, code in enumerate(cards)}
    rows = []
    for row in sorted(base.rows(scope, "county_own"), key=lambda row: order.get(row["indicator"], len(order))):
        code = row["indicator"]
        made = {
            **cards.get(code, {}),
            **ranks.get(code, _UNRANKED),
            **row,
            **spread.get(code, _UNSPREAD),
            **told.get(code, _UNTOLD),
        }
        rows.append(_as_stored(made) if asked == KIND else _with_both_keys(made))
    if shell.plan(scope).get("is_over"):
        rows = [{**row, "side": None, "q": None} for row in rows]
    return Profile(rows, len(codes.split(",")) if codes else 0)


RANKED = (
    "excluded",
    "rank",
    "n_ranked",
    "rank_low",
    "rank_high",
    "tier",
    "benchmark",
    "benchmark_units",
    "is_best",
    "change",
)
_UNRANKED: Row = dict.fromkeys(RANKED)
_UNSPREAD: Row = dict.fromkeys(alongside.ALL)
_UNTOLD: Row = dict.fromkeys(alongside.TOLD)


def _ranks(scope: Scope) -> dict[str, Row]:
    return {row["indicator"]: row for row in base.rows(scope, "county_ranks", root=_root(scope))}


@base.kept_by("plan")
def _cards(scope: Scope) -> dict[str, Row]:
    """By indicator, in the order of the catalogue: what its numerator counts, and what every page says of it."""
    more, cards = {row["indicator"]: row for row in base.rows(scope, "county_cards")}, shell.indicators(scope)
    return {code: {**more.get(code, {}), **cards.get(code, {})} for code in {**cards, **more}}


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
    return _offices(scope, scope.quarter, scope.region).to_dicts()


def history(scope: Scope, indicator: str) -> list[Row]:
    """Quarter by quarter up to the chosen one: value, rank interval, tier of the region for one indicator."""
    level = shell.regions(scope).get(scope.region, {}).get("level")
    own = pl.col("region_code") == scope.region  # cut here: another region of the same indicator asks nothing anew
    judged = base.frame(scope, "county_history", indicator=indicator).filter(own)
    ranked = base.frame(scope, "county_ranked", indicator=indicator, root=_root(scope), level=level)
    places, none = {row["quarter"]: row for row in ranked.filter(own).to_dicts()}, dict.fromkeys(ranked.columns)
    return [{**places.get(row["quarter"], none), **row} for row in judged.to_dicts() if row["quarter"] <= scope.quarter]


def patterns(scope: Scope) -> list[Row]:
    """Figures of the region and those below whose shape asks for a second look."""
    return at_hand.inside(scope)


def findings(scope: Scope) -> list[Row]:
    """What did not agree between feeds in rows of the region this quarter: finding, feed, n_departments, n_rows."""
    within, found = shell.inside(scope), {}
    for row in _findings(scope, scope.quarter).iter_rows(named=True):
        if row["region_code"] in within:
            rows, departments = found.get((row["finding"], row["feed"]), (0, set()))
            found[row["finding"], row["feed"]] = rows + row["n_rows"], departments | {row["department_code"]}
    told = [
        {"finding": finding, "feed": feed, "n_departments": len(departments - {None}), "n_rows": n}
        for (finding, feed), (n, departments) in found.items()
    ]
    return sorted(told, key=lambda row: (-row["n_rows"], row["finding"], row["feed"]))
