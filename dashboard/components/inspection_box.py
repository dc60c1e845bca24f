"""Where the figures of the page come from: definitions, bands, indicators, files, SQL; and the page without any visit."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import download, figures, notes, page_box, tables
from dashboard.components import inspection_words as say
from dashboard.reads import inspections
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, feeds: Mapping[str, Row]) -> None:
    """The whole box. Bands, indicators and SQL travel only when asked for."""
    notes.section(t("inspections.box.heading"), t("inspections.box.caption"))
    define = {
        t(f"inspections.define.{k}"): escape(t(f"inspections.define.{k}_is"))
        for k in ("ratio", "band", "tier", "random", "year")
    }
    notes.block(say.facts(define) + _feeds(feeds))
    with_indicators = tables.opened(t("inspections.box.indicators"), "inspection_indicators_fold")
    if with_indicators:
        with_indicators.html(_indicators(view))
    bands = tables.opened(t("inspections.box.bands"), "inspection_bands_fold")
    if bands:
        with bands:
            _bands(view)
    sql = tables.opened(t("indicator.sql"), "inspection_sql_fold")
    if sql:
        sql.html(page_box.statements(inspections.statements(view)) or notes.quiet(t("indicator.no_sql")))


def _feeds(feeds: Mapping[str, Row]) -> str:
    """What was sent, feed by feed; a feed nobody sent is said, not left out."""
    return say.facts({t(f"data_quality.feed.{feed}"): _feed(feeds.get(feed), feed) for feed in inspections.FEEDS})


def _feed(row: Row | None, feed: str) -> str:
    if row is None:
        return f"<span class=xf-quiet>{words.blank('not_returned')} · {t(f'inspections.without.{feed}')}</span>"
    return escape(
        t(
            "inspections.box.sent",
            files=words.number(row["n_files"]),
            kept=words.number(row["n_kept"]),
            refused=words.number(row["n_refused"]),
            day=words.day(row["last_received_on"]),
        )
    )


def _indicators(view: Scope) -> str:
    items = "".join(_indicator(view, row) for row in inspections.indicators(view))
    return f"<ul class=xf-within>{items}</ul>" if items else notes.quiet(t("inspections.box.no_indicators"))


def _indicator(view: Scope, row: Row) -> str:
    to = escape(links.href("indicator", view, indicator=row["indicator"]), quote=True)
    name = f"{row['indicator']} {escape(words.named(row))}"
    return f"<li><a class='xh-link xh-plain' href='{to}'>{name}</a> <code>{escape(row['aggregate'] or '')}</code></li>"


def _bands(view: Scope) -> None:
    found = inspections.bands(view)
    notes.caption(t("inspections.box.bands_caption"))
    if found.is_empty():
        notes.block(notes.quiet(t("inspections.box.no_bands")))
        return
    twin = _bands_twin(view, found)
    figures.grid(twin, key="bands_table", shares=[t(f"inspections.head.{h}") for h in ("band_low", "band_high")])
    note = t("inspections.define.band_is")
    download.show(twin, view=view, key="inspection_bands", title=t("inspections.box.bands"), note=note)


def _bands_twin(view: Scope, found: pl.DataFrame) -> pl.DataFrame:
    keys = ("band_low", "band_high", "n_inspected", "n_register", "n_short", "n_excess")
    return say.twin(
        [
            {
                t("inspections.head.office"): say.office(view, row["region_code"], row["department_code"]),
                t("inspections.head.tier"): say.tier(row["tier"]),
                **say.exported(row, *keys),
                **say.state(row, "band_state"),
            }
            for row in found.iter_rows(named=True)
        ]
    )


def without_visits(view: Scope, feeds: Mapping[str, Row]) -> None:
    """The page of a jurisdiction nobody sends visits of: what is missing, and the next move."""
    said = [t("inspections.empty.why", here=say.here(view)), t("inspections.empty.next")]
    lines = "".join(f"<p>{escape(line)}</p>" for line in said)
    command = "<pre class=xh-command>xinheng check FILE --feed inspections</pre>"
    notes.block(f"<div class=xh-empty role=status><p><b>{t('inspections.empty.title')}</b></p>{lines}{command}</div>")
    notes.section(t("inspections.box.sent_heading"), t("inspections.box.sent_caption"))
    # Files are counted over all sources of the snapshot; that none of the visits is from here is known.
    notes.block(_feeds({feed: row for feed, row in feeds.items() if feed != "inspections"}))
