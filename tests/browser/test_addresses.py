"""An address somebody mistyped, or meant ill with, is answered by a sentence; never by an error."""

import pytest

from dashboard import lighter
from tests.browser.chromium import desk, reader
from tests.browser.serving import dashboard
from tests.tiny import publish_empty, publish_tiny

WRONG = [
    {"quarter": "1999Q9"},
    {"region": "999999"},
    {"department": "nobody"},
    {"indicator": "M99-99"},
    {"plan": "no-such-plan"},
    {"snapshot": "../../../current"},
    {"lang": "fr"},
    {"region": "<script>document.title='owned'</script>"},
    {"quarter": "2026Q3' or '1'='1"},
    {"department": "部" * 5000},
]


@pytest.mark.parametrize(
    ("page", "wrong"),  # every value once: all pages settle their view in the same place
    [("indicator" if "indicator" in wrong else "overview", wrong) for wrong in WRONG],
    ids=[next(f"{k}={v[:12]}" for k, v in wrong.items()) for wrong in WRONG],
)
def test_a_wrong_value_is_named_and_the_page_shown_all_the_same(person, page, wrong):
    person.open(page, **({"lang": "zh"} | wrong))
    assert person.page.locator(".xh-notice").count() >= 1
    assert person.page.locator("[data-testid=stException], .xh-state").count() == 0
    assert person.heading()
    assert person.page.title() != "owned"
    assert person.complaints == []
    (name, value), *_ = wrong.items()
    assert person.query()[name] != value


def test_a_page_that_does_not_exist_is_answered_calmly(person):
    person.page.goto(f"{person.base}/no_such_page?lang=zh")
    person.settle()
    assert "Traceback" not in person.page.locator("body").inner_text()


def test_a_new_snapshot_is_taken_up_while_the_dashboard_runs(browser, tmp_path):
    first = publish_tiny(tmp_path, "20261010-first")
    with dashboard(tmp_path) as served, desk(browser) as own, reader(own, served.url) as person:
        person.open(lang="zh")
        assert person.query()["snapshot"] == first
        second = publish_tiny(tmp_path, "20261110-second", previous=first, late_rate=0.5)
        person.pick("quarter", "2026年二季度")
        assert (
            person.query()["snapshot"] == first
        )  # an address that names a snapshot keeps it, and says there is a newer one
        assert second in person.page.locator(".xh-notice").inner_text()
        person.link(".xh-notice a")
        assert person.query()["snapshot"] == second
        with reader(own, served.url) as colleague:
            colleague.open(lang="zh")
            assert colleague.query()["snapshot"] == second
        assert "script error" not in served.log()


@pytest.mark.parametrize(("lang", "said"), [("zh", "xinheng build"), ("en", "xinheng build")])
def test_without_a_snapshot_the_page_says_what_to_type(used, tmp_path, lang, said):
    with dashboard(tmp_path) as served, reader(used, served.url) as person:
        person.open(lang=lang)
        assert said in person.page.locator("[data-testid=stMain]").inner_text()
        assert person.outside == [] and person.complaints == []


def test_a_snapshot_without_rows_is_a_page_and_not_an_error(used, tmp_path):
    publish_empty(tmp_path)
    with dashboard(tmp_path) as served, reader(used, served.url) as person:
        person.open(lang="zh")
        for page in ("indicator", "tasks", "data_quality", "methods"):
            person.visit(page)
            assert person.path() == page
        assert person.complaints == [] and "script error" not in served.log()


@pytest.mark.parametrize("page", ["indicator", "tasks", "regions", "targets"])  # every element that pages draw with
def test_the_opening_page_names_every_script_that_is_fetched(person, page):
    person.open(page, lang="zh")
    fetched = "performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname)"
    sent = "await (await fetch(location.pathname)).text()"  # scripts fetched later are put into the head as well
    names = person.page.evaluate(
        f"(async () => {{ const sent = {sent}; return {fetched}.filter((n) => !sent.includes(n)); }})()"
    )
    assert [name for name in names if name.startswith("/static/js/")] == []
    assert person.complaints == []  # the server is looked for where it is, not below the page first


def test_charts_are_drawn_once_by_the_shorter_script_wherever_one_comes_from(person):
    """An opening page of another page does not name it; it is found all the same."""
    person.open("tasks", lang="zh")
    person.visit("indicator")
    kinds = person.page.evaluate("Object.keys(Plotly.PlotSchema.get().traces).sort()")
    assert kinds == ["bar", "choropleth", "scatter", "scattergeo"]
    draw = "const draw = Plotly.react; Plotly.react = (at, ...how) => (drawn.push(at), draw(at, ...how));"
    person.page.evaluate(f"() => {{ window.drawn = []; {draw} }}")
    person.visit("sanctions")
    charts = person.page.locator("[data-testid=stPlotlyChart]").count()
    assert charts > 1 and person.page.evaluate("drawn.length") == charts  # each once, at its own width
    fetched = "performance.getEntriesByType('resource').map((e) => e.name.split('/').pop())"
    names = [name for name in person.page.evaluate(fetched) if name.startswith("PlotlyChart.")]
    assert names == [lighter.lighter_name()] and person.complaints == []
