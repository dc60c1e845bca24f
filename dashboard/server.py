"""One server behind a front (dashboard/front.py): without a port of its own, its connections come as open sockets.

Run by `xinheng serve --servers 2` and more.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import socket
import threading
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.behind import CHANNEL, TOLD
from dashboard.front import COOKIE

ENDS_WITHIN = 5  # seconds a connection may still take when the server is told to end
NUMBER = re.compile(rb"\b%s=(\d{1,3})\b" % COOKIE.encode())
SHARED = re.compile(rb"\bpublic\b")  # kept by caches that serve many: nobody's number may get there
PLACED = "placed"


class Server(uvicorn.Server):
    """uvicorn with connections taken from a channel; ends when the channel does, so that no server outlives its front."""

    def __init__(self, config: uvicorn.Config, channel: socket.socket) -> None:
        super().__init__(config)
        self._channel = channel
        self._taken, self._told = 0, b""
        self._arriving: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        asyncio.get_running_loop().add_reader(self._channel, self._take)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: tell what is taken and open, where that has changed."""
        told = TOLD.pack(self._taken, len(self.server_state.connections))
        if told != self._told:
            with suppress(OSError):
                self._channel.send(told)
                self._told = told
        return await super().on_tick(counter)

    def _take(self) -> None:
        try:
            sign, files, *_ = socket.recv_fds(self._channel, 1, 1)
        except BlockingIOError:
            return
        except OSError:  # with something we told still unread
            sign, files = b"", []
        if not sign:  # the front is gone
            asyncio.get_running_loop().remove_reader(self._channel)
            self.should_exit = True
        for file in files:
            self._taken += 1
            arriving = asyncio.create_task(self._welcome(socket.socket(fileno=file)))
            self._arriving.add(arriving)
            arriving.add_done_callback(self._arriving.discard)

    async def _welcome(self, connection: socket.socket) -> None:
        with suppress(OSError):  # hung up on the way
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        state = {**self.lifespan.state, PLACED: iter([True])}  # each connection's own: its first request takes it
        return self.config.http_protocol_class(config=self.config, server_state=self.server_state, app_state=state)


class Numbered:
    """Tells browsers the number of their server, which the front looks for.

    A later request of a connection may be another browser's, where a proxy shares its connections among them: one that
    names another server is answered, and the connection closed, so that the next is placed anew.
    """

    def __init__(self, app: ASGIApp, number: int) -> None:
        self.app, self.number = app, number
        self.cookie = (b"set-cookie", b"%s=%d; Path=/; HttpOnly; SameSite=Lax" % (COOKIE.encode(), number))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        said = {int(n) for name, value in scope["headers"] if name == b"cookie" for n in NUMBER.findall(value)}
        is_placed = next(scope.get("state", {}).get(PLACED, iter([])), False)
        more = self.cookie if is_placed or not said else (b"connection", b"close")

        async def tell(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                headers = list(message.get("headers", ()))
                if more is not self.cookie or not any(n == b"cache-control" and SHARED.search(v) for n, v in headers):
                    message = {**message, "headers": [*headers, more]}
            await send(message)

        await self.app(scope, receive, send if self.number in said else tell)


def main() -> None:
    """Serve until told to end."""
    gc.disable()  # until everything is imported (dashboard/asgi.py): a fifth of the time it takes
    from dashboard.reads import warm

    # Reading the snapshot to the last bit goes on while the rest is imported: it needs the disk and the other processor.
    threading.Thread(target=warm.served, name="seal", daemon=True).start()
    import streamlit as st

    from dashboard.asgi import app

    number, file = map(int, os.environ[CHANNEL].split(":"))
    channel = socket.socket(fileno=file)
    channel.setblocking(False)
    config = uvicorn.Config(
        Numbered(app, number),
        ws="websockets-sansio", ws_per_message_deflate=False, ws_max_size=st.get_option("server.maxMessageSize") * 1_000_000,
        ws_ping_interval=st.get_option("server.websocketPingInterval"),
        ws_ping_timeout=st.get_option("server.websocketPingInterval"),
        access_log=False, log_level="warning", use_colors=False, timeout_graceful_shutdown=ENDS_WITHIN,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):  # Ctrl+C reaches the whole group
        Server(config, channel).run()


if __name__ == "__main__":
    main()
