"""How is each indicator defined, and by which rule?"""

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
def test_definitions_rules_and_calendar_are_there(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "methods", lang=lang))
    for part in {
        "zh": ("应公示件数", "双公示7个工作日", "2026", "暂定"),
        "en": ("acts due", "Publication within 7 working days", "provisional"),
    }[lang]:
        assert part in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rule_without_a_verified_source_says_so(home, monkeypatch, lang):
    assert {"zh": "来源待核", "en": "source not verified"}[lang] in said(
        opened(home, monkeypatch, "methods", lang=lang)
    )


def test_the_sql_of_a_file_is_shown_when_asked_for(home, monkeypatch):
    app = opened(home, monkeypatch, "methods")
    assert "select 1" not in said(app)
    app.selectbox(key="statement").select("marts/agg_publication_month").run()
    assert "select 1" in said(app)


def test_another_mechanism_shows_its_own_cards(home, monkeypatch):
    app = opened(home, monkeypatch, "methods")
    app.selectbox(key="mechanism").select("M09").run()
    text = said(app)
    assert "共享单位数" in text and "行政处罚公示及时率" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("publish", [tiny.publish_empty, tiny.publish_planned])
def test_without_figures_the_page_still_answers(tmp_path, monkeypatch, lang, publish):
    publish(tmp_path)
    assert "xh-title" in said(opened(tmp_path, monkeypatch, "methods", lang=lang))
