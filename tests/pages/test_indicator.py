"""How is this number made, and how has it moved? Every language, with data and without."""

import re
from html import unescape

import pytest

from tests import tiny
from tests.pages import opening


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "indicator", **address)


text = opening.said


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_the_number_the_judgement_and_the_grounds(home, monkeypatch, lang):
    app = opened(home, monkeypatch, lang=lang, indicator="M04-1")
    assert not app.exception
    said = text(app)
    assert "96.0%" in said and "8,640/9,000" in said
    assert {"zh": "达到目标（≥95.0%，2026-12-31前）", "en": "the target (≥ 95.0% by 2026-12-31) is met"}[lang] in said
    assert {"zh": "怎样会改判：", "en": "What would change this: "}[lang] in said
    assert "△" in said and "■" in said
    assert len(app.get("plotly_chart")) == 2 and said.count("<table class=xf-dots>") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_snapshot_says_so(tmp_path, monkeypatch, lang):
    tiny.publish_empty(tmp_path)
    app = opened(tmp_path, monkeypatch, lang=lang)
    assert not app.exception and not app.get("plotly_chart")


def test_the_laggards_are_in_the_title_of_the_breakdown(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", indicator="M04-1"))
    assert "部门：住房城乡建设、医保滞后" in said


def test_the_white_box_opens_the_number(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", indicator="M04-1"))
    for part in ("按期公示件数", "应公示件数", "七个工作日", "方案包：jiangxi-targets", "发改办财金〔2018〕424号"):
        assert part in said
    assert "xinheng explain M04-1 --plan jiangxi-2020 --region 360000 --period 2026Q3" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_clause_it_serves_stands_with_its_words_and_leads_to_its_task(home, monkeypatch, lang):
    said = text(opened(home, monkeypatch, lang=lang, indicator="M04-1"))
    row = next(r for r in re.findall(r"<tr>.*?</tr>", said) if ">(一)</a>" in r)
    assert "建立信用承诺制度" in row and {"zh": "指标服务于本条", "en": "serves this clause"}[lang] in row
    address = unescape(re.search(r"href='(tasks[^']*)'", row)[1])
    assert {"plan=jiangxi-2020", "quarter=2026Q3", "region=360000", "task=01", f"lang={lang}"} <= set(
        re.split("[?&]", address)
    )
    assert {"zh": "已逾期", "en": "late"}[lang] in row


def test_files_and_sql_travel_only_when_asked_for(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", indicator="M04-1")
    assert not app.dataframe and "select 1" not in text(app)
    app.session_state["files_fold"] = True
    app.run()
    assert not app.exception
    assert app.dataframe[0].value.shape[0] == 1


def test_a_figure_unfolds_into_its_table_with_the_same_numbers(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", indicator="M04-1")
    app.session_state["series_fold"] = True
    app.run()
    assert not app.exception
    table = app.dataframe[0].value
    assert table["季度"].to_list()[0] == "2026Q3" and table["数值"].to_list()[0] == pytest.approx(0.96)


def test_a_department_that_lags_is_judged_by_its_own_numbers(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", indicator="M04-1", department="housing_construction"))
    assert "82.1%" in said and "1,204/1,466" in said and "滞后" in said
    assert "按现有分母还差189件" in said
    assert "--department housing_construction" in said


def test_without_a_target_there_is_no_judgement(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", indicator="M10-6"))
    assert "规划未设目标，只看同类和变化。" in said and "规划未对此设目标" in said


def test_a_plan_that_is_over_is_never_on_course(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", plan="jiangmen-2014", indicator="M10-6"))
    assert "100.0%，达标" in said and "规划期已结束" in said and "序时应达" not in said


def test_what_was_not_returned_is_called_so(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", plan="jiangmen-2014", indicator="M09-1")
    assert not app.exception
    assert "共享单位数：未报送" in text(app)


def test_the_chooser_finds_either_language_and_writes_the_code_into_the_address(home, monkeypatch):
    app = opened(home, monkeypatch, lang="en", indicator="M04-1")
    chooser = app.selectbox(key="choose_indicator")
    assert any("行政处罚公示及时率" in label and "Penalties published in time" in label for label in chooser.options)
    chooser.set_value("M04-2").run()
    assert not app.exception and "Penalties published in time: " in text(app)


def test_the_order_of_the_chooser_is_by_number():
    from dashboard.reads.indicator import _in_order

    assert sorted(["M10-6", "M02-1", "M10-12", "M09-1"], key=_in_order) == ["M02-1", "M09-1", "M10-6", "M10-12"]
