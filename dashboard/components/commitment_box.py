"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import download, filters, notes, page_box, tables
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
        notes.block(notes.quiet(t("commitments.odd.none")))
    if refused:
        notes.block(
            tables.fold(
                t("commitments.odd.refused", n=words.number(sum(r["n_rows"] for r in refused))),
                page_box.refused(view, refused, "commitments"),
            )
        )
    return download.Offer("odd", t("commitments.odd.heading"), lambda: tables.frame(rows, columns)) if rows else None


def box(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files at once; clauses, indicators and SQL when opened."""
    notes.section(t("commitments.box.heading"), t("commitments.box.caption"))
    notes.block(page_box.feeds(feeds, (*commitments.FEEDS, "returns"), "commitments"))
    rows = page_box.folds(
        view, "commitments", "commitment", judged, commitments.clauses(view), lambda: commitments.statements(view)
    )
    exported = page_box.taken("commitments")
    return [
        download.Offer("commitment_indicators", t("commitments.box.indicators", n=len(rows)), lambda: tables.frame(rows, exported)),
        download.Offer("commitment_offices", t("commitments.offices"), lambda: _offices(view), t("commitments.offices_note")),
    ]  # fmt: skip


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
        tables.show(told, page_box.indicators(view, "commitments"), caption=t("commitments.empty.told"))
