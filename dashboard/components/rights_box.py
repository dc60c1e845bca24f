"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, rights_drill, tables
from dashboard.components import rights_words as say
from dashboard.components.headline import chip
from dashboard.components.tables import Column, column
from dashboard.reads import rights
from dashboard.words import t

Row = Mapping[str, Any]
ODD = (
    ("objections", ("n_unknown_listing", "n_unstated")),
    ("repairs", ("n_unknown_listing", "n_twice", "n_outcome_unstated")),
)


def odd(
    view: Scope, objected: Row | None, repaired: Row | None, found: Mapping[str, Row], refused: Sequence[Row]
) -> download.Offer | None:  # fmt: skip
    """Records taken as they came but odd, and rows the contract refused: each for what it is."""
    notes.section(t("rights.odd.heading"), t("rights.odd.caption", view=filters.described(view)))
    of = {"objections": objected, "repairs": repaired}
    rows = [
        {
            "feed": feed,
            "what": t(f"rights.odd.{feed}.{key}"),
            "n": row[key],
            "counted": t(f"rights.odd.{feed}.{key}_is"),
        }
        for feed, keys in ODD
        if (row := of[feed])
        for key in keys
        if row.get(key)
    ]
    left = (found.get("published_too_long") or {}).get("n_left_out")
    if left:
        rows.append(
            {"feed": "listings", "what": t("rights.odd.left_out"), "n": left, "counted": t("rights.odd.left_out_is")}
        )
    columns = [
        Column(say.head("feed"), lambda r: t(f"data_quality.feed.{r['feed']}")), column(say.head("odd"), "what"),
        column(say.head("count"), "n", "count"), column(say.head("counted"), "counted"),
    ]  # fmt: skip
    notes.block(
        tables.html(rows, columns, caption=t("rights.odd.heading")) if rows else say.quiet(t("rights.odd.none"))
    )
    if refused:
        total = words.number(sum(r["n_rows"] for r in refused))
        notes.block(tables.fold(t("rights.odd.refused", n=total), _refused(view, refused)))
    return download.Offer("rights_odd", t("rights.odd.heading"), lambda: tables.frame(rows, columns)) if rows else None


def _refused(view: Scope, rows: Sequence[Row]) -> str:
    items = "".join(
        f"<li>{t('data_quality.feed.' + r['feed'])} · {escape(words.pick(r, 'message') or r['rule'])} "
        f"<small class=xh-quiet>{t('rights.rows', n=words.number(r['n_rows']))}</small></li>"
        for r in rows[:12]
    )
    to = escape(links.href("data_quality", view), quote=True)
    return f"<ul class=xf-within>{items}</ul><p class=xf-close><a href='{to}'>{t('rights.odd.receipts')}</a></p>"


