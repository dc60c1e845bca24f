"""The page `sanctions` in a browser: chain, verdicts and who breaks it on the first screen; a list chosen, a fold opened; a phone in the dark."""

import pytest

from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.pages.test_sanctions import publish

BOTTOM = "all => Math.max(...all.map((e) => e.getBoundingClientRect().bottom))"
TOP = "all => Math.min(...all.map((e) => e.getBoundingClientRect().top))"
WIDTH = "document.querySelector('[data-testid=stMain]').scrollWidth"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("sanctions")
    publish(home)
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


def test_chain_verdicts_and_departments_stand_on_the_first_screen_and_a_list_is_chosen(used, served):
    with reader(used, served.url) as person:
        person.open("sanctions", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
        assert "断在反馈（45条，主要在市场监管）" in person.heading()
        assert person.page.locator(".xs-chain").evaluate_all(BOTTOM) < DESK[1] - 250
        assert person.page.locator(".xs-forest").evaluate_all(TOP) < DESK[1]
        assert person.page.locator(".xs-chain .xh-chip").all_inner_texts()[:2] == ["✓起作用", "!未见作用"]
        before = person.query()
        person.link(".xs-filter a[href*='window=12']")
        assert person.query() == before | {"window": "12"}
        person.link(".xs-chain a:text('市场监管')")
        assert person.query() == before | {"window": "12", "department": "market_regulation"}
        assert person.heading().startswith("市场监管：")
        assert person.complaints == [] and person.outside == []


def test_on_a_phone_in_the_dark_nothing_sticks_out(used, served):
    with reader(used, served.url, size=PHONE, dark=True) as person:
        person.open("sanctions", plan="jiangxi-2020", quarter="2026Q3", lang="en")
        assert person.page.evaluate(WIDTH) <= PHONE[0] + 1
        assert person.complaints == [] and person.outside == []
