"""What does not fit, and where the figures come from: odd records, clauses, indicators, files, SQL; and the page without data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, notes, page_box, tables
from dashboard.components import sanction_words as say
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
        shown = tables.html(rows, columns) if rows else notes.quiet(t("sanctions.odd.none"))
        below = t("sanctions.odd.caption", view=say.described(view))
        fold.html(f"<p class=xh-caption>{escape(below)}</p>{shown}{_refused(view, refused) if refused else ''}")
    if not rows:
        return None
    return download.Offer("sanction_odd", t("sanctions.odd.title"), lambda: tables.frame(rows, columns))


def _contradiction(code: str) -> str:
    key = f"data_quality.finding.{code}"
    return t(key) if words.has(key) else code


def _refused(view: Scope, rows: Sequence[Row]) -> str:
    n = words.number(sum(r["n_rows"] for r in rows))
    head = f"<h3 class=xf-part>{t('sanctions.odd.refused', n=n)}</h3>"
    return head + page_box.refused(view, rows, "sanctions")


def box(view: Scope, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> list[download.Offer]:
    """Files at once; clauses, indicators and SQL when opened."""
    notes.section(t("sanctions.box.heading"), t("sanctions.box.caption"))
    notes.block(page_box.feeds(feeds, sanctions.FEEDS, "sanctions"))
    rows = page_box.folds(
        view, "sanctions", "sanction", judged, sanctions.clauses(view), lambda: sanctions.statements(view)
    )
    exported = page_box.taken("sanctions")
    return [
        download.Offer("sanction_indicators", t("sanctions.box.indicators", n=len(rows)), lambda: tables.frame(rows, exported)),
        download.Offer("sanction_offices", t("sanctions.offices"), lambda: _offices(view), t("sanctions.offices_note")),
    ]  # fmt: skip


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
        tables.show(told, page_box.indicators(view, "sanctions"), caption=t("sanctions.empty.told"))
