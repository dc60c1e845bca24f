"""The whole catalogue on the overview: found by words in either language, narrowed by kind, owner and judgement."""

import pytest

from dashboard import words
from dashboard.reads.catalogue import Wanted, found
from tests import tiny
from tests.pages.opening import opened, said


def card(indicator, name_zh="", name_en="", origin="return", word=None, is_in_plan=False, is_core=False):
    return {
        "indicator": indicator, "mechanism": indicator[:3], "mechanism_zh": "机制", "mechanism_en": "Mechanism", "name_in_plan": None,
        "name_zh": name_zh, "name_en": name_en, "origin": origin, "word": word, "is_in_plan": is_in_plan, "is_core": is_core,
    }  # fmt: skip


CARDS = [
    card("M13-1-L", "行政许可公示及时率", "Licences online in time", "event_or_return", "lagging", is_in_plan=True),
    card("M20-1", "认定程序", "Procedure", is_core=True),
    card("M13-7", "公示覆盖率", "Coverage of publication", word="met"),
]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Wanted(), ["M13-1-L", "M13-7", "M20-1"]),  # of one mechanism together
        (Wanted("公示"), ["M13-1-L", "M13-7"]),
        (Wanted("ＬＩＣＥＮＣＥＳ time"), ["M13-1-L"]),
        (Wanted("m13"), ["M13-1-L", "M13-7"]),
        (Wanted(kinds=("in_plan",)), ["M13-1-L"]),
        (Wanted(kinds=("core",)), ["M20-1"]),
        (Wanted(kinds=("event",)), ["M13-1-L"]),
        (Wanted(kinds=("return",)), ["M13-1-L", "M13-7", "M20-1"]),  # event_or_return may come as either
        (Wanted(judgements=("met", "no_target")), ["M20-1", "M13-7"]),
        (Wanted(owner="tax"), ["M20-1"]),
        (Wanted("公示", owner="tax"), []),
    ],
)
def test_what_is_left(wanted, codes):
    assert [row["indicator"] for row in found(CARDS, wanted, {"M20-1": ["tax"]})] == codes


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize(
    ("lang", "word", "nothing"),
    [("zh", "许可", "没有符合条件的指标"), ("en", "licence", "No indicator fits")],
)
def test_a_reader_searches_in_the_open_table(home, monkeypatch, lang, word, nothing):
    app = opened(home, monkeypatch, "overview", lang=lang)
    app.session_state["catalogue"] = True
    app.run()
    words.use(lang)  # the options of a choice are spelt on this side too
    n = said(app).count("<tr class=group>")
    app.text_input(key="catalogue_find").set_value(word).run()
    assert 0 < said(app).count("<tr class=group>") < n
    app.text_input(key="catalogue_find").set_value("xyzzy").run()
    assert nothing in said(app) and not app.exception
