"""The page `departments` in a browser: its answer on the first screen, its two choices kept in the address."""

import pytest

from tests.browser.chromium import DESK, reader
from tests.browser.serving import dashboard
from tests.pages.test_departments import publish


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with dashboard(publish(tmp_path_factory.mktemp("peers"))) as found:
        yield found
        assert "script error" not in found.log(), found.log()[-4000:]


@pytest.fixture(scope="module")
def person(used, served):
    with reader(used, served.url) as found:
        yield found


def test_who_may_be_named_and_the_funnel_stand_on_the_first_screen(person):
    person.open("departments", lang="zh")
    assert "可点名1个部门（住房城乡建设）" in person.heading()
    ends = "all => Math.max(...all.map((e) => e.getBoundingClientRect().bottom))"
    for part in (".xh-sum", ".xd-named", ".js-plotly-plot"):
        assert person.page.locator(part).evaluate_all(ends) < DESK[1], part
    assert person.complaints == [] and person.outside == []


def test_a_column_of_the_heat_table_leads_to_the_department(person):
    person.open("departments", lang="zh")
    before = person.query()
    person.link("table.xd-heat thead a >> text=医保")
    assert person.query() == before | {"department": "medical_insurance"}
    person.back()
    assert person.query() == before
