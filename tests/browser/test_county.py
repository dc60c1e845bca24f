"""The page `county` in a browser: its answer on the first screen, links that keep the view, and two sheets of paper."""

import re

import pytest

from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.pages.test_county import OWN, PEERS, publish

WIDE = "() => document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with dashboard(publish(tmp_path_factory.mktemp("counties"))) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


@pytest.fixture(scope="module")
def person(used, served):
    with reader(used, served.url) as found:
        yield found


def sheets(person):
    """Pages of the paper the browser's own print makes of what is shown."""
    paper = person.page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", paper))


def test_where_it_stands_and_what_to_work_on_are_on_the_first_screen(person):
    person.open("county", region=OWN, lang="zh")
    assert "1项靠后" in person.heading()
    for part in (".xc-place", ".xc-sides"):
        assert person.page.locator(part).bounding_box()["y"] < DESK[1] / 2
    assert person.complaints == [] and person.outside == []


def test_a_link_that_names_only_what_it_changes_keeps_the_rest(person):
    person.open("county", region=OWN, lang="en", indicator="M04-1")
    before = person.query()
    person.link(".xc-place a >> text=County 22")
    assert person.query() == before | {"region": PEERS[0]}
    person.back()
    person.link(".xc-place a >> text=neighbours")
    assert person.query() == before | {"peers": "map"}
    person.link("table.xc a >> text=Penalties")
    assert person.path() == "indicator" and person.query() == before | {"indicator": "M04-2"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_prints_on_two_sheets(person, lang):
    person.open("county", region=OWN, lang=lang)
    assert sheets(person) == 2
    asked = (
        "() => { let n = 0; window.print = () => n++; document.querySelector('button.xh-print').click(); return n; }"
    )
    assert person.page.evaluate(asked) == 1


def test_on_a_phone_nothing_sticks_out(used, served):
    with reader(used, served.url, size=PHONE) as person:
        person.open("county", region=OWN, lang="en")
        assert person.page.evaluate(WIDE) <= 1
