"""The port before several servers: who is given which, what is refused, and who takes over."""

import asyncio
import os
import signal
import socket
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from websockets.sync.client import connect

from dashboard import front as fronting
from dashboard.front import COOKIE, Front
from dashboard.server import Numbered, Server

# Answers whatever comes with its number and the same bytes; /die ends it.
ECHO = """
import os, socket, struct, threading
number, file = map(int, os.environ["XINHENG_CHANNEL"].split(":"))
channel, taken, held, telling = socket.socket(fileno=file), 0, [], threading.Lock()
def tell():
    with telling:  # counted and sent in one go: two threads tell, and the last word heard must be the newest
        channel.send(struct.pack("!II", taken, len(held)))
def echo(connection):
    connection.setblocking(True)
    while heard := connection.recv(65536):
        if heard.startswith(b"GET /die"):
            os._exit(7)
        connection.sendall(b"%d " % number + heard)
    held.remove(connection)
    connection.close()
    tell()
tell()
while True:
    sign, files, *_ = socket.recv_fds(channel, 1, 1)
    if not sign:
        break
    taken += 1
    held.append(socket.socket(fileno=files[0]))
    threading.Thread(target=echo, args=[held[-1]], daemon=True).start()
    tell()
"""


class Running:
    """A front in a thread of its own, before two echoing servers."""

    def __init__(self):
        self.port = socket.create_server(("127.0.0.1", 0))
        self.address = self.port.getsockname()
        self.code, self.is_up = None, threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self.thread.start()
        assert self.is_up.wait(10)

    async def _run(self):
        self.loop = asyncio.get_running_loop()
        self.front = Front(self.port, [sys.executable, "-S", "-c", ECHO], dict(os.environ), servers=2)
        running = asyncio.create_task(self.front.run())
        await self.front.up.wait()
        while not (self.front._is_up(1) and self.front._is_up(2)):
            await asyncio.sleep(0.01)
        self.is_up.set()
        self.code = await running

    def ask(self, *lines, path="/"):
        """A connection that has sent a head; (itself, number of the server that answered, what that read)."""
        connection = socket.create_connection(self.address, timeout=5)
        head = "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *lines, "", ""]).encode()
        connection.sendall(head)
        answer = connection.recv(65536)
        number, _, heard = answer.partition(b" ")
        return connection, number.decode(), heard == head

    def stop(self):
        self.loop.call_soon_threadsafe(self.front.over.set)
        self.thread.join(10)


@pytest.fixture(scope="module")
def running():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fronting, "APART", 0.0)
        found = Running()
    yield found
    pids = [server.process.pid for server in found.front.behind.values()]
    found.stop()
    assert found.code == 0
    for pid in pids:  # nobody is left behind
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_cookie_decides_and_the_head_arrives_whole(running):
    for number in ("1", "2", "2", "1"):
        connection, served_by, is_whole = running.ask(f"cookie: a=b; {COOKIE}={number}; c=d")
        with connection:
            assert (served_by, is_whole) == (number, True)
            connection.sendall(b"\x00frame")  # what follows goes the same way, whatever it is
            assert connection.recv(100) == number.encode() + b" \x00frame"


@pytest.mark.parametrize("line", ["X: y", f"Cookie: {COOKIE}=9", f"Cookie: {COOKIE}=x", f"X: {COOKIE}=1"])
def test_without_a_number_of_ours_the_less_burdened_takes_it(running, line):
    wait_for(lambda: all(server.burden == 0 for server in running.front.behind.values()))
    held = [running.ask(line) for _ in range(6)]
    assert sorted(number for _, number, _ in held) == ["1", "1", "1", "2", "2", "2"]
    for connection, *_ in held:
        connection.close()


def test_who_comes_while_it_is_quiet_is_spread_too(running):
    quiet = lambda: all(server.burden == 0 for server in running.front.behind.values())  # noqa: E731
    given = []
    for _ in range(4):
        wait_for(quiet)
        connection, number, _ = running.ask()
        connection.close()
        given.append(number)
    assert sorted(given) == ["1", "1", "2", "2"]


def test_a_head_in_parts_is_waited_for_and_then_left_whole(running):
    with socket.create_connection(running.address, timeout=5) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nCoo")
        time.sleep(0.05)
        slow.sendall(f"kie: {COOKIE}=2\r\n\r\n".encode())
        assert slow.recv(100) == f"2 GET / HTTP/1.1\r\nCookie: {COOKIE}=2\r\n\r\n".encode()


def test_a_head_too_large_or_too_late_is_refused_in_plain_words(running, monkeypatch):
    with socket.create_connection(running.address, timeout=5) as large:
        large.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000)
        assert b" 431 " in (told := read_all(large)) and "请求头过大".encode() in told
    monkeypatch.setattr(fronting, "HEAD_SECONDS", 0.05)
    with socket.create_connection(running.address, timeout=5) as late:
        late.sendall(b"GET / HTTP/1.1\r\n")
        assert b" 408 " in read_all(late)


