"""What a target is set for: indicator, whose, by which year's end, and the value proposed. All of it stands in the address."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters, notes
from dashboard.components import target_words as say
from dashboard.reads import shell, targets
from dashboard.words import t

Row = Mapping[str, Any]
AIM = "choose_aim"
AROUND = {1: 0.05, 2: 0.01}  # of a rate, by the digits it is told with: how far the slider reaches beyond what is known


def show(view: Scope, among: str, year: str) -> None:
    """Indicator, units, year."""
    known, cards = targets.known(view), shell.indicators(view)
    offered = {code: f"{code} {words.named(card)}" for code, card in cards.items() if code in known}
    if view.indicator not in offered:
        offered = {view.indicator: f"{view.indicator} {words.named(cards.get(view.indicator, {}))}", **offered}
    levels = {
        one: t("targets.level_n", level=say.level(one), n=words.number(n)) for one, n in targets.offered(view).items()
    }
    with st.container(key="targets_row", horizontal=True, gap="small", vertical_alignment="bottom"):
        filters.choose("indicator", offered, width=430)
        _buttons("among", levels, among)
        _buttons("year", {y: t("targets.end_of", year=y) for y in targets.years(view)}, year)


def _buttons(parameter: str, options: Mapping[str, str], now: str) -> None:
    """A row of buttons bound to one parameter of the address."""
    if not options:
        return
    key = f"choose_{parameter}"
    st.session_state[key] = now

    def chosen() -> None:
        st.query_params[parameter] = st.session_state[key] or now  # a second click on the one chosen would choose none

    st.segmented_control(
        t(f"common.{parameter}"), list(options), format_func=lambda o: options.get(o, o), key=key, on_change=chosen
    )


def asked(view: Scope, parameter: str) -> str:
    """A parameter as it stands in the address now: within a fragment the view of the last whole run is not the latest."""
    return str(st.query_params.get(parameter, getattr(view, parameter)))


def slider(view: Scope, card: Row, row: Row, now: Row | None) -> float:
    """The value proposed, in the unit it is stored in. Starts at the target in force, else at the value."""
    scale = 100.0 if card["unit"] == "percent" else 1.0
    low, high, step = _range(card, row, now)
    start = _start(card, row, now)
    wanted, text = _number(asked(view, "aim")), asked(view, "aim")
    given = start * scale if wanted is None else wanted
    shown = min(max(round(round(given / step) * step, 6), low), high)
    if text and (wanted is None or abs(shown - wanted) > step):
        notes.caption(
            t(
                "targets.out_of_range",
                asked=text[:20],
                low=_said(low, card),
                high=_said(high, card),
                used=_said(shown, card),
            )
        )
    st.session_state[AIM] = shown

    def moved() -> None:
        st.query_params["aim"] = f"{st.session_state[AIM]:g}"

    format_ = f"%.{card.get('digits', 1)}f%%" if card["unit"] == "percent" else "%.1f" if step < 1 else "%.0f"
    label = t("targets.slider", name=words.named(card), year=row["horizon_quarter"][:4])
    st.slider(label, low, high, key=AIM, step=step, format=format_, on_change=moved)
    return float(shown / scale)


def _said(amount: float, card: Row) -> str:
    return say.value(amount / 100 if card["unit"] == "percent" else amount, card)


def _number(text: str) -> float | None:
    try:
        found = float(text.rstrip("%％"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _start(card: Row, row: Row, now: Row | None) -> float:
    target = now["target"] if now and now["target"] is not None else now["floor"] if now else None
    return float(target if target is not None else row["value"] if row["value"] is not None else 0.0)


def _range(card: Row, row: Row, now: Row | None) -> tuple[float, float, float]:
    """Ends and step of the slider: what is known with some room, never beyond what a value can be."""
    known = [row["value"], row["low95"], row["high95"], row["best"], _start(card, row, now)]
    values = [v for v in known if v is not None]
    if card["unit"] == "percent":
        top = float(card["ceiling"] if card["ceiling"] is not None else 1.0)
        around = AROUND[card.get("digits", 1)]
        low, high = max(0.0, min(values) - around), min(top, max(values) + around)
        return float(math.floor(low * 100)), float(math.ceil(high * 100)), 10.0 ** -card.get("digits", 1)
    low, high = min(values), max(values)
    room = max((high - low) * 0.25, abs(high) * 0.1, 1.0)
    step = 10.0 ** math.floor(math.log10(max((high - low + 2 * room) / 200, 0.1)))
    low = low - room if low < 0 else max(0.0, low - room)
    return math.floor(low / step) * step, math.ceil((high + room) / step) * step, step


def without(view: Scope, card: Row | None, title: Any) -> None:
    """No series of the indicator here: say so, and where there is one."""
    name = words.named(card) if card else view.indicator
    with title.container():
        notes.title(t("targets.title.no_series", name=name, place=say.place(view)), t("common.question.targets"))
    known = targets.known(view)
    lines = [t("targets.empty.why", place=say.place(view)), t("targets.empty.next", n=words.number(len(known)))]
    notes.block("<div class=xh-empty role=status>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>")
