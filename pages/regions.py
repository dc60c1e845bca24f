"""Where, compared with whom, and how sure?"""

import streamlit as st

from dashboard.components import (
    download,
    filters,
    notes,
    region_box,
    region_choice,
    region_finding,
    region_here,
    region_map,
    region_pattern,
    region_peers,
    region_ranks,
    region_table,
    region_time,
)
from dashboard.components.region_dress import dress
from dashboard.reads import regions
from dashboard.words import t

scope = filters.scope()
dress()
level = regions.level(scope)
places = regions.places(scope, level)
notes.title(region_finding.title(scope, level), t("common.question.regions"))
region_choice.show(scope, level)
left, right = st.columns([6, 7], gap="medium")
with left:
    region_map.show(scope, level, places)
with right:
    region_here.show(scope, level)
    table = region_table.show(scope, level, places)
region_ranks.show(scope, level)
left, right = st.columns([5, 7], gap="large")
with left:
    clusters = region_pattern.show(scope, level, places)
with right:
    peers = region_peers.show(scope, level)
series = region_time.show(scope, level, places)
region_box.show(scope, level, places)
download.fold(scope, [table, peers, clusters, series])
