"""The page `inspections` in a browser: its answer on the first screen, its drill, its figures on a phone."""

import pytest

from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.pages.test_inspections import publish


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("visits")
    publish(home)
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


@pytest.fixture(scope="module")
def person(used, served):
    with reader(used, served.url) as found:
        yield found


def below(person, selector):
    """Where the lowest of these ends, in pixels from the top of the window."""
    script = "all => Math.max(...all.map((e) => e.getBoundingClientRect().bottom))"
    return person.page.locator(selector).evaluate_all(script)


def test_the_first_screen_answers_the_question(person):
    person.open("inspections", lang="zh")
    assert "赣州市住房城乡建设梯度倒挂" in person.heading()
    ratio, verdict, named = ".xi-tiers >> nth=0", ".xf-grounds >> nth=0", ".xh-grounds >> nth=0"
    assert max(below(person, part) for part in (ratio, verdict, named)) < DESK[1]
    assert person.complaints == [] and person.outside == []


def test_a_click_leads_to_the_city_and_back(person):
    person.open("inspections", lang="zh")
    before = person.query()
    person.link("table[aria-label=地区] a")
    assert person.query() == before | {"region": "360700"}
    assert person.shown("region") == "赣州市" and "赣州市" in person.heading()
    person.back()
    assert person.query() == before


# Whether the page one is on can be seen in the navigation.
IN_SIGHT = """() => {
  const { left, right } = document.querySelector("nav a[aria-current]").getBoundingClientRect();
  return left >= 0 && right <= innerWidth;
}"""


def test_on_a_phone_every_mark_stands_inside_the_window_and_the_page_one_is_on_in_the_navigation(used, served):
    with reader(used, served.url, size=PHONE) as person:
        person.open("inspections", lang="en", department="market_regulation")
        ends = "all => all.map((e) => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])"
        marks = person.page.locator(".xi-tiers b.m, .xi-tiers i, .xi-multiple b.m").evaluate_all(ends)
        assert marks and all(left >= 0 and right <= PHONE[0] for left, right in marks)
        person.page.wait_for_function(IN_SIGHT)


def test_the_navigation_finds_the_page_one_is_on_though_its_script_comes_last(used, served):
    with reader(used, served.url, size=PHONE) as person:
        held = []
        person.page.route("**/*shell*.js*", lambda route: held.append(route))
        person.open("inspections", lang="en", department="market_regulation")
        assert held and not person.page.evaluate(IN_SIGHT)
        held.pop().continue_()  # everything is drawn and nothing changes any more
        person.page.wait_for_function(IN_SIGHT)
