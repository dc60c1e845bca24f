"""Below the figures: whose series carry on which predecessors, and where the numbers come from."""

from __future__ import annotations

from html import escape

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import notes, tables
from dashboard.components import region_words as say
from dashboard.components.tables import Column
from dashboard.reads import regions
from dashboard.words import t


def show(view: Scope, level: str, places: pl.DataFrame) -> None:
    """Two folds of plain HTML."""
    here = set(places["region_code"])
    joined = [row for row in regions.renamed(view) if row["region_code"] in here]
    if joined:
        fold = tables.opened(t("regions.box.joined", n=words.number(len(joined))), "regions_joined")
        if fold:
            with fold:
                notes.block(_joined(view, joined))
    fold = tables.opened(t("regions.box.made"), "regions_made")
    if fold:
        with fold:
            notes.block(_made(view))


def _made(view: Scope) -> str:
    ways = "".join(
        f"<li>{escape(t(f'regions.box.{key}'))}</li>" for key in ("ranks", "tiers", "peers", "pattern", "map")
    )
    own = t("regions.box.indicator", name=say.indicator(view))
    address = escape(links.href("indicator", view), quote=True)
    return f"<ul class=xh-grounds>{ways}</ul><p><a class='xh-link xh-plain' href='{address}'>{escape(own)}</a></p>"


def _joined(view: Scope, rows: list[say.Row]) -> str:
    columns = [
        Column(t("regions.head.region"), lambda r: say.full(view, r["region_code"])),
        Column(t("regions.box.past"), lambda r: words.pick(r, "past_name") or r["past_code"]),
        Column(t("regions.box.until"), lambda r: r["until_on"], "day"),
        Column(t("regions.box.change"), lambda r: t(f"regions.change.{r['change']}")),
        Column(t("regions.box.note"), lambda r: words.pick(r, "note")),
    ]
    return tables.html(rows, columns, caption=t("regions.box.joined", n=words.number(len(rows))))
