"""A planner's way: from the figures to a draft, to a pack in the source, to a rebuilt snapshot that judges by it."""

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape

import openpyxl
import pytest
from typer.testing import CliRunner

from dashboard import cli
from dashboard.access import Scope
from dashboard.components import target_compare, target_paragraph
from dashboard.reads import base, drafts
from data.errors import PackUnusable
from data.home import Home
from data.snapshot.build import build
from data.snapshot.reader import Reader
from tests.pages import opening
from tests.snapshot.conftest import Source, decisions

TOML = 'name = "测试源"\nplans = ["hegang-2020"]\ndemo = true\n'
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in (1, 4, 7, 10)] + ["2026-01", "2026-04", "2026-07"]
HERE = {"lang": "zh", "plan": "hegang-2020", "indicator": "M13-1-L", "year": "2026", "among": "county"}
SLUG = "hegang-2020-2027-draft"
JUDGED = """select quarter, region_code, value, target, target_on from stat_judgement
where indicator = 'M13-1-L' and quarter = '2026Q3' and department_code = '*' and region_code in ('230400', '230402')
order by region_code"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("journey")
    source, home = Source(folder / "source", TOML), Home(folder / "home")
    for i, month in enumerate(MONTHS):
        for region, late in (("230402", 9 - i // 2), ("230403", 4)):
            file = f"{region}-{month}.csv"
            source.send("decisions", file, decisions(40, late, month=month, region=region, start=100 * int(region[-1])))
    build(home, [source.path], as_of=date(2026, 10, 8))
    return source, home


@pytest.fixture
def bench(built, monkeypatch):
    """Open the page with the fold of the drafts open."""

    def opened(**address):
        app = opening.opened(built[1].path, monkeypatch, "targets", **(HERE | {"year": "2027"} | address))
        return run(app)

    yield opened
    for name in drafts.names():
        (built[1].drafts / f"{name}.toml").unlink()


def run(app):
    app.session_state["target_drafts"] = True
    app.run()
    assert not app.exception, app.exception
    return app


def keep(app, name, note="", *, replace=False):
    app.text_input(key="target_drafts_name").set_value(name)
    app.text_area(key="target_drafts_note").set_value(note)
    app.checkbox(key="target_drafts_replace").set_value(replace)
    app.session_state["target_drafts"] = True
    next(b for b in app.button if b.proto.is_form_submitter).click().run()
    assert not app.exception, app.exception
    return app


def said(app):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


def offered(app):
    return [d.proto.label for d in app.get("download_button")]


def test_a_name_that_cannot_be_is_told_and_nothing_is_written(bench):
    app = bench(aim="95")
    for name, told in (("  ", "请先填写草稿名称"), ("../x", "名称"), ("a/b", "名称"), ("长" * 61, "不超过60字")):
        assert told in said(keep(app, name)), name
        assert drafts.names() == []
        run(app)
    keep(app, "稳妥")
    assert "请换一个名称，或勾选" in said(keep(run(app), "稳妥"))
    keep(run(app), "稳妥", "新的说明", replace=True)
    assert chosen()[1][0].note == "新的说明"
    keep(run(app), "啰嗦", "长" * 2001)
    assert drafts.names() == ["稳妥"]


def test_a_folder_that_cannot_be_written_is_one_sentence(built, bench):
    app, folder = bench(aim="95"), built[1].drafts
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file where the folder should be")
    try:
        assert "无法写入方案草稿" in said(keep(app, "稳妥"))
    finally:
        folder.unlink()


def test_a_draft_edited_into_nonsense_is_named_hides_no_other_and_goes_with_a_second_click(built, bench):
    app = bench(aim="95")
    keep(app, "稳妥")
    (built[1].drafts / "坏.toml").write_text('plan = "hegang-2020"\nyear = "明年"\n', encoding="utf-8")
    text = said(run(app))
    assert "有1份草稿无法读取，不影响其他草稿" in text and "明年" in text and "不低于95%" in text
    for key in ("target_drafts_broken_坏", "target_drafts_again"):
        assert "坏" in drafts.names()
        app.session_state["target_drafts"] = True
        app.button(key=key).click().run()
        run(app)
    assert drafts.names() == ["稳妥"]


def test_drafts_are_compared_taken_away_and_two_of_one_indicator_and_year_are_no_pack(bench):
    app = bench(aim="95")
    keep(app, "稳妥")
    assert offered(run(app))[:3] == ["叠加规划包（ZIP）", "测算表（XLSX，带公式）", "规划文字（中英文）"]
    app.query_params["aim"] = "99"
    keep(run(app), "进取")
    text = said(run(app))
    assert "并列比较" in text and "选了两个草稿" in text and "叠加规划包（ZIP）" not in offered(app)
    view, both = chosen()
    told = [drafts.weigh(view, s) for s in both]
    assert [one.made.whole - one.made.wanted for one in told] == [0, 0] and all(
        one.made.state == "exact" for one in told
    )
    paper = target_paragraph.as_text(view, told)
    for part in (
        "演示数据",
        "DEMO DATA",
        "鹤岗市行政许可公示及时率不低于95%",
        "等比例缩小差距",
        "at least 95%",
        "未经签发",
        "not signed",
    ):
        assert part in paper, part
    assert "None" not in paper and "nan" not in paper
    book = openpyxl.load_workbook(io.BytesIO(target_compare.book(view, told)), data_only=True)
    found = [[c.value for c in line] for line in book.worksheets[0].iter_rows()]
    assert any("各单位相加与整体要求一致" in line for line in found) and len(book.worksheets) == 3
    english = said(bench(lang="en", aim="95"))
    assert "whoever can open this page can see" in english and "Side by side" not in english


def test_from_the_figures_to_a_snapshot_that_judges_by_the_new_target(built, bench):
    source, home = built
    keep(bench(aim="95"), "2027 稳妥", "两年内到位")
    view, (one,) = chosen()
    assert one.plan_value == 0.95 and set(one.unit_values) == {"230403", "230402"} and one.note == "两年内到位"
    packed = zipfile.ZipFile(io.BytesIO(drafts.pack(view, SLUG, [one])))
    packed.extractall(source.path / "plans")
    told = CliRunner().invoke(cli.app, ["plan", "check", str(source.path / "plans" / SLUG)])
    assert told.exit_code == 0, told.output
    was = current(home)
    build(home, [source.path], as_of=date(2026, 10, 8))
    got = {r["region_code"]: r for r in judged(home, "select * from ref_target where from_pack = $1", SLUG)}
    assert current(home) != was and got[None]["value"] == 0.95 and got["230402"]["value"] == one.unit_values["230402"]
    assert {r["plan"] for r in got.values()} == {"hegang-2020"} and all(r["is_demo"] for r in got.values())
    now = {r["region_code"]: r for r in judged(home, JUDGED)}
    assert [r["region_code"] for r in drafts.in_the_way(chosen()[0], [replace(one, plan_value=0.96)])] == [None]
    assert drafts.in_the_way(chosen()[0], [one]) == []
    twin = drafts.pack(chosen()[0], "another-draft", [replace(one, plan_value=0.96, unit_values={})])
    zipfile.ZipFile(io.BytesIO(twin)).extractall(source.path / "plans")
    with pytest.raises(PackUnusable, match="differs from"):
        build(home, [source.path], as_of=date(2026, 10, 8))
    assert {now[c]["target_on"] for c in now} == {date(2027, 12, 31)}
    assert (now["230400"]["target"], now["230402"]["target"]) == (0.95, one.unit_values["230402"])


def chosen():
    """The drafts as the page reads them."""
    view = Scope(base.reader().current(), "hegang-2020", "2026Q3", "230400", indicator="M13-1-L")
    return view, drafts.saved(view)[0]


def current(home):
    reader = Reader(home)
    try:
        return reader.current()
    finally:
        reader.close()


def judged(home, sql, *values):
    reader = Reader(home)
    try:
        return reader.query(reader.current(), sql, values).to_pylist()
    finally:
        reader.close()
