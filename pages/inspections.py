"""Does inspection effort follow credit tier?"""

import streamlit as st

from dashboard.components import (
    download,
    filters,
    inspection_box,
    inspection_burden,
    inspection_draw,
    inspection_drill,
    inspection_finding,
    inspection_gradient,
    inspection_hits,
    inspection_manner,
    inspection_ratio,
    notes,
    sheets,
)
from dashboard.reads import inspections
from dashboard.words import t

scope = filters.scope()
feeds = inspections.feeds(scope)
sheets.load("inspections")
if not inspections.n_ever(scope):
    notes.title(t("inspections.title.none"), t("common.question.inspections"))
    inspection_box.without_visits(scope, feeds)
    st.stop()

ratio = inspections.ratio(scope)
if not ratio:
    notes.title(t("inspections.title.none_here"), t("common.question.inspections"))
    notes.nothing_here(scope)
    inspection_drill.regions(scope, inspections.regions(scope))
    inspection_box.show(scope, feeds)
    st.stop()

gradients, tested, manner = inspections.gradient(scope), inspections.tested(scope), inspections.manner(scope)
finding = inspection_finding.title(scope, ratio, gradients.get("ratio"), tested.inverted)
notes.title(finding, t("common.question.inspections"))
left, right = st.columns([7, 5], gap="large")
with left:
    inspection_ratio.show(scope, ratio)
    inspection_gradient.offices(scope, tested)
with right:
    inspection_gradient.show(scope, ratio, gradients)
    inspection_hits.show(scope, inspections.hits(scope), gradients.get("hits"))
by_region = inspection_drill.regions(scope, inspections.regions(scope))
by_department = inspection_drill.departments(scope, inspections.departments(scope))
left, right = st.columns([7, 5], gap="large")
with left:
    inspection_ratio.ways(scope, ratio)
    pairs = inspection_burden.repeats(scope, inspections.repeat(scope), inspections.pairs(scope))
with right:
    cap = inspection_burden.cap(scope, inspections.cap(scope))
    by_quarter = inspection_manner.show(scope, manner)
inspection_draw.show(scope, inspections.draw(scope), is_sent="draws" in feeds)
uneven = inspection_draw.offices(scope, inspections.uneven(scope))
year, n_unbanded = inspections.this_year(scope, manner), inspection_ratio.n_unbanded(ratio)
inspection_manner.odd(scope, year, n_unbanded, inspections.refused_bands(scope))
inspection_box.show(scope, feeds)
tables = [by_region, by_department, inspection_drill.offer(scope), cap, pairs, by_quarter, uneven]
download.fold(scope, tables)
