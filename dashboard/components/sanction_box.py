"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, notes, tables
from dashboard.components import sanction_words as say
from dashboard.components.headline import chip
from dashboard.components.tables import Column, column
from dashboard.reads import sanctions, shell
from dashboard.words import t

Row = Mapping[str, Any]
# Counts of the view that ask for a look at the register: where from, which, of which.
COUNTED = (
    ("measures", "n_applied_unchecked", "n_applied"),
    ("measures", "n_applied_late", "n_applied"),
    ("listings", "n_exit_unstated", "n_listings"),
    ("listings", "n_open_expired", "n_open"),
)
TAKEN = (("value", "value"), ("numerator", "x"), ("denominator", "n"), ("low", "low"), ("high", "high"))


def odd(view: Scope, whole: Row | None, by_list: Sequence[Row]) -> download.Offer | None:
    """Records taken as they came but odd, contradictions between feeds, and rows refused: each for what it is."""
    listed = {c: sum(r[c] or 0 for r in by_list) for c in ("n_exit_unstated", "n_open_expired", "n_listings", "n_open")}
    found = {"measures": whole or {}, "listings": listed}
    rows = [
        {
            "feed": feed,
            "what": t(f"sanctions.odd.{c}"),
            "n": found[feed][c],
            "of": found[feed].get(of),
            "counted": t(f"sanctions.odd.{c}_is"),
        }
        for feed, c, of in COUNTED
        if found[feed].get(c)
    ]
    rows += [
        {
            "feed": r["feed"],
            "what": _contradiction(r["finding"]),
            "n": r["n_rows"],
            "of": None,
            "counted": t("sanctions.odd.finding_is"),
        }
        for r in sanctions.findings(view)
    ]
    columns = [
        Column(say.head("feed"), lambda r: t(f"data_quality.feed.{r['feed']}")),
        column(say.head("odd"), "what"),
        column(say.head("n"), "n", "count"),
        Column(say.head("of"), lambda r: r["of"] or None, "count"),
        column(say.head("counted"), "counted"),
    ]
    refused = sanctions.refused(view)
    n = sum(r["n"] for r in rows) + sum(r["n_rows"] for r in refused)
    fold = tables.opened(t("sanctions.odd.heading", n=words.number(n)), "sanction_odd_fold")
    if fold:
        shown = tables.html(rows, columns) if rows else say.quiet(t("sanctions.odd.none"))
        below = t("sanctions.odd.caption", view=say.described(view))
        fold.html(f"<p class=xh-caption>{escape(below)}</p>{shown}{_refused(view, refused) if refused else ''}")
    if not rows:
        return None
    return download.Offer("sanction_odd", t("sanctions.odd.title"), lambda: tables.frame(rows, columns))


def _contradiction(code: str) -> str:
    key = f"data_quality.finding.{code}"
    return t(key) if words.has(key) else code


def _refused(view: Scope, rows: Sequence[Row]) -> str:
    items = "".join(
        f"<li>{t('data_quality.feed.' + r['feed'])} · {escape(words.pick(r, 'message') or r['rule'])} "
        f"<small class=xh-quiet>{t('sanctions.rows', n=words.number(r['n_rows']))}</small></li>"
        for r in rows[:12]
    )
    to = escape(links.href("data_quality", view), quote=True)
    n = words.number(sum(r["n_rows"] for r in rows))
    head = f"<h3 class=xf-part>{t('sanctions.odd.refused', n=n)}</h3>"
    return (
        f"{head}<ul class=xf-within>{items}</ul><p class=xf-close><a href='{to}'>{t('sanctions.odd.receipts')}</a></p>"
    )


