"""Are decisions and commitments published in time?"""

import streamlit as st

from dashboard.components import (
    download,
    filters,
    notes,
    sheets,
    timely_acts,
    timely_box,
    timely_delay,
    timely_drill,
    timely_finding,
)
from dashboard.reads import timeliness
from dashboard.words import t

scope = filters.scope()
sheets.load("timeliness")
if not timeliness.n_ever(scope):
    notes.title(t("timeliness.title.none"), t("common.question.timeliness"))
    timely_box.nothing_sent(scope)
    timely_box.show(scope, timeliness.limits(scope))
    st.stop()

rows = timeliness.rows(scope)
leg, act = timeliness.chosen(scope, rows)
series = timeliness.series(scope, leg, act)
row = next((r for r in rows if (r["leg"], r["act"]) == (leg, act)), None)

notes.title(timely_finding.title(scope, rows), t("common.question.timeliness"))
if rows:
    left, right = st.columns([7, 5], gap="large")
    with left:
        timely_acts.show(scope, rows, (leg, act))
    with right:
        timely_delay.show(scope, row, timeliness.delays(scope, leg, act), leg=leg, act=act)
    timely_delay.counties(scope, *timeliness.late_counties(scope))
else:
    notes.nothing_here(scope)
    timely_drill.latest(scope, series)
left, right = st.columns(2, gap="large")
with left:
    timely_drill.regions(scope, timeliness.regions(scope, leg, act), leg=leg, act=act)
    timely_drill.quarters(scope, series, leg=leg, act=act)
with right:
    timely_drill.departments(scope, timeliness.departments(scope, leg, act), leg=leg, act=act)
if rows:
    timely_acts.apart(scope, rows)
limits = timely_box.show(scope, timeliness.limits(scope))
download.fold(scope, [timely_acts.offer(scope) if rows else None, limits])
