"""The page `targets` in a browser: a move of the slider is answered alone, stands in the address, and survives a reload."""

import pytest

from tests import tiny_targets
from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard

ASK = {"plan": "jiangxi-2020", "indicator": "M04-1", "among": "county", "year": "2027", "lang": "en"}
TITLE = "h1.xh-title"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("targets")
    tiny_targets.publish(home)
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def person(request, used, served):
    with reader(used, served.url, size=request.param) as found:
        yield found


def test_the_slider_answers_and_the_address_keeps_it(person):
    person.open("targets", **ASK, aim="96")
    page = person.page
    assert "96.0% by the end of 2027" in page.locator(TITLE).inner_text()
    page.locator("[data-testid=stSlider] input").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('{TITLE}')?.innerText.includes('96.1%')", timeout=30_000)
    assert page.locator(TITLE).count() == 1 and "aim=96.1" in page.url
    other = page.locator("a.xh-lang")  # drawn before the slider moved, it leads to what is seen now
    other.first.dispatch_event("pointerover")
    assert "aim=96.1" in other.first.get_attribute("href")
    page.reload()
    page.wait_for_function(f"() => document.querySelector('{TITLE}')?.innerText.includes('96.1%')", timeout=30_000)


def test_a_rule_divides_the_whole_to_the_case(person):
    person.open("targets", **ASK, aim="99")
    page = person.page
    page.get_by_text("Equal effort", exact=True).first.click()
    page.wait_for_function("() => location.search.includes('rule=equal_effort')", timeout=30_000)
    page.wait_for_function("() => document.querySelector('.xt-sum')?.innerText.includes('exactly the')", timeout=30_000)
