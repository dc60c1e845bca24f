"""One step opened: its share by region and by department; a name changes the address."""

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
from dashboard.words import t

Row = Mapping[str, Any]
OPENED = (
    *commitments.STEPS,
    "M01-6",
    "M01-5",
    "M02-1-C",
    "M02-2",
    "M06-1",
    "M06-2",
    "M06-3",
    "M05-1",
    "M22-1",
    "M22-3",
    "M22-5",
    "M22-4",
)
LEAST = 30
MOST_NAMES = 5


def chosen(view: Scope, judged: Mapping[str, Row], promised: Row | None) -> str:
    """The share that is broken down: the one in the address if it is of this page, else where the chain is weakest."""
    if view.indicator in OPENED and judged.get(view.indicator, {}).get("value") is not None:
        return view.indicator
    known = [c for c in OPENED if judged.get(c, {}).get("value") is not None]
    return commitments.weakest(promised) or next(iter(known), OPENED[0])


def regions(view: Scope, card: Row, code: str) -> None:
    """The share in the regions below."""
    _breakdown(view, card, commitments.regions(view, code), "region")


def departments(view: Scope, card: Row, code: str) -> None:
    """The share in the departments of the region."""
    _breakdown(view, card, commitments.by_department(view, code), "department")


def _breakdown(view: Scope, card: Row, found: pl.DataFrame, parameter: str) -> None:
    rows = found.with_columns(name=pl.col("name_zh" if words.language() == "zh" else "name_en"))
    caption = t(f"commitments.drill.{parameter}", name=words.named(card), view=filters.described(view))
    if rows["value"].null_count() == rows.height:
        notes.section(t("commitments.drill.none", step=say.step(card["indicator"])), caption)
        notes.block(say.quiet(t("commitments.drill.why_none")))
        return
    drawn = breakdown.draw(
        rows,
        unit="percent",
        direction=card["direction"],
        target=card["target"],
        ceiling=1.0,
        link=lambda row: links.href(
            "commitments", view, **{parameter: row[f"{parameter}_code"], "indicator": card["indicator"]}
        ),
    )
    figures.show(
        drawn, lambda: _twin(rows, parameter), key=f"commitments_{parameter}", heading=_heading(rows, card, parameter),
        caption=caption, how=t("commitments.how.drill"), view=view, shares=[t(f"indicator.{k}") for k in ("value", "low", "high")],
        definitions={words.named(card): card["indicator"]},
    )  # fmt: skip


def _heading(rows: pl.DataFrame, card: Row, parameter: str) -> str:
    """Those whose whole interval lies below the share of all; one of many may do so by chance, so they are to be checked."""
    step, whole = say.step(card["indicator"]), card["value"]
    known = rows.filter(pl.col("value").is_not_null())
    below = known.filter((pl.col("high") < whole) & (pl.col("denominator") >= LEAST)).sort("value")["name"].to_list()
    share = words.percent(whole)
    if below and card["direction"] == "up":
        return t("commitments.drill.below", step=step, share=share, names=words.listed(below, MOST_NAMES))
    return t(f"commitments.drill.alike_{parameter}", step=step, share=share, n=known.height)


def _twin(rows: pl.DataFrame, parameter: str) -> pl.DataFrame:
    named = {"value": "value", "numerator": "x", "denominator": "n", "low": "low", "high": "high"}
    return rows.sort("value", descending=True, nulls_last=True).select(
        pl.col("name").alias(t(f"common.{parameter}")), *(pl.col(c).alias(t(f"indicator.{k}")) for c, k in named.items())
    )  # fmt: skip
