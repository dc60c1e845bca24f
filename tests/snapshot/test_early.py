"""Tables written while the build is still at work."""

import duckdb
import pytest

import queries
from data.snapshot.early import Early

MADE = {"ref_indicator": "1", "stat_judgement": "1", "stat_draw": "1", "a_scratch_table": "1", "meta_step": "1"}


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute(queries.tables())
        con.execute("insert into ref_indicator (indicator, counts_persons) values ('M01', false), ('M02', true)")
        con.execute(
            "insert into stat_judgement (plan, indicator, quarter) values ('p', 'M02', '2026Q1'), ('p', 'M01', '2026Q2')"
        )
        con.execute("insert into stat_draw (quarter) values ('2026Q2'), ('2026Q1')")
        yield con


def test_what_is_finished_is_written_once_and_persons_as_they_are_at_the_end(con, tmp_path):
    with Early(con, tmp_path / "part.duckdb", MADE) as early:
        early.take()
        con.execute("update stat_judgement set numerator = null, blank = 'suppressed' where indicator = 'M02'")
        early.take()  # nothing new
        assert early.tables == {"ref_indicator", "stat_judgement", "stat_draw"}
        assert early.finish() == 6
    assert con.execute("select indicator, blank from snap.stat_judgement").fetchall() == [
        ("M01", None),
        ("M02", "suppressed"),
    ]
    assert con.execute("select quarter from snap.stat_draw").fetchall() == [("2026Q1",), ("2026Q2",)]  # sorted


def test_what_cannot_be_written_is_told_at_the_end_and_the_file_let_go(con, tmp_path, monkeypatch):
    full = duckdb.IOException('Could not write file "x": No space left on device')
    monkeypatch.setattr(Early, "_write", lambda *_: (_ for _ in ()).throw(full))
    with pytest.raises(duckdb.IOException, match="No space left"), Early(con, tmp_path / "part.duckdb", MADE) as early:
        early.take()
        early.finish()
    con.execute("detach snap")
