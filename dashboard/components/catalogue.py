"""Every card in one table grouped by mechanism, searched and filtered: the twin of the tiles and of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import links, theme, words
from dashboard.access import Scope
from dashboard.components import download, flags, grounds, notes, tables
from dashboard.components.headline import marks, verdict
from dashboard.components.tables import Column, column
from dashboard.reads import catalogue, shell
from dashboard.reads.catalogue import Wanted
from dashboard.words import t

Row = Mapping[str, Any]
HEADS = ("code", "numerator", "denominator", "value", "low", "high", "target", "target_on", "expected", "word", "unit")


def show(view: Scope, rows: Sequence[Row]) -> None:
    """Travels when opened, not before."""
    box = tables.opened(t("overview.catalogue", n=len(rows)), "catalogue")
    if box is None:
        return
    with box:
        owned = catalogue.owners(view)
        kept = catalogue.found(rows, _wanted(view, rows, owned), owned)
        if not kept:
            st.html(f"<p class=xh-quiet>{t('overview.catalogue_none')}</p>")
            return
        if len(kept) < len(rows):
            notes.caption(t("overview.catalogue_found", n=len(kept), of=len(rows)))
        tables.show(
            kept, _shown(view), is_tall=True, caption=t("overview.catalogue_title"), most=len(kept), group=_mechanism
        )
        download.show(
            lambda: tables.frame(kept, _exported()),
            view=view,
            key="indicators",
            title=t("overview.catalogue_title"),
            note=t("overview.tiles_how"),
        )


def _wanted(view: Scope, rows: Sequence[Row], owned: Mapping[str, Sequence[str]]) -> Wanted:
    left, right = st.columns([3, 2], gap="small")
    with left:
        said = st.text_input(
            t("overview.find"),
            key="catalogue_find",
            placeholder=t("overview.find_hint"),
            max_chars=links.LONGEST,
        )
    with right:
        names = shell.department_names(view)
        held = sorted({code for codes in owned.values() for code in codes}, key=lambda c: words.named(names.get(c, {})))
        owner = st.selectbox(
            t("overview.owner"),
            ["", *held],
            key="catalogue_owner",
            format_func=lambda c: words.named(names.get(c, {})) or c if c else t("overview.every_owner"),
        )
    left, right = st.columns(2, gap="small")
    with left:
        kinds = st.pills(
            t("overview.kind"),
            catalogue.KINDS,
            selection_mode="multi",
            key="catalogue_kinds",
            format_func=lambda k: t(f"overview.kind_{k}"),
        )
    with right:
        present = {row["word"] or "no_target" for row in rows}
        judgements = st.pills(
            t("overview.head.word"),
            [w for w in (*theme.ORDER, "no_target") if w in present],
            selection_mode="multi",
            key="catalogue_words",
            format_func=words.judgement,
        )
    return Wanted(said, tuple(kinds or ()), tuple(judgements or ()), owner or "")


def _mechanism(row: Row) -> str:
    return f"{row['mechanism']} {words.pick(row, 'mechanism')}"


def _shown(view: Scope) -> list[Column]:
    return [
        column(t("overview.head.code"), "indicator"),
        tables.name(
            t("overview.head.indicator"), link=lambda r: links.href("indicator", view, indicator=r["indicator"])
        ),
        column(t("overview.head.value"), "value", "value"),
        Column(t("overview.head.fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(t("overview.head.target"), target, "right"),
        Column(t("overview.head.word"), lambda r: verdict(r) + marks(r), "html"),
        Column(t("overview.head.reason"), lambda r: flags.why(r) if r["is_judged"] else ""),
    ]


def target(row: Row) -> str:
    """The target of a row in words, empty without one."""
    return grounds.target(row["target"], row["comparator"], row["unit"]) if row["target"] is not None else ""


def _exported() -> list[Column]:
    head = {k: t(f"overview.head.{k}") for k in HEADS}
    numbers = [
        Column(head[k], grounds.word) if k == "word" else column(head[k], "indicator" if k == "code" else k)
        for k in head
    ]
    return [
        numbers[0],
        tables.name(t("overview.head.indicator")),
        tables.name(t("overview.head.mechanism"), "mechanism"),
        *numbers[1:],
        *marks_told(),
        Column(t("overview.head.reason"), flags.why),
        Column(
            t("overview.head.in_plan"), lambda r: t("overview.head.yes") if r["is_in_plan"] else t("overview.head.no")
        ),
    ]


def marks_told() -> list[Column]:
    """The two marks in words, for a download."""

    def told(row: Row, kind: str) -> str:
        said = row[f"{kind}_mark"]
        return t(f"common.{kind}.{said}") if said else ""

    heads = {"change": "change_mark", "assurance": "assurance"}
    return [Column(t(f"overview.head.{h}"), lambda row, kind=kind: told(row, kind)) for kind, h in heads.items()]
