"""How is the plan doing this quarter, and what needs a decision?"""

import pytest

from tests import tiny
from tests.pages.opening import opened, said

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_names_who_lags_persistently_and_counts_who_lags_once(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "overview", lang=lang))
    title = {
        "zh": "住房城乡建设滞后，另有1个部门滞后待核",
        "en": "Lagging: Housing and construction. Lagging, to be verified: 1",
    }
    assert title[lang] in text


def test_the_grounds_are_one_sentence_with_counts_interval_target_and_duration(home, monkeypatch):
    text = said(opened(home, monkeypatch, "overview", lang="zh"))
    assert (
        "行政许可公示及时率 82.1%（1,204/1,466，95%区间 80.1–84.1%），低于年末目标 95.0%，尚差189件；"
        "在11个可比部门中低于99.8%控制限90.0%（同类均值93.0%，校正后q=0.004）；连续3季滞后" in text
    )


def test_a_single_lag_stands_under_to_be_verified(home, monkeypatch):
    text = said(opened(home, monkeypatch, "overview", lang="zh"))
    assert text.index("住房城乡建设</a>") < text.index("待核（尚不足以列名）") < text.index("医保</a>")


@pytest.mark.parametrize(
    ("lang", "change", "assurance"),
    [("zh", "变化：改善", "保证：稳定达标"), ("en", "Change: improving", "Assurance: met reliably")],
)
def test_a_tile_carries_two_marks_each_with_its_meaning(home, monkeypatch, lang, change, assurance):
    tile = said(opened(home, monkeypatch, "overview", lang=lang)).split("xh-tile b-met")[1].split("</a>")[0]
    assert f"<abbr title='{change}'>△</abbr><abbr title='{assurance}'>■</abbr>" in tile


def test_a_lag_that_may_not_be_named_says_so_on_its_mark_and_why(home, monkeypatch):
    text = said(opened(home, monkeypatch, "overview", lang="zh"))
    pending = text[text.index("待核（尚不足以列名）") :].split("</li>")[0]
    assert (
        "滞后（待核）" in pending
        and "只有4个可比部门，不足10个，不作同类比较" in pending
        and "本季滞后，待核" in pending
    )


def test_a_tile_leads_to_its_indicator_and_keeps_the_address(home, monkeypatch):
    text = said(opened(home, monkeypatch, "overview", lang="zh", region="360100", quarter="2026Q2"))
    tile = text.split("xh-tile b-")[1]
    for part in (
        "indicator?",
        "snapshot=2026Q3-tiny",
        "plan=jiangxi-2020",
        "quarter=2026Q2",
        "region=360100",
        "department=all",
        "lang=zh",
    ):
        assert part in tile.split(">")[0]


def test_the_address_carries_every_parameter(home, monkeypatch):
    app = opened(home, monkeypatch, "overview")
    assert dict(app.query_params) == {
        "snapshot": "2026Q3-tiny", "plan": "jiangxi-2020", "quarter": "2026Q3", "region": "360000", "department": "all",
        "indicator": "M04-1", "lang": "zh",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"plan": "nope"}, {"region": "999999"}, {"quarter": "2026Q9"}, {"department": "<b>"}, {"snapshot": "../x"}],
)
def test_a_bad_value_gives_a_plain_notice_and_the_default(home, monkeypatch, wrong):
    app = opened(home, monkeypatch, "overview", **wrong)
    assert "xh-notice" in said(app) and "<b>”" not in said(app)
    assert app.query_params["plan"] == "jiangxi-2020"


def test_another_plan_starts_from_its_own_defaults_without_complaint(home, monkeypatch):
    app = opened(home, monkeypatch, "overview", region="360100")
    app.selectbox(key="choose_plan").select("jiangmen-2014").run()
    assert app.query_params["region"] == "440700" and "xh-notice" not in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_that_is_over_says_met_or_not_met_at_its_dates(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "overview", plan="jiangmen-2014", lang=lang))
    assert {"zh": "规划期已满，2020年目标：达标1项，数据不足1项", "en": "Targets for 2020: 1 met, 1 not enough data"}[
        lang
    ] in text
    assert {"zh": "未达标", "en": "not met"}[lang] in text
    assert {"zh": "<i>↗</i>", "en": "<i>↗</i>"}[lang] not in text  # nothing is on course any more


def test_what_changed_since_the_last_snapshot_is_told(tmp_path, monkeypatch):
    import os

    older = tiny.publish_tiny(tmp_path, "2026Q3-first", late_rate=0.9)
    os.utime(tmp_path / "snapshots" / f"{older}.duckdb", (1, 1))
    tiny.publish_tiny(tmp_path, "2026Q3-second", previous=older)
    text = said(opened(tmp_path, monkeypatch, "overview"))
    assert "与快照 2026Q3-first" in text and "本季判断没有改变。" in text


def test_an_earlier_snapshot_is_shown_as_asked_with_a_way_to_the_current(tmp_path, monkeypatch):
    tiny.publish_tiny(tmp_path, "2026Q3-first")
    tiny.publish_tiny(tmp_path, "2026Q3-second", previous="2026Q3-first")
    app = opened(tmp_path, monkeypatch, "overview", snapshot="2026Q3-first")
    assert app.query_params["snapshot"] == "2026Q3-first" and "查看现行快照" in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_snapshot_says_what_to_do(tmp_path, monkeypatch, lang):
    tiny.publish_empty(tmp_path)
    assert "xinheng build" in said(opened(tmp_path, monkeypatch, "overview", lang=lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("plan", ["jiangxi-2020", "jiangmen-2014"])
def test_plans_without_a_figure_are_shown_as_not_returned(tmp_path, monkeypatch, lang, plan):
    tiny.publish_planned(tmp_path)
    text = said(opened(tmp_path, monkeypatch, "overview", lang=lang, plan=plan))
    assert {"zh": "未报送", "en": "not returned"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_snapshot_at_all_says_what_to_do(tmp_path, monkeypatch, lang):
    assert "xinheng demo" in said(opened(tmp_path, monkeypatch, "overview", lang=lang))


def test_a_damaged_pointer_is_named_and_the_last_good_snapshot_served(tmp_path, monkeypatch):
    tiny.publish_tiny(tmp_path)
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    text = said(opened(tmp_path, monkeypatch, "overview"))
    assert "current.json" in text and "住房城乡建设滞后" in text


def test_a_damaged_snapshot_alone_is_named(tmp_path, monkeypatch):
    tiny.publish_tiny(tmp_path)
    (tmp_path / "snapshots" / "2026Q3-tiny.duckdb").write_bytes(b"no database")
    assert "xinheng doctor" in said(opened(tmp_path, monkeypatch, "overview"))


def test_demo_data_are_marked(home, monkeypatch):
    assert "演示数据" in said(opened(home, monkeypatch, "overview")) and "DEMO DATA" in said(
        opened(home, monkeypatch, "overview", lang="en")
    )


@pytest.mark.parametrize(
    ("page", "fold"),
    [("overview", "catalogue"), ("overview", "flagged"), ("data_quality", "downloads"), ("methods", "downloads")],
)
def test_tables_and_downloads_travel_when_their_fold_is_opened(home, monkeypatch, page, fold):
    app = opened(home, monkeypatch, page)
    assert not app.get("download_button")
    app.session_state[fold] = True
    app.run()
    assert not app.exception and len(app.get("download_button")) >= 2
