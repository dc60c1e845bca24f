"""A build that goes on from the last one gives the same rows as one that begins with nothing."""

import os
import random
from datetime import date

import duckdb
import polars as pl
import pytest

import queries
from data.contracts import FEEDS
from data.home import Home
from data.snapshot import build as build_module
from data.snapshot import kept, patch, seal
from data.snapshot.build import build
from data.snapshot.copied import Copied
from data.snapshot.head import By, head_of
from data.snapshot.ledger import Doubtful, Ledger, Made, Moved, ledger_from
from data.snapshot.mart import Sent, raw_view, written
from data.snapshot.more import lay_again, lay_staged
from data.snapshot.quarters import sides
from data.snapshot.repeated import by_sorting
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps
from tests.same_rows import differing
from tests.snapshot.conftest import RETURNS, Source, decisions

LISTED = "listing_id,entity_id,list,department_code,region_code,listed_on,published_on\nL1,91360600TEXT024189,joint_sanction,housing_construction,360111,2026-08-01,2026-08-03"


def test_one_more_file_gives_the_same_rows_as_a_whole_build(tmp_path, monkeypatch):
    monkeypatch.setattr(build_module, "ROWS_IN_MEMORY", 0)
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    source, home = Source(tmp_path / "source"), Home(tmp_path / "home")
    source.send("decisions", "a.csv", decisions(90, 10), "housing_construction", "2026-10-08")
    source.send("listings", "a.csv", LISTED, "housing_construction", "2026-10-08")
    first = build(home, [source.path])
    assert first.taken_over == 0

    # another office's quarter, a row sent before with another day, another feed, and a later day to look back from
    source.send(
        "decisions",
        "b.csv",
        decisions(40, 3, month="2026-08", region="360112", start=200),
        "housing_construction",
        "2026-10-20",
    )
    source.send("decisions", "c.csv", decisions(0, 2), "housing_construction", "2026-10-20")
    source.send(
        "returns",
        "a.csv",
        f"{RETURNS}\nM01-1,2026Q3,360111,发展改革部门,3,9,2026-10-08",
        "development_reform",
        "2026-10-08",
    )
    made = build(home, [source.path])
    assert 50 < made.taken_over < made.steps.height - 20
    assert not made.distrusted
    took = kept.seconds_last_made(home)  # what is taken over takes no time, and says nothing of the next time
    assert all(took[step] > 0 for step, seconds in made.steps.select("step", "seconds").iter_rows() if seconds == 0)
    went_on = tmp_path / "went_on.duckdb"
    (home.snapshots / f"{made.snapshot_id}.duckdb").rename(went_on)

    spoil(home)
    whole = build(home, [source.path])
    assert (whole.snapshot_id, whole.taken_over, whole.distrusted) == (made.snapshot_id, 0, True)
    assert differing(went_on, home.snapshots / f"{made.snapshot_id}.duckdb") == {}

    monkeypatch.setattr(kept, "MOST_GROWN", 0)  # both files hold too much of what was replaced
    work = kept.go_on(home)
    assert (work.base, work.whole) == (None, {})
    assert work.con.execute("select count(*) from stg_decisions").fetchall() == [(143,)]
    work.con.close()


def test_a_day_that_passes_nothing_makes_no_act_again(tmp_path, monkeypatch):
    """What the heads say of the day holds in a build, where nobody else reads what tells the day from the other settings."""
    monkeypatch.setattr(build_module, "ROWS_IN_MEMORY", 0)
    source, home = Source(tmp_path / "source"), Home(tmp_path / "home")
    source.send("decisions", "a.csv", decisions(30, 10, month="2026-03"), "housing_construction", "2026-10-08")

    def made_on(day):
        made = set()
        build(home, [source.path], as_of=day, watch=lambda s: made.add(s.step) if not s.is_taken_over else None)
        return made

    assert "agg_act_clock" in made_on(date(2026, 10, 17))
    made = made_on(date(2026, 10, 18))  # from Saturday to Sunday no limit runs on
    assert "dim_settings" in made
    assert "agg_act_clock" not in made


def spoil(home):
    """Damage the kept tables where nobody sees it from outside: same size, same time."""
    file = kept.folder(home) / "tables.duckdb"
    state, body = file.stat(), bytearray(file.read_bytes())
    body[3 * 4096 :] = bytes(len(body) - 3 * 4096)
    file.write_bytes(body)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert kept.folder(home).joinpath("ledger.json").is_file()


