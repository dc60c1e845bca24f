"""Who the chosen region is compared with, by which rule, how alike they are, and the distance to their middle."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import region_words as say
from dashboard.components.tables import Column
from dashboard.reads import regions
from dashboard.words import t

CHOICES = ("10", "5", "3", "kind", "map")
LIKE = ("n_entities", "share_individual", "share_food_drug", "share_construction", "share_finance", "n_acts_a_year")
MOST = 12  # lines on the page


def show(view: Scope, level: str) -> download.Offer | None:
    """The choice of peers, for every region; the table of peers, for the chosen one."""
    level, here = regions.here(view, level)
    notes.section(_heading(view, here))
    _choose(view)
    notes.caption(_rule(view, level))
    if here is None:
        notes.block(f"<p class=xh-text>{t('regions.peers.choose')}</p>")
        return None
    rows = _rows(view, level)
    if len(rows) < 2:
        notes.block(f"<p class=xh-text>{escape(t('regions.peers.nobody', name=say.name(view, view.region)))}</p>")
        return None
    columns = _columns(view, rows)
    tables.show(rows, columns, caption=t("regions.peers.title"), most=MOST)
    return download.Offer("regions_peers", t("regions.peers.title"), lambda: _frame(view, rows), _rule(view, level))


def _heading(view: Scope, here: say.Row | None) -> str:
    if here is None or here["peer_median"] is None or here["value"] is None:
        return t("regions.peers.heading")
    return (
        t("regions.peers.heading_gap", name=say.name(view, view.region), gap=say.gap(view, here))
        if here["gap"] is not None
        else t("regions.peers.heading")
    )


def _choose(view: Scope) -> None:
    options = {
        c: t(f"regions.peers.by_{c}") if c in ("kind", "map") else t("regions.peers.by_structure", k=c) for c in CHOICES
    }
    key = "choose_peers"
    st.session_state[key] = regions.peers_asked(view)
    st.selectbox(
        t("common.peers"), list(options), format_func=lambda c: options.get(c, c), key=key, label_visibility="collapsed",
        on_change=lambda: st.query_params.update(peers=st.session_state[key]),
    )  # fmt: skip


def _rule(view: Scope, level: str) -> str:
    asked = regions.peers_asked(view)
    if asked in ("kind", "map"):
        return t(f"regions.peers.rule_{asked}")
    features = regions.rule(view, level).partition(";")[0].split(",")
    known = [t(f"regions.like.{f}") for f in features if words.has(f"regions.like.{f}")]
    return t("regions.peers.rule", features=words.listed(known)) if known else t("regions.peers.rule_none")


def _rows(view: Scope, level: str) -> list[say.Row]:
    """The region itself, then its peers, nearest first."""
    pairs = regions.pairs(view, level).filter(pl.col("region_code") == view.region)
    wanted = {view.region: None, **dict(pairs.select("peer_code", "distance").iter_rows())}
    like = regions.structure(view, level)
    by_code = regions.by_code(view, level)
    return [
        {**like.get(code, {}), **by_code[code], "distance": d, "is_own": code == view.region}
        for code, d in wanted.items()
        if code in by_code
    ]


def _columns(view: Scope, rows: list[say.Row]) -> list[Column]:
    unit = say.unit(view)
    columns = [
        tables.name(t("regions.head.region"), link=lambda r: links.href("regions", view, region=r["region_code"])),
        Column(t("regions.head.value"), lambda r: _value(view, r), "right"),
        Column(t("regions.head.ranks"), say.ranks, "right"),
    ]
    if any(r["distance"] is not None for r in rows):
        columns.append(
            Column(
                t("regions.head.distance"),
                lambda r: words.number(r["distance"], 2) if r["distance"] is not None else "",
                "right",
            )
        )
    columns += [
        Column(t(f"regions.like_head.{key}"), lambda r, key=key: _like(r, key), "right")
        for key in LIKE
        if any(r.get(key) is not None for r in rows)
    ]
    return columns if unit else columns[:2]


def _value(view: Scope, row: say.Row) -> str:
    shown = say.counts(view, row) if row["value"] is not None else say.why_blank(row)
    return t("regions.peers.own", value=shown) if row["is_own"] else shown


def _like(row: say.Row, key: str) -> str:
    found = row.get(key)
    if found is None:
        return words.NONE
    return words.percent(found) if key.startswith("share_") else words.number(found)


def _frame(view: Scope, rows: list[say.Row]) -> pl.DataFrame:
    made = {
        t("regions.head.code"): [r["region_code"] for r in rows],
        t("regions.head.region"): [say.full(view, r["region_code"]) for r in rows],
        t("regions.head.value"): [r["value"] for r in rows],
        t("regions.head.x"): [r["numerator"] for r in rows],
        t("regions.head.n"): [r["denominator"] for r in rows],
        t("regions.head.rank_low"): [r["rank_low"] for r in rows],
        t("regions.head.rank_high"): [r["rank_high"] for r in rows],
        t("regions.head.distance"): [r["distance"] for r in rows],
        **{t(f"regions.like_head.{key}"): [r.get(key) for r in rows] for key in LIKE},
    }
    return pl.DataFrame([pl.Series(head, values, strict=False) for head, values in made.items()])
