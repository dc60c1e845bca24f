"""The script that draws charts, without the kinds of chart that no page of ours has: a third of it is left.

Streamlit brings plotly whole: 4.7 MB, of which a browser that comes for the first time reads, prepares and runs street maps
and drawings in space before it draws a line. Plotly's modules stand there one after another under the names of their files,
and each is run only when another calls it; the last one registers every kind of chart. Here it registers ours, and modules
that then nobody calls are left out.

The shorter script has an address of its own, to which an import map in the opening page sends the browser. One that knows
no import maps takes the whole script, and everybody gets it under either address once it is built in another way.

It also draws every chart once: Streamlit draws it unseen while it does not know how wide it is to be, and then again.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.packed import FOLDER, KEPT, LEVEL, MEDIA

SCRIPTS = FOLDER / "static" / "js"
KINDS = ("bar", "choropleth", "scattergeo")  # of traces; scatter is in plotly's core
# `name=wrapper({"path/of/file.js"(exports,module){`; the last, which calls all others, has no name: `return wrapper({...`
FILE = re.compile(r'\(\{"([^"\s]+\.\w+)"\([\w$,]*\)\{')
NAME = re.compile(r"(?:([\w$]+)=|\breturn )[\w$]+\Z")
NAME_WITHIN = 40  # characters before the bracket
REGISTERED = re.compile(r"\.register\(\[((?:[\w$]+\(\),?)+)\]\)")
CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")
# A module is over and nothing but names without a value stands before the next. Functions and objects that stand between
# two modules belong to the second.
OVER = re.compile(r"\}\}\),(?=(?:[\w$]+,)*\Z)")
# `if(gone.current=!1,drawn.current===null){drawn.current={data:d,layout:l,`: where a chart is drawn for the first time.
FIRST = re.compile(r"if\(([\w$]+)\.current=!1,([\w$]+)\.current===null\)\{\2\.current=\{data:([\w$]+),layout:([\w$]+),")
NAMES_WITHIN = 1000  # characters that those names take at most


class Module(NamedTuple):
    """A module of plotly: its variable (none for the last), its file, where it begins, where it is over, where the next begins.

    `over` is None where more than names stands behind it.
    """

    name: str | None
    file: str
    begin: int
    over: int | None
    next: int


def name() -> str:
    """The script Streamlit would have the browser fetch for a chart."""
    return next(file.name for file in sorted(SCRIPTS.glob("PlotlyChart.*.js")))


@cache
def lighter_name() -> str:
    """The name of the shorter one: another where the script, the kinds, or what is done here is another."""
    made_by = sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return f"{name().removesuffix('.js')}.{made_by}.js"


class Lighter:
    """Answers where the shorter script is asked for; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] != f"/static/js/{lighter_name()}":
            await self.app(scope, receive, send)
            return
        content, headers = await run_in_threadpool(packed), dict(KEPT)
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            content = gzip.decompress(content)
            del headers["Content-Encoding"]
        await Response(content, media_type=MEDIA[".js"], headers=headers)(scope, receive, send)


@cache
def packed() -> bytes:
    """The shorter script."""
    whole = (SCRIPTS / name()).read_text(encoding="utf-8")
    return gzip.compress(once(with_kinds(whole, KINDS)).encode(), LEVEL, mtime=0)


def once(script: str) -> str:
    """The script that draws a chart when its width is known, not before; as it was where it is not built so."""
    return FIRST.sub(
        r"if(\1.current=!1,\4.width===void 0)return;if(\2.current===null){\2.current={data:\3,layout:\4,", script
    )


def with_kinds(script: str, kinds: Sequence[str]) -> str:
    """The script with only these kinds of trace; as it was where it is not built as described above."""
    files = {f"{module.name}()": module.file for module in _modules(script)}
    lists = REGISTERED.findall(script)
    ours = {call for call, file in files.items() if file in {f"lib/{kind}.js" for kind in kinds}}
    if len(lists) != 1 or len(ours) != len(kinds) or "None()" not in files:
        return script
    registers = ",".join(call for call in lists[0].split(",") if call in ours)
    script = script.replace(lists[0], registers)
    modules = _modules(script)
    return script[: modules[0].begin] + "".join(_left(script, modules))


def _modules(script: str) -> list[Module]:
    begun = [
        (name[1], file[1], name.start())
        for file in FILE.finditer(script)
        if (name := NAME.search(script, max(0, file.start() - NAME_WITHIN), file.start()))
    ]
    found = []
    for (name, file, begin), (_, _, end) in pairwise([*begun, (None, "", len(script))]):
        over = OVER.search(script, max(begin, end - NAMES_WITHIN), end)
        found.append(Module(name, file, begin, over.end() if over else None, end))
    return found


def _left(script: str, modules: Sequence[Module]) -> Iterator[str]:
    called = _called(script, modules)
    for this, after in zip_longest(modules, modules[1:]):
        if this.name in called or (this.over is None and after.name in called):
            yield script[this.begin : this.next]
        elif this.over is not None:
            yield script[this.over : this.next]


def _called(script: str, modules: Sequence[Module]) -> set[str | None]:
    """The last module and all that it calls, and what these call. Any other thing of that name that is called counts, too."""
    texts = {this.name: [this] for this in modules}
    for this, after in pairwise(modules):
        if this.over is None:
            texts[after.name].append(this)
    called: set[str | None] = set()
    to_follow: set[str | None] = {None}
    while to_follow:
        called |= to_follow
        calls = (CALL.findall(script, text.begin, text.next) for name in to_follow for text in texts[name])
        to_follow = {*chain.from_iterable(calls)} & texts.keys() - called
    return called
