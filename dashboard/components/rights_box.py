"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, page_box, rights_drill, tables
from dashboard.components import rights_words as say
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
        tables.html(rows, columns, caption=t("rights.odd.heading")) if rows else notes.quiet(t("rights.odd.none"))
    )
    if refused:
        total = words.number(sum(r["n_rows"] for r in refused))
        notes.block(tables.fold(t("rights.odd.refused", n=total), page_box.refused(view, refused, "rights")))
    return download.Offer("rights_odd", t("rights.odd.heading"), lambda: tables.frame(rows, columns)) if rows else None


def show(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files and definitions at once; clauses, indicators and SQL when opened."""
    notes.section(t("rights.box.heading"), t("rights.box.caption"))
    notes.block(page_box.feeds(feeds, (*rights.FEEDS, "returns"), "rights"))
    defined = tables.opened(t("rights.box.definitions"), "rights_definitions_fold")
    if defined:
        defined.html(_definitions())
    rows = page_box.folds(view, "rights", "rights", judged, rights.clauses(view), lambda: rights.statements(view))
    exported = page_box.taken("rights")
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


def without_data(view: Scope, feeds: Mapping[str, Row], judged: Mapping[str, Row]) -> None:
    """The page of an office nobody sends registers of: what was returned instead, what is missing, and the next move."""
    told = [r for r in judged.values() if r["value"] is not None]
    said = t("rights.empty.returned", n=len(told)) if told else t("rights.empty.nothing")
    lines = f"<p>{escape(said)}</p><p>{escape(t('rights.empty.next'))}</p>"
    command = "<pre class=xh-command>xinheng check FILE --feed objections</pre>"
    notes.block(f"<div class=xh-empty role=status><p><b>{t('rights.empty.title')}</b></p>{lines}{command}</div>")
