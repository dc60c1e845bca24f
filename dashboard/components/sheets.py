"""Style sheets of the pages, read once by the browser and kept: their address changes when they do."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parent.parent / "static"
_STAMPS: dict[str, int] = {}


def address(name: str) -> str:
    """Where the browser finds a file of static/, in the version of this start."""
    if name not in _STAMPS:
        _STAMPS[name] = (STATIC / name).stat().st_mtime_ns // 1_000_000
    return f"./app/static/{name}?v={_STAMPS[name]}"


def load(*names: str) -> None:
    """Load the sheet of figures and those named."""
    wanted = "".join(f"@import url('{address(f'{name}.css')}');" for name in ("figures", *names))
    st.html(f"<style>{wanted}</style>")
