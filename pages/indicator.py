"""How is this number made, and how has it moved?"""

import streamlit as st

from dashboard.components import (
    filters,
    headline,
    indicator_figures,
    indicator_process,
    notes,
    served,
    sheets,
    verdict_box,
    white_box,
)
from dashboard.reads import indicator, shell
from dashboard.words import t

scope = filters.scope()
card = indicator.card(scope)
sheets.load()
if card is None:
    notes.title(t("indicator.no_card"), t("common.question.indicator"))
    notes.nothing_here(scope)
    st.stop()

now = indicator.now(scope)
targets = indicator.targets(scope)
until = indicator.quarter_end(scope.quarter)
is_over = shell.plan(scope)["is_over"]

notes.title(headline.finding(card, now), t("common.question.indicator"))
indicator_figures.choose(scope)
left, right = st.columns([4, 7], gap="large")
with left:
    headline.show(card, now, targets, is_over=is_over)
with right:
    indicator_figures.series(scope, card, now, targets, until, is_over=is_over)
left, right = st.columns(2, gap="large")
with left:
    verdict_box.show(card, now)
with right:
    indicator_process.show(scope, card, now)
left, right = st.columns(2, gap="large")
with left:
    indicator_figures.regions(scope, card, now)
with right:
    indicator_figures.departments(scope, card, now)
served.show(scope, card)
white_box.show(scope, card, targets, until)
