"""Two stretches of a build at once, one a core, where neither reads what the other fills.

Statistics keep one core busy and a half; a build that goes on has little else to do. A whole build runs one after the other:
there each has rows enough for both cores, and memory for one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import duckdb

from data.snapshot.sparing import SparingSteps
from data.snapshot.steps import Steps
from data.snapshot.working import another

Stretch = Callable[[duckdb.DuckDBPyConnection, Steps], object]


def side_by_side(con: duckdb.DuckDBPyConnection, steps: Steps, here: Stretch, there: Stretch) -> None:
    """Run both; of the steps of `there` is told when both are done. It has a connection of its own, and a ledger of its own
    that knows nothing of what `here` fills: a step that read such a table would find it not made (Doubtful)."""
    if not (isinstance(steps, SparingSteps) and steps.ledger.before):
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
    _take_in(steps, own)


def _of_its_own(steps: SparingSteps) -> SparingSteps:
    known = steps.ledger
    own = replace(known, made={}, tokens={**known.tokens}, moved={**known.moved}, grown={*known.grown})
    return SparingSteps(Steps(), own)


def _take_in(steps: SparingSteps, own: SparingSteps) -> None:
    ledger, found = steps.ledger, own.ledger
    ledger.made |= found.made
    ledger.tokens |= {t: found.tokens[t] for made in found.made.values() for t in made.writes}
    ledger.moved |= found.moved
    ledger.grown |= found.grown
    steps.take_in(own.done)
