"""Server time per page over the real protocol: cold, one reader, fifty readers, all at once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from functools import partial

from tests.benchmarks.figures import Figure, Setting, percentile
from tests.benchmarks.protocol import open_tab
from tests.benchmarks.readers import FRONT, Act, Alone, Crowd, alone, crowd, pages
from tests.browser.serving import ROOT, Served, dashboard, free_port, started

READERS = 50
THINK_SECONDS = 3.0
ALONE_MS, CROWD_MS, OPEN_MS, RERUN_KB = 80, 150, 1000, 60


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds from the message sent to `script_finished` received; kB as if the tab held nothing."""
    figure = partial(Figure, "websocket", command=setting.command)
    bare = _bare_ms(setting)
    yield figure("bare Streamlit page p50", bare, "ms")
    with dashboard(setting.home, servers=None) as served:
        yield figure(f"first open after start: {FRONT}", _first_ms(served, ""), "ms", target=OPEN_MS)
        served.settle()
        single = asyncio.run(alone(served.url, setting.times(60, 10), served.cpu_seconds))
        yield from _alone(figure, single, bare)
        # The one reader was at one server: let the others be visited too before anything is measured.
        asyncio.run(crowd(served.url, READERS, setting.times(30, 5), THINK_SECONDS, seed=3))
        before, cpu = served.resident_mb(), served.cpu_seconds()
        many = asyncio.run(crowd(served.url, READERS, setting.times(90, 15), THINK_SECONDS))
        yield from _crowd(figure, many, single)
        used = served.cpu_seconds() - cpu
        yield figure(f"{READERS} readers: server CPU per interaction", 1000 * used / len(many.acts), "ms")
        yield figure(f"{READERS} readers: processor time used of one core", 100 * used / many.seconds, "%")
        yield figure(f"{READERS} readers: resident memory of all servers", served.resident_mb(), "MB")
        yield figure(f"{READERS} readers: more than before they came", served.resident_mb() - before, "MB")
        others = [p for p in _pages(served) if p]
        must_be_clean(served)
    for page in others[: setting.times(len(others), 1)]:
        with dashboard(setting.home, servers=None) as served:
            yield figure(f"first open after start: {page}", _first_ms(served, page), "ms", target=OPEN_MS)


def must_be_clean(served: Served) -> None:
    """A page that fails is quick; its time would be no figure."""
    assert "script error" not in served.log(), served.log()[-4000:]


def _alone(figure: partial[Figure], single: Alone, bare: float) -> Iterator[Figure]:
    for page, cpu in single.cpu.items():
        own = single.of(page)
        p50, p95 = _ms(own, 0.5), _ms(own, 0.95)
        yield figure(f"one reader: {page} p50", p50, "ms", ratio=p50 / bare, ratio_to="bare page", n=len(own))
        yield figure(
            f"one reader: {page} p95", p95, "ms", target=ALONE_MS, ratio=p95 / bare, ratio_to="bare page", n=len(own)
        )
        yield figure(f"one reader: {page} server CPU", 1000 * cpu / len(own), "ms", n=len(own))
        largest = max(a.run.whole_bytes for a in own) / 1000
        yield figure(f"one reader: {page} largest rerun", largest, "kB", target=RERUN_KB, n=len(own))


def _crowd(figure: partial[Figure], many: Crowd, single: Alone) -> Iterator[Figure]:
    opened = [1000 * r.seconds for r in many.opened]
    yield figure(f"{READERS} open at once: p50", percentile(opened, 0.5), "ms", n=len(opened))
    yield figure(f"{READERS} open at once: last", max(opened), "ms", n=len(opened))
    for kind in ("pick", "switch"):
        own = [a for a in many.acts if a.kind == kind]
        before = _ms([a for a in single.acts if a.kind == kind], 0.95)
        p95 = _ms(own, 0.95)
        yield figure(f"{READERS} readers: {kind} p50", _ms(own, 0.5), "ms", n=len(own))
        yield figure(
            f"{READERS} readers: {kind} p95",
            p95,
            "ms",
            target=CROWD_MS,
            ratio=p95 / before,
            ratio_to="one reader",
            n=len(own),
        )
    for page in sorted({a.page for a in many.acts}):
        own = [a for a in many.acts if a.page == page]
        yield figure(f"{READERS} readers: {page} p95", _ms(own, 0.95), "ms", target=CROWD_MS, n=len(own))
    yield figure(f"{READERS} readers: interactions a second", len(many.acts) / many.seconds, "1/s", n=len(many.acts))


def _ms(acts: list[Act], share: float) -> float:
    return 1000 * percentile((a.run.seconds for a in acts), share)


def _first_ms(served: Served, page: str) -> float:
    async def open_once() -> float:
        tab, run = await open_tab(served.url, page)
        await tab.close()
        return 1000 * run.seconds

    return asyncio.run(open_once())


def _pages(served: Served) -> list[str]:
    async def look() -> list[str]:
        tab, _ = await open_tab(served.url)
        await tab.close()
        return pages(tab)

    return asyncio.run(look())


def _bare_ms(setting: Setting) -> float:
    """p50 of a page that shows one word, under the same server settings: how fast this machine is today."""

    async def loop(base: str) -> list[float]:
        tab, _ = await open_tab(base)
        runs = [await tab.rerun() for _ in range(setting.times(220, 60))]
        await tab.close()
        return [1000 * r.seconds for r in runs[20:]]

    port = free_port()
    page = ROOT / "tests" / "benchmarks" / "bare_page.py"
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)]
    with started(command, setting.home, port, "/_stcore/health") as served:
        return percentile(asyncio.run(loop(served.url)), 0.5)
