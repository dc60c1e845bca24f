"""What a reader waits for: from the click to the page drawn, in headless Chromium."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial

from playwright.sync_api import Browser

from tests.benchmarks.figures import Figure, Setting, percentile
from tests.benchmarks.websocket import must_be_clean
from tests.browser.chromium import FRONT, Reader, desk, executable, launched, reader
from tests.browser.serving import Served, dashboard

DRAWN_MS = 600
FRESH_MS = 3000


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds from pointer or key to the last change of the page; a fresh browser holds no file of ours."""
    assert executable(), "Chromium is not installed"
    figure = partial(Figure, "browser", command=setting.command)
    with dashboard(setting.home, servers=None) as served, launched() as browser:
        served.settle()  # what a start itself costs is measured elsewhere
        with desk(browser) as own, reader(own, served.url) as person:
            pages = _pages(person)
        times = setting.times(3, 1)
        for page in pages:
            fresh = percentile([_fresh_ms(browser, served, page) for _ in range(times)], 0.5)
            yield figure(f"first open in a fresh browser: {page} p50", fresh, "ms", target=FRESH_MS, n=times)
        with desk(browser) as own, reader(own, served.url) as person:
            _visit_all(person, pages)
            switches, picks = _measure(person, pages, setting.times(10, 2))
        must_be_clean(served)
    for page in pages:
        own = [ms for at, ms in picks if at == page]
        yield figure(f"filter pick drawn: {page} p50", percentile(own, 0.5), "ms", n=len(own))
        yield figure(f"filter pick drawn: {page} p95", percentile(own, 0.95), "ms", target=DRAWN_MS, n=len(own))
        own = [ms for at, ms in switches if at == page]
        yield figure(f"switch drawn: {page} p50", percentile(own, 0.5), "ms", n=len(own))
        yield figure(f"switch drawn: {page} p95", percentile(own, 0.95), "ms", target=DRAWN_MS, n=len(own))


def _pages(person: Reader) -> list[str]:
    person.open()
    return person.pages()


def _fresh_ms(browser: Browser, served: Served, page: str) -> float:
    """Navigation to drawn with an empty cache, by the browser's own clock."""
    with desk(browser) as own, reader(own, served.url) as person:
        person.open(page)
        return float(person.page.evaluate("xhTimes.changed"))


def _visit_all(person: Reader, pages: list[str]) -> None:
    """Every page once and a pick on each: the browser then holds the scripts that it keeps."""
    person.open()
    for page in pages:
        person.visit(page)
        person.pick_nth("quarter", 1)


def _measure(person: Reader, pages: list[str], rounds: int) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    chance = random.Random(3)
    switches, picks = [], []
    for _ in range(rounds):
        for page in chance.sample(pages, len(pages)):
            if page != (person.path() or FRONT):
                person.visit(page)
                switches.append((page, person.drawn_ms()))
            for parameter in ("quarter", "region", "department"):
                if person.pick_nth(parameter, chance.randrange(8)):
                    picks.append((page, person.drawn_ms()))
            time.sleep(0.2)
    return switches, picks
