"""The style sheet of the page `regions`, and the question whether the browser can draw in three dimensions."""

from __future__ import annotations

import streamlit as st

from dashboard.components import sheets


def dress() -> None:
    """Load the sheet, and let the browser say whether it has WebGL."""
    sheets.load("regions")
    probe = f"<span id='xg-probe'></span><script src='{sheets.address('webgl.js')}'></script>"
    st.html(probe, unsafe_allow_javascript=True)
