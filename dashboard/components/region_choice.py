"""What the map shows: indicator, level, colouring, and which of the two views. Each choice stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import filters, notes
from dashboard.components import region_words as say
from dashboard.reads import regions, shell
from dashboard.words import t

COLOURS = ("value", "verdict", "tier", "gap", "cluster")
VIEWS = ("flat", "raised")


def show(view: Scope, level: str) -> None:
    """One row of choices."""
    offered = _offered(view, level)
    if (
        view.indicator not in offered
    ):  # asked for by its address: it stays chosen, and the map says that it has no figures
        offered = {view.indicator: _label(view.indicator, say.card(view), 0), **offered}
    levels = {
        one: t("regions.level_n", level=t(f"regions.level.{one}"), n=words.number(n))
        for one, n in regions.levels(view).items()
    }
    with st.container(key="regions_choice", horizontal=True, gap="small", vertical_alignment="bottom"):
        filters.choose("indicator", offered, width=430)
        _buttons("level", levels, level)
        _buttons("colour", {c: t(f"regions.colour.{c}") for c in COLOURS}, colour(view))
        _buttons("view", {v: t(f"regions.view.{v}") for v in VIEWS}, view.view or "flat")
    crumbs(view)


@regions.kept
def _offered(view: Scope, level: str) -> dict[str, str]:
    """Every indicator with a figure in the quarter, and of how many regions. Treat as read-only."""
    counted, cards = regions.counted(view), shell.indicators(view)
    return {code: _label(code, cards[code], counted[code].get(level, 0)) for code in cards if code in counted}


def colour(view: Scope) -> str:
    """What colours the map: as asked for, else the value."""
    return view.colour or "value"


def crumbs(view: Scope) -> None:
    """Where one is in the jurisdiction, each step up a link."""
    every = shell.regions(view)
    path, code = [], view.region
    while code in every and code not in path:
        path.insert(0, code)
        code = every[code]["parent_code"]
    if len(path) < 2:
        return
    steps = [
        f"<a class='xh-link xh-plain' href='{escape(links.href('regions', view, region=c), quote=True)}'>{escape(say.name(view, c))}</a>"
        for c in path[:-1]
    ]
    notes.block(
        f"<p class='xh-caption xg-crumbs'>{' › '.join([*steps, f'<b>{escape(say.name(view, path[-1]))}</b>'])}</p>"
    )


def _label(code: str, card: Mapping[str, object], n: int) -> str:
    return t("regions.indicator_n", code=code, name=words.named(card), n=words.number(n))


def _buttons(parameter: str, options: Mapping[str, str], now: str) -> None:
    """A row of buttons bound to one parameter of the address."""
    if len(options) < 2:
        return
    key = f"choose_{parameter}"
    st.session_state[key] = now

    def chosen() -> None:
        st.query_params[parameter] = st.session_state[key] or now  # a second click on the one chosen would choose none

    st.segmented_control(
        t(f"common.{parameter}"), list(options), format_func=lambda o: options.get(o, o), key=key, on_change=chosen
    )
