"""Two stretches of a build at once, and a snapshot brought up to date while the build is still judging."""

import threading
from datetime import date

import duckdb
import pytest

from data.home import Home
from data.snapshot import build as build_module
from data.snapshot import patch, seal
from data.snapshot.ahead import Ahead
from data.snapshot.beside import goes_on, side_by_side
from data.snapshot.build import build
from data.snapshot.copied import Copied
from data.snapshot.ledger import Doubtful, Ledger, ledger_from
from data.snapshot.mart import written
from data.snapshot.patch import Changed
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps
from tests.same_rows import differing
from tests.snapshot.conftest import Source, decisions

COUNTED = "select count(*) as n from fed"
SUMMED = "select sum(day) as n from fed"


@pytest.fixture
def con(tmp_path):
    with duckdb.connect(str(tmp_path / "tables.duckdb")) as con:
        yield con


def making(name, sql):
    return lambda con, steps: steps.make(con, name, lambda c: written(c, f"create or replace table {name} as {sql}"))


def fed(con, steps, days):
    steps.make_together(con, "fed", lambda c: c.execute(f"create or replace table fed as {days}"), always=True)


def went_on(con, here, there, days="select 3 as day", told=None):
    """A build of nothing, and one that goes on from it over other days."""
    ledger = Ledger()
    for rows in ("select 1 as day union all select 2", days):
        ledger = ledger_from(ledger.as_json())
        steps = SparingSteps(Steps(told), ledger)
        fed(con, steps, rows)
        side_by_side(con, steps, here, there, at_once=goes_on(steps))
    return steps


def test_two_stretches_run_at_once_and_stand_in_one_ledger(con):
    both = threading.Barrier(2, timeout=20)  # broken unless both are at work at the same time
    is_at_once = []

    def waits(make):
        def run(con, steps):
            if steps.ledger.before:
                is_at_once.append(both.wait() >= 0)
            return make(con, steps)

        return run

    told = []
    steps = went_on(
        con,
        waits(making("counted", COUNTED)),
        waits(making("summed", SUMMED)),
        told=lambda s: told.append((s.step, s.is_done)),
    )
    assert is_at_once == [True, True]
    assert con.execute("select c.n, s.n from counted as c, summed as s").fetchall() == [(1, 3)]
    assert [(s.position, s.step) for s in steps.done] == [(1, "counted"), (2, "summed")]
    assert told[-4:] == [("counted", False), ("counted", True), ("summed", False), ("summed", True)]
    made = steps.ledger.made
    assert {u: steps.ledger.tokens[u] for u in made} == {u: made[u].writes[u] for u in made}
    [(usual,)] = con.execute("select current_setting('wal_autocheckpoint')").fetchall()
    assert usual == "16.0 MiB"


@pytest.mark.parametrize("spares", [True, False])
def test_a_whole_build_runs_both_at_once_where_there_is_room(con, spares):
    both = threading.Barrier(2, timeout=20)
    met = []

    def waits(make):
        def run(con, steps):
            met.append(both.wait() >= 0)
            return make(con, steps)

        return run

    steps = SparingSteps(Steps(), Ledger()) if spares else Steps()
    fed(con, steps, "select 3 as day")
    side_by_side(con, steps, waits(making("counted", COUNTED)), waits(making("summed", SUMMED)), at_once=True)
    assert (met, [s.step for s in steps.done]) == ([True, True], ["counted", "summed"])
    assert con.execute("select c.n, s.n from counted as c, summed as s").fetchall() == [(1, 3)]


def test_what_had_not_changed_is_taken_over_in_both(con):
    steps = went_on(con, making("counted", COUNTED), making("summed", SUMMED), "select 2 as day union all select 1")
    assert [s.is_taken_over for s in steps.done] == [True, True]


def test_a_stretch_that_reads_what_the_other_fills_raises_a_doubt(con):
    with pytest.raises(Doubtful, match="counted"):
        went_on(con, making("counted", COUNTED), making("late", "select n from counted"))


