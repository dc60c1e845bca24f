"""The blocks of the methods page beside the verdict: definitions, rules, calendar, SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, wraps
from html import escape
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components.receipts import feed_name
from dashboard.components.tables import Column, column
from dashboard.reads import base, methods, shell
from dashboard.words import t

Row = Mapping[str, Any]
TEXTS = {
    "reading": ("reading_month", "reading_over", "reading_due", "reading_repeat"),
    "statistics": (
        "statistics_rate",
        "statistics_wilson",
        "statistics_flow",
        "statistics_few",
        "statistics_pooled",
        "statistics_census",
    ),
    "conventions": (
        "peers_who",
        "peers_test",
        "peers_funnel",
        "many_tests",
        "process_rules",
        "process_stock",
        "process_seen",
        "forecast_models",
        "no_score",
    ),
    "departures": ("departure_improving", "departure_shared", "departure_no_line", "departure_past", "departure_few"),
    "privacy": ("privacy_hidden", "privacy_rows"),
}
SOURCES = ("plans", "regions", "departments", "workdays", "rules")
MOST_SHOWN = 16  # rows of a table on the page itself; all of them in a fold
OWN = "plan"


def head(key: str) -> str:
    """A heading of this page's tables."""
    return t(f"methods.head.{key}")


def finding(cards: Sequence[Row], rules: Sequence[Row]) -> str:
    """The page's title."""
    if not cards:
        return t("methods.title_none")
    now = [r for r in rules if r["is_here"] and r["is_now"]]
    open_ones = sum(1 for r in now if not r["is_source_verified"])
    said = t("methods.title_unverified", n=open_ones) if open_ones else ""
    return t("methods.title", cards=len(cards), now=len(now), unverified=said)


def told_once(write: Callable[..., str]) -> Callable[..., str]:
    """What no snapshot changes is written once in each language."""
    inner = cache(lambda _, *about: write(*about))

    @wraps(write)
    def outer(*about: str) -> str:
        return inner(words.language(), *about)

    return outer


@told_once
def texts(topic: str) -> str:
    """A topic as a list of sentences."""
    lines = "".join(f"<li>{escape(t(f'methods.text.{k}'))}</li>" for k in TEXTS[topic])
    return notes.section_html(t(f"methods.{topic}")) + f"<ul class=xh-grounds>{lines}</ul>"


def definitions(view: Scope, cards: Sequence[Row]) -> download.Offer:
    """Definitions of one mechanism, or of the plan's own indicators, at a time."""
    notes.section(t("methods.definitions"), t("methods.definitions_caption"))
    by_mechanism = methods.mechanisms(list(cards))
    counts = {code: sum(1 for c in cards if c["mechanism"] == code) for code in by_mechanism}
    n_own = sum(1 for c in cards if c["is_in_plan"])
    options = {OWN: t("methods.plan_own", n=n_own)} if n_own else {}
    options |= {
        code: t("methods.mechanism_option", code=code, name=words.pick(row, "mechanism"), n=counts[code])
        for code, row in by_mechanism.items()
    }
    chosen = st.selectbox(
        t("methods.mechanism"), list(options), format_func=lambda c: options.get(c, c), key="mechanism", placeholder=t("common.choose"),
        label_visibility="collapsed", width=420,
    )  # fmt: skip
    shown = _of(cards, chosen)
    notes.block(_first(view, chosen))
    columns = _card_columns(view)
    if len(shown) > MOST_SHOWN:
        tables.every_row(shown, columns, t("methods.definitions_all", n=len(shown)), "definitions_all")
    return download.Offer(
        "definitions",
        t("methods.all_cards_title"),
        lambda: tables.frame(cards, columns),
        t("methods.definitions_caption"),
    )


def _of(cards: Sequence[Row], chosen: str) -> list[Row]:
    return [c for c in cards if (c["is_in_plan"] if chosen == OWN else c["mechanism"] == chosen)]


@base.kept_by("plan", "lang")
def _first(view: Scope, chosen: str) -> str:
    """The first definitions; every view of a plan shows the same."""
    shown = _of(methods.cards(view), chosen)[:MOST_SHOWN]
    return tables.html(shown, _card_columns(view), is_tall=True, caption=t("methods.definitions"))


def _card_columns(view: Scope) -> list[Column]:
    names = {r["rule"]: words.named(r) for r in methods.rules(view)}
    return [
        column(head("code"), "indicator"),
        tables.name(head("name")),
        tables.name(head("numerator"), "numerator"),
        tables.name(head("denominator"), "denominator"),
        Column(head("unit"), lambda r: _worded("unit", r["unit"])),
        Column(head("direction"), lambda r: _worded("direction", r["direction"])),
        Column(head("origin"), lambda r: _worded("origin", r["origin"])),
        Column(
            head("feeds"), lambda r: "、".join(feed_name(f.strip()) for f in (r["feeds"] or "").split(",") if f.strip())
        ),
        column(head("least"), "least_denominator", "right"),
        Column(head("rule"), lambda r: names.get(r["rule"], r["rule"] or "")),
        column(head("review"), "review_on", "day"),
    ]


def _worded(kind: str, code: str | None) -> str:
    key = f"methods.{kind}.{code}"
    return t(key) if words.has(key) else code or ""


