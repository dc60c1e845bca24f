"""A few things at once, handed on in order: polars works outside Python's lock, so batches and files need not queue."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

LANES = min(4, os.cpu_count() or 1)  # more would only wait for each other, and hold more batches in memory

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """work(item) of every item, in the order of the items, a few of them worked on ahead. One item starts no thread.

    What `work` raises is raised here, at the place of its item.
    """
    items = iter(items)
    first = list(islice(items, 2))
    if len(first) < 2 or LANES < 2:
        yield from map(work, chain(first, items))
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(LANES) as pool:
        try:
            for item in chain(first, items):
                waiting.append(pool.submit(work, item))
                if len(waiting) > LANES:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
