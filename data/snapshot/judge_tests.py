"""Tests of rows judged elsewhere: the families they share with rows judged now, and what their q comes to among them."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

import queries
from metrics import assess, compare
from metrics.evidence import FAMILY
from metrics.multiplicity import with_q
from metrics.placing import told_apart

TESTED = "t.plan, t.quarter, t.family, t.peer_p, t.p_named"
IS_TESTED = "(t.peer_p is not null or t.p_named is not null)"


class Unsure(Exception):
    """It cannot be said which groups may have moved: all are to be judged."""


def of_group(groups: str) -> str:
    """A condition: the row `t` is of a group (plan, indicator, family, peer_group) in this table."""
    return (
        f"(select 1 from {groups} as g where g.plan = t.plan and g.indicator = t.indicator and g.family = t.family "
        "and g.peer_group is not distinct from t.peer_group)"
    )


def tests_of(con: duckdb.DuckDBPyConnection, groups: str, since: str, until: str = "9") -> pl.DataFrame:
    """The tests of some groups as they were judged, from one quarter on and before another: FAMILY, peer_p, p_named."""
    when = f"quarter >= '{since}' and quarter < '{until}'"
    return told_apart(
        con.sql(f"select {TESTED} from stat_judgement as t where {when} and exists {of_group(groups)}").pl()
    )


def tests_elsewhere(con: duckdb.DuckDBPyConnection, since: str) -> pl.DataFrame:
    """Tests of groups not in judged_group: where their row lies, their family, p and q. A million texts would take their time."""
    con.execute(f"""create or replace temp table judged_test as
    select row_number() over () - 1 as number, * from (select distinct {", ".join(FAMILY)} from stat_judgement)""")
    rows = con.sql(f"""select t.rowid as r, f.number, t.peer_p, t.peer_q, t.p_named, t.q_named from stat_judgement as t
    join judged_test as f on f.plan = t.plan and f.quarter = t.quarter and f.family = t.family
    where t.quarter >= '{since}' and {IS_TESTED} and not exists {of_group("judged_group")}""").pl()
    families = told_apart(con.sql(f"select {', '.join(FAMILY)} from judged_test order by number").pl())
    return rows.drop("number").with_columns(families.select(pl.all().gather(rows["number"])).get_columns())


def assessed(
    con: duckdb.DuckDBPyConnection, groups: str, rows: Sequence[pl.DataFrame], others: pl.DataFrame, since: int | None
) -> assess.Assessed:
    """rows: those of the groups, and those that teach them. since: the quarter_index from which on they are judged."""
    periods, targets = (con.sql(f"select * from {t}").pl() for t in ("plan_quarter", "ref_target"))
    months = f"select * from ({queries.read('judged_months')}) where indicator in (select indicator from {groups})"
    mine, teaching = rows
    return assess.assess(
        mine, targets, periods, con.sql(months).pl(), others.select(*FAMILY, "peer_p", "p_named"), teaching, since
    )


def q_elsewhere(others: pl.DataFrame, judged: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """What is said of the rows of some families judged elsewhere: their q among all, and whether that crosses a line."""
    beside = judged.select(*FAMILY, "peer_p", "p_named")
    others, beside = (rows.join(families, on=FAMILY, how="semi", maintain_order="left") for rows in (others, beside))
    told = with_q(others, FAMILY, p="peer_p", name="peer_q_now", beside=beside)
    told = with_q(told, FAMILY, p="p_named", name="q_named_now", beside=beside)
    crossed = [
        (pl.col(q) <= most) != (pl.col(f"{q}_now") <= most)
        for q, most in (("peer_q", compare.DISCOVERY), ("q_named", assess.Q_TO_NAME))
    ]
    return told.with_columns(has_crossed=pl.any_horizontal(crossed).fill_null(False))


def families_moved(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Families of tests not all of whose p-values are as they were."""
    sides = [
        rows.group_by(FAMILY).agg(pl.col(p).drop_nulls().sort() for p in ("peer_p", "p_named")) for rows in (now, then)
    ]
    both = sides[0].join(sides[1], on=FAMILY, how="full", coalesce=True)
    same = pl.all_horizontal(pl.col(p).eq_missing(pl.col(f"{p}_right")) for p in ("peer_p", "p_named"))
    return both.filter(~same).select(FAMILY)
