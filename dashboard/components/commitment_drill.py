"""One step opened: its share by region; a name changes the address. (By department it stands in the table of departments.)"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.charts import breakdown
from dashboard.components import commitment_words as say
from dashboard.components import figures, filters, notes
from dashboard.reads import commitments
from dashboard.reads.commitment_rows import OF_DEPARTMENT
from dashboard.words import t

Row = Mapping[str, Any]
OPENED = tuple(code for code in OF_DEPARTMENT if code != "kept")
LEAST = 30
MOST_NAMES = 5
TAKEN = {"value": "value", "numerator": "x", "denominator": "n", "low": "low", "high": "high"}


def chosen(view: Scope, judged: Mapping[str, Row], promised: Row | None) -> str:
    """The share that is broken down: the one in the address if it is of this page, else where the chain is weakest."""
    known = [c for c in OPENED if judged.get(c, {}).get("value") is not None]
    if view.indicator in known:
        return view.indicator
    return commitments.weakest(promised) or next(iter(known), OPENED[0])


def regions(view: Scope, card: Row) -> None:
    """The share in the regions below (beside, where none is below)."""
    rows = [row | {"name": words.named(row)} for row in commitments.regions(view, card["indicator"])]
    caption = t("commitments.drill.caption", name=words.named(card), view=filters.described(view))
    if all(row["value"] is None for row in rows):
        notes.section(t("commitments.drill.none", step=say.step(card["indicator"])), caption)
        notes.block(notes.quiet(t("commitments.drill.why_none")))
        return
    drawn = breakdown.draw(
        rows,
        unit="percent",
        direction=card["direction"],
        target=card["target"],
        ceiling=1.0,
        link=lambda row: links.href("commitments", view, region=row["region_code"], indicator=card["indicator"]),
    )
    figures.show(
        drawn,
        lambda: _twin(rows),
        key="commitments_region",
        heading=_heading(rows, card),
        caption=caption,
        how=t("commitments.how.drill"),
        view=view,
        shares=[t(f"indicator.{k}") for k in ("value", "low", "high")],
        definitions={words.named(card): card["indicator"]},
    )


def _heading(rows: Sequence[Row], card: Row) -> str:
    """Those whose whole interval lies below the share of all; one of many may do so by chance, so they are to be checked."""
    said = {"step": say.step(card["indicator"]), "share": words.percent(card["value"])}
    known = sorted((row for row in rows if row["value"] is not None), key=itemgetter("value"))
    if card["direction"] != "up":
        return t("commitments.drill.told", n=len(known), **said)
    below = [row["name"] for row in known if _is_below(row, card["value"])]
    if below:
        return t("commitments.drill.below", names=words.listed(below, MOST_NAMES), **said)
    return t("commitments.drill.alike", n=len(known), **said)


def _is_below(row: Row, share: float | None) -> bool:
    known = row["high"] is not None and share is not None
    return known and row["high"] < share and (row["denominator"] or 0) >= LEAST


def _twin(rows: Sequence[Row]) -> pl.DataFrame:
    every = sorted(rows, key=lambda row: -math.inf if row["value"] is None else row["value"], reverse=True)
    heads = {"name": t("common.region"), **{c: t(f"indicator.{k}") for c, k in TAKEN.items()}}
    return pl.DataFrame({head: [row[c] for row in every] for c, head in heads.items()})
