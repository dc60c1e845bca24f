"""Are commitments taken, published, kept and followed up, and are credit checks made before decisions?"""

import streamlit as st

from dashboard.components import (
    commitment_box,
    commitment_chain,
    commitment_checks,
    commitment_drill,
    commitment_panels,
    commitment_tables,
    commitment_trend,
    download,
    filters,
    notes,
    sheets,
)
from dashboard.reads import commitments
from dashboard.words import t

scope = filters.scope()
promised, looked, talked = commitments.promised(scope), commitments.looked(scope), commitments.talked(scope)
judged, feeds = commitments.judged(scope), commitments.feeds(scope)

sheets.load("commitments")
notes.title(commitment_chain.finding(scope, promised, looked, talked), t("common.question.commitments"))
if not (promised or looked or talked):
    commitment_box.without_data(scope, feeds, judged)
    download.fold(scope, commitment_box.box(scope, judged, feeds))
    st.stop()
if commitments.is_quiet(promised, looked, talked):
    commitment_box.without_quarter(scope, commitments.latest(scope))
    commitment_trend.show(scope)
    download.fold(scope, commitment_box.box(scope, judged, feeds))
    st.stop()

step = commitment_drill.chosen(scope, judged, promised)
if promised:
    commitment_chain.show(scope, promised, judged, commitments.limit(scope), step)
commitment_panels.show(scope, promised, looked, talked, judged, step)
left, right = st.columns(2, gap="large")
with left:
    commitment_drill.regions(scope, judged[step])
with right:
    commitment_trend.show(scope)
offers = [
    commitment_tables.departments(scope, commitments.departments(scope), step),
    commitment_tables.kinds(scope, commitments.kinds(scope)),
]
offers.append(commitment_checks.matters(scope, commitments.matters(scope), commitments.unlisted(scope)))
offers.append(commitment_checks.talks(scope, commitments.talk_kinds(scope)))
n_unlisted = sum(r["n_matters"] for r in commitments.matters(scope) if r["matter"] == "unlisted")
odd = {"commitments": promised, "credit_checks": {**(looked or {}), "n_unlisted": n_unlisted}, "interviews": talked}
offers.append(commitment_box.odd(scope, odd, commitments.refused(scope)))
download.fold(scope, offers + commitment_box.box(scope, judged, feeds))
