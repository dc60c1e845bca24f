"""The page a browser gets first: it names at once what Streamlit's own would have it learn of step by step.

A browser that comes for the first time fetches the scripts of the front end, runs them, opens the socket, is sent the page
and only then learns which further scripts draw its boxes, tables and charts. Here they stand in the head, so they are
fetched and compiled while the first ones run, and charts have a shorter one (dashboard/lighter.py). The front end is also
told where its server is; by itself it looks below each page's own address first.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import lighter, links
from dashboard.components import navigation, sheets
from dashboard.packed import FOLDER, packed

SCRIPTS = FOLDER / "static" / "js"
# Streamlit's scripts, named by the element each draws: of the shell, and of what a page shows before anybody acts.
SHELL = ("Html", "Selectbox")
DRAWS = {
    "indicator": ("PlotlyChart", "Checkbox"),
    "departments": ("PlotlyChart",),
    "tasks": ("ButtonGroup", "TextInput"),
    "sanctions": ("PlotlyChart",),
    "timeliness": ("PlotlyChart",),
    "regions": ("PlotlyChart", "DataFrame", "ButtonGroup", "Slider"),
    "targets": ("PlotlyChart", "ButtonGroup", "Slider"),
}
CHARTS = "indicator"  # draws with the largest script of all
NAMED = re.compile(r"static/(?:js|css)/[\w.\-]+\.(?:js|css)")
SHEETS = ("shell.css", "figures.css")
IMPORTED = re.compile(r"""(?:from|import)\s*["`]\./([\w.\-]+\.js)["`]""")
IMPORTS_WITHIN = 20_000  # characters: imports stand at the head of a script
TITLE = "信衡"
ICON = """<link rel="shortcut icon" type="image/svg+xml" href="data:image/svg+xml,\
%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='none' stroke='white' stroke-width='2.4' \
stroke-linejoin='round' stroke-linecap='round'%3E%3Crect width='32' height='32' rx='7' fill='%2317375e' stroke='none'/%3E\
%3Cpath d='M16 6v20M10 26h12M7 10h18M4 19l3-9 3 9zM22 19l3-9 3 9z'/%3E%3C/svg%3E" />"""  # a pair of scales
SERVER = """<script>
window.__streamlit = {
  BACKEND_BASE_URL: new URL(".", location.href).href,
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
}
</script>"""


def routes() -> list[Route]:
    """One of each page."""
    pages = [page for pages in navigation.groups().values() for page in pages]
    return [Route(f"/{'' if page == links.DEFAULT_PAGE else page}", _answer(page)) for page in pages]


def pack_first() -> None:
    """Pack what every new browser asks for, before one does."""
    for page in (links.DEFAULT_PAGE, CHARTS):
        for name in dict.fromkeys(NAMED.findall(html(page))):
            packed(name)
    lighter.packed()


def _answer(page: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        plain, tag = html(page), stamp(page)
        kept = {"Cache-Control": "no-cache", "ETag": f'"{tag}"', "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == kept["ETag"]:
            return Response(status_code=304, headers=kept)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(_packed(page), media_type="text/html", headers=kept | {"Content-Encoding": "gzip"})
        return Response(plain, media_type="text/html", headers=kept)

    return answer


@cache
def html(page: str) -> str:
    """The opening page of one of ours."""
    theirs = (FOLDER / "index.html").read_text(encoding="utf-8")
    ahead = [f'<link rel="preload" as="style" href="{sheets.address(name)}">' for name in SHEETS]
    ahead += [
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in scripts(page)
        if name not in theirs
    ]
    to_lighter = json.dumps({"imports": {f"./static/js/{lighter.name()}": f"./static/js/{lighter.lighter_name()}"}})
    first = f'{SERVER}\n<script type="importmap">{to_lighter}</script>'
    ours = theirs.replace('lang="en"', 'lang="zh-CN"', 1)
    ours = re.sub(r"<title>.*?</title>", f"<title>{TITLE}</title>", ours)
    ours = re.sub(r'<link rel="shortcut icon".*?>', ICON, ours)
    return ours.replace("<head>", f"<head>\n{first}", 1).replace("</head>", "\n".join([*ahead, "</head>"]), 1)


@cache
def stamp(page: str) -> str:
    """Another one where the opening page is another."""
    return sha256(html(page).encode()).hexdigest()[:16]


@cache
def _packed(page: str) -> bytes:
    return gzip.compress(html(page).encode(), mtime=0)


def scripts(page: str) -> list[str]:
    """Names of the scripts that draw a page, with those they import."""
    found: dict[str, None] = {}
    for element in (*SHELL, *DRAWS.get(page, ())):
        for file in sorted(SCRIPTS.glob(f"{element}.*.js")):
            own = lighter.lighter_name() if file.name == lighter.name() else file.name
            found |= dict.fromkeys([own, *_imported(file.name)])
    return [*found]


@cache
def _imported(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_all_imported(name, {name})))


def _all_imported(name: str, seen: set[str]) -> Iterator[str]:
    for other in IMPORTED.findall((SCRIPTS / name).read_text(encoding="utf-8")[:IMPORTS_WITHIN]):
        if other not in seen and (SCRIPTS / other).is_file():
            seen.add(other)
            yield other
            yield from _all_imported(other, seen)
