"""Every page on a desk in Chinese and on a phone in the longer language: silent, whole, inside its frame, and asking nobody else."""

from dataclasses import dataclass

import pytest

from tests.browser.chromium import DESK, FRONT, PHONE, reader

PAGES = (
    "overview", "indicator", "departments", "tasks", "sanctions", "rights", "inspections", "timeliness", "commitments",
    "regions", "county", "targets", "data_quality", "methods",
)  # fmt: skip
# The widest thing that lies outside the window and cannot be scrolled inside a box of its own.
OVERFLOW = """
() => {
  const limit = document.documentElement.clientWidth + 1;
  const scrolls = (e) => e && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const main = document.querySelector("[data-testid=stMain]");
  if (main.scrollWidth <= main.clientWidth + 1 && document.documentElement.scrollWidth <= limit) return "";
  const wide = [...main.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > limit);
  const named = wide.slice(0, 5).map((e) => `${e.tagName}.${e.className || e.dataset.testid} to ${Math.round(e.getBoundingClientRect().right)}`);
  return `${main.scrollWidth} wide in ${main.clientWidth}: ${named.join("; ")}`;
}
"""


@dataclass(frozen=True)
class Seen:
    """What was found on opening one page."""

    text: str
    demo: str
    failures: int
    overflow: str
    outside: list[str]
    complaints: list[str]


@pytest.fixture(scope="module", params=[(DESK, "zh"), (PHONE, "en")], ids=["desk-zh", "phone-en"])
def person(request, used, demo):
    """One tab in which a reader walks from page to page."""
    size, lang = request.param
    with reader(used, demo.url, size=size) as found:
        found.open("methods", plan="jiangxi-2020", lang=lang)
        yield found


@pytest.fixture(scope="module", params=PAGES)
def seen(request, person):
    n_outside, n_complaints = len(person.outside), len(person.complaints)
    found = person.visit(request.param)
    assert (person.path() or FRONT) == request.param
    return Seen(
        text=found.locator("[data-testid=stMain]").inner_text(),
        demo=found.locator(".xh-demo").first.inner_text(),
        failures=found.locator("[data-testid=stException], .xh-state").count(),
        overflow=found.evaluate(OVERFLOW),
        outside=person.outside[n_outside:],
        complaints=person.complaints[n_complaints:],
    )


def test_no_request_leaves_the_machine(seen):
    assert seen.outside == []


def test_the_console_holds_no_error(seen):
    assert seen.complaints == []


def test_the_page_is_drawn_and_says_more_than_its_title(seen):
    assert seen.failures == 0
    assert "Traceback" not in seen.text and len(seen.text) > 400


def test_the_page_says_that_its_data_are_invented(seen):
    assert seen.demo in ("演示数据", "DEMO DATA")


def test_nothing_sticks_out_of_the_window(seen):
    assert seen.overflow == ""
