"""One of the server processes behind the port: started, handed connections, told off when it is gone."""

from __future__ import annotations

import asyncio
import socket
import struct
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress

from data.home import ROOT

CHANNEL = "XINHENG_CHANNEL"  # tells a server its number, and the open file over which its connections come
TOLD = struct.Struct("!II")  # what a server says of itself: connections taken so far, connections open now


class Behind:
    """A server process, the connections handed to it and those it says it holds."""

    def __init__(self, process: Process, channel: socket.socket) -> None:
        self.process, self.channel = process, channel
        self.ready = asyncio.Event()
        self._handed = self._taken = self._open = 0
        self._heard = b""
        asyncio.get_running_loop().add_reader(channel, self._listen)

    @classmethod
    async def start(cls, number: int, command: Sequence[str], env: Mapping[str, str]) -> Behind:
        """Start one; `ready` is set when it can take connections. It ends by itself when the channel is closed."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            env = {**env, CHANNEL: f"{number}:{theirs.fileno()}"}
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=env, pass_fds=[theirs.fileno()], stdout=DEVNULL
            )
        return cls(process, ours)

    @property
    def burden(self) -> int:
        """Connections it holds, with those on their way to it."""
        return self._open + self._handed - self._taken

    def take(self, connection: socket.socket) -> bool:
        """Hand it over; False where the server is gone, or has too many waiting already."""
        try:
            socket.send_fds(self.channel, [b"."], [connection.fileno()])
        except OSError:
            return False
        self._handed += 1
        return True

    async def end(self, seconds: float) -> None:
        """Politely, then not."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self.process.kill()
        finally:
            self.close()

    def close(self) -> None:
        """Hear and hand nothing more."""
        self.ready.clear()
        if self.channel.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self.channel)
            self.channel.close()

    def _listen(self) -> None:
        try:
            heard = self.channel.recv(4096)
        except OSError:
            heard = b""
        if not heard:  # it is ending, or gone
            self.close()
            return
        heard = self._heard + heard
        whole = len(heard) // TOLD.size * TOLD.size
        if whole:
            self._taken, self._open = TOLD.unpack_from(heard, whole - TOLD.size)
            self.ready.set()
        self._heard = heard[whole:]
