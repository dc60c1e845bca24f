"""The part of the page that answers a move of the slider, and it alone: title, answers, picture, units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import (
    download,
    notes,
    target_answer,
    target_chart,
    target_choice,
    target_levels,
    target_scenarios,
    target_units,
)
from dashboard.components import target_words as say
from dashboard.reads import targets
from dashboard.reads.targets import Expected, Proposal
from dashboard.words import t

Row = Mapping[str, Any]


@st.fragment
def show(view: Scope, card: Row, title: Any) -> None:
    """`title`: the empty place above the choices that the finding is written into."""
    words.use(view.lang)  # a fragment is run without the shell, which says it otherwise
    ahead, year, among = targets.whole(view), targets.year(view), targets.among(view)
    row = targets.at(ahead, year) or ahead[-1]
    card = say.fine(card, row)
    now = targets.in_force(view, row)
    aim = target_choice.slider(view, card, row, now)
    rows = targets.proposed(view, aim) if among else pl.DataFrame()
    met = targets.expected(rows) if rows.height else None
    p, worse = targets.chance(row, aim, card)
    with title.container():
        notes.title(_finding(view, card, row, aim, p, met, among), t("common.question.targets"))
    target_answer.show(view, card, row, aim, (p, worse), met, among)
    left, right = st.columns([7, 5], gap="large")
    with left:
        target_chart.show(view, card, ahead, row, aim, now)
    with right:
        levels = target_levels.show(view, card, row, rows, now, among)
    made, rule, table = target_units.show(view, card, row, rows, aim, among)
    units = dict(zip(made.units["code"], made.units["share"], strict=True)) if made else {}
    target_scenarios.show(
        view,
        Proposal(
            view.plan, view.indicator, int(year), among if made else "", rule, aim, "<=" if card["direction"] == "down" else ">=",
            {code: share for code, share in units.items() if share is not None},
        ),
    )  # fmt: skip
    download.fold(view, [levels, table])


def _finding(
    view: Scope, card: Row, row: Row, aim: float, p: float | None, met: Expected | None, among: str
) -> str:  # fmt: skip
    """What the proposal comes to, in one line."""
    said: dict[str, Any] = {
        "name": words.named(card), "year": row["horizon_quarter"][:4], "aim": say.value(aim, card), "place": say.place(view),
    }  # fmt: skip
    if row["reason"] == "CONSTANT":
        return t(f"targets.title.constant_{'held' if p else 'short'}", **said, value=say.value(row["value"], card))
    if p is None:
        return t("targets.title.no_chance", **said)
    if met is None or not met.of:
        return t("targets.title.whole", **said, p=say.chance(p))
    return t(
        "targets.title.units", **said, p=say.chance(p), units=say.many(among, met.of), n=words.number(round(met.n))
    )