def test_a_copy_is_held_to_its_seal_and_never_in_the_way_of_a_build_begun_anew(tmp_path):
    base, part = tmp_path / "base.duckdb", tmp_path / "part.duckdb"
    base.write_bytes(b"what was sealed" * 1_000)
    seal.of(base).write_text(seal.text(base))
    with Copied(base, part) as copied:
        assert copied.is_whole()
    assert part.read_bytes() == base.read_bytes()
    base.write_bytes(b"something else")
    with Copied(base, part) as copied:
        assert not copied.is_whole()
        assert not part.exists()
    with pytest.raises(duckdb.Error), Copied(base, part):
        raise duckdb.Error
    assert not part.exists()


@pytest.fixture
def work():
    """Three steps in a row, each reading the one before; `ran` is what was made."""
    con, ran = duckdb.connect(), []

    def run(name, sql):
        def make(con):
            ran.append(name)
            return written(con, f"create or replace table {name} as {sql}")

        return make

    def go(ledger, days):
        ran.clear()
        steps = SparingSteps(Steps(), ledger)
        steps.make_together(con, "fed", lambda c: c.execute(f"create or replace table fed as {days}"), always=True)
        steps.make(con, "counted", run("counted", "select count(*) as n from fed  -- unlike far"))
        steps.make(con, "told", run("told", "select n > 1 as is_many from counted"))
        steps.make(con, "far", run("far", "select 1 as one"))
        return ledger, list(ran)

    yield go
    con.close()


def test_a_step_is_made_again_only_where_what_it_reads_has_changed(work):
    ledger, ran = work(Ledger(), "select 1 as day union all select 2")
    assert ran == ["counted", "told", "far"]
    ledger, ran = work(ledger_from(ledger.as_json()), "select 2 as day union all select 1")
    assert ran == []  # the same rows in another order
    ledger, ran = work(ledger_from(ledger.as_json()), "select 3 as day union all select 4")
    assert ran == ["counted"]  # other rows, the same count
    ledger, ran = work(ledger_from(ledger.as_json()), "select 3 as day")
    assert ran == ["counted", "told"]


OF_PARTS = {
    "files": """-- key: submission_id
-- compared: yes
select * from sent""",
    "windows": """-- by: quarter = decided_on of 4 quarters in stg_decisions
with back as (select entity_id, date_trunc('quarter', decided_on) + to_months(3 * b) as q from stg_decisions cross join range(4) t(b))
select year(q) || 'Q' || quarter(q) as quarter, count(distinct entity_id) as n from back group by quarter""",
    "records": """-- by: on = decided_on in stg_decisions
select entity_id % 2 as half, decided_on as "on" from stg_decisions where entity_id > 2""",
    "pairs": """-- by: feed
select 'decisions' as feed, sum(entity_id) as n from stg_decisions having count(*) > 0
union all select 'grades', count(*) from stg_grades having count(*) > 0""",
    "late": """-- looks up: files
select f.day, count(*) as n from stg_grades as g left join files as f on f.submission_id = g._submission_id group by f.day""",
    "own": """-- by: submission_id
select f.submission_id, count(d.entity_id) as n
from files as f left join stg_decisions as d on d._submission_id = f.submission_id group by f.submission_id""",
}


