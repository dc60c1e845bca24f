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
SLICE, BREATH = (
    0.2,
    0.001,
)  # seconds of import between two pages; and how long it then lets go, so that one that waits begins
_one_at_a_time = threading.Lock()
_there = threading.Event()
_there.set()  # whoever runs a page without a server imports as it goes


def begin() -> None:
    """From now on pages run one at a time, until `finish` is over."""
    _there.clear()


def finish() -> None:
    """Import every component, chart and read, then the libraries that they import only when they need them."""
    try:
        begun = time.monotonic()
        for name in _modules():
            with _one_at_a_time:
                importlib.import_module(name)
            if time.monotonic() > begun + SLICE:
                time.sleep(BREATH)
                begun = time.monotonic()
    except Exception:  # the page that needs it says so to its reader
        logging.getLogger("xinheng").exception("could not import")
    finally:
        _there.set()


@contextmanager
def turn() -> Iterator[None]:
    """A page's turn. Once everything is there nobody waits."""
    if not _there.is_set():
        with _one_at_a_time:
            if not _there.is_set():
                yield
                return
    yield


def _modules() -> Iterator[str]:
    for room in (components, charts, reads):
        yield from (module.name for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."))
    yield from LIBRARIES
