"""The pages there are, and under which heading: found out once, not in every run."""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st

from dashboard import links, words
from dashboard.words import t

PAGES = Path(__file__).resolve().parents[2] / "pages"
GROUPS = {
    "review": ["overview", "indicator", "departments", "tasks"],
    "supervision": ["sanctions", "rights", "inspections", "timeliness", "commitments"],
    "regions": ["regions", "county"],
    "planning": ["targets"],
    "trust": ["data_quality", "methods"],
}


@cache
def groups() -> dict[str, list[str]]:
    """The groups with the pages that are there."""
    present = {group: [p for p in pages if (PAGES / f"{p}.py").is_file()] for group, pages in GROUPS.items()}
    return {group: pages for group, pages in present.items() if pages}


def chosen() -> st.Page:
    """The page the address asks for. A page runs once: every run has copies of its own."""
    return st.navigation([copy(page) for page in _pages(words.language())], position="hidden")


@cache
def _pages(_: str) -> list[st.Page]:
    """The pages, titled in a language. Making one asks the disk four times."""
    return [
        st.Page(PAGES / f"{name}.py", title=t(f"common.page.{name}"), url_path=name, default=name == links.DEFAULT_PAGE)
        for names in groups().values()
        for name in names
    ]