@pytest.mark.parametrize("which", ["here", "there"])
def test_what_fails_in_one_stretch_is_told_when_both_have_ended(con, which):
    def fails(con, steps):
        if steps.ledger.before:
            raise duckdb.IOException("No space left on device")

    stretches = {"here": making("counted", COUNTED), "there": making("summed", SUMMED), which: fails}
    running = threading.active_count()
    with pytest.raises(duckdb.IOException, match="No space left"):
        went_on(con, stretches["here"], stretches["there"])
    assert threading.active_count() == running


def snapshot(path, rows):
    with duckdb.connect(str(path)) as con:
        con.execute(f"create table agg_a as from range({rows}) as t(n); create table agg_b as select 1 as n")
    seal.of(path).write_text(seal.text(path))


def test_tables_of_a_whole_copy_are_brought_up_to_date_each_once(con, tmp_path, monkeypatch):
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    base, part = tmp_path / "base.duckdb", tmp_path / "part.duckdb"
    snapshot(base, 30)
    con.execute("create table agg_a as from range(31) as t(n); create table agg_b as select 2 as n")
    moved = {}
    with Copied(base, part) as copied, Ahead(con, part, copied, lambda: moved) as ahead:
        moved["agg_a"], moved["agg_b"] = Changed("n > 20"), Changed()
        ahead.take(but=("agg_b",))
        assert ahead.tables == {"agg_a"}
        ahead.take()
        assert ahead.tables == {"agg_a", "agg_b"}
        assert ahead.finish() == 2  # one row more of the one, the other written anew
        assert con.execute("select count(*), sum(n) from snap.agg_a").fetchall() == [(31, 465)]
        assert con.execute("from snap.agg_b").fetchall() == [(2,)]
        con.execute("detach snap")


def test_of_a_damaged_copy_nothing_is_brought_up_to_date(con, tmp_path):
    base, part = tmp_path / "base.duckdb", tmp_path / "part.duckdb"
    snapshot(base, 30)
    with base.open("ab") as file:
        file.write(b"one bit more")
    with Copied(base, part) as copied, Ahead(con, part, copied, lambda: {"agg_a": Changed()}) as ahead:
        ahead.take()
        assert (ahead.tables, ahead.finish(), part.exists()) == (set(), 0, False)


def test_reference_tables_are_filled_again_only_where_the_source_says_something_else(tmp_path, monkeypatch):
    monkeypatch.setattr(build_module, "ROWS_IN_MEMORY", 0)
    source, home = Source(tmp_path / "source"), Home(tmp_path / "home")

    def sends(name, start, day=10):
        source.send("decisions", name, decisions(5, 3, start=start), "housing_construction", "2026-10-08")
        return build(home, [source.path], as_of=date(2026, 10, day))

    def is_made(built):
        return built.steps.filter(step="reference")["seconds"].item() > 0

    assert is_made(sends("a.csv", 0))
    assert not is_made(sends("b.csv", 100))
    assert not is_made(sends("later.csv", 150, day=11))
    with (source.path / "source.toml").open("a") as settings:
        settings.write('\n[departments]\nfile = "own.csv"\n')
    (source.path / "own.csv").write_text("department_code,name_zh,name_en\nown_office,自有部门,Own office\n")
    made = sends("c.csv", 200, day=11)
    assert is_made(made)
    went = tmp_path / "went_on.duckdb"
    (home.snapshots / f"{made.snapshot_id}.duckdb").rename(went)
    with duckdb.connect(str(went), read_only=True) as con:
        named = con.execute("select name_zh from ref_department where department_code = 'own_office'").fetchall()
        assert named == [("自有部门",)]
    whole = build(home, [source.path], as_of=date(2026, 10, 11), again=True)
    assert differing(went, home.snapshots / f"{whole.snapshot_id}.duckdb") == {}
