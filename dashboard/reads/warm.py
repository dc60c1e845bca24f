"""Read what the first page reads, before a reader asks for it. Never fails: without a snapshot the server still has to say so."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dashboard.access import Scope
from dashboard.reads import base, overview, shell
from data.errors import SnapshotUnusable

Read = Callable[[Scope], Any]
OVERVIEW: tuple[Read, ...] = (
    overview.indicators, overview.departments, overview.flags, overview.overdue, overview.tasks, overview.since_last,
)  # fmt: skip


def front() -> str | None:
    """What the first page needs. The snapshot that was read, None where there is none."""
    return read([shell.region_names, shell.department_names, *OVERVIEW])


def served() -> str | None:
    """The snapshot a reader who comes now is shown."""
    try:
        return base.reader().current()
    except SnapshotUnusable:
        return None


def read(reads: Sequence[Read], pause: float = 0.0) -> str | None:
    """Each of these for the default view, `pause` seconds after the one before."""
    try:
        scope = default()
    except SnapshotUnusable:
        return None
    for one in reads if scope.plan else ():
        try:
            one(scope)
        except Exception:  # whatever it is, the page that needs it shows it to its reader; the other pages stand
            logging.getLogger("xinheng").exception("could not read ahead")
        time.sleep(pause)
    return scope.snapshot


def default() -> Scope:
    """The view of an address without parameters."""
    view = Scope(snapshot=base.reader().current())
    for name, found in (
        ("plan", shell.plans),
        ("quarter", shell.quarters),
        ("region", shell.regions),
        ("indicator", shell.indicators),
    ):
        view = replace(view, **{name: next(iter(found(view)), "")})
    shell.departments(view)
    return view
