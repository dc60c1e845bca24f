"""Open a page as a reader does who was sent an address."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def opened(home, monkeypatch, page, **address):
    """The page after one run, with this address."""
    monkeypatch.setenv("XINHENG_HOME", str(home))
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = value
    app.run() if page == "overview" else app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception, app.exception
    return app


def said(app):
    """Everything our blocks of HTML say."""
    return "\n".join(block.proto.body for block in app.get("html"))
