"""In a build that goes on, an indicator is observed anew where the rows of its mart have moved, and nowhere else."""

import duckdb

from data.snapshot.observe import moved_of, where_counted, where_observed
from metrics.catalogue import observations_sql, read_cards

CARDS = [c for c in read_cards() if c.observe and c.observe.mart == "agg_act_kind_quarter"]
COUNTS = "quarter, region_code, department_code, n_kinds, n_kinds_published"


def test_what_did_not_move_is_neither_counted_nor_taken_away():
    moved = {("agg_act_kind_quarter", "quarter"): {"2026Q1"}, ("agg_act_kind_quarter", "department_code"): {"taxation"}}
    told = moved_of(lambda *of: moved.get(of), CARDS)
    assert told == {c.code: {"quarter": {"2026Q1"}, "department_code": {"taxation"}} for c in CARDS}
    with duckdb.connect() as con:
        con.execute(f"""create table agg_act_kind_quarter as from (values
            ('2026Q1', '360111', 'taxation', 4, 3), ('2026Q1', '360111', 'transport', 5, 5), ('2025Q4', '360111', 'taxation', 6, 2)
        ) t({COUNTS});
        create table stg_region as select '360111' as region_code, '360000' as jurisdiction_code;
        create table agg_return (indicator varchar, period_kind varchar, period varchar, period_end date, region_code varchar,
            department_code varchar, numerator double, denominator double, value double, n_rows bigint, origin varchar)
        """)
        whole, some = (con.execute(observations_sql(CARDS, w)).fetchall() for w in (None, where_counted(told)))
        con.execute(f"create table agg_observation as {observations_sql(CARDS)}")
        taken = con.execute(f"from agg_observation where {where_observed(CARDS, told)}").fetchall()
    assert len(whole) == 3 * len(CARDS)
    assert sorted(some) == sorted(taken) == sorted(r for r in whole if r[2] == "2026Q1" and r[5] == "taxation")


def test_of_a_mart_that_does_not_tell_everything_is_observed():
    told = moved_of(lambda *_: None, CARDS)
    assert (told, where_counted(told), where_observed(CARDS, told)) == ({}, {}, "true")