def test_what_the_heads_of_queries_say_gives_the_rows_of_a_whole_making():
    def go(con, ledger, moved):
        steps = SparingSteps(Steps(), ledger)
        for table in ("sent", "stg_decisions", "stg_grades"):
            ledger.tokens[table] = str(con.execute(f"select count(*), sum(hash(t)) from {table} as t").fetchall())
        ledger.tell("stg_decisions", moved)
        for name, sql in OF_PARTS.items():
            run = lambda con, name=name, sql=sql: written(con, f"create or replace table {name} as {sql}")  # noqa: E731
            steps.make_by(con, name, head_of(sql), sql, run)
            standing, anew = (sorted(con.execute(f"{q}").fetchall()) for q in (f"from {name}", sql))
            assert standing == anew, name
        return ledger_from(ledger.as_json()), {s.step for s in steps.done if s.is_taken_over}

    with duckdb.connect() as con:
        con.execute("""create table sent as select 'S' || i as submission_id, i as day from range(2) t(i);
        create table stg_decisions as select i % 7 as entity_id, date '2024-02-01' + cast(i * 9 as integer) as decided_on,
            'S' || i % 2 as _submission_id from range(90) t(i);
        create table stg_grades as select 'S' || i % 2 as _submission_id from range(20) t(i)""")
        ledger, _ = go(con, Ledger(), None)
        assert go(con, ledger, None)[1] == set(OF_PARTS)
        con.execute("""insert into sent values ('S2', 2);
        insert into stg_decisions select 90 + i % 5, date '2025-12-20' + cast(i as integer), 'S2' from range(30) t(i);
        update stg_decisions set entity_id = 50 where decided_on = date '2024-02-28'""")
        moved = {"decided_on": {"2024Q1", "2025Q4", "2026Q1"}, "_submission_id": {"S0", "S1", "S2"}}
        ledger, stood = go(con, ledger, moved)
        assert stood == {"late"}  # a file more of another feed is looked up for nobody
        con.execute("update sent set day = 9 where submission_id = 'S1'; insert into stg_grades values ('S2')")
        assert go(con, ledger, None)[1] == {"windows", "records"}


OF_FILES = """-- by: submission_id
select f.submission_id, count(d._row) as n, count(g._row) as n_graded from stg_submission as f
left join raw_decisions as d on d._submission_id = f.submission_id
left join raw_grades as g on g._submission_id = f.submission_id group by f.submission_id"""


OF_A_DAY = """-- by: quarter = decided_on of 1 quarters in stg_decisions, dim_moving
-- day: dim_moving
select 1"""


def test_the_day_is_told_by_another_table_as_long_as_no_other_setting_changes():
    def asked(**now):
        then = {"build_settings": "1 May", "dim_moving": "a", "stg_decisions": "d"}
        before = {"acts": Made(then, {}, []), "dim_settings": Made({}, {"dim_settings": "lenient"}, [])}
        ledger = Ledger(before, tokens={**then, "build_settings": "2 May", "dim_settings": "lenient"} | now)
        ledger.tell("dim_moving", {"quarter": {"2026Q2"}})
        ledger.tell("stg_decisions", {"decided_on": {"2026Q1"}})
        head = head_of(OF_A_DAY)
        if ledger.is_as_before("acts", head=head):
            return "as before"
        part = ledger.part("acts", head)
        return part and (part.where, part.sources)

    assert asked() == "as before"
    assert asked(dim_settings="strict") is None  # all of it
    q2 = "quarter in ('', '2026Q2')"
    assert asked(dim_moving="b") == (q2, {"dim_moving": f"from main.dim_moving where {q2}"})
    both = "quarter in ('', '2026Q1', '2026Q2')"
    assert asked(dim_moving="b", stg_decisions="e") == (both, {
        "dim_moving": f"from main.dim_moving where {both}",
        "stg_decisions": "from main.stg_decisions where ((decided_on >= '2026-01-01' and decided_on < '2026-07-01'))",
    })  # fmt: skip


@pytest.mark.parametrize(
    ("moved", "decisions_lie", "opened"),
    [({"S2"}, "come_decisions", {}), ({"S0", "S2", "S3"}, "asked_decisions", {"decisions": {"S0", "S2"}})],
)
def test_only_files_whose_rows_are_looked_at_anew_are_opened(moved, decisions_lie, opened):
    of = {"decisions": ["S0", "S2"], "grades": ["S1"]}  # S2 came
    ledger = Ledger(
        {"told": Made({"raw_decisions": "then", "raw_grades": "then", "stg_submission": "then"}, {"told": "then"}, [])},
        {f"files of {feed}": Made({}, {}, [], dict.fromkeys(files, "")) for feed, files in of.items()},
        {"raw_decisions": "now", "raw_grades": "then", "stg_submission": "now"},
    )
    ledger.moved["raw_decisions", "_submission_id"] = Moved({"S2"}, "come_decisions")
    ledger.moved["raw_grades", "_submission_id"] = Moved(set(), "come_grades")
    ledger.tell("stg_submission", {"submission_id": moved})
    part = ledger.part("told", head_of(OF_FILES))
    files = "('', " + ", ".join(f"'{s}'" for s in sorted(moved)) + ")"
    assert part.where == f"submission_id in {files}"
    assert part.sources == {
        "stg_submission": f"from main.stg_submission where submission_id in {files}",
        "raw_decisions": f"from {decisions_lie} where _submission_id in {files}",
        "raw_grades": f"from come_grades where _submission_id in {files}",
    }
    assert part.asked == opened


