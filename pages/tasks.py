"""Which plan tasks are due, done, late, and whose are they? And who counts what the plan promises?"""

import streamlit as st

from dashboard.components import filters, notes, sheets, tables, task_figures, task_filters
from dashboard.reads import register, shell, tasks
from dashboard.words import t

scope = filters.scope()
found = tasks.tasks(scope)
entries = register.of_department(register.entries(scope), scope.department)
is_over = shell.plan(scope)["is_over"]

sheets.load()
notes.title(task_figures.finding(found, scope, entries, is_over=is_over), t("common.question.tasks"))
if not found and not entries:
    notes.nothing_here(scope)
    st.stop()

sought, states = task_filters.show(scope, found, entries)
shown, left = register.left(found, register.entries(scope), entries, sought, states)
opened = next((r for r in found if r["task"] == scope.task), None)
if opened:
    task_figures.one(scope, opened, register.entries(scope))
wanted = task_figures.switch(len(shown), len(left)) if found else "register"
fold = tables.opened(t("tasks.list"), "task_list") if opened else st.container()
if fold:
    with fold:
        task_figures.lists(scope, shown, left, tasks.quarter_end(scope.quarter), wanted=wanted)
