"""The page `regions` in a browser: drawn at once, clicked down and up again, raised where the browser can, and asking nobody else."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests import tiny_regions
from tests.browser.chromium import DESK, PHONE, desk, reader
from tests.browser.serving import dashboard

REGIONS = "path.choroplethlayer, .choroplethlayer path"
DRAWN = f"(n) => document.querySelectorAll('{REGIONS}').length >= n"
ASK = {"plan": "jiangxi-2020", "indicator": "M04-1", "lang": "zh"}
N_DRAWN = len(tiny_regions.COUNTIES) - 1


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("regions")
    tiny_regions.publish(home)
    with dashboard(home) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


@pytest.fixture(scope="module")
def person(used, served):
    with reader(used, served.url, dark=True) as found:
        found.asked = []
        found.page.on("request", lambda sent: found.asked.append(sent.url))
        yield found


def drawn(person, n=N_DRAWN):
    person.page.wait_for_function(DRAWN, arg=n, timeout=30_000)
    return person.page


def click(person, code):
    """In the middle of a region, found by what d3 has bound to its path."""
    at = person.page.evaluate(
        f"""(code) => {{
          const paths = [...document.querySelectorAll('{REGIONS}')];
          const own = paths.find((p) => p.__data__?.loc === code || p.__data__?.id === code);
          const box = own.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }}""",
        code,
    )
    person.page.mouse.move(*at)
    person.page.mouse.move(at[0] + 2, at[1] + 2)
    was = person.page.url
    for patience in (10_000, 30_000):  # a map just redrawn may miss the first click, as a reader's
        person.page.mouse.click(at[0] + 2, at[1] + 2)
        with suppress(PlaywrightTimeout):
            person.page.wait_for_function("(was) => location.href !== was", arg=was, timeout=patience)
            break
    return person.settle()


def test_the_map_stands_on_the_first_screen_and_nobody_else_was_asked(person):
    person.open("regions", **ASK)
    drawn(person)
    frame = person.page.locator("[data-testid=stPlotlyChart]").first.bounding_box()
    legend = person.page.locator(".xg-legend").first.bounding_box()
    assert frame["y"] + frame["height"] < DESK[1] and legend["y"] < DESK[1]
    assert any(f"/geo/{tiny_regions.version('county')}.geojson" in url for url in person.asked)
    assert any("/topo/world_110m.json" in url for url in person.asked)
    assert person.outside == [] and person.complaints == []


def test_a_click_selects_and_a_second_one_leads_up_again(person):
    person.open("regions", **ASK)
    drawn(person)
    before = person.query()
    click(person, tiny_regions.LAST)
    assert person.query() == before | {"region": tiny_regions.LAST}
    assert "可能名次33–34" in person.heading() and person.shown("region") == "南昌市 › 00县"
    drawn(person)
    click(person, tiny_regions.LAST)
    assert person.query()["region"] == tiny_regions.WEST


def test_a_city_opens_its_counties(person):
    person.open("regions", **ASK, level="city")
    drawn(person, 2)
    click(person, tiny_regions.EAST)
    assert person.query()["region"] == tiny_regions.EAST and person.query()["level"] == "county"


def test_the_raised_view_is_drawn_without_asking_anybody(person):
    person.open("regions", **ASK, view="raised")
    canvas = person.page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    canvas.wait_for(timeout=30_000)
    person.page.wait_for_function(
        "() => performance.getEntriesByName(performance.getEntries().find((e) => e.name.includes('/geo/'))?.name ?? '').length"
    )
    assert person.page.evaluate("document.documentElement.dataset.webgl") == "yes"
    assert person.page.locator(".xg-nowebgl").is_hidden()
    assert person.outside == []


def test_a_column_is_picked_as_a_region_is(person):
    person.open("regions", **ASK, view="raised")
    canvas = person.page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    canvas.wait_for(timeout=30_000)
    box, tip = canvas.bounding_box(), person.page.locator(".deck-tooltip")
    for x in range(
        round(box["width"] * 0.25), round(box["width"] * 0.75), 4
    ):  # along a line through the board a column is met
        person.page.mouse.move(box["x"] + x, box["y"] + box["height"] * 0.55)
        person.page.wait_for_timeout(60)
        if tip.count() and tip.first.is_visible():
            break
    assert "可能名次" in tip.first.inner_text()
    person.page.mouse.down()
    person.page.wait_for_timeout(90)
    person.page.mouse.up()
    person.page.wait_for_function("() => /region=3611/.test(location.search)", timeout=30_000)


def test_a_browser_that_cannot_draw_it_says_so_and_does_not_offer_it(browser, served):
    with desk(browser) as own, reader(own, served.url) as person:
        never = "HTMLCanvasElement.prototype.getContext = () => null; window.OffscreenCanvas && (OffscreenCanvas.prototype.getContext = () => null);"
        person.page.add_init_script(never)
        person.open("regions", **ASK)
        drawn(person)
        assert not person.page.locator(".st-key-choose_view").is_visible()
        person.page.goto(f"{served.url}/regions?plan=jiangxi-2020&indicator=M04-1&lang=zh&view=raised")
        said = person.page.locator(".xg-nowebgl")
        said.wait_for(timeout=30_000)
        person.page.locator(".st-key-regions_raised").wait_for(state="hidden", timeout=30_000)
        assert "不能绘制立体图" in said.inner_text()
        assert person.outside == []


def test_on_a_phone_map_and_table_stand_inside_the_window(used, served):
    with reader(used, served.url, size=PHONE) as person:
        person.open("regions", **ASK | {"lang": "en"})
        drawn(person)
        for part in ("[data-testid=stPlotlyChart]", "[data-testid=stDataFrame]", ".xg-legend"):
            box = person.page.locator(part).first.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0] + 1
        assert person.outside == []
