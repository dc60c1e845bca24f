"""What the boxes of the supervision pages share: clauses, files, indicators, SQL and refusals, in the words of the page.

`page` is the text file the words come from (commitments, rights, sanctions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import notes, tables
from dashboard.components.headline import chip
from dashboard.components.tables import Column, column
from dashboard.words import t

Row = Mapping[str, Any]
MOST_RULES = 12
TAKEN = (("value", "value"), ("numerator", "x"), ("denominator", "n"), ("low", "low"), ("high", "high"))


def refused(view: Scope, rows: Sequence[Row], page: str) -> str:
    """The rules that refused most, and the way to the receipts."""
    items = "".join(
        f"<li>{t('data_quality.feed.' + r['feed'])} · {escape(words.pick(r, 'message') or r['rule'])} "
        f"<small class=xh-quiet>{t(f'{page}.rows', n=words.number(r['n_rows']))}</small></li>"
        for r in rows[:MOST_RULES]
    )
    to = escape(links.href("data_quality", view), quote=True)
    return f"<ul class=xf-within>{items}</ul><p class=xf-close><a href='{to}'>{t(f'{page}.odd.receipts')}</a></p>"


def folds(
    view: Scope, page: str, key: str, judged: Mapping[str, Row], served: Sequence[Row], sql: Callable[[], Sequence[Row]]
) -> list[Row]:
    """Clauses, indicators and SQL, each shown when opened. Returns the indicators.

    key: begins the names of the folds. served: clauses; sql: asked for when opened.
    """
    fold = tables.opened(t(f"{page}.box.clauses", n=len(served)), f"{key}_clauses_fold")
    if fold:
        fold.html(_clauses(view, served, page))
    rows = list(judged.values())
    heading = t(f"{page}.box.indicators", n=len(rows))
    fold = tables.opened(heading, f"{key}_indicators_fold")
    if fold:
        fold.html(tables.html(rows, indicators(view, page), caption=heading))
    fold = tables.opened(t("indicator.sql"), f"{key}_sql_fold")
    if fold:
        fold.html(statements(sql()) or notes.quiet(t("indicator.no_sql")))
    return rows


def _clauses(view: Scope, rows: Sequence[Row], page: str) -> str:
    """Each clause with its title, the plan's own words, and the indicators that count it."""
    if not rows:
        return f"<p class=xh-quiet>{escape(t(f'{page}.box.no_clauses'))}</p>"
    lines = "".join(f"<dt>{_clause(view, r)}</dt><dd>{_served(view, r)}</dd>" for r in rows)
    return f"<dl class='xf-facts xf-clauses'>{lines}</dl>"


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


def feeds(found: Mapping[str, Row], named: Iterable[str], page: str) -> str:
    """What was sent, feed by feed; a feed nobody sent is said, not left out."""
    lines = "".join(
        f"<dt>{t(f'data_quality.feed.{feed}')}</dt><dd>{_feed(found.get(feed), page)}</dd>" for feed in named
    )
    return f"<dl class=xf-facts>{lines}</dl>"


def _feed(row: Row | None, page: str) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    counts = {k: words.number(row[f"n_{k}"]) for k in ("files", "kept", "refused")}
    return escape(t(f"{page}.box.sent", day=words.day(row["last_received_on"]), **counts))


def indicators(view: Scope, page: str) -> list[Column]:
    """The indicators behind the page as a table on screen."""

    def to(row: Row) -> str:
        return links.href("indicator", view, indicator=row["indicator"])

    return [
        Column(t(f"{page}.head.code"), lambda r: r["indicator"], link=to),
        tables.name(t("common.indicator")),
        column(t("indicator.value"), "value", "value"),
        Column(t(f"{page}.head.fraction"), lambda r: words.fraction(r["numerator"], r["denominator"]), "right"),
        Column(t(f"{page}.head.interval"), lambda r: words.interval(r["low"], r["high"], r["unit"]), "right"),
        Column(t("indicator.target"), lambda r: chip(r["word"]) if r["target"] is not None else "", "html"),
        _origin(page),
    ]


def taken(page: str) -> list[Column]:
    """The same as a download takes them away: every number in a column of its own."""
    return [
        column(t(f"{page}.head.code"), "indicator"),
        tables.name(t("common.indicator")),
        *(column(t(f"indicator.{k}"), c, "value") for c, k in TAKEN),
        _origin(page),
    ]


def _origin(page: str) -> Column:
    """Counted from the registers, or returned as a number; nothing where there is no figure."""

    def said(row: Row) -> str:
        return "" if row["value"] is None else t(f"{page}.returned" if row["origin"] == "return" else f"{page}.counted")

    return Column(t(f"{page}.head.origin"), said)


def statements(found: Sequence[Row]) -> str:
    """Name and text of each SQL file; empty where there is none."""
    return "".join(
        f"<p class=xh-caption>{escape(r['name'])}</p><pre class=xh-command>{escape(r['sql'])}</pre>" for r in found
    )
