"""A dashboard as `xinheng serve` starts it, on a free port of the loopback, ended by the process group it was given."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 90


@dataclass(frozen=True)
class Served:
    """A running dashboard. `seconds_to_answer` counts from the command to the first 200."""

    home: Path
    port: int
    pid: int
    seconds_to_answer: float
    log_file: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        """What the server has written so far: a script error is logged there, not shown."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def processes(self) -> list[psutil.Process]:
        """The command and the servers it started."""
        command = psutil.Process(self.pid)
        return [command, *command.children(recursive=True)]

    def servers(self) -> int:
        """How many servers stand behind the port; the command with none serves itself."""
        return max(1, len(psutil.Process(self.pid).children()))

    def cpu_seconds(self) -> float:
        """Processor time used so far, user and system."""
        return sum(sum(p.cpu_times()[:2]) for p in self.processes())

    def resident_mb(self) -> float:
        """Resident memory of all its processes."""
        return sum(p.memory_info().rss for p in self.processes()) / 2**20

    def settle(self) -> None:
        """Wait until every server is up and has read ahead: for a second nothing works any more."""
        until = time.monotonic() + WAIT_SECONDS
        used, before = self.cpu_seconds(), -1.0
        while used - before > 0.05 and time.monotonic() < until:
            time.sleep(1)
            used, before = self.cpu_seconds(), used


@contextmanager
def dashboard(home: Path, servers: int | None = 1) -> Iterator[Served]:
    """`xinheng serve` on the snapshots of a home, by so many servers; None: as many as the command takes by itself."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port), "--home", str(home)]
    command += ["--servers", str(servers)] if servers else []
    with started(command, home, port, "/api/ready") as served:
        yield served


@contextmanager
def started(command: Sequence[str], home: Path, port: int, answers_at: str) -> Iterator[Served]:
    """Any server, until it answers; ended with its children when the body is left."""
    with tempfile.NamedTemporaryFile(prefix="xinheng-serve-", suffix=".log") as log:
        begun = time.perf_counter()
        # A group of its own: ending the command alone would leave the server it started behind.
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            seconds = wait_for(process, f"http://127.0.0.1:{port}{answers_at}", begun, Path(log.name))
            yield Served(home, port, process.pid, seconds, Path(log.name))
        finally:
            end(process)


def wait_for(process: subprocess.Popen[bytes], url: str, begun: float, log: Path) -> float:
    """Seconds from `begun` until the address answers, be it to say there is no snapshot; fails with the server's log."""
    while time.perf_counter() - begun < WAIT_SECONDS and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return time.perf_counter() - begun
        except urllib.error.HTTPError as answer:
            if answer.code == 503:
                return time.perf_counter() - begun
            raise
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the server did not answer at {url}:\n{log.read_text(encoding='utf-8', errors='replace')}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the group we started: politely, then not."""
    for signum, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signum)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        if signum == signal.SIGTERM and _group_is_alive(process.pid):
            continue
        return


def _group_is_alive(group: int) -> bool:
    """Whether a child of the command still runs; given two seconds to go."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    """A port of the loopback nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
