"""What the four readers do, from the address to the screen."""

import re

import pytest

from data.lookups import read_departments

CJK = re.compile(r"[\u4e00-\u9fff]")
NAMED = ".xh-columns section:first-child > ul.xh-grounds:first-of-type li b a"
CHOICES = ("plan", "quarter", "region", "department")


def names(codes, lang="zh"):
    rows = {r["department_code"]: r[f"name_{lang}"] for r in read_departments().to_dicts()}
    return {rows[code] for code in codes}


def test_planted_departments_are_named_and_nobody_else(person, truth):
    """At a tenth of its size the demo leaves one of the four too few cases to be sure; in full size all four are named."""
    last = truth["lagging"][0]["quarters"][-1]
    person.open("overview", plan="jiangxi-2020", quarter=last, lang="zh")
    planted = names({plant["department"] for plant in truth["lagging"]})
    named = set(person.page.locator(NAMED).all_inner_texts())
    assert named <= planted and len(named) >= len(planted) - 1
    assert all(name.removesuffix("部门") in person.heading() for name in named)


def test_the_grounds_of_a_named_department_show_the_planted_count(person, truth):
    plant = truth["lagging"][0]
    person.open("overview", plan="jiangxi-2020", quarter=plant["quarters"][-1], lang="zh")
    (name,) = names({plant["department"]})
    said = person.page.locator(".xh-grounds li", has_text=name).first.inner_text()
    assert re.search(r"\d+/\d+", said.replace(",", "")), said


@pytest.mark.parametrize(("page", "lang"), [("overview", "zh"), ("tasks", "en")])
def test_a_copied_link_shows_a_colleague_the_same(person, stranger, page, lang):
    person.open(page, plan="jiangxi-2020", quarter="2026Q1", region="360100", department="market_regulation", lang=lang)
    stranger.page.goto(person.page.url)
    stranger.settle()
    assert stranger.heading() == person.heading()
    assert [stranger.shown(c) for c in CHOICES] == [person.shown(c) for c in CHOICES]
    assert stranger.query() == person.query()


def test_the_language_changes_at_one_click_and_nothing_else_does(person):
    person.open("overview", quarter="2026Q2", lang="zh")
    before, heading = person.query(), person.heading()
    person.link("a.xh-lang")
    assert person.query() == before | {"lang": "en"}
    assert CJK.search(heading) and not CJK.search(person.heading())
    assert person.page.evaluate("document.documentElement.lang") == "en"
    person.link("a.xh-lang")
    assert (person.query(), person.heading()) == (before, heading)


def test_an_english_browser_without_a_link_gets_english(stranger):
    stranger.open()
    assert stranger.query()["lang"] == "en"
    assert not CJK.search(stranger.heading())


def test_picking_changes_page_and_address(person):
    person.open("overview", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
    picks = (
        ("quarter", "2026年二季度", "2026Q2"),
        ("region", "南昌市", "360100"),
        ("department", "市场监管部门", "market_regulation"),
    )
    for parameter, text, value in picks:
        before = person.page.locator("[data-testid=stMain]").inner_text()
        person.pick(parameter, text)
        assert person.query()[parameter] == value
        assert person.shown(parameter) == text
        assert person.page.locator("[data-testid=stMain]").inner_text() != before


def test_back_returns_to_the_view_before(person):
    person.open("overview", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
    heading = person.heading()
    person.pick("quarter", "2025年四季度")
    person.back()
    assert person.query()["quarter"] == "2026Q3"
    assert (person.shown("quarter"), person.heading()) == ("2026年三季度", heading)


def test_a_tile_leads_to_its_indicator_and_keeps_the_view(person):
    person.open("overview", plan="jiangxi-2020", quarter="2026Q1", region="360100", lang="zh")
    before = person.query()
    name = person.page.locator("a.xh-tile h3").nth(1).inner_text()
    person.link(".xh-tiles a.xh-tile:nth-child(2)")
    assert person.path() == "indicator"
    after = person.query()
    assert {k: v for k, v in after.items() if k != "indicator"} == {k: v for k, v in before.items() if k != "indicator"}
    assert name in person.heading()


def test_a_plan_that_is_over_says_met_or_not_met(person):
    person.open("overview", plan="jiangmen-2014", lang="zh")
    said = person.page.locator(".xh-counts").inner_text()
    assert "未达标" in said and "符合序时" not in said


@pytest.mark.parametrize(("page", "lang", "mark"), [("overview", "zh", "演示数据"), ("tasks", "en", "DEMO DATA")])
def test_a_downloaded_table_says_snapshot_and_that_it_is_invented(person, page, lang, mark):
    person.open(page, plan="jiangxi-2020", quarter="2026Q3", lang=lang)
    person.link("[data-testid=stExpander] summary")  # tables and downloads are made when their fold is opened
    with person.page.expect_download() as waiting:
        person.page.locator("[data-testid=stDownloadButton] button", has_text="CSV").first.click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert person.query()["snapshot"] in text
    assert mark in text
    assert waiting.value.suggested_filename.endswith(".csv")


def test_tab_reaches_the_page_links_and_every_filter_in_order(person):
    person.open("overview", plan="jiangxi-2020", lang="zh")
    person.page.locator("body").press("Tab")
    reached = []
    for _ in range(30):
        reached.append(person.page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
        person.page.keyboard.press("Tab")
    links = reached.index("方法")  # the last page; 部门 and 地区 are pages as well as filters, which come after them
    places = [links, *(reached.index(label, links) for label in ("规划方案", "季度", "地区", "部门"))]
    assert places == sorted(places), reached


def test_a_filter_is_picked_without_a_mouse(person):
    person.open("overview", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
    person.box("quarter").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        person.page.keyboard.press(key)
    person.settle()
    assert person.query()["quarter"] != "2026Q3"
    assert person.shown("quarter") != "2026年三季度"
