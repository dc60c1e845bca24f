"""The evidence behind each flag, one line a unit and indicator: what a department named as lagging may ask to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import links, theme, words
from dashboard.access import Scope
from dashboard.components import department_words as say
from dashboard.components import download, evidence, grounds, notes, odd_figures, tables
from dashboard.components.department_finding import lacking
from dashboard.components.tables import Column
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 8


def show(view: Scope, flags: Sequence[Row]) -> download.Offer | None:
    """The table; those beyond the first stand in the download."""
    notes.section(t("departments.evidence.heading"), t("departments.evidence.caption"))
    if not flags:
        st.html(f"<p class=xh-quiet>{t('departments.evidence.none')}</p>")
        return None
    shown = [
        Column(t("departments.head.unit"), lambda r: _unit(view, r), "html"),
        Column(t("departments.head.value"), lambda r: f"{say.counts(r)}<small>{escape(_target(r))}</small>", "html"),
        Column(
            t("departments.head.verdict"), lambda r: f"{say.verdict_code(r)}<small>{escape(_state(r))}</small>", "html"
        ),
        Column(t("departments.head.marks"), _marks, "html"),
        Column(t("departments.head.p_met"), _p_met, "html"),
        Column(t("departments.head.peers"), _peers, "html"),
        Column(t("departments.head.of_three"), lambda r: words.fraction(r["n_lagging_of_three"], 3), "right"),
        Column(t("departments.head.otherwise"), grounds.otherwise),
    ]
    st.html(
        f"<div class=xd-evidence>{tables.html(flags, shown, caption=t('departments.evidence.heading'), most=MOST)}</div>"
        + notes.how_to_read_html(t("departments.evidence.how"))
    )
    return download.Offer(
        "department_flags",
        t("departments.evidence.heading"),
        lambda: tables.frame(flags, _exported(view)),
        t("departments.evidence.how"),
    )


def _unit(view: Scope, row: Row) -> str:
    return f"<b>{say.linked(view, row)}</b><br>{say.anchor(say.link(view, row), words.named(row) or row['indicator'])}"


def _target(row: Row) -> str:
    if row["target"] is None:
        return t("departments.no_target")
    said = grounds.target(row["target"], row["comparator"], row.get("unit"))
    return t("departments.target", target=said, day=words.day(row["target_on"])) if row["target_on"] else said


def _state(row: Row) -> str:
    return t("departments.nameable") if row["is_nameable"] else f"{t('departments.not_nameable')}{lacking(row)}"


def _marks(row: Row) -> str:
    found = (("change", row["change_mark"]), ("assurance", row["assurance_mark"]))
    return (
        "<br>".join(f"{theme.SIGNS[said]} {escape(t(f'common.{kind}.{said}'))}" for kind, said in found if said)
        or words.NONE
    )


def _mark(kind: str, said: str | None) -> str | None:
    return t(f"common.{kind}.{said}") if said else None


def _p_met(row: Row) -> str:
    """The chance, or why none is stated."""
    if row["p_met"] is not None:
        return escape(evidence.chance(row["p_met"]))
    return f"<small>{escape(evidence.forecast(row))}</small>"


def _peers(row: Row) -> str:
    if row["peer_p"] is None:
        return f"<span class=xh-quiet>{escape(evidence.peers(row))}</span>"
    return f"p {escape(say.chance(row['peer_p']))}<br>q {escape(say.chance(row['peer_q']))}<small>{escape(evidence.group(row))}</small>"


def _exported(view: Scope) -> list[Column]:
    """Everything of the table and what does not fit there."""

    def plain(head: str, key: str) -> Column:
        return Column(t(f"departments.head.{head}"), lambda r: r[key])

    before = {"x": "judged_x", "n": "judged_n", "pooled": "n_pooled"} | {k: k for k in ("value", "target", "target_on")}
    after = {"p_met": "p_met", "p": "peer_p", "q": "peer_q", "q_named": "q_named", "of_three": "n_lagging_of_three"}
    return [
        Column(t("departments.head.unit"), lambda r: say.of(view, r)),
        Column(t("departments.head.indicator"), lambda r: f"{r['indicator']} {words.named(r)}"),
        *(plain(head, key) for head, key in before.items()),
        Column(t("departments.head.verdict"), say.verdict_code),
        Column(t("departments.head.named"), _state),
        *(Column(t(f"departments.head.{k}"), lambda r, k=k: _mark(k, r[f"{k}_mark"])) for k in ("change", "assurance")),
        *(plain(head, key) for head, key in after.items()),
        plain("signals", "signals"),
        Column(t("departments.head.grounds"), grounds.sentence),
        Column(t("departments.head.otherwise"), grounds.otherwise),
    ]


def patterns(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Figures of these units whose shape asks for a second look: a verdict on them stands or falls with them."""
    notes.section(t("departments.patterns.heading"), t("departments.patterns.caption"))
    to = say.anchor(links.href("data_quality", view), t("departments.patterns.more"))
    if not rows:
        st.html(f"<p class=xh-quiet>{t('departments.patterns.none')}</p><p class=xh-caption>{to}</p>")
        return None
    columns = [
        Column(t("departments.head.unit"), lambda r: say.of(view, r)),
        Column(t("departments.head.indicator"), odd_figures.subject),
        Column(t("departments.head.pattern"), lambda r: odd_figures.pattern(r["pattern"])),
        Column(t("departments.head.seen"), odd_figures.seen),
        Column("p", lambda r: say.chance(r["p"]), "right"),
        Column("q", lambda r: say.chance(r["q"]), "right"),
        Column(t("departments.head.chance"), odd_figures.chance),
    ]
    table = tables.html(rows, columns, caption=t("departments.patterns.heading"), most=MOST)
    st.html(f"{table}<p class=xh-caption>{to}</p>")
    return download.Offer("department_patterns", t("departments.patterns.heading"), lambda: tables.frame(rows, columns))
