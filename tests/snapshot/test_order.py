"""The order of the SQL files comes from the SQL."""

import duckdb
import pytest

from data.errors import PackUnusable
from data.snapshot.order import in_order, tables_read


@pytest.fixture
def con():
    with duckdb.connect() as held:
        yield held


def test_a_file_runs_after_those_it_reads_whatever_their_names(con):
    files = {
        "a": "select * from z join m using (k)",
        "m": "with x as (select 1 as k) select * from x",
        "z": "select * from m",
    }
    assert in_order(con, files) == ["m", "z", "a"]


def test_tables_are_found_in_subqueries_and_ctes(con):
    sql = "with c as (select * from a) select (select max(x) from b) from c where exists (select 1 from d)"
    assert tables_read(con, sql) >= {"a", "b", "c", "d"}


def test_a_circle_is_named(con):
    with pytest.raises(PackUnusable, match=r"a -> b -> a|b -> a -> b"):
        in_order(con, {"a": "select * from b", "b": "select * from a"})


def test_a_broken_file_is_named(con):
    with pytest.raises(PackUnusable, match=r"broken\.sql"):
        in_order(con, {"broken": "select from where"})
