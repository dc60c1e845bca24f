"""Are decisions and commitments published in time?"""

import plotly.graph_objects as go
import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import delays as chart
from dashboard.components import timely_acts, timely_finding
from dashboard.reads import timeliness
from tests import tiny, tiny_timeliness
from tests.pages.opening import opened, said

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timely")
    tiny_timeliness.add(folder, tiny.publish_tiny(folder))
    return folder


@pytest.fixture
def view(home, monkeypatch):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    words.use("zh")
    return Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000")


def row(**counts):
    plain = {
        "leg": "publication",
        "act": "licence",
        "n_in_time": 0,
        "n_due": 0,
        "n_late_open": 0,
        "n_inside": 0,
    }
    found = plain | counts
    return found | {"late_rate": (found["n_due"] - found["n_in_time"]) / found["n_due"] if found["n_due"] else None}


@pytest.fixture(scope="module")
def pages(home):
    """The page in both languages, opened once."""
    with pytest.MonkeyPatch.context() as patch:
        yield {
            lang: opened(home, patch, "timeliness", lang=lang, plan="jiangxi-2020", quarter="2026Q3")
            for lang in LANGUAGES
        }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_sets_licences_beside_penalties_and_counts_the_missing(pages, lang):
    title = {
        "zh": "行政许可迟报率9.0%，高于行政处罚的0.1%；逾期仍未公示20件",
        "en": "Licences: 9.0% late, above Penalties: 0.1%; past the limit and not online: 20",
    }
    assert title[lang] in said(pages[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_act_has_a_line_of_its_own_with_its_counts(pages, lang):
    text = said(pages[lang])
    assert "91.0%</b><small>910/1,000" in text and "99.9%</b><small>1,999/2,000" in text
    assert (
        "<b>4/5</b>" in text and "80.0%" not in text.split("<b>4/5</b>")[1].split("</tr>")[0]
    )  # five acts, no percentage
    assert {"zh": "研究推动", "en": "to be studied"}[lang] in text
    assert "clock=report-penalty" in text and "clock=penalty" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_acts_without_a_limit_and_odd_dates_are_counted_apart(pages, lang):
    text = said(pages[lang])
    told = {
        "zh": ["1类行为本方案没有规定期限", "行政许可：2件公示（完成）日期早于作出日期"],
        "en": ["Kinds of act without a limit in this plan: 1", "Licences: published (done) before decided: 2"],
    }
    assert all(sentence in text for sentence in told[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_county_late_in_more_than_half_is_named_with_its_count_unless_it_is_too_small(pages, lang):
    text = said(pages[lang])
    assert {"zh": "南康区 20/30", "en": "Nankang District 20/30"}[lang] in text
    assert {"zh": "另有1个县（市、区）过半迟报但不足10件", "en": "under ten acts and not named: 1"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_crowd_on_the_last_day_is_named_as_something_to_check(pages, lang):
    text = said(pages[lang])
    assert {"zh": "住房城乡建设250件，前两日平均12.5件（待核", "en": "Housing and construction 250, against 12.5 a day before (to be checked"}[lang] in text  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_limits_stand_with_rule_and_source(pages, lang):
    text = said(pages[lang])
    assert "publish_in_7" in text and "发改办财金〔2018〕424号" in text and "own:more" in text


def test_a_name_leads_down_and_keeps_the_act(home, monkeypatch):
    text = said(opened(home, monkeypatch, "timeliness", plan="jiangxi-2020", clock="licence"))
    assert "clock=licence&amp;region=360700'" in text
    city = said(opened(home, monkeypatch, "timeliness", plan="jiangxi-2020", region="360700"))
    assert "赣州市：行政许可迟报率44.4%" in city and "南康区" in city


def test_an_act_nobody_took_falls_back_with_a_notice(home, monkeypatch):
    text = said(opened(home, monkeypatch, "timeliness", plan="jiangxi-2020", clock="levy"))
    assert "“levy”" in text and "9.0%" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("publish", [tiny.publish_empty, tiny.publish_planned])
def test_nothing_received_is_said_with_the_next_move(tmp_path, monkeypatch, lang, publish):
    publish(tmp_path)
    text = said(opened(tmp_path, monkeypatch, "timeliness", lang=lang))
    assert "xh-state" in text or "--feed decisions" in text


def test_a_quarter_without_acts_says_so_and_leads_to_the_last_one_with_acts(home, monkeypatch):
    text = said(opened(home, monkeypatch, "timeliness", plan="jiangxi-2020", quarter="2026Q1"))
    assert "所选地区、部门本季没有作出行政决定或收到承诺" in text
    assert "quarter=2025Q3'>此前最近有数据的是2025年三季度" in text


def test_rates_within_chance_are_not_called_higher(view):
    licence = row(n_in_time=90, n_due=100)
    penalty = row(act="penalty", n_in_time=93, n_due=100)
    assert timely_finding.title(view, [licence, penalty]) == "行政许可迟报率10.0%，行政处罚7.0%，差别可能出于偶然"
    clean = row(act="penalty", n_in_time=900, n_due=900)
    assert timely_finding.title(view, [licence, clean]) == "行政许可迟报率10.0%，行政处罚无迟报"
    assert timely_finding.title(view, [row(n_in_time=3, n_due=5)]) == "行政许可迟报率2/5"
    assert timely_finding.title(view, [row(n_in_time=5, n_due=5)]) == "行政许可期限届满的均按期公示"
    assert timely_finding.title(view, [row(n_inside=3)]) == "本季作出的行为期限均未届满，还不能判断"
    assert timely_finding.title(view, [row()]) == "本方案对本季作出的行为没有规定公示期限"


def test_the_bars_hold_every_act_due_and_mark_the_limit(view):
    found = timeliness.delays(view, "publication", "licence")
    bars = chart.binned(found, 7)
    assert sum(sum(bar["n_acts"].values()) for bar in bars) == 1000
    drawn = chart.draw(bars, days=7)
    go.Figure(drawn)  # valid for plotly
    by_name = {trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in drawn["data"]}
    assert by_name["最后一日"] == {"7": 300} and by_name["逾期未完成"] == {"未完成": 20}
    assert by_name["按期"] == {"早于作出": 2, "1": 608} and by_name["迟报"] == {"9": 60, ">40": 10}
    labels = drawn["layout"]["xaxis"]["categoryarray"]
    assert drawn["layout"]["shapes"][0]["x0"] == labels.index("7") + 0.5
    assert [label for label in labels if label.isdigit()] == [str(day) for day in range(21)]


def test_a_limit_beyond_three_weeks_still_has_every_day_of_its_own():
    words.use("en")
    bars = chart.binned([{"state": "last_day", "delay_days": 30, "n_acts": 5}], 30)
    assert chart.draw(bars, days=30)["data"][0]["x"] == ["30"]
    assert not chart.draw(bars, days=None)["layout"]["shapes"]
    words.use("zh")


def test_the_table_to_take_away_adds_up(view):
    found = timeliness.offices(view)
    for act in found:
        assert act["n_begun"] == sum(act[k] for k in ("n_in_time", "n_late_done", "n_late_open", "n_inside", "n_without_limit", "n_without_calendar", "n_unstated"))  # fmt: skip
    taken = timely_acts.offer(view).make()
    assert taken.height == len(found) and taken["期限届满"].sum() == sum(act["n_due"] for act in found)


def test_the_page_is_about_the_first_act_with_limits_ended_unless_the_address_names_one(view):
    rows = timeliness.rows(view)
    assert [r["act"] for r in rows] == ["licence", "penalty", "reward", "commitment", "penalty"]
    assert timeliness.chosen(view, rows) == ("publication", "licence")
    asked = {
        "commitment": ("commitment", "commitment"),
        "report-penalty": ("report", "penalty"),
        "reward": ("publication", "reward"),
    }
    for clock, pair in asked.items():
        assert timeliness.chosen(Scope(*([""] * 4), clock=clock), rows) == pair and timeliness.clock(*pair) == clock
