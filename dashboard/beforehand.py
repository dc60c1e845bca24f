"""What pages import, imported while the first page, which needs none of it, is already being looked at.

Two threads that import pandas at once see half of it, and plotly fails. Until everything is there one goes at a time: this
import, module by module, or the run of a page, which imports what it still misses.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard import charts, components, reads

LIBRARIES = ("scipy.special", "plotly.graph_objects", "plotly.tools", "plotly.io", "streamlit.dataframe_util", "pandas")
SLICE = 0.2  # seconds of import between two pages
BREATH = 0.001  # seconds it then lets go, so that a page that waits begins
_one_at_a_time = threading.Lock()
_first_in_line = threading.Lock()  # one page alone waits for the import, or that would come last of all
_there = threading.Event()
_there.set()  # whoever runs a page without a server imports as it goes


def begin() -> None:
    """From now on pages run one at a time, until `finish` is over."""
    _there.clear()


def finish() -> None:
    """Import every component, chart and read, then the libraries that they import only when they need them."""
    names, is_over = _modules(), False
    try:
        while not is_over:
            with _one_at_a_time:
                is_over = _imported(names, time.monotonic() + SLICE)
            time.sleep(BREATH)
    except Exception:  # the page that needs it says so to its reader
        logging.getLogger("xinheng").exception("could not import")
    finally:
        _there.set()


def _imported(names: Iterator[str], until: float) -> bool:
    """Whether that was all."""
    for name in names:
        importlib.import_module(name)
        if time.monotonic() > until:
            return False
    return True


@contextmanager
def turn() -> Iterator[None]:
    """A page's turn. Once everything is there nobody waits."""
    if not _there.is_set():
        with _first_in_line, _one_at_a_time:
            if not _there.is_set():
                yield
                return
    yield


def _modules() -> Iterator[str]:
    for room in (components, charts, reads):
        yield from (module.name for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."))
    yield from LIBRARIES
