"""From files to a published snapshot, through the front door."""

import os
import shutil
from datetime import date

import pytest

from data.errors import Fixable, NoRoom, PackUnusable, SourceUnusable
from data.home import Home
from data.snapshot import weigh as weigh_module
from data.snapshot.build import build
from data.snapshot.guard import alone
from tests.snapshot.conftest import Source, decisions

QUARTER = """select region_code, department_code, numerator, denominator, word from stat_judgement
where indicator = 'M13-1-L' and quarter = '2026Q3' and region_code in ('360000', '360111') order by region_code, department_code"""


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Ten licences of one department, built once."""
    folder = tmp_path_factory.mktemp("once")
    source, home = Source(folder / "source"), Home(folder / "home")
    source.send("decisions", "许可.csv", decisions(9, 1), "housing_construction", "2026-10-08")
    return source, home, build(home, [source.path]).snapshot_id


@pytest.fixture
def served(once, source, home):
    """The same source and home, one's own; the id of the snapshot served."""
    for there, here in zip(once, (source, home), strict=False):
        shutil.copytree(there.path, here.path, dirs_exist_ok=True)
    return once[2]


def test_a_departments_file_becomes_a_number_at_every_level(source, ask):
    source.send("decisions", "许可.csv", decisions(90, 10), "housing_construction", "2026-10-08")
    got = {(r["region_code"], r["department_code"]): (r["numerator"], r["denominator"]) for r in ask(QUARTER, source)}
    assert got == {
        ("360000", "*"): (90, 100),
        ("360000", "housing_construction"): (90, 100),
        ("360111", "*"): (90, 100),
        ("360111", "housing_construction"): (90, 100),
    }


def test_building_twice_changes_nothing(source, home, served):
    again = build(home, [source.path])
    assert not again.is_new and again.snapshot_id == served


def test_building_again_gives_the_same_rows(source, home, ask):
    source.send("decisions", "许可.csv", decisions(40, 3), "housing_construction", "2026-10-08")
    once = ask("select * from stat_judgement order by all", source)
    again = ask("select * from stat_judgement order by all", source, again=True)
    assert once == again and len(once) > 10


def test_a_corrected_file_replaces_the_rows_it_names(source, ask):
    source.send("decisions", "许可.csv", decisions(8, 2), "housing_construction", "2026-10-08")
    source.send("decisions", "更正.csv", decisions(10, 0), "housing_construction", "2026-10-09")
    got = [r for r in ask(QUARTER, source) if r["department_code"] == "*"]
    assert {(r["numerator"], r["denominator"]) for r in got} == {(10, 10)}


def test_a_broken_file_leaves_the_others_untouched_and_is_said(source, ask):
    source.send("decisions", "许可.csv", decisions(9, 1), "housing_construction", "2026-10-08")
    broken = source.send("decisions", "坏.csv", "x", "transport", "2026-10-08")
    broken.write_bytes(b"")
    assert next(r["denominator"] for r in ask(QUARTER, source)) == 10
    told = ask("select file_name, error_rule, error_zh, error_en from meta_submission where error_rule is not null")
    assert len(told) == 1 and told[0]["error_zh"] and told[0]["error_en"]


def test_the_as_of_day_is_the_last_day_the_source_knows_never_the_clock(source, home, served):
    assert build(home, [source.path]).as_of == date(2026, 10, 8)
    assert build(home, [source.path], as_of=date(2026, 9, 30)).as_of == date(2026, 9, 30)


def test_a_licence_inside_its_limit_counts_nowhere(source, ask):
    source.send("decisions", "许可.csv", decisions(9, 1), "housing_construction", "2026-10-08")
    assert ask(QUARTER, source, as_of=date(2026, 7, 10)) == []


@pytest.mark.parametrize("shape", ["missing", "empty", "unknown feed"])
def test_a_source_that_cannot_be_used_says_why_and_changes_nothing(home, served, tmp_path, shape):
    bad = tmp_path / "bad"
    if shape == "empty":
        bad.mkdir()
    if shape == "unknown feed":
        Source(bad).send("decsions", "a.csv", "x\n1")
    with pytest.raises(SourceUnusable) as trouble:
        build(home, [bad])
    assert trouble.value.text("zh") and trouble.value.text("en")
    assert (home.snapshots / f"{served}.duckdb").exists() and served in home.pointer.read_text()


def test_a_plan_nobody_has_is_named_with_those_there_are(home, tmp_path):
    source = Source(tmp_path / "s", 'plans = ["atlantis-2030"]\n')
    source.send("decisions", "a.csv", decisions(1, 0), "transport", "2026-10-08")
    with pytest.raises(PackUnusable, match="jiangxi-2020"):
        build(home, [source.path])


def test_a_build_that_is_stopped_leaves_the_last_snapshot_served(source, home, served, monkeypatch, ask):
    before = ask(QUARTER)
    source.send("decisions", "新.csv", decisions(5, 5, start=50), "housing_construction", "2026-10-09")

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(weigh_module, "judge", stopped)
    with pytest.raises(KeyboardInterrupt):
        build(home, [source.path])
    assert ask(QUARTER) == before
    assert [f.name for f in home.snapshots.iterdir() if f.name.startswith(".")] == []


def test_two_builds_at_once_are_one_too_many(source, home):
    source.send("decisions", "许可.csv", decisions(9, 1), "housing_construction", "2026-10-08")
    with alone(home), pytest.raises(NoRoom, match="another build"):
        build(home, [source.path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written_is_one_sentence(source, home):
    home.path.mkdir(parents=True)
    home.path.chmod(0o500)
    with pytest.raises(NoRoom):
        build(home, [source.path])


def test_no_row_level_table_reaches_the_snapshot(served, ask):
    names = [r["table_name"] for r in ask("select table_name from duckdb_tables()")]
    assert names and all(n.split("_")[0] in {"ref", "agg", "stat", "meta"} for n in names)


def test_a_pack_may_travel_with_the_source(home, tmp_path, ask):
    source = Source(tmp_path / "s", 'plans = ["own-2030"]\n')
    pack = source.path / "plans" / "own-2030"
    pack.mkdir(parents=True)
    (pack / "source.txt").write_text("自定目标:许可公示及时率达到90%。", encoding="utf-8")
    (pack / "plan.toml").write_text(
        'slug = "own-2030"\ntitle_zh = "自定"\ntitle_en = "Own"\nshort_zh = "自定"\nshort_en = "Own"\n'
        'issuer_zh = "某县"\nissuer_en = "A county"\nregion_code = "360111"\nsource = "source.txt"\n',
        encoding="utf-8",
    )
    (pack / "indicators.toml").write_text(
        '[[indicator]]\ncode = "M13-1-L"\nname = "许可公示及时率"\naliases = []\nsection_zh = "公示"\nsection_en = "Publication"\n'
        'unit = "percent"\n[[indicator.target]]\ndate = 2026-12-31\ncomparator = ">="\nvalue = 0.9\nkind = "reach"\nforce = "binding"\n'
        'clause = "一"\nquote = "许可公示及时率达到90%"\n',
        encoding="utf-8",
    )
    source.send("decisions", "许可.csv", decisions(50, 50), "housing_construction", "2026-10-08")
    rows = ask(
        "select target, word from stat_judgement where plan = 'own-2030' and quarter = '2026Q3' and indicator = 'M13-1-L'",
        source,
    )
    assert {r["target"] for r in rows} == {0.9}


def test_trouble_in_the_middle_never_becomes_a_traceback_of_ours(source, home):
    shutil.rmtree(source.path)
    with pytest.raises(Fixable):
        build(home, [source.path])
