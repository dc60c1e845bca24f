"""How sure is the order: the ranks each region could truly have, all right together with 95 % probability."""

from __future__ import annotations

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import map_ranks as chart
from dashboard.components import figures, region_table
from dashboard.components import region_words as say
from dashboard.words import t

FEWEST = 3


def show(view: Scope, level: str, places: pl.DataFrame) -> None:
    """The picture of intervals; nothing where fewer than three are ranked."""
    ranked = places.filter(pl.col("rank").is_not_null()).sort("rank", "rank_high", "region_code")
    if ranked.height < FEWEST:
        return
    rows = list(ranked.iter_rows(named=True))
    said = [t("regions.ranks.said", ranks=say.ranks(r), value=say.counts(view, r)) + _tied(r) for r in rows]
    figures.show(
        chart.draw(ranked.with_columns(said=pl.Series(said)), names=[words.named(r) for r in rows], chosen=view.region),
        lambda: region_table.frame(view, places),
        key="regions_ranks",
        heading=_heading(level, ranked),
        caption=t(
            "regions.ranks.caption",
            name=say.indicator(view),
            quarter=words.quarter(view.quarter),
            n=words.number(ranked.height),
        ),
        how=t("regions.ranks.how"),
        view=view,
        shares=[t("regions.head.value"), t("regions.head.low"), t("regions.head.high"), t("regions.head.median")]
        if say.unit(view) == "percent"
        else [],
    )


def _tied(row: say.Row) -> str:
    return t("regions.ranks.tied", n=words.number(row["n_tied"])) if (row["n_tied"] or 1) > 1 else ""


def _heading(level: str, ranked: pl.DataFrame) -> str:
    """How wide the intervals are in the middle: what a rank is worth here."""
    width = (ranked["rank_high"] - ranked["rank_low"] + 1).median() or 1
    if width <= 1:
        return t("regions.ranks.heading_exact")
    return t("regions.ranks.heading", width=words.number(width), n=say.many(level, ranked.height))
