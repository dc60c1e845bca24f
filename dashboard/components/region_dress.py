"""The style sheet of the page `regions`, read once by the browser and kept; and the question whether it can draw in three dimensions."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.components.figures import STYLE

STATIC = Path(__file__).resolve().parent.parent / "static"


def _address(name: str) -> str:
    return f"./app/static/{name}?v={(STATIC / name).stat().st_mtime_ns // 1_000_000}"


OWN = f"<style>@import url('{_address('regions.css')}');</style>"
PROBE = f"<script src='{_address('webgl.js')}'></script>"


def dress() -> None:
    """Load the shared sheet of figures and our own."""
    st.html(STYLE.removesuffix("</style>") + OWN.removeprefix("<style>"))
    st.html(f"<span id='xg-probe'></span>{PROBE}", unsafe_allow_javascript=True)
