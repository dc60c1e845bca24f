"""Which plan tasks are due, done, late, and whose are they?"""

import streamlit as st

from dashboard.components import filters, notes, task_figures
from dashboard.components.figures import dress
from dashboard.reads import shell, tasks
from dashboard.words import t

scope = filters.scope()
found = tasks.tasks(scope)
marks = tasks.milestones(scope)
end = tasks.quarter_end(scope.quarter)
is_over = shell.plan(scope)["is_over"]

dress()
notes.title(task_figures.finding(found, scope, is_over=is_over), t("common.question.tasks"))
if not found and not marks:
    notes.nothing_here(scope)
    st.stop()
if found:
    shown = task_figures.chosen(found)
    task_figures.timeline(scope, shown, marks, end)
    task_figures.table(scope, shown)
    task_figures.one(scope, shown)
task_figures.milestones(scope, marks, end)
