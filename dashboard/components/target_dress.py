"""The style sheet of the page `targets`, read once by the browser and kept."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.components.figures import STYLE

CSS = Path(__file__).resolve().parent.parent / "static" / "targets.css"
OWN = f"<style>@import url('./app/static/targets.css?v={CSS.stat().st_mtime_ns // 1_000_000}');</style>"


def dress() -> None:
    """Load the shared sheet of figures and our own."""
    st.html(STYLE.removesuffix("</style>") + OWN.removeprefix("<style>"))