def show(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files and definitions at once; clauses, indicators and SQL when opened."""
    notes.section(t("rights.box.heading"), t("rights.box.caption"))
    notes.block(_feeds(feeds))
    defined = tables.opened(t("rights.box.definitions"), "rights_definitions_fold")
    if defined:
        defined.html(_definitions())
    clauses = rights.clauses(view)
    served = tables.opened(t("rights.box.clauses", n=len(clauses)), "rights_clauses_fold")
    if served:
        served.html(_clauses(view, clauses))
    rows = list(judged.values())
    opened = tables.opened(t("rights.box.indicators", n=len(rows)), "rights_indicators_fold")
    if opened:
        opened.html(tables.html(rows, _columns(view), caption=t("rights.box.indicators", n=len(rows))))
    sql = tables.opened(t("indicator.sql"), "rights_sql_fold")
    if sql:
        sql.html(_statements(view))
    exported = [
        column(say.head("code"), "indicator"), tables.name(t("common.indicator")), column(t("indicator.value"), "value", "value"),
        column(t("indicator.x"), "numerator", "value"), column(t("indicator.n"), "denominator", "value"),
        column(t("indicator.low"), "low", "value"), column(t("indicator.high"), "high", "value"), Column(say.head("origin"), _origin),
    ]  # fmt: skip
    return [
        download.Offer(
            "rights_indicators", t("rights.box.indicators", n=len(rows)), lambda: tables.frame(rows, exported)
        ),
        download.Offer(
            "rights_offices", t("rights.offices"), lambda: rights_drill.offices(view), t("rights.offices_note")
        ),
    ]


def _definitions() -> str:
    lines = "".join(f"<dt>{say.name(d)}</dt><dd>{escape(t(f'rights.is.{d}'))}</dd>" for d in rights.DEFECTS)
    return f"<dl class=xf-facts>{lines}</dl>"


def _clauses(view: Scope, rows: Sequence[Row]) -> str:
    if not rows:
        return say.quiet(t("rights.box.no_clauses"))
    lines = "".join(f"<dt>{_clause(view, r)}</dt><dd>{_served(view, r)}</dd>" for r in rows)
    return f"<dl class='xf-facts xc-clauses'>{lines}</dl>"


def _clause(view: Scope, row: Row) -> str:
    said = escape(row["clause"] or row["clause_key"])
    if not row["task"]:
        return said
    return f"<a class='xh-link xh-plain' href='{escape(links.href('tasks', view, task=row['task']), quote=True)}'>{said}</a>"


def _served(view: Scope, row: Row) -> str:
    to = " ".join(
        f"<a class='xh-link xh-plain' href='{escape(links.href('indicator', view, indicator=code), quote=True)}'>{code}</a>"
        for code in row["indicators"].split(",")
    )
    quote = f"<q lang=zh>{escape(row['quote'])}</q>" if row["quote"] else ""
    demo = f" <strong class='xh-demo'>{t('common.demo')}</strong>" if row["is_demo"] else ""
    return f"{escape(words.pick(row, 'title'))}{demo} <small>{to}</small>{quote}"


def _feeds(feeds: Mapping[str, Row]) -> str:
    named = (*rights.FEEDS, "returns")
    lines = "".join(f"<dt>{t(f'data_quality.feed.{feed}')}</dt><dd>{_feed(feeds.get(feed))}</dd>" for feed in named)
    return f"<dl class=xf-facts>{lines}</dl>"


def _feed(row: Row | None) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    counts = {k: words.number(row[f"n_{k}"]) for k in ("files", "kept", "refused")}
    return escape(t("rights.box.sent", day=words.day(row["last_received_on"]), **counts))


def _columns(view: Scope) -> list[Column]:
    def to(row: Row) -> str:
        return links.href("indicator", view, indicator=row["indicator"])

    return [
        Column(say.head("code"), lambda r: r["indicator"], link=to),
        tables.name(t("common.indicator")),
        column(t("indicator.value"), "value", "value"),
        Column(say.head("fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(say.head("interval"), lambda r: words.interval(r["low"], r["high"], r["unit"]), "right"),
        Column(t("indicator.target"), lambda r: chip(r["word"]) if r["target"] is not None else "", "html"),
        Column(say.head("origin"), _origin),
    ]


def _origin(row: Row) -> str:
    """Counted from the registers, or returned as a number; nothing where there is no figure."""
    return "" if row["value"] is None else t("rights.returned" if row["origin"] == "return" else "rights.counted")


def _statements(view: Scope) -> str:
    found = rights.statements(view)
    shown = "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )
    return shown or say.quiet(t("indicator.no_sql"))


def without_data(view: Scope, feeds: Mapping[str, Row], judged: Mapping[str, Row]) -> None:
    """The page of an office nobody sends registers of: what was returned instead, what is missing, and the next move."""
    told = [r for r in judged.values() if r["value"] is not None]
    said = t("rights.empty.returned", n=len(told)) if told else t("rights.empty.nothing")
    lines = f"<p>{escape(said)}</p><p>{escape(t('rights.empty.next'))}</p>"
    command = "<pre class=xh-command>xinheng check FILE --feed objections</pre>"
    notes.block(f"<div class=xh-empty role=status><p><b>{t('rights.empty.title')}</b></p>{lines}{command}</div>")
