"""Are the rights of those on record protected?"""

import streamlit as st

from dashboard.components import (
    download,
    filters,
    notes,
    rights_box,
    rights_defects,
    rights_drill,
    rights_measures,
    rights_panels,
    rights_periods,
    rights_trend,
    sheets,
)
from dashboard.reads import rights
from dashboard.words import t

scope = filters.scope()
found, feeds, judged = rights.defects(scope), rights.feeds(scope), rights.judged(scope)
objected, repaired, restored = rights.objections(scope), rights.repairs(scope), rights.restored(scope)

sheets.load("commitments", "rights")
notes.title(rights_defects.finding(scope, found, feeds), t("common.question.rights"))
if not any(feed in feeds for feed in rights.FEEDS[:4]):
    rights_box.without_data(scope, feeds, judged)
    download.fold(scope, rights_box.show(scope, judged, feeds))
    st.stop()

offers = [rights_defects.show(scope, found, feeds)]
rights_panels.show(scope, objected, repaired, restored, judged, feeds)
left, right = st.columns(2, gap="large")
with left:
    offers.append(rights_periods.show(scope, found, rights.parts(scope)))
with right:
    offers.append(rights_measures.show(scope, found, rights.parts(scope)))
chosen = rights_drill.chosen(scope, found)
left, right = st.columns(2, gap="large")
with left:
    rights_drill.regions(scope, chosen)
    offers.append(rights_box.odd(scope, objected, repaired, found, rights.refused(scope)))
with right:
    rights_trend.show(scope)
offers.append(rights_drill.departments(scope, rights.departments(scope), chosen))
download.fold(scope, offers + rights_box.show(scope, judged, feeds))
