"""The front end's own scripts and styles, packed once and sent so: 10 MB of them become 3.

Streamlit leaves them unpacked because packing them anew for each reader costs more than it saves. Their names carry a
digest of the content, so one packing serves every reader as long as the server runs.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(st.__file__).parent / "static"
NAMED = re.compile(r"/(static/(?:js|css)/[\w.\-]+\.(?:js|css))")
MEDIA = {".js": "application/javascript", ".css": "text/css"}
LEVEL = 6
KEPT = {"Cache-Control": "public, immutable, max-age=31536000", "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}


class Packed:
    """Answers for scripts and styles of the front end where the browser takes gzip; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        asked = NAMED.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        takes = asked and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        content = await run_in_threadpool(packed, asked[1]) if asked and takes else None
        if asked is None or content is None:
            await self.app(scope, receive, send)
            return
        await Response(content, media_type=MEDIA[Path(asked[1]).suffix], headers=KEPT)(scope, receive, send)


@lru_cache(maxsize=512)  # there are some 320 of them
def packed(name: str) -> bytes | None:
    """One file packed; None where there is none of that name."""
    file = FOLDER / name
    return gzip.compress(file.read_bytes(), LEVEL, mtime=0) if file.is_file() else None
