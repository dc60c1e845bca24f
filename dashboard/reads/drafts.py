"""Scenarios kept in the installation's own folder, weighed anew on the snapshot that is looked at, and made ready to take away.

The drafts belong to the installation, not to a reader: whoever may open the page sees them all. What is weighed here goes
through the reader's own scope like every other figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from dashboard.access import ALL, Scope
from dashboard.reads import base, indicator, shell, targets
from dashboard.reads.base import Row
from dashboard.reads.targets import Expected, Proposal
from data import draft_pack, drafts
from data.draft_book import Sheet, as_xlsx
from data.draft_pack import Named
from data.drafts import DraftUnusable, Scenario
from data.errors import Fixable
from metrics.split import Split

__all__ = ["DraftUnusable", "Fixable", "Scenario", "Sheet", "as_xlsx"]
DIGITS = range(3, 11)  # 97.4 % is three places of a rate
TINY = 1e-9


def names() -> list[str]:
    """Every draft there is, of any plan, readable or not."""
    return drafts.names(base.reader().home.drafts)


def saved(scope: Scope) -> tuple[list[Scenario], list[DraftUnusable]]:
    """The drafts of the chosen plan, and what is wrong with those that cannot be read (of whatever plan they are)."""
    sound, broken = drafts.saved(base.reader().home.drafts)
    return [s for s in sound if s.plan == scope.plan], broken


def save(scope: Scope, proposal: Proposal, name: str, note: str) -> Scenario:
    """Keep what stands on the screen. Raises Fixable. Parts are kept as the shortest rates that ask for the same cases."""
    scenario = Scenario(
        name, proposal.plan, proposal.indicator, proposal.year, _short(proposal.plan_value), proposal.comparator,
        proposal.level if proposal.unit_values else "", proposal.rule if proposal.unit_values else "",
        _shortest(targets.units(scope), proposal), scope.region, note, scope.snapshot, shell.build(scope)["as_of"],
    )  # fmt: skip
    drafts.save(base.reader().home.drafts, scenario)
    return scenario


def delete(name: str) -> None:
    """Take a draft away. Raises Fixable."""
    drafts.delete(base.reader().home.drafts, name)


def _short(value: float) -> float:
    return round(value, 10)


def _shortest(rows: pl.DataFrame, proposal: Proposal) -> dict[str, float]:
    """An official writes 97.4 %, not 97.4358974 %: the fewest digits that still ask for the very same whole cases."""
    if not proposal.unit_values:
        return {}
    given = pl.DataFrame({"code": list(proposal.unit_values), "share": list(proposal.unit_values.values())})
    n = rows.select("code", n=pl.col("denominator").cast(pl.Float64).fill_null(0).round())
    share, cases = pl.col("share"), pl.col("n")
    is_least = proposal.comparator == ">="

    def asked(rate: pl.Expr) -> pl.Expr:
        return (rate * cases - TINY).ceil() if is_least else (rate * cases + TINY).floor()

    tried = []
    for digits in DIGITS:
        scaled = share * 10**digits
        rate = ((scaled + TINY).floor() if is_least else (scaled - TINY).ceil()) / 10**digits
        tried.append(pl.when(asked(rate) == asked(share)).then(rate.round(digits)))
    found = given.join(n, on="code", how="left").select("code", kept=pl.coalesce(*tried, share))
    return dict(found.iter_rows())


@dataclass(frozen=True)
class Weighed:
    """A scenario on the figures of the snapshot looked at; what cannot be told is None."""

    scenario: Scenario
    card: Row
    row: Row | None = None  # the whole, of stat_outlook
    p: float | None = None
    worse: float | None = None
    like: Row | None = None  # what came of targets once given such a chance
    more: int | None = None  # cases a quarter
    met: Expected | None = None  # units that would reach the value of the whole
    own_met: Expected | None = None  # units that would reach their own part
    units: pl.DataFrame = field(default_factory=pl.DataFrame)
    made: Split | None = None

    @property
    def is_least(self) -> bool:
        """Whether the value is one to reach."""
        return self.scenario.comparator == ">="


def weigh(scope: Scope, scenario: Scenario) -> Weighed:
    """The scenario on the present figures, whichever snapshot it was made on."""
    view = replace(
        scope, indicator=scenario.indicator, region=scenario.region_code or str(shell.plan(scope).get("region_code", "")),
        department=ALL, among=scenario.level, year=str(scenario.year), rule=scenario.rule, aim="",
    )  # fmt: skip
    card = indicator.card(view) or {}
    row = targets.at(targets.whole(view), str(scenario.year)) if card else None
    is_there = bool(scenario.level) and scenario.level in targets.offered(view) and row is not None
    rows = targets.units(view) if is_there else pl.DataFrame()
    p, worse = targets.chance(row, scenario.plan_value, card) if row else (None, None)
    like = targets.like_it(view, p) if p is not None else None
    more = targets.more_cases(row, scenario.plan_value, card) if row else None
    rows = targets.chances(rows, scenario.plan_value, card) if rows.height else rows
    made = (
        targets.divided(rows, scenario.plan_value, "own", card, scenario.unit_values) if scenario.unit_values else None
    )
    own = targets.expected(made.units.select(p_met="p_share")) if made else None
    return Weighed(
        scenario, card, row, p, worse, like, more, targets.expected(rows) if rows.height else None, own, rows, made
    )


def pack(scope: Scope, slug: str, chosen: Sequence[Scenario]) -> bytes:
    """The overlay pack as a zip with one folder named by the slug. Raises DraftUnusable where they cannot be one pack."""
    cards = shell.indicators(scope)
    indicators = {c: Named(r["name_zh"], r["name_en"], r["unit"]) for c, r in cards.items()}
    places = {**shell.region_names(scope), **shell.department_names(scope)}
    units = {c: Named(r["name_zh"], r["name_en"]) for c, r in places.items()}
    files = draft_pack.pack_files(
        slug, chosen, indicators=indicators, units=units, demo=bool(shell.build(scope)["is_demo"]),
        root=shell.plan(scope).get("region_code"),
    )  # fmt: skip
    return draft_pack.pack_zip(slug, files)


def in_the_way(scope: Scope, chosen: Sequence[Scenario]) -> list[Row]:
    """Targets in force that set another value for the same indicator, place and day: a build takes one of the two only."""
    root = shell.plan(scope).get("region_code")
    found = []
    for s in chosen:
        wanted = _places(s, str(root))
        for row in base.rows(scope, "targets_set", indicator=s.indicator, target_on=s.target_on):
            value = wanted.get((row["region_code"], row["department_code"]))
            if value is not None and row["value"] is not None and abs(value - row["value"]) > TINY:
                found.append({**row, "proposed": value, "indicator": s.indicator})
    return found


def _places(s: Scenario, root: str) -> Mapping[tuple[str | None, str | None], float]:
    inside = s.region_code if s.region_code != root else None
    by_unit = {(inside, c) if s.level == "department" else (c, None): v for c, v in s.unit_values.items()}
    return {(inside or None, None): s.plan_value, **by_unit}