def test_files_are_opened_by_the_first_select_that_reads_them(tmp_path):
    a_file("grades", 0, random.Random(0)).write_parquet(tmp_path / "0.parquet")
    sent = Sent({"grades": [tmp_path / "0.parquet"], "decisions": [tmp_path / "missing.parquet"]})
    with duckdb.connect() as con:
        con.execute("create table staged_file as select $1 as path, 'S0' as _submission_id, 0 as _position, 'd' as _department",
                    [str(tmp_path / "0.parquet")])  # fmt: skip
        raw_view(con, "decisions", [], "come_decisions")
        sql = "with raw_decisions as (from come_decisions) select count(*) from raw_grades anti join raw_decisions using (_row)"
        sent.lay(con, sql)
        assert con.execute(sql).fetchall() == [(40,)]
        with pytest.raises(duckdb.Error, match=r"missing\.parquet"):
            sent.lay(con, "select * from raw_decisions")


def test_spans_of_quarters_leave_out_what_lies_between():
    head = head_of("-- by: feed\n-- by: quarter = day, night of 2 quarters in a, b\nselect 1")
    assert head.by == (By("feed"), By("quarter", ("day", "night"), 2, frozenset("ab")))
    where, source = sides("quarter", ["day"], 2, {"2025Q4", "2026Q1", "2024Q1"})
    assert where == "quarter in ('', '2024Q1', '2024Q2', '2025Q4', '2026Q1', '2026Q2')"
    assert source == "((day >= '2023-10-01' and day < '2024-07-01' or day >= '2025-07-01' and day < '2026-07-01'))"


def test_a_table_read_before_it_is_made_raises_a_doubt():
    with duckdb.connect() as con:
        con.execute("create table late as select 1 as one")
        ledger = Ledger({"late": Made({}, {"late": "token"}, [])})
        with pytest.raises(Doubtful, match="late"):
            SparingSteps(Steps(), ledger).make(con, "early", lambda c: len(c.execute("select * from late").fetchall()))


def test_a_step_that_finds_the_rows_it_fills_as_they_should_be_raises_no_doubt():
    def fill(con, some):
        if some is None:
            con.execute("create or replace table judged as select indicator, n > 1 as is_many from figure")
        return len(con.execute("select * from judged").fetchall())  # of some: looked at, and nothing to write

    def go(con, ledger, n):
        figure, steps = (
            f"create or replace table figure as select 'M01' as indicator, {n} as n",
            SparingSteps(Steps(), ledger),
        )
        steps.make_together(con, "figure", lambda c: c.execute(figure), always=True)
        steps.make_by_indicator(con, "judged", fill, lambda: {"M01": str(n)}, ["figure"], clears=True)
        return ledger_from(ledger.as_json())

    with duckdb.connect() as con:
        assert go(con, go(con, Ledger(), 2), 3).before["judged"].parts == {"M01": "3"}


def patched(now, then, table="agg_delay", changed=None):
    """Rows written, and what the snapshot holds then."""
    with duckdb.connect() as con:
        con.execute(f"attach ':memory:' as snap; create table {table} as {now}; create table snap.{table} as {then}")
        written_rows = patch.patch(con, table, "true", "order by i", changed or patch.Changed())
        return written_rows, con.execute(f"from snap.{table}").fetchall()


def test_only_rows_that_differ_are_written(monkeypatch):
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    then = "select i, i * 2.0 as x from range(40) t(i)"
    n, rows = patched(
        "select i, case when i = 3 then 7.0 when i <> 4 then i * 2.0 end as x from range(1, 41) t(i)", then
    )
    assert n == 3
    assert rows[-3:] == [(3, 7.0), (4, None), (40, 80.0)]
    assert sorted(i for i, _ in rows) == list(range(1, 41))


