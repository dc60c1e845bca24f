"""The script that draws charts holds the kinds we draw and what they call, is answered to everyone, and named before it is fetched."""

import asyncio
import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from plotly import graph_objects
from plotly.basedatatypes import BaseTraceType

from dashboard import lighter, opening

CHARTS = Path(lighter.__file__).with_name("charts")
# Modules as Streamlit's script has them: of the usual kind (`_`), and with a function before it that it owns (`g`).
WHOLE = """\
import{o as e}from"./other.js";var t=(()=>{var _=f,g=h,\
Aa=_({"src/lib.js"(e,t){t.exports=1}}),\
Bb=_({"src/bar.js"(e,t){Aa(),t.exports=Ee()}}),\
Dd=_({"src/globe.js"(e,t){Aa();var n={a:{b:1}}}}),oo={};v(oo,{two:()=>two});function two(){return 2}var uu,\
Ee=g({"src/two.ts"(){uu=2}}),\
Ff=_({"src/street.js"(e,t){t.exports=Gg()}});function road(){}var ww,\
Gg=g({"src/road.ts"(){ww=3}}),\
Hh=_({"lib/globe.js"(e,t){t.exports=Dd()}}),\
Ii=_({"lib/street.js"(e,t){t.exports=Ff()}}),\
Cc=_({"lib/bar.js"(e,t){t.exports=Bb()}});\
return _({"lib/index.js"(e,t){var n=Aa();n.register([Cc(),Hh(),Ii()]),t.exports=n}})()})();export{t as default};
"""
# Globe is not called, but the function behind it is of `two`, which bar calls; road is called by street alone.
ONLY_BARS = """\
import{o as e}from"./other.js";var t=(()=>{var _=f,g=h,\
Aa=_({"src/lib.js"(e,t){t.exports=1}}),\
Bb=_({"src/bar.js"(e,t){Aa(),t.exports=Ee()}}),\
Dd=_({"src/globe.js"(e,t){Aa();var n={a:{b:1}}}}),oo={};v(oo,{two:()=>two});function two(){return 2}var uu,\
Ee=g({"src/two.ts"(){uu=2}}),\
Cc=_({"lib/bar.js"(e,t){t.exports=Bb()}});\
return _({"lib/index.js"(e,t){var n=Aa();n.register([Cc()]),t.exports=n}})()})();export{t as default};
"""


def test_what_no_kind_of_ours_calls_is_left_out():
    assert lighter.with_kinds(WHOLE, ["bar"]) == ONLY_BARS
    assert lighter.with_kinds(WHOLE, ["bar", "globe", "street"]) == WHOLE


@pytest.mark.parametrize(
    ("text", "other"),
    [("n.register(", "n.enrol("), ("lib/bar.js", "lib/bars.js"), ("return _(", "zz(")],
    ids=["no list", "no such kind", "no last module"],
)
def test_a_script_built_otherwise_stays_whole(text, other):
    script = WHOLE.replace(text, other)
    assert lighter.with_kinds(script, ["bar"]) == script


def test_a_chart_waits_until_its_width_is_known():
    drawn = "if(x.current=!1,S.current===null){S.current={data:t,layout:n,config:r},D(!0,o,!0);return}"
    waits = "if(x.current=!1,n.width===void 0)return;if(S.current===null){S.current={data:t,layout:n,config:r},D(!0,o,!0);return}"
    assert lighter.once(drawn) == waits and lighter.once(WHOLE) == WHOLE


def test_the_script_of_the_streamlit_installed_is_understood():
    whole, ours = (
        (lighter.SCRIPTS / lighter.name()).read_text(encoding="utf-8"),
        gzip.decompress(lighter.packed()).decode(),
    )
    assert len(ours) < len(whole) / 3 and ours.count(".width===void 0)return;") == 1
    for file, is_there in [
        ("src/traces/bar/plot.js", True),
        ("src/plots/geo/geo.js", True),
        ("src/plots/map/map.js", False),
    ]:
        assert (f'"{file}"' in ours, f'"{file}"' in whole) == (is_there, True)


def test_every_kind_a_chart_of_ours_is_made_of_is_there():
    named = {word for file in CHARTS.glob("*.py") for word in re.findall(r'"type": "(\w+)"', file.read_text("utf-8"))}
    objects = [getattr(graph_objects, name) for name in dir(graph_objects)]
    kinds = {kind.__name__.lower() for kind in objects if isinstance(kind, type) and issubclass(kind, BaseTraceType)}
    assert named & kinds == {*lighter.KINDS, "scatter"}


@pytest.mark.parametrize("accepts", ["gzip, br", "identity"])
def test_it_is_answered_packed_or_plain_and_kept(accepts):
    headers, body = asked(f"/static/js/{lighter.lighter_name()}", accepts)
    plain = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    assert plain == gzip.decompress(lighter.packed()) and ("content-encoding" in headers) == (accepts != "identity")
    assert "immutable" in headers["cache-control"] and headers["content-type"].startswith("application/javascript")


def test_the_whole_script_keeps_its_own_address():
    assert asked(f"/static/js/{lighter.name()}", "gzip") is None


@pytest.mark.parametrize("page", ["overview", "indicator"])
def test_every_opening_page_sends_the_browser_there_before_it_fetches_any(page):
    html = opening.html(page)
    found = re.search(r'<script type="importmap">(.*?)</script>', html)
    assert json.loads(found[1]) == {
        "imports": {f"./static/js/{lighter.name()}": f"./static/js/{lighter.lighter_name()}"}
    }
    assert found.end() < min(html.index('type="module"'), html.index("modulepreload"))
    assert (f'href="./static/js/{lighter.lighter_name()}"' in html) == (page == "indicator")
    assert f'href="./static/js/{lighter.name()}"' not in html


def asked(path: str, accepts: str) -> tuple[dict[str, str], bytes] | None:
    """Headers and body of what is answered; None where the request is passed on."""
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def behind(scope, receive, send):
        pass

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", accepts.encode())]}
    with ThreadPoolExecutor(1) as thread:  # ours may hold the loop of a browser
        thread.submit(lambda: asyncio.run(lighter.Lighter(behind)(scope, None, send))).result()
    if not sent:
        return None
    headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return headers, b"".join(m.get("body", b"") for m in sent[1:])
