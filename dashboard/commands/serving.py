"""Start the dashboard as a process of its own and say where it answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import typer

from data.errors import NoRoom
from data.home import ROOT, home

WAIT_SECONDS = 60


def serve_dashboard(home_path: Path | None, *, address: str, port: int, lang: str) -> int:
    """Serve until stopped; returns the server's exit code. Raises NoRoom where the port is taken."""
    _must_be_free(address, port)
    environment = os.environ | {"XINHENG_HOME": str(home(home_path).path)}
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "asgi.py"),
        "--server.address", address, "--server.port", str(port),
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, _stopped)  # or a stopped service would leave the server behind
    try:
        if _answers(server, f"http://{address}:{port}/_stcore/health"):
            said = f"看板已就绪:http://{address}:{port}/  按 Ctrl+C 停止。"
            typer.echo(f"Dashboard ready: http://{address}:{port}/  Ctrl+C stops it." if lang == "en" else said)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            server.wait(10)


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def _must_be_free(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as trouble:
            raise NoRoom(
                f"{address}:{port}",
                ("端口已被占用或不可用。", "the port is taken or not allowed."),
                ("请用 --port 换一个端口。", "Choose another with --port."),
            ) from trouble


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:
                return bool(reply.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
