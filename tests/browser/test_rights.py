"""The page `rights` in a browser: the defects on the first screen, a defect and a region opened, what was planted found again; a phone."""

import pytest

from tests import tiny, tiny_rights
from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.pages.test_rights import publish

BOTTOM = "all => Math.max(...all.map((e) => e.getBoundingClientRect().bottom))"
WIDTH = "document.querySelector('[data-testid=stMain]').scrollWidth"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("rights")
    publish(home, tiny_rights.rows(tiny._row))
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


def test_the_defects_stand_on_the_first_screen_one_opens_and_a_region_is_entered(used, served):
    with reader(used, served.url) as person:
        person.open("rights", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
        assert "9类问题中5类仍有未纠正的" in person.heading()
        assert person.page.locator(".xr-defects").evaluate_all(BOTTOM) < DESK[1]
        before = person.query()
        person.link(".xr-defects a:text('修复后仍在公示')")
        assert person.query() == before | {"defect": "repaired_public"}
        person.back()
        person.link(".xf-dots a:text('南昌市')")
        assert person.query() == before | {"defect": "outside_catalogue", "region": "360100"}
        assert person.heading().startswith("南昌市：")
        assert person.complaints == [] and person.outside == []


def test_on_a_phone_in_the_dark_nothing_sticks_out(used, served):
    with reader(used, served.url, size=PHONE, dark=True) as person:
        person.open("rights", plan="jiangxi-2020", quarter="2026Q3", lang="en")
        assert person.page.evaluate(WIDTH) <= PHONE[0] + 1
        assert person.complaints == [] and person.outside == []
