"""Codes that are wrong or stand twice, and figures whose shape asks for a second look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, receipts, tables
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
PATTERNS = ("heaping_at_full", "exactly_on_target", "identical_quarters", "shrinking_denominator", "limit_day_spike")
MOST = 10
LEAST_SHOWN = 0.001


def codes(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a department: coverage and faults as counted here, beside what it returned itself."""
    section = notes.section_html(t("data_quality.codes"), t("data_quality.codes_caption"))
    if not rows:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.codes_none')}</p>")
        return None
    columns = [
        Column(receipts.head("department"), lambda r: receipts.department(view, r["department_code"])),
        *(column(receipts.head(c), c, "count") for c in ("n_records", "n_coded", "n_wrong", "n_double", "n_without")),
        *(column(receipts.head(c), c, "rate") for c in ("fault_rate", "returned_fault_rate", "coverage", "returned_coverage")),
    ]  # fmt: skip
    st.html(
        section
        + tables.html(rows, columns, is_tall=True, caption=t("data_quality.codes"), most=receipts.MOST_SENDERS)
        + notes.how_to_read_html(t("data_quality.codes_how"))
    )
    return download.Offer(
        "codes", t("data_quality.codes"), lambda: tables.frame(rows, columns), t("data_quality.codes_how")
    )


def patterns(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a pattern found, with its numbers; the rules below."""
    section = notes.section_html(t("data_quality.patterns"), t("data_quality.patterns_caption"))
    rules = "".join(f"<dt>{pattern(p)}</dt><dd>{t(f'data_quality.pattern_rule.{p}')}</dd>" for p in PATTERNS)
    folded = tables.fold(t("data_quality.patterns_rules"), f"<dl class='xh-key rows'>{rules}</dl>")
    if not rows:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.patterns_none')}</p>{folded}")
        return None
    columns = [
        Column(receipts.head("quarter"), lambda r: words.quarter(r["quarter"])),
        Column(receipts.head("department"), lambda r: receipts.department(view, r["department_code"])),
        Column(receipts.head("subject"), subject),
        Column(receipts.head("region"), lambda r: words.pick(r, "region") or r["region_code"]),
        Column(receipts.head("pattern"), lambda r: pattern(r["pattern"])),
        Column(receipts.head("seen"), seen),
        Column(receipts.head("chance"), chance),
    ]
    n_beyond = sum(r["state"] == "beyond_chance" for r in rows)
    st.html(
        section
        + f"<p class=xh-text>{t('data_quality.patterns_found', n=words.number(len(rows)), beyond=words.number(n_beyond))}</p>"
        + tables.html(rows, columns, is_tall=True, caption=t("data_quality.patterns"), most=MOST)
        + notes.how_to_read_html(t("data_quality.patterns_how"))
        + folded
    )
    return download.Offer(
        "patterns", t("data_quality.patterns"), lambda: tables.frame(rows, columns), t("data_quality.patterns_caption")
    )


def pattern(code: str) -> str:
    """A pattern in words."""
    return t(f"data_quality.pattern.{code}")


def chance(row: Row) -> str:
    """How often honest figures would show as much, or why that cannot be said."""
    if row["state"] is None:
        return "–"
    q = None if row["q"] is None else row["q"] if row["q"] >= LEAST_SHOWN else LEAST_SHOWN
    below = "<" if q == LEAST_SHOWN else ""
    return t(
        f"data_quality.pattern_chance.{row['state']}", q=below + words.percent(q), n=words.number(row["n_examined"])
    )


def subject(row: Row) -> str:
    """The indicator, or the act whose delays they are."""
    if row["indicator"]:
        return words.pick(row, "name") or row["indicator"]
    key = f"data_quality.act.{row['act']}"
    return t("data_quality.delays_of", act=t(key) if words.has(key) else row["act"])


def seen(row: Row) -> str:
    """The numbers of one pattern in a sentence."""
    said = {"n": words.number(row["n"]), "n_of": words.number(row["n_of"])}
    if row["pattern"] == "identical_quarters":
        said |= {"observed": words.number(row["observed"]), "reference": words.number(row["reference"])}
    elif row["pattern"] == "limit_day_spike":
        said |= {"observed": words.number(row["observed"]), "reference": words.number(row["reference"], 1),
                 "share": words.percent(row["n"] / row["n_of"])}  # fmt: skip
    elif row["pattern"] == "exactly_on_target":
        said |= {"observed": words.percent(row["observed"]), "reference": words.number(row["reference"], 1)}
    else:
        said |= {"observed": words.percent(row["observed"]), "reference": words.percent(row["reference"])}
    return t(f"data_quality.pattern_seen.{row['pattern']}", **said)
