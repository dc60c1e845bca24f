"""Printing the page `county`."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.words import t


def print_button(view: Scope) -> None:
    """A button that opens the browser's own print; on paper, where the strip is gone, what the figures are of and from."""
    build = shell.build(view)
    of = t("county.paper", view=filters.described(view), day=words.day(build["as_of"]), snapshot=view.snapshot)
    demo = f" · {t('common.demo_long')}" if build["is_demo"] else ""
    st.html(
        f"<p class=xc-print><button type=button class=xh-print>{t('county.print')}</button></p>"
        f"<p class='xh-caption xc-paper'>{escape(of + demo)}</p>"
    )
