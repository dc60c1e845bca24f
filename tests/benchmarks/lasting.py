"""Servers left running: snapshots swapped under their readers, a thousand reruns, and what a session costs in memory.

As many servers as `xinheng serve` starts by itself; memory is that of all its processes together.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks.figures import Figure, Setting, percentile
from tests.benchmarks.protocol import Tab, open_tab
from tests.benchmarks.readers import FILTERS, pages, pick_another, switch_page
from tests.benchmarks.websocket import CROWD_MS, must_be_clean
from tests.browser.serving import Served, dashboard

SWAPS = 20
SWAP_SECONDS = 1.5
READERS = 10  # each opens the address anew all the time: whoever has a page open keeps the snapshot it shows
SESSIONS = 50
RERUNS, VIEWS = 1000, 40  # views of each tab
SESSION_MB = 1.0
GROWTH_MB = 10.0  # of a process of some 500: what the allocator keeps back moves by as much


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds from the message sent to `script_finished`; memory as the system counts it resident."""
    figure = partial(Figure, "lasting", command=setting.command)
    with _two_snapshots(setting.home) as (home, names), dashboard(home, servers=None) as served:
        swaps = setting.times(SWAPS, 4)
        opened, shown = asyncio.run(_swapped(served.url, home, names, swaps))
        errors = served.log().count("script error")
        yield figure(f"{swaps} swaps: errors", errors, "", target=0, n=len(opened))
        yield figure(f"{swaps} swaps: snapshots seen by readers", len(shown), "")
        yield figure(
            f"{swaps} swaps: opening a page p95", 1000 * percentile(opened, 0.95), "ms", target=1000, n=len(opened)
        )
    with dashboard(setting.home, servers=None) as served:
        served.settle()
        yield figure("servers", served.servers(), "")
        yield from _reruns(figure, setting, served)
        asyncio.run(_held_open(served, setting.times(SESSIONS, 10)))  # what these views leave behind is no session's
        before = served.resident_mb()
        held = asyncio.run(_held_open(served, setting.times(SESSIONS, 10)))
        yield figure("memory of a session", (held - before) / setting.times(SESSIONS, 10), "MB", target=SESSION_MB)
        must_be_clean(served)


@contextmanager
def _two_snapshots(home: Path) -> Iterator[tuple[Path, list[str]]]:
    """A home with the served snapshot under two names; a link costs no room."""
    name = json.loads((home / "current.json").read_text(encoding="utf-8"))["snapshot"]
    with tempfile.TemporaryDirectory(prefix="xinheng-bench-", dir=home.parent) as folder:
        found, names = Path(folder), [name, f"{name}-again"]
        (found / "snapshots").mkdir()
        for other in names:
            os.link(home / "snapshots" / f"{name}.duckdb", found / "snapshots" / f"{other}.duckdb")
        _point(found, name)
        yield found, names


def _point(home: Path, snapshot: str) -> None:
    """As a build publishes: written beside, then renamed."""
    beside = home / ".current.json"
    beside.write_text(json.dumps({"snapshot": snapshot, "previous": []}), encoding="utf-8")
    beside.replace(home / "current.json")


async def _swapped(base: str, home: Path, names: Sequence[str], swaps: int) -> tuple[list[float], set[str]]:
    """Seconds of every page opened while the pointer moved to and fro, and the snapshots the readers were shown."""
    opened: list[float] = []
    shown: set[str] = set()
    is_over = asyncio.Event()

    async def read(seed: int) -> None:
        chance = random.Random(seed)
        while not is_over.is_set():
            tab, run = await open_tab(base)
            opened.append(run.seconds)
            await switch_page(tab, chance.choice(pages(tab)))
            await pick_another(tab, chance)
            shown.add(tab.query.get("snapshot", ""))
            await tab.close()
            await asyncio.sleep(chance.uniform(0, 2))

    readers = [asyncio.create_task(read(i)) for i in range(READERS)]
    for i in range(swaps):
        await asyncio.sleep(SWAP_SECONDS)
        _point(home, names[(i + 1) % 2])
    is_over.set()
    await asyncio.gather(*readers)
    return opened, shown


def _reruns(figure: partial[Figure], setting: Setting, served: Served) -> Iterator[Figure]:
    """The same views over and over: what they need is kept after the first two rounds, so that nothing may grow."""
    n = setting.times(RERUNS, 100)
    memory, seconds = asyncio.run(_over_and_over(served, n))
    yield figure(f"memory grown over {n:,} reruns", memory[-1] - memory[0], "MB", target=GROWTH_MB, n=n)
    yield figure(f"{n:,} reruns: p95", 1000 * percentile(seconds, 0.95), "ms", target=CROWD_MS, n=len(seconds))


async def _over_and_over(served: Served, n: int) -> tuple[list[float], list[float]]:
    """A tab at every server, each in turn: the next that comes is given to the server with none yet."""
    tabs = [(await open_tab(served.url))[0] for _ in range(served.servers())]
    views = [view for each in zip(*[await _views(tab) for tab in tabs], strict=True) for view in each]
    for view in 3 * views:
        await view()
    memory, seconds = [served.resident_mb()], []
    for i in range(n):
        seconds.append((await views[i % len(views)]()).seconds)
        if i % 100 == 99:
            memory.append(served.resident_mb())
    for tab in tabs:
        await tab.close()
    return memory, seconds


async def _views(tab: Tab) -> list[Callable[[], Awaitable[object]]]:
    """Acts that lead round in a circle: every page, on each three picks."""
    chance = random.Random(5)
    acts: list[Callable[[], Awaitable[object]]] = []
    for page in pages(tab):
        acts.append(partial(tab.switch, page))
        await tab.switch(page)
        for parameter in FILTERS:
            acts.append(partial(tab.pick, parameter, chance.choice(tab.boxes[parameter][1])))
    return acts[:VIEWS] if len(acts) > VIEWS else acts


async def _held_open(served: Served, n: int) -> float:
    """Resident MB with so many tabs open, each on a page of its own with two picks made."""
    tabs = [(await open_tab(served.url))[0] for _ in range(n)]
    for i, tab in enumerate(tabs):
        chance = random.Random(7)  # the same views: what is measured is the session, not what is kept of new views
        await switch_page(tab, pages(tab)[i % len(pages(tab))])
        await pick_another(tab, chance)
    found = served.resident_mb()
    for tab in tabs:
        await tab.close()
    return found
