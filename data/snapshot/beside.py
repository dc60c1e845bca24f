"""Two stretches of a build at once, one a core, where neither reads what the other fills.

Statistics keep one core busy and a half. A whole build of many rows has memory for one stretch only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import duckdb

from data.snapshot.ledger import Ledger
from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps
from data.snapshot.working import another

Stretch = Callable[[duckdb.DuckDBPyConnection, Steps], object]


def side_by_side(
    con: duckdb.DuckDBPyConnection, steps: Steps, here: Stretch, there: Stretch, *, at_once: bool
) -> None:  # fmt: skip
    """Run both; at once, of the steps of `there` is told when both are done. It has a connection of its own, and a ledger of
    its own that knows nothing of what `here` fills: a step that read such a table would find it not made (Doubtful)."""
    if not at_once:
        here(con, steps)
        there(con, steps)
        return
    own = _of_its_own(steps)
    with another(con) as other, ThreadPoolExecutor(1) as pool:
        running = pool.submit(there, other, own)
        try:
            here(con, steps)
        except BaseException:
            other.interrupt()
            raise
        running.result()
    if isinstance(steps, SparingSteps) and isinstance(own, SparingSteps):
        _take_in(steps.ledger, own.ledger)
    steps.take_in(own.done)


def goes_on(steps: Steps) -> bool:
    """Whether there is an earlier build of which most stands as it stood."""
    return isinstance(steps, SparingSteps) and bool(steps.ledger.before)


def _of_its_own(steps: Steps) -> Steps:
    if not isinstance(steps, SparingSteps):
        return Steps()
    known = steps.ledger
    own = replace(known, made={}, tokens={**known.tokens}, moved={**known.moved}, grown={*known.grown})
    return SparingSteps(Steps(), own)


def _take_in(ledger: Ledger, found: Ledger) -> None:
    ledger.made |= found.made
    ledger.tokens |= {t: found.tokens[t] for made in found.made.values() for t in made.writes}
    ledger.moved |= found.moved
    ledger.grown |= found.grown
