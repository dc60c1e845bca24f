"""Who differs from the rest by more than chance, and on what grounds?"""

import streamlit as st

from dashboard.components import (
    department_box,
    department_evidence,
    department_finding,
    department_funnel,
    department_heat,
    download,
    filters,
    notes,
    sheets,
)
from dashboard.reads import departments, shell
from dashboard.words import t

scope = filters.scope()
sheets.load("departments")
if shell.plan(scope)["is_over"]:
    notes.title(t("departments.title.over"), t("common.question.departments"))
    department_box.over(scope)
    department_box.show(scope, "")
    st.stop()

flags, tests = departments.flags(scope), departments.tests(scope)
asked = departments.units(scope)
heat = departments.heat(scope, asked)
finding = department_finding.title(scope, flags) if flags or tests or heat.units else t("departments.title.none")
notes.title(finding, t("common.question.departments"))
department_finding.tested(tests, is_root=departments.is_root(scope))
group = departments.group(scope, asked)
groups = departments.groups(scope, group)
left, right = st.columns([5, 7], gap="large")
with left:
    department_finding.flagged(scope, flags)
with right:
    indicator = department_funnel.choose(scope, asked, groups)
    department_funnel.show(scope, group, indicator, groups)
department_heat.show(scope, asked, heat)
tables = [department_evidence.show(scope, flags)]
tables.append(department_finding.tests_table(scope, tests))
tables.append(department_evidence.patterns(scope, departments.patterns(scope)))
department_box.show(scope, indicator)
download.fold(scope, tables)
