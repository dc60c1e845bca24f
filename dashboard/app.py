"""The shell: language, view, strip, page. Every page of product.md hangs here. Run anew by every act of a reader."""

from contextlib import nullcontext

import streamlit as st

from dashboard import beforehand, links, words
from dashboard.access import Scope
from dashboard.components import filters, navigation, notes, strip
from dashboard.reads import base
from dashboard.reads.base import SnapshotUnusable
from dashboard.words import t


def main() -> None:
    """One run."""
    lang = filters.language()
    words.use(lang)
    page = navigation.chosen()
    st.set_page_config(
        page_title=f"{page.title} · {t('common.brand')}", layout="wide", initial_sidebar_state="collapsed"
    )
    strip.dress()
    try:
        view, notices = filters.settle()
    except SnapshotUnusable as trouble:
        strip.bare(lang)
        notes.no_snapshot(trouble, is_damaged=bool(base.reader().snapshots()) or base.reader().home.pointer.exists())
        return
    strip.show(navigation.groups(), page.url_path or links.DEFAULT_PAGE, view, notices)
    _run(page, view)


def _run(page: st.Page, view: Scope) -> None:
    if not view.plan:
        notes.no_plan()
        return
    # The first page was run when the server began: nothing it needs is missing.
    turn = beforehand.turn() if page.url_path else nullcontext()
    try:
        with turn:
            page.run()
    except SnapshotUnusable as trouble:
        notes.no_snapshot(trouble, is_damaged=True)


main()
