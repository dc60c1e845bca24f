"""Whether a page costs the same however many rows lie behind it: one reader's acts on a small home and on a large one.

The same acts in the same order on both, turn by turn, so that whatever else the machine does is in both.
`python -m tests.benchmarks.sizes SMALL LARGE` prints the ratios of two homes.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.benchmarks.figures import Figure, Setting, line
from tests.benchmarks.protocol import Tab, open_tab
from tests.benchmarks.readers import FRONT, pages, pick_another, switch_page
from tests.benchmarks.websocket import must_be_clean
from tests.browser.serving import Served, dashboard

ROUNDS, PICKS = 4, 6
MOST, MOST_OF_A_PAGE = (
    1.3,
    2.0,
)  # times as much; with more rows more is judged, and a page that shows it has more to say


def beside(setting: Setting, figure: partial[Figure], name: str, small: Path, large: Path) -> Iterator[Figure]:
    """Server processor time of an act, page by page: of the large home, as a multiple of the small one's."""
    rounds = setting.times(ROUNDS, 1)
    with ExitStack() as stack:
        both = [stack.enter_context(dashboard(home)) for home in (small, large)]
        for served in both:
            served.settle()
        few, many = asyncio.run(_turn_by_turn(both, rounds))
        for served in both:
            must_be_clean(served)
    whole = sum(many.values()) / sum(few.values())
    yield figure(f"{name}: an act of a reader, all pages", whole, "x", target=MOST)
    for page, cost in many.items():
        times, n = cost / few[page], rounds * (1 + PICKS)
        yield figure(f"{name}: an act on {page}", times, "x", target=MOST_OF_A_PAGE, n=n)
        yield figure(f"{name}: an act on {page}, server CPU", 1000 * cost / n, "ms", n=n)


async def _turn_by_turn(both: list[Served], rounds: int) -> list[Counter[str]]:
    """Processor seconds by page, of each home. The first round only warms up."""
    tabs = [(await open_tab(served.url))[0] for served in both]
    used: list[Counter[str]] = [Counter() for _ in both]
    for turn in range(rounds + 1):
        for page in pages(tabs[0]):
            for served, tab, cost in zip(both, tabs, used, strict=True):
                before = served.cpu_seconds()
                await _acts(tab, page, random.Random(f"{turn} {page}"))
                if turn:
                    cost[page or FRONT] += served.cpu_seconds() - before
    for tab in tabs:
        await tab.close()
    return used


async def _acts(tab: Tab, page: str, chance: random.Random) -> None:
    await switch_page(tab, page)
    for _ in range(PICKS):
        await pick_another(tab, chance)


def main() -> None:
    """Of two homes given."""
    figure = partial(Figure, "sizes", command="")
    for told in beside(Setting(Path(), False, ""), figure, "large home by small", *map(Path, sys.argv[1:3])):
        print(line(told), flush=True)


if __name__ == "__main__":
    main()
