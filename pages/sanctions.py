"""Do the sanctions work, and where and with whom does the chain break?"""

import streamlit as st

from dashboard.components import (
    download,
    filters,
    notes,
    sanction_again,
    sanction_box,
    sanction_breaks,
    sanction_chain,
    sanction_effect,
    sanction_endings,
    sanction_feedback,
    sanction_filter,
    sanction_finding,
    sanction_lists,
    sanction_opened,
    sanction_time,
    sheets,
)
from dashboard.reads import sanction_claims, sanction_steps, sanctions
from dashboard.words import t

scope = filters.scope()
feeds, ever = sanctions.feeds(scope), sanctions.ever(scope)
sheets.load("sanctions")
if not ever["n_listings"]:
    notes.title(t("sanctions.title.none"), t("common.question.sanctions"))
    judged = sanctions.judged(scope)
    sanction_box.without_data(scope, feeds, judged)
    download.fold(scope, sanction_box.box(scope, judged, feeds))
    st.stop()

rows, by_department = sanctions.measures(scope), sanctions.departments(scope)
by_list, by_grade = sanctions.listings(scope)
effects = sanctions.effects(scope)
claims = {code: sanction_claims.of(found) for code, found in effects.items()}
codes = sanctions.focus(scope, rows)
together = sanction_steps.pooled([rows[c] for c in codes if c in rows])
if together is None:
    notes.title(sanction_finding.without_measures(scope, is_listed=bool(by_list)), t("common.question.sanctions"))
else:
    finding = sanction_finding.title(scope, together, codes, by_department, claims)
    notes.title(finding, t("common.question.sanctions"))
sanction_filter.show(scope)
offers: list[download.Offer | None] = []
if together is None:
    sanction_box.without_measures(scope, ever["latest"], is_listed=bool(by_list))
    sanction_effect.show(scope, effects, claims, codes)
else:
    context = sanction_chain.Context(scope, by_department, effects, claims)
    sanction_chain.show(context, rows, codes, together)
    left, right = st.columns([7, 5], gap="large")
    with left:
        offers.append(sanction_breaks.departments(scope, by_department, rows.get("*", together)))
    with right:
        sanction_effect.show(scope, effects, claims, codes)
    sanction_chain.others(context, rows, codes)
sanction_opened.show(scope, effects, claims, codes)
summaries = sanctions.summaries(scope)
left, right = st.columns(2, gap="large")
with left:
    sanction_time.show(scope, summaries)
with right:
    sanction_endings.show(scope, summaries)
sanction_again.show(scope, summaries)
offers.append(sanction_lists.show(scope, by_list, by_grade))
if together is not None:
    offers.append(sanction_breaks.places(scope, codes, together))
offers.append(sanction_feedback.show(scope, sanctions.feedback(scope)))
offers.append(sanction_box.odd(scope, rows.get("*"), by_list))
download.fold(scope, offers + sanction_box.box(scope, sanctions.judged(scope), feeds))