def test_whoever_hangs_up_in_the_middle_of_a_head_hurts_nobody(running):
    for sent in (b"", b"GET / HT", b"GET / HTTP/1.1\r\n"):
        with socket.create_connection(running.address) as gone:
            gone.sendall(sent)
    assert running.ask(f"Cookie: {COOKIE}=1")[1] == "1"


def test_readers_of_a_server_that_died_go_to_the_other_until_it_is_back_and_open_pages_wait_for_it(
    running, monkeypatch
):
    monkeypatch.setattr(fronting, "AT_ONCE", 0.0)
    died = running.front.behind[2].process.pid
    with socket.create_connection(running.address, timeout=5) as last:
        last.sendall(f"GET /die HTTP/1.1\r\nCookie: {COOKIE}=2\r\n\r\n".encode())
        assert last.recv(100) == b""
    wait_for(lambda: not running.front._is_up(2))
    assert running.ask(f"Cookie: {COOKIE}=2")[1] == "1"
    assert not running.front._is_up(2)
    assert running.ask(f"Cookie: {COOKIE}=2", path="/_stcore/stream")[1] == "2"
    assert running.front.behind[2].process.pid != died
    assert running.ask(f"Cookie: {COOKIE}=2")[1] == "2"


def test_where_no_server_is_up_a_plain_sentence_says_so(running, monkeypatch):
    monkeypatch.setattr(fronting, "SOON", 0.1)
    for server in list(running.front.behind.values()):
        os.kill(server.process.pid, signal.SIGKILL)
    wait_for(lambda: not running.front.behind)
    with socket.create_connection(running.address, timeout=5) as reader:
        reader.sendall(b"GET / HTTP/1.1\r\n\r\n")
        told = read_all(reader)
    assert b" 503 " in told and "请稍后刷新".encode() in told and b"reload" in told
    wait_for(lambda: running.front._is_up(1))


def test_a_first_server_that_never_comes_up_ends_the_front_with_its_code():
    async def run(port):
        front = Front(port, [sys.executable, "-S", "-c", "raise SystemExit(5)"], dict(os.environ), servers=2)
        return await front.run()

    codes = []
    port = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: codes.append(asyncio.run(run(port))))
    thread.start()
    thread.join(10)
    assert codes == [5]


async def app(scope, receive, send):
    """Answers requests with its path, and a websocket with what it hears."""
    if scope["type"] == "http":
        kept = [(b"cache-control", b"public, max-age=1")] if scope["path"] == "/static" else []
        await send({"type": "http.response.start", "status": 304 if scope["path"] == "/same" else 200, "headers": kept})
        await send({"type": "http.response.body", "body": b"" if scope["path"] == "/same" else scope["path"].encode()})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": (await receive())["bytes"]})


@contextmanager
def served(number):
    """A server with that number; gives a function that connects to it by way of its channel."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    config = uvicorn.Config(Numbered(app, number), log_level="warning", lifespan="off", ws="websockets-sansio")
    server = Server(config, theirs)
    thread = threading.Thread(target=server.run)
    thread.start()
    port = socket.create_server(("127.0.0.1", 0))

    def join():
        near = socket.create_connection(port.getsockname(), timeout=5)
        far, _ = port.accept()
        with far:
            socket.send_fds(ours, [b"."], [far.fileno()])
        return near

    yield join
    ours.close()  # the front is gone: so shall the server be
    thread.join(10)
    assert not thread.is_alive()
    port.close()


def test_a_server_tells_its_number_once_to_pages_and_sockets_but_not_into_shared_caches():
    with served(2) as join:
        for path, line, is_told in (
            ("/", "", True),
            ("/same", "", True),
            ("/", f"Cookie: {COOKIE}=1\r\n", True),  # sent here because its own is gone: it stays here
            ("/", f"Cookie: a=b; {COOKIE}=2\r\n", False),
            ("/static", "", False),
        ):
            with join() as near:
                near.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{line}\r\n".encode())
                told = read_all(near)
            assert (b"set-cookie: xh_server=2; Path=/; HttpOnly; SameSite=Lax" in told) is is_told, told
        with join() as near:  # a proxy's: browsers share it
            for line, is_told in (("", b"set-cookie"), (f"Cookie: {COOKIE}=1\r\n", b"connection: close")):
                near.sendall(f"GET / HTTP/1.1\r\nHost: x\r\n{line}\r\n".encode())
                told = near.recv(65536)
                assert is_told in told and (b"set-cookie" in told) is (line == ""), told
            assert near.recv(100) == b""
        with connect("ws://x/", sock=join(), compression=None) as near:
            assert f"{COOKIE}=2" in near.response.headers["Set-Cookie"]
            near.send(b"hello")
            assert near.recv() == b"hello"


def read_all(connection):
    found = b""
    while heard := connection.recv(65536):
        found += heard
    return found


def wait_for(what):
    until = time.monotonic() + 10
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)
