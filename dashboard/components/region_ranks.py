"""How sure is the order: the ranks each region could truly have, all right together with 95 % probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import map_ranks as chart
from dashboard.components import figures, region_table
from dashboard.components import region_words as say
from dashboard.reads import regions
from dashboard.words import t

FEWEST = 3
SHARES = ("value", "low", "high", "median")


@dataclass(frozen=True)
class Ranked:
    """The picture without anybody marked."""

    figure: dict[str, Any]
    heading: str
    places: dict[str, int]  # by region: the how-manieth from the left


def show(view: Scope, level: str) -> None:
    """The picture of intervals; nothing where fewer than three are ranked."""
    ranked = _ranked(view, level)
    if ranked is None:
        return
    place, figure = ranked.places.get(view.region), ranked.figure
    if place:
        figure = chart.mark(figure, place, words.named(regions.by_code(view, level)[view.region]))
    figures.show(
        figure,
        lambda: region_table.frame(view, regions.by_code(view, level).values()),
        key="regions_ranks",
        heading=ranked.heading,
        caption=t(
            "regions.ranks.caption",
            name=say.indicator(view),
            quarter=words.quarter(view.quarter),
            n=words.number(len(ranked.places)),
        ),
        how=t("regions.ranks.how"),
        view=view,
        shares=[t(f"regions.head.{k}") for k in SHARES] if say.unit(view) == "percent" else [],
    )


@regions.kept
def _ranked(view: Scope, level: str) -> Ranked | None:
    """Those ranked, best first."""
    places = regions.places(view, level)
    ranked = places.filter(pl.col("rank").is_not_null()).sort("rank", "rank_high", "region_code")
    if ranked.height < FEWEST:
        return None
    every = regions.by_code(view, level)
    rows = [every[code] for code in ranked["region_code"]]
    said = [[say.ranks(r), words.value(r["value"], say.unit(view)) + _tied(r)] for r in rows]
    drawn = chart.draw(
        ranked.with_columns(said=pl.Series(said, dtype=pl.List(pl.String))), names=[words.named(r) for r in rows]
    )
    return Ranked(drawn, _heading(level, ranked), {r["region_code"]: n for n, r in enumerate(rows, 1)})


def _tied(row: say.Row) -> str:
    return t("regions.ranks.tied", n=words.number(row["n_tied"])) if (row["n_tied"] or 1) > 1 else ""


def _heading(level: str, ranked: pl.DataFrame) -> str:
    """How wide the intervals are in the middle: what a rank is worth here."""
    width = (ranked["rank_high"] - ranked["rank_low"] + 1).median() or 1
    if width <= 1:
        return t("regions.ranks.heading_exact")
    return t("regions.ranks.heading", width=words.number(width), n=say.many(level, ranked.height))