def rules(view: Scope, found: Sequence[Row], day: date | None) -> download.Offer:
    """Dated rules with their sources, those in force first."""
    notes.section(t("methods.rules", region=filters.region_name(view), day=words.day(day)), t("methods.rules_caption"))
    columns = [
        Column(head("status"), _status),
        tables.name(head("rule_name")),
        Column(head("acts"), lambda r: acts(r["acts"])),
        Column(head("days_limit"), lambda r: t("methods.days", n=r["days"]) if r["days"] else "", "right"),
        Column(head("validity"), _validity),
        Column(head("source"), _source),
    ]
    tables.beginning(
        found, columns, MOST_SHOWN, caption=t("methods.rules_caption"), below="",
        every=t("methods.rules_all", n=len(found)), key="rules_all",
    )  # fmt: skip
    return download.Offer(
        "rules",
        t("methods.rules", region=filters.region_name(view), day=words.day(day)),
        lambda: tables.frame(found, columns),
    )


def acts(codes: str | None) -> str:
    """Kinds of act in words."""
    return words.listed(_worded("act", code.strip()) for code in (codes or "").split(",") if code.strip())


def _status(row: Row) -> str:
    if not row["is_here"]:
        return t("methods.not_here")
    return t("methods.now") if row["is_now"] else t("methods.not_now")


def _validity(row: Row) -> str:
    if row["valid_from"] is None:
        return "" if row["kind"] == "setting" else t("methods.always")
    if row["valid_to"] is None:
        return t("methods.span", start=words.day(row["valid_from"]))
    return t("methods.span_to", start=words.day(row["valid_from"]), end=words.day(row["valid_to"]))


def _source(row: Row) -> str:
    where = " ".join(part for part in (row["source"], row["clause"]) if part)
    return (
        where
        if row["is_source_verified"]
        else f"{where}【{t('common.unverified')}】"
        if where
        else t("common.unverified")
    )


def limits(view: Scope, found: Sequence[Row]) -> str:
    """Time limits of the plan, with the words they stand in."""
    heading = notes.section_html(t("methods.limits"), words.pick(shell.plan(view), "title"))
    if not found:
        return heading + f"<p class=xh-quiet>{t('methods.limits_none')}</p>"
    columns = [
        Column(head("acts"), lambda r: acts(r["acts"])),
        Column(head("days_limit"), lambda r: t("methods.days", n=r["days"]) if r["days"] else "", "right"),
        column(head("clause"), "clause"),
        column(head("quote"), "quote"),
    ]
    return heading + tables.html(found, columns, caption=t("methods.limits"))


def calendar(found: Sequence[Row]) -> str:
    """Working days by year."""
    columns = [
        column(head("year"), "year", "right"),
        *(column(head(k), k, "count") for k in ("n_workdays", "n_holidays", "n_make_up")),
        Column(head("status"), lambda r: t("methods.provisional" if r["is_provisional"] else "methods.published")),
    ]
    return notes.section_html(t("methods.calendar"), t("methods.calendar_caption")) + tables.html(
        found, columns, caption=t("methods.calendar")
    )


@told_once
def sources() -> str:
    """Reference data with source and licence."""
    rows = [
        dict(zip(("what", "source", "licence"), t(f"methods.reference.{k}").split("|"), strict=True)) for k in SOURCES
    ]
    columns = [column(head("table"), "what"), column(head("source"), "source"), column(head("licence"), "licence")]
    return notes.section_html(t("methods.sources"), t("methods.sources_caption")) + tables.html(
        rows, columns, caption=t("methods.sources")
    )


def statements(found: Mapping[str, str]) -> None:
    """One SQL file at a time, and the list of them only once it is asked for: together they would outweigh the page."""
    box = tables.opened(t("methods.sql", n=len(found)), "sql")
    if box is None:
        return
    with box:
        notes.caption(t("methods.sql_caption"))
        chosen = st.selectbox(
            t("methods.sql_choose"),
            list(found),
            index=None,
            key="statement",
            placeholder=t("methods.sql_choose"),
            label_visibility="collapsed",
            width=420,
        )
        if chosen:
            st.html(f"<pre class=xh-command>{escape(found[chosen])}</pre>")


def build(view: Scope, steps: Sequence[Row]) -> None:
    """When and by what the snapshot was made; its steps once they are asked for."""
    facts = shell.build(view)
    built = facts["built_at"].strftime("%Y-%m-%d %H:%M") if facts["built_at"] else words.NONE
    line = t(
        "methods.build_line",
        snapshot=view.snapshot,
        as_of=words.day(facts["as_of"]),
        version=facts["code_version"] or words.NONE,
        built=built,
    )
    notes.section(t("methods.build"))
    notes.caption(line)
    box = tables.opened(t("methods.steps", n=len(steps)), "steps") if steps else None
    if box is None:
        return
    columns = [
        column(head("step"), "step"),
        column(head("n_rows"), "n_rows", "count"),
        Column(head("seconds"), lambda r: words.number(r["seconds"], 2), "right"),
    ]
    with box:
        tables.show(steps, columns)


def pair(left: str, right: str) -> None:
    """Two blocks side by side, below one another on a phone."""
    st.html(f"<div class='xh-columns two'><section>{left}</section><section>{right}</section></div>")
