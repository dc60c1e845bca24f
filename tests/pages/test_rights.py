"""Are the rights of those on record protected? Said in both languages, with data, with little and with none."""

import re
from html import unescape

import duckdb
import polars as pl
import pytest

from dashboard.components import rights_defects, rights_drill
from dashboard.reads import rights
from data import lookups, rules
from data.snapshot.load import insert
from tests import tiny, tiny_rights
from tests.pages import opening


def publish(home, sql):
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(sql)
        insert(con, "ref_repair_period", rules.record_periods())
        insert(con, "ref_catalogue_measure", lookups.read_catalogue_measures())
        insert(con, "ref_rule", rules.read_rules())


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    publish(folder, tiny_rights.rows(tiny._row))
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A jurisdiction that sends none of these registers."""
    folder = tmp_path_factory.mktemp("bare")
    publish(folder, "")
    return folder


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """Registers were sent, and nothing in them is of this quarter."""
    folder = tmp_path_factory.mktemp("sent")
    publish(folder, "".join(tiny_rights._others(tiny._row)))
    return folder


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "rights", **address)


def said(app):
    """The page's text, tags taken out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", opening.said(app))))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", [
            "2026年三季度末，9类问题中5类仍有未纠正的：清单之外的惩戒措施49件、超过最长公示期仍在公示24件、修复后仍在公示7件等",
            "18.0 / 最长47", "住房城乡建设 12", "联合惩戒措施在信息核实期间暂不执行（江西方案（三十二）） 本系统约定：5个工作日", "来源待核", "即时发生",
            "近四季提出异议62件，办结60件，成立15件；涉及惩戒的53件中，37件核实期间仍在惩戒", "25.4% 15/59", "没有查到有来源的答复时限，不判是否及时",
            "准予111件；其中5件仍在公示，0件仍在惩戒", "18件，错修2件，漏修1件", "近四季查实误列9条，已恢复7条，未恢复2条",
            "公示到最长期限的38条记录中，24条仍在公示，最久超期183天", "本季据此判为超期的24条", "另有11条超过最长期限仍在公示，但义务没有履行",
            "限制旅游度假", "明显偏高的是南昌市（待核）", "季末2个部门仍有未纠正的问题", "异议所写的名单编号，名单中没有", "同一记录再次准予修复",
        ]),
        ("en", [
            "End of 2026 Q3: 5 of 9 kinds of defect still stand: Measure outside the catalogue 49, Public beyond the longest period 24",
            "our convention: 5 working days", "of 53 that touch a sanction, 37 were sanctioned all the same", "no sourced limit for answers was found",
            "9 listings found wrong in four quarters: 7 put right, 2 not", "24 records of this quarter rest on this reading", "Limits on tourism",
        ]),
    ],
)  # fmt: skip
def test_the_page_says_what_ought_not_to_be_how_long_and_by_which_rule(home, monkeypatch, lang, expected):
    app = opened(home, monkeypatch, lang=lang)
    text = said(app)
    assert [part for part in expected if part.replace("18.0", "18") not in text] == []
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)
    assert len(opening.said(app).encode()) < 60_000


def test_every_defect_has_its_line_and_a_blank_says_which_blank_it_is(home, sent, monkeypatch):
    html = unescape(opening.said(opened(home, monkeypatch, lang="zh")))
    table = re.search(r"<div class='xh-more xr-defects'>(.*?)</table>", html, re.S)[1]
    lines = {re.search(r">([^<>]+)</a>", tr)[1]: tr for tr in table.split("<tr>") if "<td" in tr}
    assert len(lines) == 11
    assert "不适用" in lines["没有写明依据的惩戒措施"] and "无从判断" in lines["超过措施期限仍在惩戒"]
    assert "未发现" in lines["修复后仍在惩戒"] and "<b>0</b>" in lines["修复后仍在惩戒"]
    assert "季内曾有" in lines["名单期满未移出"] and "样本少" in lines["公示未满最短期即准予修复"]
    text = said(opened(sent, monkeypatch, lang="zh"))
    assert "没有可供查对的惩戒措施、名单和修复" in text and "这四个季度没有异议记录，是零，不是缺报" in text


def test_a_defect_and_a_department_open_by_their_names(home, monkeypatch):
    html = unescape(opening.said(opened(home, monkeypatch, lang="zh")))
    # Inside xh-more a link names only what it changes.
    table = re.search(r"<div class='xh-more xr-defects'>(.*?)</table>", html, re.S)[1]
    assert "href='rights?defect=repaired_public'>修复后仍在公示</a>" in table
    assert "href='rights?department=housing_construction'>住房城乡建设</a>" in table
    assert "<div class=xh-more><table class=xf-dots>" in html
    assert "href='rights?region=360100&defect=outside_catalogue'>南昌市</a>" in html
    assert re.search(r"href='sanctions\?[^']*'>惩戒有没有用", html)
    text = said(opened(home, monkeypatch, lang="zh", defect="repaired_public", department="housing_construction"))
    assert (
        "住房城乡建设：2026年三季度末，2类问题中2类仍有未纠正的" in text and "修复后仍在公示：下级没有可比的数" in text
    )
    assert "近四季没有异议" in text


def test_an_unknown_defect_in_the_address_is_said(home, monkeypatch):
    assert "问题类别“theft”" in said(opened(home, monkeypatch, lang="zh", defect="theft"))


def test_another_plan_is_not_said_to_order_what_it_does_not(home, monkeypatch):
    html = opening.said(opened(home, monkeypatch, lang="zh", plan="jiangmen-2014"))
    assert "江西方案" not in html


def test_without_registers_the_page_says_what_to_send(bare, monkeypatch):
    for lang, parts in (
        ("zh", ("没有收到名单、惩戒措施、异议和修复的台账", "xinheng check FILE --feed objections")),
        ("en", ("No registers of listings",)),
    ):
        text = said(opened(bare, monkeypatch, lang=lang))
        assert all(part in text for part in parts) and "季末仍存在" not in text


def test_downloads_hold_numbers_words_and_the_reading(home, monkeypatch):
    view = opened(home, monkeypatch, lang="zh").session_state["scope"]
    table = rights_defects.show(view, rights.defects(view), rights.feeds(view)).make()
    line = table.filter(pl.col("问题") == "超过最长公示期仍在公示").to_dicts()[0]
    assert (line["季末仍存在"], line["本季存在"], line["可比对"], line["其中跨期"], line["不判"]) == (
        24,
        24,
        38,
        24,
        11,
    )
    offices = rights_drill.offices(view)
    assert {"南昌市", "江西省"} == set(offices["地区"]) and offices.filter(pl.col("问题") == "清单之外的惩戒措施")[
        "可比对"
    ].sum() == 120
