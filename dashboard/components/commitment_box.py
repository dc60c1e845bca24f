"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import download, filters, notes, tables
from dashboard.components.headline import chip
from dashboard.components.tables import Column, column
from dashboard.reads import commitments, shell
from dashboard.words import t

Row = Mapping[str, Any]
# Counts of the quarter that ask for a look at the register: where from, which.
ODD = (
    ("commitments", ("n_outcome_unchecked", "n_checked_without_outcome", "n_checked_early", "n_shared_before", "n_papers_without_limit")),
    ("credit_checks", ("n_checked_same_day", "n_restriction_unstated", "n_unlisted")),
    ("interviews", ("n_without_limit", "n_unknown_listing")),
)  # fmt: skip

TAKEN = (("value", "value"), ("numerator", "x"), ("denominator", "n"), ("low", "low"), ("high", "high"))


def odd(view: Scope, found: Mapping[str, Row | None], refused: Sequence[Row]) -> download.Offer | None:
    """Records taken as they came but odd, and rows the contract refused: each for what it is."""
    notes.section(t("commitments.odd.heading"), t("commitments.odd.caption", view=filters.described(view)))
    rows = [
        {"feed": feed, "what": t(f"commitments.odd.{key}"), "n": row[key], "counted": t(f"commitments.odd.{key}_is")}
        for feed, keys in ODD
        if (row := found.get(feed))
        for key in keys
        if row.get(key)
    ]
    columns = [
        Column(t("commitments.head.feed"), lambda r: t(f"data_quality.feed.{r['feed']}")),
        column(t("commitments.head.odd"), "what"),
        column(t("commitments.head.n"), "n", "count"),
        column(t("commitments.head.counted"), "counted"),
    ]
    if rows:
        tables.show(rows, columns, caption=t("commitments.odd.heading"))
    else:
        notes.block(say.quiet(t("commitments.odd.none")))
    if refused:
        notes.block(
            tables.fold(
                t("commitments.odd.refused", n=words.number(sum(r["n_rows"] for r in refused))), _refused(view, refused)
            )
        )
    return download.Offer("odd", t("commitments.odd.heading"), lambda: tables.frame(rows, columns)) if rows else None


def _refused(view: Scope, rows: Sequence[Row]) -> str:
    items = "".join(
        f"<li>{t('data_quality.feed.' + r['feed'])} · {escape(words.pick(r, 'message') or r['rule'])} "
        f"<small class=xh-quiet>{t('commitments.rows', n=words.number(r['n_rows']))}</small></li>"
        for r in rows[:12]
    )
    to = escape(links.href("data_quality", view), quote=True)
    return f"<ul class=xf-within>{items}</ul><p class=xf-close><a href='{to}'>{t('commitments.odd.receipts')}</a></p>"


