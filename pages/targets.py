"""What target can we defend for next year?"""

from dataclasses import replace

import streamlit as st

from dashboard.access import ALL
from dashboard.components import (
    filters,
    notes,
    sheets,
    target_bench,
    target_box,
    target_choice,
    target_past,
    target_promised,
    target_scenarios,
)
from dashboard.reads import indicator, shell, targets
from dashboard.words import t

asked = filters.scope()
scope = replace(asked, department=ALL)  # the whole is all departments together; each can be given its part below
sheets.load("targets")
if shell.plan(scope).get("is_over"):  # nothing is forecast beyond a plan's own end
    target_promised.show(scope)
    target_scenarios.show(scope, None)  # drafts kept earlier can still be read
    st.stop()

card, found = indicator.card(scope), targets.whole(scope)
title = st.empty()
with st.container(key="targets_choice"):
    target_choice.show(scope, targets.among(scope), targets.year(scope))
if asked.department != ALL:
    notes.caption(t("targets.all_departments", name=filters.department_name(asked)))
if card is None or not found:
    target_choice.without(scope, card, title)
    st.stop()
target_bench.show(scope, card, title)
with st.container(key="targets_past"):
    target_past.show(scope, card)
with st.container(key="targets_box"):
    target_box.show(scope, card)
