"""Readers as they behave: open a page, pick filters, follow links, and think in between."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.protocol import Run, Tab, open_tab

FRONT = "overview"
FILTERS = ("quarter", "region", "department")
SWITCHES = 0.25  # the rest are filter picks


@dataclass(frozen=True)
class Act:
    """One interaction of a reader on a page."""

    page: str
    kind: str  # open, switch, pick
    run: Run


def pages(tab: Tab) -> list[str]:
    """Every page of the dashboard by the path of its address; the front page has none."""
    return list(tab.pages)


async def pick_another(tab: Tab, chance: random.Random, parameters: tuple[str, ...] = FILTERS) -> Act:
    """Choose another value of one filter at random: mostly one nobody has asked for yet, so not in any cache."""
    offered = {p: [o for o in tab.boxes[p][1] if o != tab.chosen[tab.boxes[p][0]]] for p in parameters}
    parameter = chance.choice([p for p, options in offered.items() if options])
    return Act(tab.page or FRONT, "pick", await tab.pick(parameter, chance.choice(offered[parameter])))


async def switch_page(tab: Tab, page: str) -> Act:
    return Act(page or FRONT, "switch", await tab.switch(page))


@dataclass(frozen=True)
class Alone:
    """What one reader met, and the processor seconds their acts cost the server, page by page."""

    acts: list[Act]
    cpu: dict[str, float]

    def of(self, page: str) -> list[Act]:
        return [act for act in self.acts if act.page == page]


async def alone(base: str, rounds: int, cpu_seconds: Callable[[], float], seed: int = 1) -> Alone:
    """One reader in a closed loop: on every page so many picks, and a switch to it before each tenth."""
    chance = random.Random(seed)
    tab, _ = await open_tab(base)
    await _look_around(tab, chance)
    found = Alone([], Counter())
    for _ in range(max(1, rounds // 10)):
        for page in pages(tab):
            before = cpu_seconds()
            found.acts.append(await switch_page(tab, page))
            found.acts.extend([await pick_another(tab, chance) for _ in range(10)])
            found.cpu[page or FRONT] += cpu_seconds() - before
    await tab.close()
    return found


async def _look_around(tab: Tab, chance: random.Random) -> None:
    """Every page once, with two picks: what is warmed up before anything is measured."""
    for page in pages(tab):
        await switch_page(tab, page)
        for _ in range(2):
            await pick_another(tab, chance)


@dataclass(frozen=True)
class Crowd:
    """What many readers met."""

    opened: list[Run]  # all at once
    acts: list[Act]
    seconds: float


async def crowd(base: str, readers: int, seconds: float, think: float, seed: int = 2) -> Crowd:
    """So many readers: all open at the same moment, then each picks (75 %) or switches page (25 %) after thinking."""
    opened = await asyncio.gather(*(open_tab(base) for _ in range(readers)))
    begun = time.perf_counter()
    found = await asyncio.gather(
        *(_read_on(tab, random.Random(seed * 1000 + i), begun + seconds, think) for i, (tab, _) in enumerate(opened))
    )
    return Crowd([run for _, run in opened], [act for acts in found for act in acts], time.perf_counter() - begun)


async def _read_on(tab: Tab, chance: random.Random, until: float, think: float) -> list[Act]:
    acts = []
    while True:
        await asyncio.sleep(chance.uniform(0, 2 * think))
        if time.perf_counter() >= until:
            await tab.close()
            return acts
        if chance.random() < SWITCHES:
            acts.append(await switch_page(tab, chance.choice([p for p in pages(tab) if p != tab.page])))
        else:
            acts.append(await pick_another(tab, chance))
