"""Read what the default view of every page reads, before the first reader asks for it."""

from __future__ import annotations

from dataclasses import replace

from dashboard.access import Scope
from dashboard.reads import base, shell
from data.errors import SnapshotUnusable


def run() -> None:
    """Never fails: without a snapshot the server still has to say so on screen."""
    try:
        scope = default()
    except SnapshotUnusable:
        return
    shell.region_names(scope)
    shell.department_names(scope)


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