def box(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files at once; clauses, indicators and SQL when opened."""
    notes.section(t("sanctions.box.heading"), t("sanctions.box.caption"))
    notes.block(_feeds(feeds))
    clauses = sanctions.clauses(view)
    served = tables.opened(t("sanctions.box.clauses", n=len(clauses)), "sanction_clauses_fold")
    if served:
        served.html(_clauses(view, clauses))
    rows = list(judged.values())
    opened = tables.opened(t("sanctions.box.indicators", n=len(rows)), "sanction_indicators_fold")
    if opened:
        opened.html(tables.html(rows, _indicator_columns(view), caption=t("sanctions.box.indicators", n=len(rows))))
    sql = tables.opened(t("indicator.sql"), "sanction_sql_fold")
    if sql:
        sql.html(_statements(view))
    exported = [
        column(t("sanctions.head.code"), "indicator"), tables.name(t("common.indicator")),
        *(column(t(f"indicator.{k}"), c, "value") for c, k in TAKEN),
        Column(t("sanctions.head.origin"), _origin),
    ]  # fmt: skip
    return [
        download.Offer("sanction_indicators", t("sanctions.box.indicators", n=len(rows)), lambda: tables.frame(rows, exported)),
        download.Offer("sanction_offices", t("sanctions.offices"), lambda: _offices(view), t("sanctions.offices_note")),
    ]  # fmt: skip


def _clauses(view: Scope, rows: Sequence[Row]) -> str:
    if not rows:
        return say.quiet(t("sanctions.box.no_clauses"))
    lines = "".join(f"<dt>{_clause(view, r)}</dt><dd>{_served(view, r)}</dd>" for r in rows)
    return f"<dl class='xf-facts xs-clauses'>{lines}</dl>"


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
        f"<dt>{t(f'data_quality.feed.{feed}')}</dt><dd>{_feed(feeds.get(feed))}</dd>" for feed in sanctions.FEEDS
    )
    return f"<dl class=xf-facts>{lines}</dl>"


def _feed(row: Row | None) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    counts = {k: words.number(row[f"n_{k}"]) for k in ("files", "kept", "refused")}
    return escape(t("sanctions.box.sent", day=words.day(row["last_received_on"]), **counts))


def _indicator_columns(view: Scope) -> list[Column]:
    def to(row: Row) -> str:
        return links.href("indicator", view, indicator=row["indicator"])

    return [
        Column(t("sanctions.head.code"), lambda r: r["indicator"], link=to),
        tables.name(t("common.indicator")),
        column(t("indicator.value"), "value", "value"),
        Column(t("sanctions.head.fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(t("sanctions.head.interval"), lambda r: words.interval(r["low"], r["high"], r["unit"]), "right"),
        Column(t("indicator.target"), lambda r: chip(r["word"]) if r["target"] is not None else "", "html"),
        Column(t("sanctions.head.origin"), _origin),
    ]  # fmt: skip


def _origin(row: Row) -> str:
    """Counted from the register, or returned as a number; nothing where there is no figure."""
    return "" if row["value"] is None else t("sanctions.returned" if row["origin"] == "return" else "sanctions.counted")


def _statements(view: Scope) -> str:
    found = sanctions.statements(view)
    shown = "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )
    return shown or say.quiet(t("indicator.no_sql"))


def _offices(view: Scope) -> pl.DataFrame:
    """Every region, department and measure, counts under the names of the tables of this page."""
    read = sanctions.offices(view)
    places = {code: words.named(row) for code, row in shell.region_names(view).items()}
    departments = {code: words.named(row) for code, row in shell.department_names(view).items()}
    measures = {code: say.measure(view, code) for code in read["measure_code"].unique()}
    named = {c: say.head(c) for c in read.columns if c.startswith("n_") and words.has(f"sanctions.head.{c}")}
    return read.select(
        pl.col("quarter").alias(t("common.quarter")),
        pl.col("region_code").replace(places).alias(t("common.region")),
        pl.col("department_code").replace(departments).alias(t("common.department")),
        pl.col("measure_code").replace(measures).alias(say.head("measure")),
        *(pl.col(c).alias(name) for c, name in named.items()),
    )


def without_measures(view: Scope, latest: str | None, *, is_listed: bool) -> None:
    """Nothing owed against the listings of the view, or no listing at all: which quarter to look at instead."""
    said = t("sanctions.empty.no_measures") if is_listed else ""
    to = escape(
        links.href("sanctions", view, quarter=latest or view.quarter, list="", grade="", window="12"), quote=True
    )
    next_move = t("sanctions.empty.latest", quarter=words.quarter(latest)) if latest else t("sanctions.empty.later")
    line = f"<a class='xh-link xh-plain' href='{to}'>{escape(next_move)}</a>" if latest else escape(next_move)
    notes.block(
        f"<div class=xh-empty role=status><p>{escape(say.described(view))}</p><p>{escape(said)}</p><p>{line}</p></div>"
    )


def without_data(view: Scope, feeds: Mapping[str, Row], judged: Mapping[str, Row]) -> None:
    """The page of an office nobody sends registers of: what was returned instead, what is missing, and the next move."""
    told = [r for r in judged.values() if r["value"] is not None]
    said = t("sanctions.empty.returned", n=len(told)) if told else t("sanctions.empty.nothing")
    lines = f"<p>{escape(said)}</p><p>{escape(t('sanctions.empty.next'))}</p>"
    command = "<pre class=xh-command>xinheng check FILE --feed listings</pre>"
    notes.block(f"<div class=xh-empty role=status><p><b>{t('sanctions.empty.title')}</b></p>{lines}{command}</div>")
    if told:
        notes.section(t("sanctions.empty.told"))
        tables.show(told, _indicator_columns(view), caption=t("sanctions.empty.told"))