def test_rows_known_to_differ_are_written_and_no_others(monkeypatch):
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    now, then = (f"select i, i * {x} as x from range(40) t(i)" for x in (3.0, 2.0))
    n, rows = patched(now, then, changed=patch.Changed("i in (3, 4)", each=True))
    assert (n, rows[-2:]) == (2, [(3, 9.0), (4, 12.0)])
    assert sorted(x for _, x in rows) == sorted(i * (3.0 if i in (3, 4) else 2.0) for i in range(40))


@pytest.mark.parametrize(
    "now", ["select i % 9 as i, 1.0 as x from range(20) t(i)", "select i, i * 3.0 as x from range(20) t(i)"]
)
def test_a_table_with_equal_rows_or_much_changed_is_written_anew(monkeypatch, now):
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    assert patched(now, "select i, i * 2.0 as x from range(20) t(i)")[0] is None


def test_figures_that_always_move_are_brought_up_to_date_where_they_stand(monkeypatch):
    monkeypatch.setattr(patch, "LEAST_ROWS", 5)
    monkeypatch.setitem(patch.KEY, "stat_judgement", ("i",))
    monkeypatch.setitem(patch.WHERE_MOVING, "stat_judgement", "i > 0")
    rows = "select i, 0.5 as peer_q, case when i > 1 then {q} end as q_named from range(20) t(i)"
    n, found = patched(rows.format(q="i / 20"), rows.format(q="i / 10"), "stat_judgement")
    assert n == 0
    assert found == [(i, 0.5, i / 20 if i > 1 else None) for i in range(20)]


def a_file(feed, number, dice):
    """Rows of anything the feed may hold, their keys met again and again."""
    some = {pl.Date: [date(2026, 3, 1), date(2026, 5, 1)], pl.Boolean: [True, False, None]}
    n, schema = 40, FEEDS[feed].staged
    names = {"region_code": ["360111", "360112"]} | {
        c: [f"{c}{i}" for i in range(90)] for c in schema if c.endswith("_id")
    }
    texts = [f"text{i}" for i in range(4)]
    columns = {
        c: dice.choices(names.get(c, texts) if kind == pl.String else some.get(kind, [1, 2, None]), k=n)
        for c, kind in schema.items()
    }
    return pl.DataFrame(columns | {"_row": range(number * 100, number * 100 + n)}, schema=schema, strict=False)


@pytest.mark.parametrize("feed", [f for f in FEEDS if f"again_{f}" in queries.all_in("staging")])
def test_a_file_more_of_each_feed_gives_the_staging_of_all_its_files(feed, tmp_path):
    dice, sql = random.Random(feed), queries.all_in("staging")
    sent = {f"S{i}": tmp_path / f"{i}.parquet" for i in range(4)}
    for i, path in enumerate(sent.values()):
        a_file(feed, i, dice).write_parquet(path)

    def lay_out(submissions):
        rows = ", ".join(f"('{sent[s]}', '{s}', {i}, 'd{int(s[1]) % 2}')" for i, s in enumerate(submissions))
        con.execute(
            f"create or replace table staged_file as from (values {rows}) t(path, _submission_id, _position, _department)"
        )
        raw_view(con, feed, [sent[s] for s in submissions])

    def staged():
        return [sorted(con.execute(f"from {room}_{feed}").fetchall(), key=repr) for room in ("again", "stg")]

    with duckdb.connect() as con:
        con.execute("create table stg_region as select '360111' as region_code, '360112' as present_code")
        con.execute("create table ref_scheme (scheme varchar, grade varchar, tier varchar)")
        tables = [f"{room}_{feed}" for room in ("again", "stg")]
        for submissions, new in ((["S0", "S2"], []), (["S0", "S1", "S2", "S3"], ["S1", "S3"])):
            lay_out(submissions)
            if new:
                lay_again(con, feed, sql[tables[0]], new)
                moved = lay_staged(con, feed, sql[tables[1]], new)
                went_on = staged()
            for table in tables:
                con.execute(f"create or replace table {table} as {sql[table]}")
        assert went_on == staged()
        sorted_out = by_sorting(con, sql[tables[0]])
        assert "having" not in sorted_out.partition("),")[0]
        con.execute(f"create or replace table {tables[0]} as {sorted_out}")
        assert went_on == staged()
        assert min(len(rows) for rows in went_on) > 10
        assert moved["_submission_id"] >= {"S1", "S3"}  # and of those before, who lost rows
