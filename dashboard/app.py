"""The shell: language, view, strip, page. Every page of product.md hangs here."""

from pathlib import Path

import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import filters, notes, strip
from dashboard.reads import base
from dashboard.reads.base import SnapshotUnusable
from dashboard.words import t

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "pages"
GROUPS = {
    "review": ["overview", "indicator", "departments", "tasks"],
    "supervision": ["sanctions", "rights", "inspections", "timeliness", "commitments"],
    "regions": ["regions", "county"],
    "planning": ["targets"],
    "trust": ["data_quality", "methods"],
}
STATIC = HERE / "static"
STAMP = str(max((f.stat().st_mtime_ns // 1_000_000 for f in STATIC.glob("shell.*")), default=0))


def main() -> None:
    """One run."""
    lang = filters.language()
    words.use(lang)
    present = {group: [p for p in pages if (PAGES / f"{p}.py").is_file()] for group, pages in GROUPS.items()}
    groups = {group: pages for group, pages in present.items() if pages}
    page = _navigation(groups)
    st.set_page_config(
        page_title=f"{page.title} · {t('common.brand')}", layout="wide", initial_sidebar_state="collapsed"
    )
    strip.dress(STAMP)
    try:
        view, notices = filters.settle()
    except SnapshotUnusable as trouble:
        strip.bare(lang)
        notes.no_snapshot(trouble, is_damaged=bool(base.reader().snapshots()) or base.reader().home.pointer.exists())
        return
    strip.show(groups, page.url_path or links.DEFAULT_PAGE, view, notices)
    _run(page, view)


def _navigation(groups: dict[str, list[str]]) -> st.Page:
    listed = [
        st.Page(PAGES / f"{name}.py", title=t(f"common.page.{name}"), url_path=name, default=name == links.DEFAULT_PAGE)
        for pages in groups.values()
        for name in pages
    ]
    return st.navigation(listed, position="hidden")


def _run(page: st.Page, view: Scope) -> None:
    if not view.plan:
        notes.no_plan()
        return
    try:
        page.run()
    except SnapshotUnusable as trouble:
        notes.no_snapshot(trouble, is_damaged=True)


main()
