"""Where does this region stand against regions like it, and what would move it?"""

from dataclasses import replace

import streamlit as st

from dashboard.access import ALL
from dashboard.components import (
    county_box,
    county_finding,
    county_gap,
    county_history,
    county_list,
    county_offices,
    county_place,
    county_profile,
    county_quality,
    download,
    filters,
    notes,
    sheets,
)
from dashboard.components.county_print import print_button
from dashboard.reads import county
from dashboard.words import t

asked = filters.scope()
scope = replace(asked, department=ALL)  # a region is all its departments together; each has its line below
sheets.load("county")
if not county.is_chosen(scope):
    notes.title(t("county.title.choose"), t("common.question.county"))
    county_list.show(scope)
    st.stop()

peers = county.peers(scope)
profile = county.profile(scope, peers)
notes.title(county_finding.title(scope, profile, peers), t("common.question.county"))
if asked.department != ALL:
    notes.caption(t("county.all_departments", name=filters.department_name(asked)))
print_button(scope)
with st.container(key="county_top"):
    left, right = st.columns([5, 7], gap="large")
    with left:
        county_place.show(scope, peers)
    with right:
        county_finding.strongest(scope, profile, peers)
if not profile.rows:
    notes.nothing_here(scope)
    county_quality.show(scope, profile)
    st.stop()
with st.container(key="county_profile"):
    county_profile.show(scope, profile, peers)
with st.container(key="county_rest"):
    tables = [county_gap.show(scope, profile, peers)]
    left, right = st.columns([5, 7], gap="large")
    with left:
        tables.append(county_offices.show(scope))
    with right:
        county_history.show(scope, profile)
        tables.append(county_quality.show(scope, profile))
with st.container(key="county_box"):
    county_box.show(scope)
download.fold(scope, tables)
