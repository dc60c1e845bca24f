"""The server: warm before the first reader comes, ready at /api/ready.

Run by `xinheng serve`, or `uvicorn dashboard.asgi:app`, or `streamlit run dashboard/asgi.py`.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import beforehand, lighter, once, opening, packed, sought
from dashboard.reads.base import SnapshotUnusable

log = logging.getLogger("xinheng")
PAUSE = 0.02  # seconds between two reads ahead
LOOK_EVERY = 1.0  # seconds, for a new snapshot
IDLE = 600.0  # seconds that what was read of an older one is kept for whoever still has it open
REHEARSAL = 10.0  # seconds the first page may take before the server opens all the same


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Import and read what the first page needs; the other pages follow while it is already being looked at."""
    from dashboard.reads import base

    gc.disable()  # nothing of what a start makes is let go: looking through it again and again costs a tenth of the start
    once.tell_theme_once()
    sought.look_up_alone()
    beforehand.begin()
    threading.Thread(target=opening.pack_first, name="pack", daemon=True).start()  # mostly on another processor
    await _rehearse()
    is_over = threading.Event()
    threading.Thread(target=_read_ahead, args=[is_over], name="read-ahead", daemon=True).start()
    yield {}
    is_over.set()
    base.reader().close()


async def _rehearse() -> None:
    """Run the first page once for nobody: what it imports and reads, words and protocol cost its reader half a second."""
    with suppress(TimeoutError):  # its readers will be told the same, or that it failed
        await asyncio.wait_for(st.runtime.get_instance().does_script_run_without_error(), REHEARSAL)


def _read_ahead(is_over: threading.Event) -> None:
    """What the first reader of a page would wait for: once after the start, and again of every snapshot published since."""
    beforehand.finish()
    gc.freeze()
    gc.enable()
    from dashboard.reads import ahead, base, warm

    read = ahead.rest(PAUSE)
    _freeze()
    while not is_over.wait(LOOK_EVERY):
        served = warm.served()
        if served not in (read, None):
            warm.front()
            read = ahead.rest(PAUSE)
        elif served:
            base.clear(served, IDLE)


def _freeze() -> None:
    """What lies on the heap now stays: collecting it again and again costs 200 ms a run."""
    gc.collect()
    gc.freeze()


async def ready(_: Request) -> JSONResponse:
    """200 with the snapshot served, 503 with the reason where there is none."""
    from dashboard.reads import base

    try:
        return JSONResponse({"ready": True, "snapshot": base.reader().current()})
    except SnapshotUnusable as trouble:
        return JSONResponse({"ready": False, "trouble": trouble.text("en")}, status_code=503)


async def default_page(request: Request) -> RedirectResponse:
    """The overview lives at the root; its name as an address leads there with the view kept."""
    return RedirectResponse(request.url.replace(path=request.url.path.removesuffix("overview")), status_code=307)


async def geometry(request: Request) -> Response:
    """Boundaries of one version, for the maps. The version is a digest of the content: a browser asks once and keeps it."""
    from dashboard.reads import boundary

    version = request.path_params["version"]
    try:
        packed = await run_in_threadpool(boundary.packed, version)
    except SnapshotUnusable:
        packed = None
    if packed is None:
        return JSONResponse({"trouble": "no such geometry"}, status_code=404, headers={"Cache-Control": "no-store"})
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{version}"', "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == kept["ETag"]:
        return Response(status_code=304, headers=kept)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="application/geo+json", headers=kept | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/geo+json", headers=kept)


def said(error: Exception) -> bool:
    """Log an error of ours under a number and show the reader only the number."""
    from dashboard.components import notes

    code = uuid4().hex[:8]
    log.error("script error %s", code, exc_info=error)
    notes.failed(code)
    return True


once.look_for_no_components()  # before Streamlit makes its runtime, which is before the lifespan
app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=[
        Route("/api/ready", ready),
        Route("/overview", default_page),
        Route("/geo/{version}.geojson", geometry),
        *opening.routes(),
    ],
    middleware=[Middleware(packed.Packed), Middleware(lighter.Lighter)],
    on_script_error=said,
)
