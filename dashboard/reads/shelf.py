"""What is made of a snapshot lies on a shelf of its own, and is let go with it.

`lru_cache` does the keeping, as anywhere; a cache for each function and snapshot, so that whole tables of a snapshot
nobody looks at any more do not stay until as many others have pushed them out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from dashboard.access import Scope

Found = TypeVar("Found")
Kept = Callable[..., Any]


class Shelf(dict[Kept, Kept]):
    """The caches of one snapshot by the function they keep, and when one was last looked into."""

    used = 0.0


MOST = 4  # snapshots at once
_SHELVES: dict[tuple[str, str], Shelf] = {}


def shelved(maxsize: int) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Keep so many results a snapshot of a function whose first arguments are the home and the snapshot, or a scope."""

    def keep(read: Callable[..., Found]) -> Callable[..., Found]:
        @wraps(read)
        def outer(path: str, of: Scope | str, *more: Any) -> Found:
            place = (path, of if isinstance(of, str) else of.snapshot)
            shelf = _SHELVES.get(place) or _new(place)
            shelf.used = time.monotonic()
            kept = shelf.get(read) or shelf.setdefault(read, lru_cache(maxsize)(read))
            found: Found = kept(path, of, *more)
            return found

        return outer

    return keep


def _new(place: tuple[str, str]) -> Shelf:
    found = _SHELVES.setdefault(place, Shelf())
    found.used = time.monotonic()
    for old in sorted(_SHELVES, key=lambda place: _SHELVES[place].used)[:-MOST]:
        _SHELVES.pop(old, None)
    return found


def clear(path: str, served: str, idle_seconds: float) -> list[str]:
    """Let go what is kept of snapshots of this home that are no longer served, once nobody has looked for so long.

    Their names. Whoever comes back to one has it read again.
    """
    until = time.monotonic() - idle_seconds
    idle = [
        name for (home, name), shelf in [*_SHELVES.items()] if home == path and name != served and shelf.used < until
    ]
    for name in idle:
        _SHELVES.pop((path, name), None)
    return idle
