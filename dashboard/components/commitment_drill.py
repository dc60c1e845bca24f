"""One step opened: its share by region; a name changes the address. (By department it stands in the table of departments.)"""

from __future__ import annotations

from collections.abc import Mapping
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
    rows = commitments.regions(view, card["indicator"])
    rows = rows.with_columns(name=pl.col("name_zh" if words.language() == "zh" else "name_en"))
    caption = t("commitments.drill.caption", name=words.named(card), view=filters.described(view))
    if rows["value"].null_count() == rows.height:
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


def _heading(rows: pl.DataFrame, card: Row) -> str:
    """Those whose whole interval lies below the share of all; one of many may do so by chance, so they are to be checked."""
    said = {"step": say.step(card["indicator"]), "share": words.percent(card["value"])}
    known = rows.filter(pl.col("value").is_not_null())
    if card["direction"] != "up":
        return t("commitments.drill.told", n=known.height, **said)
    below = known.filter((pl.col("high") < card["value"]) & (pl.col("denominator") >= LEAST)).sort("value")["name"]
    if len(below):
        return t("commitments.drill.below", names=words.listed(below, MOST_NAMES), **said)
    return t("commitments.drill.alike", n=known.height, **said)


def _twin(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("value", descending=True, nulls_last=True).select(
        pl.col("name").alias(t("common.region")), *(pl.col(c).alias(t(f"indicator.{k}")) for c, k in TAKEN.items())
    )
