"""One demo, one server, one browser for all journeys.

XINHENG_BROWSER=required  a missing Chromium fails the tests instead of skipping them
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import demo as demo_files
from tests.browser.chromium import desk, executable, launched, profile, reader
from tests.browser.serving import dashboard


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    if executable() is None:
        if os.environ.get("XINHENG_BROWSER") == "required":
            pytest.fail("XINHENG_BROWSER=required, but there is no Chromium (apt-get install chromium)")
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """The demo of the whole run (tests/demo.py)."""
    return demo_files.home(tmp_path_factory)


@pytest.fixture(scope="session")
def demo(demo_home):
    """The demo, served by two servers. No journey may leave a script error in their log."""
    with dashboard(demo_home, servers=2) as served:
        yield served
        assert "script error" not in served.log(), served.log()[-4000:]


@pytest.fixture(scope="session")
def truth(demo_home):
    """What was planted in the Jiangxi sample."""
    return demo_files.truth(demo_home)


@pytest.fixture(scope="session")
def used(browser):
    """A browser used before: it holds the scripts, as a reader's does on the second day."""
    with profile(browser) as context:
        yield context


@pytest.fixture
def person(used, demo):
    """A reader with a tab of their own at the demo."""
    with reader(used, demo.url) as found:
        yield found


@pytest.fixture
def stranger(browser, demo):
    """A colleague at another machine, with an English browser that has never been here."""
    with desk(browser, locale="en-US") as own, reader(own, demo.url) as found:
        yield found
