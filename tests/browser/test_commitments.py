"""The page `commitments` in a browser: the chain on the first screen, a step opened, a region entered; a phone in the dark."""

import pytest

from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.pages.test_commitments import publish

BOTTOM = "all => Math.max(...all.map((e) => e.getBoundingClientRect().bottom))"
WIDTH = "document.querySelector('[data-testid=stMain]').scrollWidth"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("promises")
    publish(home)
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


def test_the_chain_stands_on_the_first_screen_a_step_opens_and_a_region_is_entered(used, served):
    with reader(used, served.url) as person:
        person.open("commitments", plan="jiangxi-2020", quarter="2026Q3", lang="zh", indicator="M01-8")
        assert "链条最弱一环是结果归集" in person.heading()
        assert person.page.locator(".xc-chain, .xc-panels").evaluate_all(BOTTOM) < DESK[1]
        before = person.query()
        person.link(".xc-chain a[href*='indicator=M01-2']")
        assert person.query() == before | {"indicator": "M01-2"}
        person.link(".xf-dots a:text('赣州市')")
        assert person.query() == before | {"indicator": "M01-2", "region": "360700"}
        assert person.shown("region") == "赣州市" and person.heading().startswith("赣州市：")
        person.back()
        assert person.query() == before | {"indicator": "M01-2"}
        assert person.complaints == [] and person.outside == []


def test_on_a_phone_in_the_dark_nothing_sticks_out(used, served):
    with reader(used, served.url, size=PHONE, dark=True) as person:
        person.open("commitments", plan="jiangxi-2020", quarter="2026Q3", lang="en")
        assert person.page.evaluate(WIDTH) <= PHONE[0] + 1
        assert person.complaints == [] and person.outside == []
