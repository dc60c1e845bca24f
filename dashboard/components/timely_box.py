"""Where the figures of the page come from: limits with rule, source, clause and quote; feeds, indicators, SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, notes, page_box, tables
from dashboard.components import timely_words as say
from dashboard.components.tables import Column, column
from dashboard.reads import timeliness
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, limits: Sequence[Row]) -> download.Offer | None:
    """Limits always; feeds, indicators and SQL travel only when asked for."""
    notes.block(notes.section_html(t("timeliness.box"), t("timeliness.box_caption")) + _limits(limits))
    box = tables.opened(t("timeliness.box_feeds"), "timeliness_feeds")
    if box:
        box.html(_feeds(timeliness.feeds(view)) + _indicators(view))
    sql = tables.opened(t("indicator.sql"), "timeliness_sql")
    if sql:
        sql.html(page_box.statements(timeliness.statements(view)) or notes.quiet(t("indicator.no_sql")))
    if not limits:
        return None
    return download.Offer("timeliness_limits", t("timeliness.box"), lambda: tables.frame(limits, _columns()))


def _limits(found: Sequence[Row]) -> str:
    """One entry a rule, with the acts it covers here."""
    if not found:
        return notes.quiet(t("timeliness.no_limits"))
    rules: dict[str, list[Row]] = {}
    for row in found:
        rules.setdefault(row["rule"], []).append(row)
    return f"<dl class=xf-facts>{''.join(_rule(rows) for rows in rules.values())}</dl>"


def _rule(rows: Sequence[Row]) -> str:
    row = rows[0]
    acts = words.listed(say.act(r["leg"], r["act"]) for r in rows)
    kind = "days" if row["day_kind"] == "working" else "calendar"
    terms = [t(f"indicator.force.{row['force']}"), _since(row)]
    source = " ".join(part for part in (row["source"], row["clause"]) if part)
    doubt = "" if row["is_source_verified"] else f" <b>{t('common.unverified')}</b>"
    name = f"{escape(words.named(row))}<br>" if words.named(row) else ""
    quote = f"<q class=xt-quote>{escape(row['quote'])}</q>" if row["quote"] else ""
    terms += [source] if source else []
    said = f"<span class=xf-quiet>{escape(' · '.join(terms))}</span>{doubt} <code>{escape(row['rule'])}</code>"
    limit = escape(t(f"timeliness.limit.{kind}", n=row["days"]))
    return f"<dt>{limit}</dt><dd><b>{escape(acts)}</b><br>{name}{said}{quote}</dd>"


def _since(row: Row) -> str:
    """From when to when the limit holds; open ends are far years in the table."""
    since = t("timeliness.since", day=words.day(row["from_on"]))
    return since if row["until_on"].year >= 9999 else since + t("timeliness.until", day=words.day(row["until_on"]))


def _columns() -> list[Column]:
    return [
        Column(t("timeliness.head.act"), lambda row: say.act(row["leg"], row["act"])),
        column(t("timeliness.head.days"), "days"),
        Column(t("timeliness.head.force"), lambda row: t(f"indicator.force.{row['force']}")),
        column(t("timeliness.head.rule"), "rule"),
        Column(t("timeliness.head.name"), words.named),
        column(t("common.source"), "source"),
        column(t("indicator.clause"), "clause"),
        column(t("indicator.quote"), "quote"),
    ]


def _feeds(found: Mapping[str, Row]) -> str:
    lines = "".join(
        f"<dt>{t(f'data_quality.feed.{feed}')}</dt><dd>{_feed(found.get(feed))}</dd>" for feed in timeliness.FEEDS
    )
    return f"<dl class=xf-facts>{lines}</dl>"


def _feed(row: Row | None) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')}</span>"
    counts = {k: words.number(row[f"n_{k}"]) for k in ("files", "kept", "refused")}
    return escape(t("timeliness.sent", **counts, day=words.day(row["last_received_on"])))


def _indicators(view: Scope) -> str:
    items = "".join(
        f"<li><a class=xh-link href='{escape(links.href('indicator', view, indicator=row['indicator']), quote=True)}'>"
        f"{row['indicator']} {escape(words.named(row))}</a> <code>{escape(row['aggregate'])}</code></li>"
        for row in timeliness.indicators(view)
    )
    return f"<p class=xh-caption>{t('timeliness.indicators')}</p><ul class=xf-within>{items}</ul>"


def nothing_sent(view: Scope) -> None:
    """The page of a jurisdiction nobody sends decisions of: what is missing, and the next move."""
    lines = f"<p><b>{t('timeliness.empty')}</b></p><p>{t('timeliness.empty_next')}</p>"
    command = "<pre class=xh-command>xinheng check FILE --feed decisions</pre>"
    notes.block(f"<div class=xh-empty role=status>{lines}{command}</div>{_feeds(timeliness.feeds(view))}")