def box(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files at once; clauses, indicators and SQL when opened."""
    notes.section(t("commitments.box.heading"), t("commitments.box.caption"))
    notes.block(_feeds(feeds))
    clauses = commitments.clauses(view)
    served = tables.opened(t("commitments.box.clauses", n=len(clauses)), "commitment_clauses_fold")
    if served:
        served.html(_clauses(view, clauses))
    rows = list(judged.values())
    opened = tables.opened(t("commitments.box.indicators", n=len(rows)), "commitment_indicators_fold")
    if opened:
        opened.html(tables.html(rows, _indicator_columns(view), caption=t("commitments.box.indicators", n=len(rows))))
    sql = tables.opened(t("indicator.sql"), "commitment_sql_fold")
    if sql:
        sql.html(_statements(view))
    exported = [
        column(t("commitments.head.code"), "indicator"), tables.name(t("common.indicator")),
        *(column(t(f"indicator.{k}"), c, "value") for c, k in TAKEN),
        Column(t("commitments.head.origin"), _origin),
    ]  # fmt: skip
    return [
        download.Offer("commitment_indicators", t("commitments.box.indicators", n=len(rows)), lambda: tables.frame(rows, exported)),
        download.Offer("commitment_offices", t("commitments.offices"), lambda: _offices(view), t("commitments.offices_note")),
    ]  # fmt: skip


def _clauses(view: Scope, rows: Sequence[Row]) -> str:
    if not rows:
        return say.quiet(t("commitments.box.no_clauses"))
    lines = "".join(f"<dt>{_clause(view, r)}</dt><dd>{_served(view, r)}</dd>" for r in rows)
    return f"<dl class='xf-facts xc-clauses'>{lines}</dl>"


def _clause(view: Scope, row: Row) -> str:
    said = escape(row["clause"] or row["clause_key"])
    if not row["task"]:
        return said
    return f"<a class='xh-link xh-plain' href='{escape(links.href('tasks', view, task=row['task']), quote=True)}'>{said}</a>"


def _served(view: Scope, row: Row) -> str:
    """The title, the plan's own words, and the indicators that count it, each a link."""
    to = " ".join(
        f"<a class='xh-link xh-plain' href='{escape(links.href('indicator', view, indicator=code), quote=True)}'>{code}</a>"
        for code in row["indicators"].split(",")
    )
    quote = f"<q lang=zh>{escape(row['quote'])}</q>" if row["quote"] else ""
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if row["is_demo"] else ""
    return f"{escape(words.pick(row, 'title'))}{demo} <small>{to}</small>{quote}"


def _feeds(feeds: Mapping[str, Row]) -> str:
    lines = "".join(
        f"<dt>{t(f'data_quality.feed.{feed}')}</dt><dd>{_feed(feeds.get(feed))}</dd>"
        for feed in (*commitments.FEEDS, "returns")
    )
    return f"<dl class=xf-facts>{lines}</dl>"


def _feed(row: Row | None) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    counts = {k: words.number(row[f"n_{k}"]) for k in ("files", "kept", "refused")}
    return escape(t("commitments.box.sent", day=words.day(row["last_received_on"]), **counts))


def _indicator_columns(view: Scope) -> list[Column]:
    def to(row: Row) -> str:
        return links.href("indicator", view, indicator=row["indicator"])

    return [
        Column(t("commitments.head.code"), lambda r: r["indicator"], link=to),
        tables.name(t("common.indicator")),
        column(t("indicator.value"), "value", "value"),
        Column(t("commitments.head.fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(t("commitments.head.interval"), lambda r: words.interval(r["low"], r["high"], r["unit"]), "right"),
        Column(t("indicator.target"), lambda r: chip(r["word"]) if r["target"] is not None else "", "html"),
        Column(t("commitments.head.origin"), _origin),
    ]  # fmt: skip


def _origin(row: Row) -> str:
    """Counted from the register, or returned as a number; nothing where there is no figure."""
    return (
        ""
        if row["value"] is None
        else t("commitments.returned" if row["origin"] == "return" else "commitments.counted")
    )


def _statements(view: Scope) -> str:
    found = commitments.statements(view)
    shown = "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )
    return shown or say.quiet(t("indicator.no_sql"))


def _offices(view: Scope) -> pl.DataFrame:
    """Every office by kind, counts under the names of the tables of this page."""
    read = pl.DataFrame(pl.from_arrow(commitments.offices(view)))
    kinds = {code: say.kind(code) for code in commitments.KINDS}
    places = {code: words.named(row) for code, row in shell.region_names(view).items()}
    departments = {code: words.named(row) for code, row in shell.department_names(view).items()}
    named = {c: t(f"commitments.head.{c}") for c in read.columns if words.has(f"commitments.head.{c}")}
    return read.select(
        pl.col("quarter").alias(t("common.quarter")),
        pl.col("region_code").replace(places).alias(t("common.region")),
        pl.col("department_code").replace(departments).alias(t("common.department")),
        pl.col("kind").replace(kinds),
        *(pl.col(c) for c in named if c.startswith("n_")),
    ).rename({c: name for c, name in named.items() if c.startswith("n_") or c == "kind"})


def without_quarter(view: Scope, quarter: str | None) -> None:
    """A quarter with nothing on record where other quarters have: which to look at instead."""
    to = escape(links.href("commitments", view, quarter=quarter), quote=True) if quarter else ""
    said = t("commitments.empty.latest", quarter=words.quarter(quarter)) if quarter else t("commitments.empty.later")
    line = f"<a class='xh-link xh-plain' href='{to}'>{escape(said)}</a>" if quarter else escape(said)
    notes.block(f"<div class=xh-empty role=status><p>{escape(filters.described(view))}</p><p>{line}</p></div>")


def without_data(view: Scope, feeds: Mapping[str, Row], judged: Mapping[str, Row]) -> None:
    """The page of an office nobody sends registers of: what was returned instead, what is missing, and the next move."""
    told = [r for r in judged.values() if r["value"] is not None]
    said = t("commitments.empty.returned", n=len(told)) if told else t("commitments.empty.nothing")
    lines = f"<p>{escape(said)}</p><p>{escape(t('commitments.empty.next'))}</p>"
    command = "<pre class=xh-command>xinheng check FILE --feed commitments</pre>"
    notes.block(f"<div class=xh-empty role=status><p><b>{t('commitments.empty.title')}</b></p>{lines}{command}</div>")
    if told:
        notes.section(t("commitments.empty.told"))
        tables.show(told, _indicator_columns(view), caption=t("commitments.empty.told"))
