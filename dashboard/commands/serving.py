"""Start the dashboard and say where it answers."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import typer

from data.errors import NoRoom
from data.home import ROOT, home

WAIT_SECONDS = 60
MOST_SERVERS = 4  # by default; each holds what it reads in a memory of its own
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"  # what one server signs the others must accept
# A page works on a few thousand rows, and readers come many at once: further threads cost each of them more than they bring.
FOR_MANY = {"POLARS_MAX_THREADS": "1"}


def serve_dashboard(home_path: Path | None, *, address: str, port: int, lang: str, servers: int | None = None) -> int:
    """Serve until stopped; returns the exit code. Raises NoRoom where the port is taken.

    `servers` is the number of processes, as many as processors but at most four where it is not said.
    """
    n = servers or min(MOST_SERVERS, _processors())
    env = FOR_MANY | os.environ | {"XINHENG_HOME": str(home(home_path).path)}
    ready = _ready(f"http://{address}:{port}/", lang)
    if n == 1 or not hasattr(socket, "send_fds"):
        return _one(address, port, env, ready)
    env = {SECRET: secrets.token_hex(), "STREAMLIT_SERVER_ADDRESS": address, "STREAMLIT_SERVER_PORT": str(port)} | env
    signal.signal(signal.SIGTERM, _stopped)
    with _listening(address, port) as listening:
        return asyncio.run(_several(listening, n, env, ready))


async def _several(listening: socket.socket, n: int, env: dict[str, str], ready: str) -> int:
    from dashboard.front import Front

    front = Front(listening, [sys.executable, "-m", "dashboard.server"], env, servers=n)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, front.over.set)
    running = asyncio.create_task(front.run())
    up = asyncio.create_task(front.up.wait())
    await asyncio.wait([running, up], return_when=asyncio.FIRST_COMPLETED)
    if up.done():
        typer.echo(ready)
    up.cancel()
    return await running


def _one(address: str, port: int, env: dict[str, str], ready: str) -> int:
    """A single server on the port itself."""
    _listening(address, port).close()
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "asgi.py"),
        "--server.address", address, "--server.port", str(port),
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, _stopped)  # or a stopped service would leave the server behind
    try:
        if _answers(server, f"http://{address}:{port}/_stcore/health"):
            typer.echo(ready)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            server.wait(10)


def _ready(url: str, lang: str) -> str:
    return f"Dashboard ready: {url}  Ctrl+C stops it." if lang == "en" else f"看板已就绪:{url}  按 Ctrl+C 停止。"


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def _listening(address: str, port: int) -> socket.socket:
    try:
        return socket.create_server((address, port), backlog=1024)
    except OSError as trouble:
        raise NoRoom(
            f"{address}:{port}",
            ("端口已被占用或不可用。", "the port is taken or not allowed."),
            ("请用 --port 换一个端口。", "Choose another with --port."),
        ) from trouble


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    import urllib.request  # 30 ms, of which several servers have no need

    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
