"""The port, and several servers behind it. Every browser stays with one, in whose memory its uploads and downloads lie.

A connection waits here until the head of its first request has come; then its socket itself goes to a server process
(dashboard/server.py). Nothing stands between the two from then on, and a page costs what it costs without a front.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import time
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any

from dashboard.behind import Behind

log = logging.getLogger("xinheng")
COOKIE = "xh_server"  # the number of a browser's server; each server tells its own to whoever does not say it
SAID = re.compile(rb"^cookie:[^\r\n]*\b" + COOKIE.encode() + rb"=(\d{1,3})\b", re.IGNORECASE | re.MULTILINE)
HEAD_BYTES = 32_768  # it stays in the socket's own room, which holds twice as much
HEAD_SECONDS = 10.0
REST = 0.02  # seconds until the rest of a head that came in parts is looked for
COMES_BACK = re.compile(rb"[A-Z]+ [^ ?]*/_stcore/")  # a page that is open already and looks for its server again
APART = 2.0  # seconds from the first server to the others: on two processors its pages would take twice as long
PATIENCE = 10.0  # seconds open pages wait for a server that starts or ended, or all would move to another for good
SOON, LATER, AT_ONCE = 0.5, 30.0, 20.0  # seconds until one that ended is started anew: longer each time it ends at once
END_SECONDS = 10.0
REFUSED = {
    408: ("Request Timeout", "请求未能及时送达。 The request did not come in time."),
    431: ("Request Header Fields Too Large", "请求头过大。 The head of the request is too large."),
    503: ("Service Unavailable", "看板正在启动,请稍后刷新。 The dashboard is starting; reload in a moment."),
}


class Refused(Exception):
    """No server is given this connection; the status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class Front:
    """So many servers, each started by `command`, behind a port that listens already. Belongs to one event loop."""

    def __init__(self, port: socket.socket, command: Sequence[str], env: Mapping[str, str], *, servers: int) -> None:
        self.port, self.command, self.env = port, command, env
        port.setblocking(False)
        self.numbers = range(1, servers + 1)
        self.behind: dict[int, Behind] = {}
        self._newcomers = Counter[int]()
        self.up, self.over = asyncio.Event(), asyncio.Event()
        self._patient_until: dict[int, float] = {}
        self._works: set[asyncio.Task[None]] = set()

    async def run(self) -> int:
        """Serve until `over` is set. Returns 0, or the exit code of the first server where that never came up.

        The first starts alone, or the first page would wait for the others too; `up` is set when it is there.
        """
        try:
            first = self.behind[1] = await self._start(1)
            await _first_of(first.ready.wait(), first.process.wait(), self.over.wait())
            if not first.ready.is_set():
                return 0 if self.over.is_set() else first.process.returncode or 1
            self._patient_until = dict.fromkeys(self.numbers, time.monotonic() + PATIENCE)
            for work in (*map(self._keep, self.numbers), self._accept()):
                self._go(work)
            self.up.set()
            await self.over.wait()
            return 0
        finally:
            for work in self._works:
                work.cancel()
            self.port.close()
            await asyncio.gather(*(server.end(END_SECONDS) for server in self.behind.values()))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._works.add(task)
        task.add_done_callback(self._works.discard)

    async def _start(self, number: int) -> Behind:
        return await Behind.start(number, self.command, self.env)

    async def _keep(self, number: int) -> None:
        """Start it, and again whenever it ends."""
        pause = SOON / 2
        if number not in self.behind:
            await asyncio.sleep(APART)
        while True:
            if number not in self.behind:
                self.behind[number] = await self._start(number)
            begun = time.monotonic()
            code = await self.behind[number].process.wait()
            self.behind.pop(number).close()
            if time.monotonic() - begun < AT_ONCE:
                pause = min(LATER, 2 * pause)
            else:
                pause, self._patient_until[number] = SOON, time.monotonic() + PATIENCE
            log.warning("server %s ended (%s) and is started anew", number, code)
            await asyncio.sleep(pause)

    async def _accept(self) -> None:
        while True:
            try:
                connection, _ = await asyncio.get_running_loop().sock_accept(self.port)
            except OSError:  # more open files than allowed
                await asyncio.sleep(0.1)
                continue
            self._go(self._place(connection))

    async def _place(self, connection: socket.socket) -> None:
        """Hand one connection to its server. Whatever becomes of it, it is closed here."""
        with connection, suppress(OSError):
            try:
                head = await _head(connection)
                if not any(server.take(connection) for server in await self._choices(head)):
                    raise Refused(503)
            except Refused as refused:
                await _say(connection, refused.status)

    async def _choices(self, head: bytes) -> list[Behind]:
        """The browser's own server; then those with fewer connections first, and of these who was given fewer newcomers.

        Who opens a page waits for none: it is served by one that is there, and stays with it.
        """
        said = SAID.search(head)
        number = int(said[1]) if said else 0
        patient_until = self._patient_until.get(number, 0.0) if COMES_BACK.match(head) else 0.0
        while not self._is_up(number) and time.monotonic() < patient_until:
            await asyncio.sleep(0.05)
        up = [n for n in self.numbers if self._is_up(n)]
        up.sort(key=lambda n: (n != number, self.behind[n].burden, self._newcomers[n]))
        if number not in up:
            self._newcomers[next(iter(up), 0)] += 1  # or all who come while it is quiet would stay with the first
        return [self.behind[n] for n in up]

    def _is_up(self, number: int) -> bool:
        return number in self.behind and self.behind[number].ready.is_set()


async def _head(connection: socket.socket) -> bytes:
    """The head of the first request, left in the socket for the server to read."""
    with suppress(TimeoutError):
        async with asyncio.timeout(HEAD_SECONDS):
            while True:
                await _readable(connection)
                head = connection.recv(HEAD_BYTES, socket.MSG_PEEK)
                if b"\r\n\r\n" in head:
                    return head
                if len(head) == HEAD_BYTES:
                    raise Refused(431)
                if not head:
                    raise ConnectionResetError
                await asyncio.sleep(REST)
    raise Refused(408)


async def _readable(connection: socket.socket) -> None:
    loop, something = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection, something.set)
    try:
        await something.wait()
    finally:
        loop.remove_reader(connection)


async def _say(connection: socket.socket, status: int) -> None:
    """A plain sentence. What was sent is read away first: a socket closed upon unread bytes takes its answer back."""
    name, sentence = REFUSED[status]
    body = f"{sentence}\n".encode()
    head = f"HTTP/1.1 {status} {name}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}"
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(connection, f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
    connection.shutdown(socket.SHUT_WR)
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            while await loop.sock_recv(connection, HEAD_BYTES):
                pass


async def _first_of(*works: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(work) for work in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
