"""The fixed strip on top of every page: where you are, what you look at, how fresh it is, and whether it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import filters, sheets
from dashboard.links import Notice
from dashboard.reads import base, shell
from dashboard.words import t

# Read once by the browser and kept: a rerun carries these two lines, not the style sheet.
STYLE = f"<style>@import url('{sheets.address('shell.css')}');</style>"
SCRIPT = f"<script src='{sheets.address('shell.js')}'></script>"


def dress() -> None:
    """Load the style sheet and the small script that keeps our links inside the running session."""
    st.html(STYLE)
    lang = "en" if words.language() == "en" else "zh-CN"  # inline: the browser picks glyphs and voices by it at once
    mark = f"<span id='xh-lang'></span><script>document.documentElement.lang='{lang}'</script>"
    st.html(mark + SCRIPT, unsafe_allow_javascript=True)


def show(groups: Mapping[str, list[str]], here: str, view: Scope, notices: list[Notice]) -> None:
    """Draw the band, the filters and what has to be said about the address."""
    build = shell.build(view)
    with st.container(key="strip", gap=None):
        st.html(_band(groups, here, view, is_demo=bool(build["is_demo"])))
        with st.container(key="filters", horizontal=True, gap="small", vertical_alignment="center"):
            _choices(view)
            st.html(_freshness(view, build), width="content")
    said = _notices(view, notices)
    if said:
        st.html(said)


def bare(lang: str) -> None:
    """The band alone, where there is no snapshot to choose from."""
    other = "en" if lang == "zh" else "zh"
    switch = f"<a class='xh-link' hreflang='{other}' href='./?lang={other}'>{t('common.language_switch')}</a>"
    st.html(f"<div class='xh-band' role='banner'>{_brand()}<span class='xh-gap'></span>{switch}</div>")


def _brand() -> str:
    return f"<span class='xh-brand'>{t('common.brand')}<small>{t('common.tagline')}</small></span>"


def _band(groups: Mapping[str, list[str]], here: str, view: Scope, *, is_demo: bool) -> str:
    nav = "".join(_group(group, pages, here, view) for group, pages in groups.items())
    other = "en" if view.lang == "zh" else "zh"
    switch = f"<a class='xh-link xh-lang' hreflang='{other}' href='{_to(here, view, lang=other)}'>{t('common.language_switch')}</a>"
    demo = f"<strong class='xh-demo' title='{t('common.demo_long')}'>{t('common.demo')}</strong>" if is_demo else ""
    skip = f"<a class='xh-skip' href='#xh-main'>{t('common.skip')}</a>"
    return (
        f"{skip}<div class='xh-band' role='banner'>{_brand()}<nav aria-label='{t('common.navigation')}'>{nav}</nav>"
        f"<span class='xh-gap'></span>{demo}{switch}</div>"
    )


def _group(group: str, pages: list[str], here: str, view: Scope) -> str:
    items = "".join(
        f"<a class='xh-link' href='{_to(page, view)}'{' aria-current=page' if page == here else ''}"
        f" title='{t(f'common.question.{page}')}'>{t(f'common.page.{page}')}</a>"
        for page in pages
    )
    return f"<span class='xh-group'><em>{t(f'common.group.{group}')}</em>{items}</span>"


def _to(page: str, view: Scope, **changes: str) -> str:
    return escape(links.href(page, view, **changes), quote=True)


def _choices(view: Scope) -> None:
    filters.choose("plan", filters.plan_options(view), collapsed=True, width=210)
    filters.choose("quarter", filters.quarter_options(view), collapsed=True, width=150)
    filters.choose("region", filters.region_options(view), collapsed=True, width=230)
    filters.choose("department", filters.department_options(view), collapsed=True, width=210)


def _freshness(view: Scope, build: base.Row) -> str:
    as_of = t("common.as_of", day=words.day(build["as_of"]))
    return f"<span class='xh-fresh'>{as_of}<br><small>{t('common.snapshot')} {escape(view.snapshot)}</small></span>"


def _notices(view: Scope, notices: list[Notice]) -> str:
    lines = [_sentence(notice, view) for notice in notices]
    current = base.reader().current()
    if view.snapshot != current:
        older = t("common.older_snapshot", shown=escape(view.snapshot), current=escape(current))
        lines.append(
            f"{older} <a class='xh-link' href='{_to('', view, snapshot=current)}'>{t('common.to_current_snapshot')}</a>"
        )
    trouble = base.reader().trouble
    if trouble:
        lines.append(escape(trouble.text(words.language())))
    return "".join(f"<p class='xh-notice' role='status'>{line}</p>" for line in lines)


def _sentence(notice: Notice, view: Scope) -> str:
    used = _shown(notice, view)
    key = "common.bad_value" if used else "common.bad_value_none"
    return escape(t(key, parameter=t(f"common.{notice.parameter}"), asked=notice.asked, used=used))


def _shown(notice: Notice, view: Scope) -> str:
    if notice.parameter == "quarter":
        return words.quarter(notice.used) if notice.used else ""
    names = {
        "plan": lambda: words.pick(shell.plan(view), "short"),
        "region": lambda: filters.region_name(view),
        "department": lambda: filters.department_name(view),
        "indicator": lambda: words.named(shell.indicators(view).get(notice.used, {})),
    }
    return names.get(notice.parameter, lambda: notice.used)()
