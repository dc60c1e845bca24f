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
)
from dashboard.components.inspection_dress import dress
from dashboard.reads import inspections
from dashboard.words import t

scope = filters.scope()
feeds = inspections.feeds(scope)
dress()
if not inspections.n_ever(scope):
    notes.title(t("inspections.title.none"), t("common.question.inspections"))
    inspection_box.without_visits(scope, feeds)
    st.stop()

ratio, gradients, inverted = inspections.ratio(scope), inspections.gradient(scope), inspections.inverted(scope)
manner = inspections.manner(scope)

notes.title(inspection_finding.title(scope, ratio, gradients.get("ratio"), inverted), t("common.question.inspections"))
if not ratio:
    notes.nothing_here(scope)
left, right = st.columns([7, 5], gap="large")
with left:
    inspection_ratio.show(scope, ratio)
with right:
    inspection_gradient.show(scope, ratio, gradients)
    inspection_gradient.offices(scope, inverted, inspections.tested(scope))
left, right = st.columns([5, 7], gap="large")
with left:
    inspection_hits.show(scope, inspections.hits(scope), gradients.get("hits"))
with right:
    inspection_ratio.ways(scope, ratio)
inspection_drill.regions(scope, inspections.regions(scope))
inspection_drill.departments(scope, inspections.departments(scope))
left, right = st.columns(2, gap="large")
with left:
    inspection_burden.cap(scope, inspections.cap(scope))
    pairs = inspection_burden.repeats(scope, inspections.repeat(scope), inspections.pairs(scope))
with right:
    inspection_draw.show(scope, inspections.draw(scope), is_sent="draws" in feeds)
    by_quarter = inspection_manner.show(scope, manner)
inspection_manner.odd(
    scope, inspections.this_year(scope, manner), inspection_ratio.n_unbanded(ratio), inspections.refused_bands(scope)
)
inspection_box.show(scope, feeds)
download.fold(scope, [inspection_drill.offer(scope), pairs, by_quarter])
