"""Several departments' files made at once, each with its own random numbers: the source is the same however many work on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event

from data.sample.truth import Truth
from data.sample.write import Outbox, Stopped

Work = Callable[[Outbox, Truth], object]
AT_ONCE = min(4, os.cpu_count() or 1)  # each holds a few parts of 65,536 rows


def share_out(works: list[Work], outbox: Outbox, truth: Truth, at_once: int | None = None) -> None:
    """Do all of it, the first ones first. What each counts and notes is put together in the order of the list.

    Where one fails, those not begun are left, the others stop at their next part, and the error is raised.
    """
    stop = Event()
    sheets = [(Outbox(outbox.root, stop=stop), truth.sheet()) for _ in works]
    crew = ThreadPoolExecutor(at_once or AT_ONCE)
    try:
        begun: list[Future[object]] = [crew.submit(work, *sheet) for work, sheet in zip(works, sheets, strict=True)]
        wait(begun, return_when=FIRST_EXCEPTION)
    finally:  # also where somebody presses Ctrl-C
        stop.set()
        crew.shutdown(wait=True, cancel_futures=True)
    errors = [future.exception() for future in begun if not future.cancelled()]
    for error in errors:
        if error and not isinstance(error, Stopped):
            raise error
    for box, sheet in sheets:
        outbox.rows.update(box.rows)
        outbox.files.update(box.files)
        truth.take_in(sheet)
