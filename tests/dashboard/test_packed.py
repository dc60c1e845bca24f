"""The front end's scripts arrive packed where the browser can unpack them, and as they are where it can't."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import packed

SCRIPT = next(f for f in sorted((packed.FOLDER / "static" / "js").glob("*.js")) if f.stat().st_size < 20_000)


def asked(path: str, accepts: str = "gzip, br", method: str = "GET") -> tuple[dict[str, str], bytes] | None:
    """Headers and body of what is answered; None where the request is passed on."""
    sent: list[dict] = []
    passed_on: list[str] = []

    async def behind(scope, receive, send):
        passed_on.append(scope["path"])

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept-encoding", accepts.encode())]}
    with ThreadPoolExecutor(1) as thread:  # ours may hold the loop of a browser
        thread.submit(lambda: asyncio.run(packed.Packed(behind)(scope, None, send))).result()
    if passed_on:
        return None
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return headers, b"".join(m.get("body", b"") for m in sent[1:])


def test_a_script_is_packed_and_kept_by_the_browser():
    headers, body = asked(f"/static/js/{SCRIPT.name}")
    assert gzip.decompress(body) == SCRIPT.read_bytes()
    assert headers["content-encoding"] == "gzip" and "immutable" in headers["cache-control"]
    assert headers["vary"] == "Accept-Encoding" and headers["content-type"].startswith("application/javascript")


@pytest.mark.parametrize(
    "path, accepts, method",
    [
        (f"/static/js/{SCRIPT.name}", "identity", "GET"),
        (f"/static/js/{SCRIPT.name}", "gzip", "HEAD"),
        ("/static/js/none.js", "gzip", "GET"),
        ("/static/js/../../index.html", "gzip", "GET"),
        ("/static/js/..%2f..%2findex.html", "gzip", "GET"),
        ("/", "gzip", "GET"),
    ],
)
def test_everything_else_is_passed_on(path, accepts, method):
    assert asked(path, accepts, method) is None
