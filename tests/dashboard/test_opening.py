"""The page a browser gets first names what draws it, and is asked for again only when it is another."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from dashboard import lighter, opening, packed
from dashboard.components import navigation

PAGES = [page for pages in navigation.groups().values() for page in pages]


def asked(page: str, **headers: str):
    """What is answered to a browser that sends these headers."""
    path = next(r for r in opening.routes() if r.path == f"/{page}")
    scope = {
        "type": "http", "method": "GET", "path": path.path, "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    with ThreadPoolExecutor(1) as thread:  # ours may hold the loop of a browser
        return thread.submit(lambda: asyncio.run(path.endpoint(Request(scope)))).result()


@pytest.mark.parametrize("page", PAGES)
def test_every_element_named_has_a_script_and_every_script_is_there(page):
    names = opening.scripts(page)
    for element in (*opening.SHELL, *opening.DRAWS.get(page, ())):
        assert [n for n in names if n.startswith(f"{element}.")], element
    named = re.findall(r'href="\./static/js/([^"]+)"', opening.html(page))
    assert set(names) <= set(named) | set(re.findall(r'src="\./static/js/([^"]+)"', opening.html(page)))
    there = {file.name for file in opening.SCRIPTS.glob("*.js")} | {lighter.lighter_name()}
    assert len(named) == len(set(named)) and {*named} <= there


def test_only_pages_that_are_there_are_named():
    assert set(opening.DRAWS) <= set(PAGES) and opening.CHARTS in opening.DRAWS


def test_the_tab_bears_our_name_and_language_from_the_first_moment():
    html = opening.html("overview")
    assert (
        "favicon.png" not in html
        and "<title>信衡</title>" in html
        and '<html lang="zh-CN">' in html
        and "Streamlit</title>" not in html
    )
    assert html.index("window.__streamlit") < html.index("<script type=")  # before anything looks for the server


def test_it_is_sent_packed_where_it_can_be_and_not_again_while_it_stands():
    whole, small = asked("indicator"), asked("indicator", accept_encoding="gzip, br")
    assert whole.body.decode() == gzip.decompress(small.body).decode() == opening.html("indicator")
    assert small.headers["content-encoding"] == "gzip" and whole.headers["cache-control"] == "no-cache"
    again = asked("indicator", if_none_match=whole.headers["etag"])
    assert (again.status_code, again.body) == (304, b"")
    assert asked("regions", if_none_match=whole.headers["etag"]).status_code == 200


def test_what_every_browser_asks_for_is_packed_ahead(monkeypatch):
    packed.packed.cache_clear()
    monkeypatch.setattr(packed, "LEVEL", 1)
    opening.pack_first()
    assert packed.packed.cache_info().currsize > 10
    packed.packed.cache_clear()
