"""Fill agg_observation: in a build that goes on, of the periods and offices alone whose counts moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import duckdb

from data.snapshot.mart import written
from data.snapshot.some import among
from data.snapshot.steps import Steps
from metrics.card import Card
from metrics.catalogue import observations_sql

READ_BY_ALL = {"agg_return", "stg_region"}
# By indicator: values that the rows of its mart which moved have, by column.
Moved = Mapping[str, Mapping[str, set[str]]]


def observe(con: duckdb.DuckDBPyConnection, steps: Steps, cards: Sequence[Card], parts: Mapping[str, str]) -> int:
    """parts: {indicator: what tells its mart from another}, where that is known. Returns the rows."""
    marts = {c.observe.mart for c in cards if c.observe} - READ_BY_ALL

    @cache
    def moved() -> Moved:
        # of an indicator that has returns, events anywhere decide on all of them
        sent = {i for (i,) in con.execute("select distinct indicator from agg_return").fetchall()}
        return moved_of(steps.moved_within, [c for c in cards if c.code not in sent])

    def run(con: duckdb.DuckDBPyConnection, some: Sequence[str] | None) -> int:
        if some is None:
            return written(con, f"insert into agg_observation by name {observations_sql([*cards])}")
        own = observations_sql([c for c in cards if c.code in some], where_counted(moved()))
        return written(
            con, f"insert into agg_observation by name select * from (\n{own}) where {among('indicator', some)}"
        )

    return steps.make_by_indicator(
        con, "agg_observation", run, lambda: parts, marts, within=lambda: where_observed(cards, moved())
    )  # fmt: skip


def moved_of(moved_within: Callable[[str, str], set[str] | None], cards: Sequence[Card]) -> Moved:
    """By the period and the office of a mart's rows an indicator is counted: what rows moved tells which of its own do."""
    return {
        c.code: told
        for c in cards
        if c.observe
        and (
            told := {
                column: values
                for column in (c.observe.grain, "department_code")
                if (values := moved_within(c.observe.mart, column)) is not None
            }
        )
    }


def where_counted(moved: Moved) -> dict[str, str]:
    """By indicator: a condition on the rows of its mart."""
    return {code: " and ".join(among(c, sorted(v)) for c, v in told.items()) for code, told in moved.items()}


def where_observed(cards: Sequence[Card], moved: Moved) -> str:
    """A condition on agg_observation: the rows of each indicator that are counted of those of its mart."""
    grain = {c.code: c.observe.grain for c in cards if c.observe}
    each = (
        f"(indicator <> '{code}' or "
        + " and ".join(among("period" if c == grain[code] else c, sorted(v)) for c, v in told.items())
        + ")"
        for code, told in moved.items()
    )
    return " and ".join(["true", *each])
