"""Is there a pattern on the map, or does chance look like this too? Only what the test supports is called a cluster."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import download, notes
from dashboard.components import region_words as say
from dashboard.reads import regions
from dashboard.reads.regions import Pattern
from dashboard.words import t

STATES = ("cluster_high", "cluster_low", "outlier_high", "outlier_low")
ASKED = "regions_tested"
MOST = 12


def found(view: Scope, level: str) -> Pattern | None:
    """The test of the chosen quarter, where the build or the reader had it made; else of the latest quarter."""
    built = regions.pattern(view, level) if level else None
    is_chosen = built is not None and built.whole["quarter"] == view.quarter
    if not is_chosen and view.department == ALL and _is_asked(view, level):
        with st.spinner(t("common.wait")):
            return regions.pattern_now(view, level)
    return built


def show(view: Scope, level: str, places: pl.DataFrame) -> download.Offer | None:
    """The sentence of the test, the clusters by name, the islands."""
    tested = found(view, level)
    notes.section(_heading(tested), t("regions.pattern.caption"))
    if view.department != ALL:
        notes.block(f"<p class=xh-text>{t('regions.pattern.one_department')}</p>")
        return None
    if tested is None:
        notes.block(f"<p class=xh-text>{t('regions.pattern.untested')}</p>")
    else:
        notes.block(_said(view, tested))
    if (tested is None or tested.whole["quarter"] != view.quarter) and places["value"].drop_nulls().len() > 1:
        _offer(view, level)
    if tested is None:
        return None
    return download.Offer(
        "regions_clusters", t("regions.pattern.title"), lambda: _frame(view, tested), t("regions.pattern.how")
    )


def _heading(found: Pattern | None) -> str:
    return t(f"regions.pattern.heading.{found.whole['state']}") if found else t("regions.pattern.heading.none")


def _said(view: Scope, found: Pattern) -> str:
    whole = found.whole
    lines = [f"<p class=xh-text>{escape(_sentence(whole))}</p>"]
    by_state = {s: [c for c, row in found.places.items() if row["state"] == s] for s in (*STATES, "island")}
    items = [
        f"<li><b>{t(f'regions.pattern.state.{s}')}</b> {escape(say.some(view, by_state[s], MOST))}</li>"
        for s in STATES
        if by_state[s]
    ]
    if items:
        lines.append(f"<ul class=xh-grounds>{''.join(items)}</ul>")
    elif whole["state"] in ("clustered", "dispersed"):
        lines.append(f"<p class=xh-text>{t('regions.pattern.no_place')}</p>")
    if by_state["island"]:
        lines.append(
            f"<p class=xh-caption>{escape(t('regions.pattern.islands', names=say.some(view, by_state['island'], MOST)))}</p>"
        )
    return "".join(lines) + notes.how_to_read_html(t("regions.pattern.how"))


def _sentence(whole: say.Row) -> str:
    quarter, n = words.quarter(whole["quarter"]), words.number(whole["n"])
    if whole["moran"] is None or whole["p"] is None:
        return t(f"regions.pattern.said.{whole['state']}", quarter=quarter, n=n)
    test = t(
        "regions.pattern.test",
        moran=words.number(whole["moran"], 2), expected=words.number(whole["expected"], 3),
        z=words.number(whole["z"], 1), p=_chance(whole["p"]),
        rounds=words.number(whole["n_permutations"]),
    )  # fmt: skip
    corrected = (
        t("regions.pattern.corrected", q=_chance(whole["q"]))
        if whole.get("q") is not None
        else t("regions.pattern.uncorrected")
    )
    return t(f"regions.pattern.said.{whole['state']}", quarter=quarter, n=n) + test + corrected


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {words.number(p, 3)}"


def _key(view: Scope, level: str) -> tuple[str, ...]:
    return view.plan, view.indicator, view.quarter, level


def _is_asked(view: Scope, level: str) -> bool:
    return _key(view, level) in st.session_state.get(ASKED, ())


def _offer(view: Scope, level: str) -> None:
    """The build tested the latest quarter; another one is tested when somebody asks."""

    def asked() -> None:
        st.session_state[ASKED] = {*st.session_state.get(ASKED, ()), _key(view, level)}

    st.button(
        t("regions.pattern.test_now", quarter=words.quarter(view.quarter)),
        key="regions_test",
        on_click=asked,
        type="tertiary",
    )


def _frame(view: Scope, found: Pattern) -> pl.DataFrame:
    rows = [{"region_code": code, **row} for code, row in found.places.items()]
    made = {
        t("regions.head.code"): [r["region_code"] for r in rows],
        t("regions.head.region"): [say.full(view, r["region_code"]) for r in rows],
        t("regions.pattern.head.state"): [t(f"regions.pattern.state.{r['state']}") for r in rows],
        t("regions.pattern.head.stabilised"): [r["stabilised"] for r in rows],
        t("regions.pattern.head.local"): [r["local_moran"] for r in rows],
        t("regions.pattern.head.quadrant"): [r["quadrant"] for r in rows],
        "p": [r["p"] for r in rows],
        "q": [r["q"] for r in rows],
    }
    return pl.DataFrame([pl.Series(head, values, strict=False) for head, values in made.items()])
