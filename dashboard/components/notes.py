"""What a page says when it has nothing to draw, and how its figures are to be read."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters
from dashboard.reads.base import SnapshotUnusable
from dashboard.words import t


def title(finding: str, question: str) -> None:
    """The finding as the page's only h1, its question above it."""
    st.html(
        f"<p class='xh-question'>{escape(question)}</p><h1 class='xh-title' id='xh-main' tabindex='-1'>{escape(finding)}</h1>"
    )


def section(heading: str, caption: str = "") -> None:
    """A heading of the second rank and what is shown below it."""
    st.html(section_html(heading, caption))


def section_html(heading: str, caption: str = "") -> str:
    """The same as text, for a block that holds more."""
    below = f"<p class='xh-caption'>{escape(caption)}</p>" if caption else ""
    return f"<h2 class='xh-section'>{escape(heading)}</h2>{below}"


def block(html: str) -> None:
    """A block of our own HTML, escaped already."""
    st.html(html)


def caption(text: str) -> None:
    """A quiet line under a block."""
    st.html(f"<p class='xh-caption'>{escape(text)}</p>")


def quiet(text: str) -> str:
    """A quiet sentence as HTML."""
    return f"<p class=xh-quiet>{escape(text)}</p>"


def how_to_read(text: str) -> None:
    """A folded note under a figure."""
    st.html(how_to_read_html(text))


def how_to_read_html(text: str) -> str:
    """The same as text."""
    return f"<details class='xh-how'><summary>{t('common.how_to_read')}</summary><p>{escape(text)}</p></details>"


def nothing_here(view: Scope) -> None:
    """Filters that hold no data: say for which, and what to do."""
    st.html(
        f"<div class='xh-empty' role='status'><p><b>{t('common.empty.nothing')}</b></p>"
        f"<p>{escape(filters.described(view))}</p><p>{t('common.empty.nothing_next')}</p></div>"
    )


def no_plan() -> None:
    """A snapshot without a plan."""
    _state(t("common.empty.no_plan_title"), t("common.empty.no_plan"), ["xinheng build SOURCE"])


def no_snapshot(trouble: SnapshotUnusable, *, is_damaged: bool) -> None:
    """No snapshot at all, or none that can be read: the whole page."""
    if is_damaged:
        _state(t("common.empty.damaged_title"), trouble.text(words.language()), ["xinheng snapshots", "xinheng doctor"])
        return
    _state(t("common.empty.no_snapshot_title"), t("common.empty.no_snapshot"), ["xinheng build SOURCE"])
    _state("", t("common.empty.no_snapshot_demo"), ["xinheng demo"])


def failed(code: str) -> None:
    """An error of ours: never a stack trace on an official's screen."""
    _state(t("common.empty.failed_title"), t("common.empty.failed", code=code), [])


def _state(heading: str, text: str, commands: list[str]) -> None:
    top = f"<h1 class='xh-title' id='xh-main'>{escape(heading)}</h1>" if heading else ""
    code = "".join(f"<pre class='xh-command'>{escape(c)}</pre>" for c in commands)
    st.html(f"<div class='xh-state'>{top}<p>{escape(text)}</p>{code}</div>")
