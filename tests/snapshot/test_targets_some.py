"""Going on from the last build: who is looked ahead for again, and that all rows are then those of a whole build."""

from random import Random
from uuid import uuid4

import duckdb
import pytest

import queries
from data.snapshot.ledger import Ledger, ledger_from
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps
from data.snapshot.weigh_targets import weigh_targets

QUARTERS = [f"{year}Q{q}" for year in range(2021, 2027) for q in (1, 2, 3, 4)][:23]  # to 2026Q3
COUNTIES = [f"c{i:02d}" for i in range(12)]
# rates among peers; rates and counts that stand alone; of persons; what counts anew each year
CARDS = {
    "peers": ("percent", "flow", False), "rate": ("percent", "flow", False), "number": ("count", "flow", False),
    "person": ("count", "flow", True), "year": ("percent", "year_to_date", False),
}  # fmt: skip


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute(queries.tables())
        con.execute(
            "insert into ref_plan (plan, region_code, period_from, period_to) values ('p', 'root', '2025-01-01', '2028-12-31')"
        )
        con.execute("insert into ref_region_ancestor select unnest(?), 'root', 'province'", [["root", *COUNTIES]])
        for indicator, (unit, series, of_persons) in CARDS.items():
            con.execute(
                "insert into ref_indicator (indicator, unit, direction, series, counts_persons) values (?, ?, 'up', ?, ?)",
                [indicator, unit, series, of_persons],
            )
        con.execute("create table build_settings as select date '2026-10-08' as as_of")
        for indicator in CARDS:
            send(con, indicator, Random(indicator))
        yield con


def send(con, indicator, dice):
    """Figures of an indicator: of three counties by themselves, or of twelve peers, half of whom began when targets were told of
    already that had been foreseen before."""
    con.execute("delete from stat_judgement where indicator = ?", [indicator])
    unit, among = CARDS[indicator][0], "counties" if indicator == "peers" else None
    rows = []
    for place in COUNTIES if among else COUNTIES[:3]:
        for i, quarter in enumerate(QUARTERS):
            if i < 10 and place in COUNTIES[6:]:
                continue
            n = 40.0 if unit == "percent" else None
            x = 25 + i // 3 + dice.randint(0, 4)
            rows.append((indicator, quarter, place, among, x if n else None, n, x / n if n else x))
    con.executemany(
        "insert into stat_judgement (plan, indicator, quarter, region_code, department_code, family, peer_group, numerator, "
        "denominator, value, target, comparator, target_on) select 'p', $1, $2, $3, '*', 'region', $4, $5, $6, $7, "
        "case when $6 is null then 30 else 0.7 end, '>=', case when $1 = 'rate' then date '2026-09-30' else date '2025-12-31' end",
        rows,
    )


def go(con, ledger, *moved, quarters=QUARTERS, told=True, day="this"):
    """Targets weighed, going on from the ledger; how many units of each indicator were looked ahead for, None: all."""
    ledger = ledger_from(ledger.as_json())
    steps = SparingSteps(Steps(), ledger)
    ledger.tokens = {"stat_judgement": uuid4().hex, "build_settings": day}
    if told:
        ledger.tell("stat_judgement", {"indicator": {*moved}, "quarter": {*quarters}})
    con.execute("drop table if exists temp.outlook_asked")
    steps.make_together(con, "targets", lambda con: weigh_targets(con, steps), clears=True)
    if not con.execute("select 1 from duckdb_tables() where table_name = 'outlook_asked'").fetchall():
        return ledger, None
    return ledger, dict(con.execute("select indicator, count(*) from outlook_asked group by indicator").fetchall())


def laid(con):
    tables = ("stat_outlook", "stat_target_history", "stat_target_calibration")
    return {t: sorted(map(rounded, con.sql(f"from {t}").fetchall()), key=str) for t in tables}


def rounded(row):
    """Sums over rows in another order part in their last digits."""
    return tuple(round(v, 9) if isinstance(v, float) else v for v in row)


def whole(con):
    """The same of nothing."""
    tables = ("outlook_told", "outlook_unit", "outlook_row", "outlook_alone")
    con.execute("; ".join(f"drop table if exists {t}" for t in tables))
    con.execute("delete from stat_outlook; delete from stat_target_history")
    go(con, Ledger())
    return laid(con)


def test_groups_that_moved_are_looked_ahead_for_and_of_their_kind_who_stands_alone(con):
    ledger, _ = go(con, Ledger())
    assert con.sql("select count(*) from stat_outlook where mean is not null").fetchall()[0][0] > 40
    assert con.sql("select count(distinct indicator) from stat_target_history").fetchall() == [(4,)]

    send(con, "number", Random("again"))
    ledger, asked = go(con, ledger, "number")
    assert asked == {"number": 3, "person": 3}  # and of no rate
    send(con, "peers", Random("again"))
    ledger, asked = go(con, ledger, "peers")
    assert asked == {"peers": 12, "rate": 3}
    ledger, asked = go(con, ledger, "peers", "number")  # verdicts moved, figures did not
    assert asked == {}
    con.execute("update stat_judgement set value = value + 1 where indicator = 'number' and quarter = '2026Q2'")
    ledger, asked = go(con, ledger, "number", quarters=["2026Q2"])
    assert asked == {"number": 3, "person": 3}
    told = con.sql("select own from outlook_alone order by own").fetchall()
    found = laid(con)
    assert found == whole(con)
    assert told == con.sql("select own from outlook_alone order by own").fetchall()


def test_what_nobody_told_of_persons_or_of_the_day_is_found(con):
    ledger, _ = go(con, Ledger())
    send(con, "person", Random("hidden"))  # as taking out small counts would
    ledger, asked = go(con, ledger, "peers")
    assert asked == {"number": 3, "person": 3}

    con.execute("update build_settings set as_of = date '2026-09-29'")  # the targets of `rate` are not due yet
    ledger, asked = go(con, ledger, "number", day="another")
    assert asked == {"rate": 3, "peers": 12}  # at their target's date these had no peers yet
    found = laid(con)
    assert found == whole(con)


def test_another_card_or_verdicts_nobody_tells_of_let_all_figures_be_looked_at(con):
    ledger, _ = go(con, Ledger())
    send(con, "number", Random("again"))
    send(con, "peers", Random("again"))
    ledger, asked = go(con, ledger, told=False)
    assert asked == {"number": 3, "person": 3, "peers": 12, "rate": 3}
    ledger = ledger_from(ledger.as_json())
    ledger.tokens = {"stat_judgement": "another", "build_settings": "this"}
    steps = SparingSteps(Steps(), ledger)
    assert steps.is_as_before("targets", but=("stat_judgement", "build_settings"))
    ledger.tokens["ref_indicator"] = "another"
    assert not steps.is_as_before("targets", but=("stat_judgement", "build_settings"))
    found = laid(con)
    assert found == whole(con)
