"""How is each indicator defined, and by which rule?"""

import re
import tomllib
from html import unescape

import pytest

from dashboard import words
from dashboard.components import evidence, flags, verdict_rules
from dashboard.reads import methods
from metrics import assess, verdict
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
    app.session_state["sql"] = True
    app.run()
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


CODE = re.compile(r"DN|\b[DTPVAF][0-4]")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("row", verdict.TABLE, ids=lambda row: f"{row.number}-{row.code}")
def test_the_table_in_words_names_the_signals_of_the_table_applied(row, lang):
    words.use(lang)
    text = words.t(f"verdict.rule.{row.number}_{row.code}")
    words.use("zh")
    applied = set(re.findall(r'"(DN|[DTPVAF][0-4])"', str(row.holds)))
    if "n_worse_of_three" in str(row.holds):
        applied.add("V3")  # counted over three quarters
    if row.number == 12:
        applied.discard("T4")  # the line before takes it
    assert set(CODE.findall(text)) == applied


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_the_table_stands_on_the_page_in_its_order(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "methods", lang=lang))
    assert re.findall(r"<code>([A-Z_]+)</code>", text) == [row.code for row in verdict.TABLE]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_signals_least_data_and_conventions_are_there(home, monkeypatch, lang):
    text = unescape(said(opened(home, monkeypatch, "methods", lang=lang)))
    for part in {
        "zh": ("六个信号", "威尔逊95%区间", "XmR", "13期", "BH", "不合成总分", "初判"),
        "en": (
            "Six signals",
            "Wilson 95% interval",
            "XmR",
            "13 periods",
            "Benjamini",
            "No composite score",
            "preliminary",
        ),
    }[lang]:
        assert (part in text) == (part not in ("初判", "preliminary")), part


def test_numbers_said_on_pages_are_those_of_the_code():
    least = methods.minimums()
    assert (
        least["process"],
        least["peers"],
        least["named"],
    ) == (evidence.LEAST_POINTS, evidence.LEAST_PEERS, flags.LEAST_TO_NAME)
    assert evidence.SHARED == assess.SHARED and set(verdict_rules.STATES) == set(verdict.SIGNALS)


PROOF = """
run_on = 2026-11-22
runs = 4000
command = "make bench"

[[row]]
part = "null"
case_zh = "无人落后"
case_en = "Nobody lags"
what_zh = "误报率"
what_en = "false discovery rate"
value = 0.012
se = 0.002
runs = 2000
target = 0.05
holds = true
"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_proof_is_shown_as_written_or_said_to_be_missing(home, monkeypatch, lang):
    monkeypatch.setattr(methods, "proof", lambda: tomllib.loads(PROOF))
    text = said(opened(home, monkeypatch, "methods", lang=lang))
    assert {"zh": "误报率", "en": "false discovery rate"}[lang] in text and "1.20%" in text and "±0.20%" in text
    monkeypatch.setattr(methods, "proof", lambda: None)
    assert "tests.benchmarks --only proof" in said(opened(home, monkeypatch, "methods", lang=lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_proof_of_effects_is_shown_as_written_or_said_to_be_missing(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "methods", lang=lang))
    assert {"zh": "“起作用”可信吗：模拟检验", "en": "Can “works” be trusted: a simulation"}[lang] in text
    assert "tests.benchmarks --only effect" in text
    monkeypatch.setattr(methods, "effect_proof", lambda: None)
    assert {"zh": "没有附惩戒成效的模拟检验", "en": "carries no simulation of effects"}[lang] in said(
        opened(home, monkeypatch, "methods", lang=lang)
    )
