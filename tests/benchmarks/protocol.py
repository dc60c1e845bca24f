"""One browser tab, spoken over the wire: sends what Streamlit's front end sends and keeps what it keeps.

Learned from streamlit 1.67 (runtime/app_session.py, web/server/starlette/starlette_websocket.py and the front end):
a rerun carries the address's query, the page's hash, the state of every widget still shown, and the hashes of the large
messages the tab already holds, which the server then sends as references.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
PREFIX = "choose_"  # dashboard/components/filters.py keys every choice of the strip so


@dataclass(frozen=True)
class Run:
    """What one interaction cost. `whole_bytes` counts messages the tab held already as if they had been sent again."""

    seconds: float
    sent_bytes: int
    whole_bytes: int
    messages: int


@dataclass
class Tab:
    """A tab on one page. Open it with `open_tab`; every act returns its Run."""

    socket: ClientConnection
    base: str
    page: str = ""
    hash: str = ""
    query: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # url path -> hash; the front page has none
    boxes: dict[str, tuple[str, list[str]]] = field(default_factory=dict)  # parameter -> widget id, options shown
    chosen: dict[str, str] = field(default_factory=dict)  # widget id -> option shown
    kept: dict[str, int] = field(default_factory=dict)  # hash of a large message -> its size
    drawn: list[str] = field(default_factory=list)  # types of the elements of the last run
    shown: set[str] = field(default_factory=set)  # widgets of the last run
    held: dict[str, str] = field(default_factory=dict)  # hash of a large message -> the widget in it

    async def rerun(self) -> Run:
        """Run the page as it stands."""
        return await self._run()

    async def switch(self, page: str, query: Mapping[str, str] | None = None) -> Run:
        """Follow a link of ours to a page, with the address as it is or another."""
        self.page, self.hash = page, self.pages[page]
        self.query = dict(self.query if query is None else query)
        return await self._run(is_history_navigation=True)

    async def pick(self, parameter: str, option: str) -> Run:
        """Choose an option, by the text shown, in a box of the strip."""
        self.chosen[self.boxes[parameter][0]] = option
        return await self._run()

    async def close(self) -> None:
        await self.socket.close()

    async def _run(self, **more: Any) -> Run:
        message = self._rerun_message(**more)
        begun = time.perf_counter()
        await self.socket.send(message)
        return await self._receive(begun)

    def _rerun_message(self, **more: Any) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = urlencode(self.query)
        state.page_script_hash = self.hash
        state.page_name = "" if self.hash else self.page
        state.context_info.url = f"{self.base}/{self.page}"
        state.context_info.locale = "zh-CN"
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.color_scheme = "light"
        state.cached_message_hashes.extend(self.kept)
        for widget, option in self.chosen.items():
            state.widget_states.widgets.add(id=widget, string_value=option)
        state.is_history_navigation = more.get("is_history_navigation", False)
        return message.SerializeToString()

    async def _receive(self, begun: float) -> Run:
        """Take messages until the run is over; a run stopped early for another one is not the end."""
        sent = whole = count = 0
        is_begun = False
        while True:
            payload = await self.socket.recv(decode=False)
            message = ForwardMsg.FromString(payload)
            kind = message.WhichOneof("type")
            is_begun = is_begun or kind == "new_session"
            if not is_begun:
                continue  # the tail of the run before
            if kind == "new_session":
                self.drawn, self.shown = [], set()
            count, sent = count + 1, sent + len(payload)
            whole += self.kept[message.ref_hash] if kind == "ref_hash" else len(payload)
            self._take(kind, message, len(payload))
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                assert message.script_finished in FINISHED, "the script did not compile"
                if message.script_finished == FINISHED[0]:  # boxes of the page left behind are forgotten
                    self.chosen = {box: option for box, option in self.chosen.items() if box in self.shown}
                return Run(time.perf_counter() - begun, sent, whole, count)

    def _take(self, kind: str | None, message: ForwardMsg, size: int) -> None:
        if message.metadata.cacheable:
            self.kept[message.hash] = size
        if kind == "ref_hash" and message.ref_hash in self.held:
            self.shown.add(self.held[message.ref_hash])
        if kind == "navigation":
            self.pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
            self.hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = dict(parse_qsl(message.page_info_changed.query_string))
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message.delta.new_element, message.hash)

    def _take_element(self, element: Any, digest: str) -> None:
        kind = element.WhichOneof("type")
        self.drawn.append(kind)
        if kind == "exception":
            raise AssertionError(f"/{self.page}?{urlencode(self.query)}: {element.exception.message}")
        if kind != "selectbox":
            return
        box = element.selectbox
        self.held[digest] = box.id
        self.shown.add(box.id)
        parameter = box.id.rpartition(PREFIX)[2]
        self.boxes[parameter] = (box.id, list(box.options))
        if box.set_value:
            self.chosen[box.id] = box.raw_value
        elif box.options:
            self.chosen.setdefault(box.id, box.options[box.default])


async def open_tab(base: str, page: str = "", query: Mapping[str, str] | None = None) -> tuple[Tab, Run]:
    """A new reader: connect and wait for the first page. The run's time includes the connection."""
    begun = time.perf_counter()
    address = f"{base.replace('http', 'ws', 1)}/_stcore/stream"
    socket = await connect(
        address, subprotocols=["streamlit"], origin=base, compression=None, max_size=None, ping_interval=None
    )
    tab = Tab(socket, base, page=page, query=dict(query or {}))
    await socket.send(tab._rerun_message())
    return tab, await tab._receive(begun)
