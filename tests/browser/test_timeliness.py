"""The page `timeliness` in a browser: its answer on the first screen, another act, a city below, and all of it on a phone."""

import pytest

from tests import tiny, tiny_timeliness
from tests.browser.chromium import DESK, PHONE, reader
from tests.browser.serving import dashboard
from tests.browser.test_every_page import OVERFLOW


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("timely")
    tiny_timeliness.add(home, tiny.publish_tiny(home))
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


def test_from_the_first_screen_to_another_act_and_down_to_a_city(used, served):
    with reader(used, served.url, dark=True) as person:
        person.open("timeliness", plan="jiangxi-2020", quarter="2026Q3", lang="zh")
        assert person.heading() == "行政许可迟报率9.0%，高于行政处罚的0.1%；逾期仍未公示20件"
        table, chart = person.page.locator(".xt-acts").first, person.page.locator("[data-testid=stPlotlyChart]").first
        for part in (table, chart):
            box = part.bounding_box()
            assert box["y"] + box["height"] < DESK[1]
        bars = "all => all.filter((e) => e.getBoundingClientRect().height > 0).length"
        assert chart.locator(".points path").evaluate_all(bars) == 6  # before, day 1, last day, two late, open
        before = person.query()
        person.link(".xt-acts a[href*='clock=penalty']")
        assert person.query() == before | {"clock": "penalty"}
        assert person.page.locator(".xt-acts tr.own th").first.inner_text() == "行政处罚"
        person.link("table[aria-label=按地区] a")
        assert person.shown("region") in ("南昌市", "赣州市") and person.query()["clock"] == "penalty"
        assert person.complaints == [] and person.outside == []


def test_on_a_phone_nothing_sticks_out(used, served):
    with reader(used, served.url, size=PHONE) as person:
        person.open("timeliness", plan="jiangxi-2020", quarter="2026Q3", lang="en")
        assert person.page.evaluate(OVERFLOW) == ""
        marks = person.page.locator(".xt-acts b.m").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().right)"
        )
        assert marks and max(marks) <= PHONE[0]
